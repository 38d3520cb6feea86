"""The e-mail channel: a door that makes each mail durable before it says 250, and a reader of whatever bytes come."""
