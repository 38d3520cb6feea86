"""The door: conversations in SMTP, each mail made durable before it is acknowledged."""
