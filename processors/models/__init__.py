"""Models that read a text: a small fast one, and an encoder for what that one is unsure of."""
