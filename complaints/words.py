"""Words that people give for a case: checked, and without personal data before they reach the streams."""

import re

from golddust.errors import Malformed

LONGEST_NAME = 120
LONGEST_WORDS = 10_000
_PRIVATE = re.compile(r"\S*@\S*|\+?\d(?:[\s()./-]*\d){3,}")


def masked(given: str) -> str:
    """The text without anything that looks like an address or a number of four digits and more.

    Cautious rather than clever: it is what the register does by itself when it is given no better redaction.
    """
    return _PRIVATE.sub("[…]", given)


def storable(given: str) -> str:
    """The text without the one character that PostgreSQL cannot keep."""
    return given.replace("\0", "\N{REPLACEMENT CHARACTER}")


def checked_name(what: str, given: str, longest: int = LONGEST_NAME) -> str:
    """Somebody's name. Raises Malformed when there is none, or it is no name."""
    stripped = given.strip()
    if not stripped or len(stripped) > longest or not stripped.isprintable():
        raise Malformed(f"{what}: a name of 1 to {longest} printable characters is needed")
    return stripped


def checked_text(what: str, given: str) -> str:
    """What somebody wrote, possibly nothing. Raises Malformed when it is too long."""
    stripped = storable(given).strip()
    if len(stripped) > LONGEST_WORDS:
        raise Malformed(f"{what}: at most {LONGEST_WORDS:,} characters, please; there are {len(stripped):,}")
    return stripped


def needed_text(what: str, given: str) -> str:
    """What somebody wrote, which is something. Raises Malformed when it is nothing, or too long."""
    text = checked_text(what, given)
    if not text:
        raise Malformed(f"{what}: something must be said")
    return text
