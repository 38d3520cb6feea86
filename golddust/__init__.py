"""The spine: events, wire format, topics, ports, the log and the loop that moves records from one stage to the next."""

__version__ = "0.1.0"
