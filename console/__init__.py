"""Pages for the people at work, a customer's own page, and the HTTP API: all that is stored, shown."""
