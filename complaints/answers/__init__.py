"""What customers are told, in their language."""
