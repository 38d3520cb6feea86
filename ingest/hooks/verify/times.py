"""When a request says that it was made, and whether that is near enough."""

from datetime import datetime
from typing import Literal

from golddust.errors import Unauthentic

Unit = Literal["seconds", "milliseconds", "iso"]
_LONGEST: dict[Unit, int] = {"seconds": 12, "milliseconds": 15}
"""Digits, good until the year 33658."""
_EXPECTED: dict[Unit, str] = {
    "seconds": "whole seconds since 1970",
    "milliseconds": "whole milliseconds since 1970",
    "iso": "a time as in 2026-11-24T10:00:00Z",
}
_LONGEST_ISO = 40


def check_time(name: str, written: str, unit: Unit, now: datetime, tolerance: int) -> None:
    """Raises Unauthentic when this is no time, or one more than `tolerance` seconds away."""
    age = now.timestamp() - seconds_of(name, written, unit)
    if abs(age) > tolerance:
        raise Unauthentic(f"timestamp too {'old' if age > 0 else 'new'}: more than {tolerance} seconds away from our time")


def seconds_of(name: str, written: str, unit: Unit) -> float:
    """Seconds since 1970. Raises Unauthentic."""
    try:
        return _iso(written) if unit == "iso" else _whole(written, unit)
    except (ValueError, OverflowError):
        raise Unauthentic(f"{name} must be {_EXPECTED[unit]}") from None


def _whole(written: str, unit: Unit) -> float:
    if not written.isascii() or not written.isdigit() or len(written) > _LONGEST[unit]:
        raise ValueError(unit)
    return int(written) / (1000 if unit == "milliseconds" else 1)


def _iso(written: str) -> float:
    moment = datetime.fromisoformat(written if len(written) <= _LONGEST_ISO else "")
    if moment.tzinfo is None:
        raise ValueError(written)
    return moment.timestamp()
