"""The commands: what each takes, asks for and prints."""
