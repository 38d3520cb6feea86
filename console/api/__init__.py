"""The HTTP API for programs, and the document that describes it."""
