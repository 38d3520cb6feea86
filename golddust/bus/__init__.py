"""Logs: in memory for trials, on SQLite for one machine, on Kafka for many. All keep `golddust.ports.Log` and pass one suite."""
