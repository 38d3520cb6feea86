"""No system at all: what would be opened is printed."""
