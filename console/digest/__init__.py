"""The weekly digest: what customers said and what was done, on the console and by mail."""
