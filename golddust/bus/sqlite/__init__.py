"""A durable log in one SQLite file: nothing to install, nothing lost when the power goes."""

from golddust.bus.sqlite.log import SqliteLog

__all__ = ["SqliteLog"]
