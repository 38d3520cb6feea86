"""Tells rows that the database refuses from a database that is away, so that one bad row holds up no other."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlalchemy.exc import DataError, IntegrityError

T = TypeVar("T")


def refusals(write: Callable[[Sequence[T]], None], events: Sequence[T]) -> list[str]:
    """Write all at once, or in halves again and again until what the database refuses stands alone.

    Returns a reason for each event, "" where it was written. `write` is one transaction; what it raises otherwise passes through.
    """
    try:
        write(events)
    except (DataError, IntegrityError) as refused:
        if len(events) == 1:
            return [_words(refused)]
        middle = len(events) // 2
        return [*refusals(write, events[:middle]), *refusals(write, events[middle:])]
    return [""] * len(events)


def _words(refused: DataError | IntegrityError) -> str:
    """The kind of error alone: what the database says quotes the row."""
    return f"the database refused the row: {type(refused.orig or refused).__name__}"
