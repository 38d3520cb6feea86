"""The e-mail channel: an SMTP door that makes each mail durable before it says 250, and a reader that turns any bytes into feedback."""
