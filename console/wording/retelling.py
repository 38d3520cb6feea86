"""What other rooms say in English, such as why something was refused, told again in the reader's language. Pure.

Rooms below know no reader. What they say follows a few hundred sentences; those that people meet on pages stand in
`retold.py`, with the names of what is filled in. What stands in none of them is shown as it was said.
"""

import re
from collections.abc import Callable
from functools import cache

from console.wording.called import called
from console.wording.retold import RETOLD
from console.wording.saying import English, counted, marked_many, reader, say

LONGEST = 300
"""Letters of a sentence of ours with all that belongs in it. What is longer is somebody's own, and no pattern is tried on it."""
_FIELD = re.compile(r"%\((\w+)\)s")
_UNITS = {
    "working hour": marked_many("%(num)s working hour", "%(num)s working hours"),
    "working day": marked_many("%(num)s working day", "%(num)s working days"),
    "day": marked_many("%(num)s day", "%(num)s days"),
    "week": marked_many("%(num)s week", "%(num)s weeks"),
    "month": marked_many("%(num)s month", "%(num)s months"),
}
_LENGTH = re.compile(rf"(\d+) ({'|'.join(_UNITS)})s?")
_ABBREVIATED = re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")


def retold(words: str) -> str:
    """The words in the reader's language, where they are known; part by part where parts are joined by semicolons."""
    if not words or isinstance(reader(), English):
        return words
    whole = _retold(words)
    if whole is None and "; " in words:
        return "; ".join(_retold(part) or part for part in words.split("; "))
    return whole or words


def sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    words = retold(reason.rstrip("."))
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def clock_words(explained: str) -> str:
    """How a clock explains itself, as a sentence without its end."""
    words = "; ".join(_of_a_clock(part) for part in explained.split("; "))
    return words[:1].upper() + words[1:]


def length(words: str) -> str:
    """A length of time such as "16 working hours"."""
    if isinstance(reader(), English):
        return words
    said = _LENGTH.sub(lambda found: counted(*_UNITS[found[2]], int(found[1])), words)
    return _ABBREVIATED.sub(lambda found: reader().abbreviated(found[1]), said)


def _of_a_clock(part: str) -> str:
    told = retold(part)
    return length(told) if told == part else told


def _retold(words: str) -> str | None:
    if len(words) > LONGEST:
        return None
    for fits, pattern in _patterns():
        if found := fits(words):
            return say(pattern, **{name: length(called(value)) for name, value in found.groupdict().items()})
    return None


@cache
def _patterns() -> list[tuple[Callable[[str], re.Match[str] | None], str]]:
    """What fits each sentence; those with fewer open ends first."""
    ordered = sorted(RETOLD, key=lambda one: len(_FIELD.findall(one)))
    return [(_compiled(one).fullmatch, one) for one in ordered]


def _compiled(pattern: str) -> re.Pattern[str]:
    pieces = _FIELD.split(pattern.replace("%%", "%"))
    return re.compile("".join(f"(?P<{one}>.+?)" if place % 2 else re.escape(one) for place, one in enumerate(pieces)), re.DOTALL)
