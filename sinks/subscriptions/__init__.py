"""Events to web hooks of others, each in its own time."""
