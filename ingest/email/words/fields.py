"""The block of From, Sent, To and Subject that Outlook and others put above what they quote, in any order."""

import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.email.mime.lines import Line
from ingest.email.words.phrases import literal
from ingest.email.words.phrases.fields import FROM, SENT, SUBJECT, TO

_WITHIN = 12
_GAP = 4
_LONGEST_NAME = 48
_LONGEST_LINE = 1200
_ENOUGH = 3
_NAMES = rf"(?:(?P<who>{literal(FROM)})|(?P<when>{literal(SENT)})|(?P<what>{literal(SUBJECT)})|(?P<to>{literal(TO)}|B?CC|Cc))"
_FIELD = re.compile(
    rf"[*_\s|\u2022\u00b7>\u200e\u200f\u202a-\u202e-]{{0,8}}{_NAMES}[*_\s\u200e\u200f]{{0,4}}[:\uff1a|]", re.IGNORECASE
)
_WITHIN_LINE = re.compile(rf"(?:^|[\s*>])\*?{_NAMES}\*?\s?[:\uff1a]", re.IGNORECASE)


def fields_of(lines: Sequence[Line], depths: Sequence[int]) -> dict[int, str]:
    """The kind of field each line is that is one: who, when, to, what; "all" where they stand on a single line."""
    found = {}
    for at, line in enumerate(lines):
        text = line.text
        if depths[at] or not (":" in text or "\uff1a" in text or text[:1] == "|"):
            continue
        match = _FIELD.match(text[:_LONGEST_NAME])
        if match:
            found[at] = "all" if _all_in(text) else str(match.lastgroup)
    return found


def _all_in(text: str) -> bool:
    """Whether the whole block stands in this line."""
    if len(text) < 40 or text.count(":") + text.count("\uff1a") < _ENOUGH or "@" not in text:  # noqa: PLR2004
        return False
    kinds = {str(match.lastgroup) for match in _WITHIN_LINE.finditer(text[:_LONGEST_LINE])}
    return {"who", "what"} <= kinds and len(kinds) >= _ENOUGH


def block_at(lines: Sequence[Line], fields: Mapping[int, str], at: int) -> int:
    """Just past the block that begins here; 0 when none does: three fields, among them sender and subject or an address."""
    if fields[at] == "all":
        return at + 1
    found = list(_near(lines, fields, at))
    kinds = {fields[near] for near in found}
    told = "what" in kinds or any("@" in lines[near].text for near in found)
    enough = (
        len(kinds) >= _ENOUGH
        or (kinds == {"who", "what"} and fields[at] == "who")
        or (kinds == {"who", "when"} and _addressed(lines, at))
    )
    return found[-1] + 1 if enough and told and "who" in kinds and fields[at] != "to" else 0


def _addressed(lines: Sequence[Line], at: int) -> bool:
    return "@" in lines[at].text and "<" in lines[at].text


def _near(lines: Sequence[Line], fields: Mapping[int, str], at: int) -> Iterator[int]:
    """The lines from here that are fields, as long as little stands between them."""
    last, empty = at, 0
    for near in range(at, min(at + _WITHIN, len(lines))):
        if near in fields:
            yield near
            last, empty = near, 0
        elif lines[near].blank:
            empty += 1
            if empty > 1:
                return
        elif near - last >= _GAP or empty:
            return
