"""Says what feedback is about and how it feels. Pure: no input or output, the same text the same tags."""
