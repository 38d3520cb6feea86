"""Cursors of the API: where a page of a list ended, in a form that is ours alone to read.

One names the row that was told last by what the list is ordered by, not by a number of rows: however many come in or go away
meanwhile, the next page begins right behind it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TypeVar

import msgspec

from golddust.errors import Malformed

LONGEST = 400
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
    if whose != listing:
        raise _no_cursor()
    return key


def _no_cursor() -> Malformed:
    return Malformed("cursor: that is none of this list; begin again without it")
