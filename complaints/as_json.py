"""A case as the command line and the HTTP API show it."""

from typing import Any

import msgspec

from golddust.ports import Case


def as_json(case: Case) -> dict[str, Any]:
    """Every field of the case under its own name; times as RFC 3339 in UTC, topics and promises as lists."""
    shown: dict[str, Any] = msgspec.to_builtins(case)
    return shown
