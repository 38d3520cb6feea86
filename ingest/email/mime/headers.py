"""Header fields as they were sent and as a person reads them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.email.mime.encoded_words import decoded
from ingest.email.mime.parameters import Parameters, parameters

__all__ = ["Fields", "Parameters", "decoded", "parameters", "without_comments"]

LONGEST = 32 * 1024
"""Characters of one field that are read; what is longer is no person's."""
MOST_FIELDS = 2000
"""Fields of one header that are read."""
_IDS = frozenset(("message-id", "in-reply-to", "references", "resent-message-id"))
_COMMENT = re.compile(r"\([^()]*\)")
_DEEPEST_COMMENT = 10


@dataclass(frozen=True, slots=True)
class Fields:
    """The header of a message or part: the raw values of each field, in order, under its name in lower case.

    `charset` is what its 8-bit bytes are likely to be, from what the mail says of its text.
    """

    values: dict[str, tuple[str, ...]]
    charset: str = ""

    @classmethod
    def of(cls, items: Iterable[tuple[str, Sequence[str]]]) -> "Fields":
        """The fields from their names and lines; bytes beyond ASCII are lone surrogates (PEP 383)."""
        values: dict[str, list[str]] = {}
        for name, lines in islice(items, MOST_FIELDS):
            key = name.lower()
            values.setdefault(key, []).append(lines[0].strip()[:LONGEST] if len(lines) == 1 else _unfolded(lines, key))
        return cls({name: tuple(found) for name, found in values.items()})

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def raw(self, name: str) -> str:
        """The first value that is not empty, as it was sent; "" when there is none."""
        return next((value for value in self.values.get(name, ()) if value), "")

    def all(self, name: str) -> tuple[str, ...]:
        """All values, as they were sent."""
        return self.values.get(name, ())

    def word(self, name: str) -> str:
        """The first value in lower case without comments, for fields that hold a keyword."""
        return without_comments(self.raw(name)).strip().lower()

    def text(self, name: str) -> str:
        """The first value as a person reads it."""
        return decoded(self.raw(name), self.charset)


def _unfolded(lines: Sequence[str], name: str) -> str:
    """The lines of one field as one (RFC 5322 §2.2.3). An id that was broken in two is made whole."""
    pieces = [stripped for line in lines[:LONGEST] if (stripped := line.strip())]
    if name not in _IDS:
        return " ".join(pieces)[:LONGEST]
    whole = ""
    for piece in pieces:
        if len(whole) > LONGEST:
            break
        whole += piece if whole.rfind("<") > whole.rfind(">") else " " + piece
    return whole.strip()[:LONGEST]


def without_comments(value: str) -> str:
    """The value without what stands in parentheses, also within others (RFC 5322 §3.2.2)."""
    for _ in range(_DEEPEST_COMMENT):
        if "(" not in value:
            break
        value = _COMMENT.sub("", value)
    return value
