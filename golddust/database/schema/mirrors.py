"""Cases as they stand in complaint systems elsewhere."""
