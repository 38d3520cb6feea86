"""Made-up standards."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from complaints.promises.standards import Matter, Standards, parse

STANDARDS_FILE = Path(__file__).parents[2] / "config" / "standards.toml"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def standards(toml: str = "", **changes: Any) -> Standards:
    """Our standards, with tables changed and others added."""
    return parse(table(toml, **changes))


def table(toml: str = "", **changes: Any) -> dict[str, Any]:
    """The table that our standards are read from, with tables changed and others added."""
    return tomllib.loads(STANDARDS_FILE.read_text()) | tomllib.loads(toml) | changes


def matter(**changes: Any) -> Matter:
    """A complaint about delivery by mail."""
    given: dict[str, Any] = {
        "kind": "complaint",
        "priority": "normal",
        "channel": "email",
        "segment": "",
        "topics": ("delivery",),
    }
    return Matter(**(given | changes))
