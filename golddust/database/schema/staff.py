"""What the staff is to be told, and how that stands."""
