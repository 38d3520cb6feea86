"""Kills everything under load, again and again, and then counts: each acknowledged message is there exactly once.

`rounds` does so to `golddust run` on SQLite, `scenarios` to every role on a real Kafka with PostgreSQL as the store.
"""

from benchmarks.torture.rounds import torture

__all__ = ["torture"]
