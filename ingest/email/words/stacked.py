"""The head of Lotus Notes that has no colons: who wrote, when, and then To, cc and Subject, each on a line of its own."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ingest.email.mime.lines import Line
from ingest.email.words.phrases import literal
from ingest.email.words.phrases.fields import SUBJECT, TO

_WITHIN = 16
_LONGEST = 120
_WHEN = re.compile(
    r"\W{0,3}\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp]\.?[Mm]\.?)?(?: [A-Z]{2,5}\d?)?\W{0,3}"
)
_TO = re.compile(rf"\s{{0,40}}{literal(TO)}\s{{0,9}}", re.IGNORECASE)
_SUBJECT = re.compile(rf"\s{{0,40}}{literal(SUBJECT)}\s{{0,9}}", re.IGNORECASE)
_FOLDED = re.compile(r"\W{0,3}[^\s-].{1,80}\s---\d{1,4}[./-]\d{1,2}[./-]\d{1,4} \d{1,2}[:.]\d\d.{0,12}---")


def stacked_heads(lines: Sequence[Line], depths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where such heads begin, and just past them: told by a date alone on its line with a receiver and a subject named below."""
    for at, line in enumerate(lines):
        if depths[at] or line.blank or len(line.text) > _LONGEST:
            continue
        if at and line.text.strip()[:1].isdigit() and _WHEN.fullmatch(line.text):
            past = _past(lines, at + 1)
            who = next((near for near in range(at - 1, max(-1, at - 3), -1) if not lines[near].blank), -1)
            if past and who >= 0:
                yield who, past
        elif "---" in line.text and _FOLDED.match(line.text):
            yield at, at + 1


def _past(lines: Sequence[Line], first: int) -> int:
    """Just past the line that names the subject; 0 when no receiver is named before it."""
    told = False
    for at in islice(range(first, len(lines)), _WITHIN):
        text = lines[at].text
        if len(text) > _LONGEST:
            return 0
        if told and _SUBJECT.fullmatch(text):
            return at + 1
        told = told or _TO.fullmatch(text) is not None
    return 0
