"""Who saw and who did what: a chain under a key, and its page."""
