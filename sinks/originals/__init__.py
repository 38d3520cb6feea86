"""What came in, byte for byte."""
