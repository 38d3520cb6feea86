"""What a token may be good for."""

SCOPES = ("read:feedback", "read:cases", "write:cases")
