"""Issues on GitHub."""
