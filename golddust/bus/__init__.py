"""Logs: in memory for tests and trials, on SQLite for one machine. All keep `golddust.ports.Log` and pass the same suite."""
