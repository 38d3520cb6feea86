"""Cursors of the API: where a page of a list ended, in a form that is ours alone to read.

One names the row that was told last by what the list is ordered by, not by a number of rows: however many come in or go away
meanwhile, the next page begins right behind it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

import msgspec

from golddust.errors import Malformed

LONGEST = 400
_MIDDLE, _CENTURIES = datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=365_000)
"""So far from now, times in every zone are still ones that a calendar has."""
Key = TypeVar("Key")


def cursor_of(listing: str, key: object) -> str:
    """Of the list of that name; `key` is a dataclass of plain values."""
    return urlsafe_b64encode(msgspec.json.encode([listing, key])).decode().rstrip("=")


def key_in(cursor: str, listing: str, form: type[Key]) -> Key:
    """What `cursor_of` was given. Raises Malformed for what is no cursor of this list."""
    if len(cursor) > LONGEST:
        raise _no_cursor()
    try:
        held = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        whose, key = msgspec.json.decode(held, type=tuple[str, form])  # type: ignore[valid-type] # known when it runs
    except (ValueError, msgspec.DecodeError) as wrong:
        raise _no_cursor() from wrong
    if whose != listing or not all(_plain(value) for value in astuple(cast("Any", key))):
        raise _no_cursor()
    return key


def _plain(value: object) -> bool:
    """Whether a database takes it."""
    if isinstance(value, datetime):
        return abs(value - _MIDDLE) < _CENTURIES
    return not (isinstance(value, str) and "\0" in value)


def _no_cursor() -> Malformed:
    return Malformed("cursor: that is none of this list; begin again without it")
