"""The scenarios, by name. Each is a module of the same shape: what it tells, and a `run` that does it to a fleet at a site."""
