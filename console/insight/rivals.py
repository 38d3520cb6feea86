"""Competitors whom customers name: how they speak of a topic when they compare us, beside how they speak of it at all.

A message counts for a competitor when the name stands in it as words of its own, whatever the case of its letters. The mood is
that of the topic in such messages: whether we or they do it better, no tag says, so it is shown as the mood of comparing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from console.insight.audit import Mood, mood
from golddust.insight import CHANNEL, NOTHING, SEGMENT, Moods, Slice
from golddust.ports import Archive, Sought

LOOKED_INTO = 1000
"""Messages for each name, the newest: more would take long."""
LEAST = 5
"""Mentions of a topic in comparisons before they have a mark on the grid."""
MOODS = ("negative", "neutral", "positive")


@dataclass(frozen=True, slots=True)
class Rival:
    """One competitor: in how many messages they were named, and by topic how those speak of it."""

    name: str
    messages: int
    topics: Mapping[str, Moods]


def rivals(archive: Archive, names: Sequence[str], which: Slice, days: tuple[date, date], zone: tzinfo) -> list[Rival]:
    """Whom customers named in these days and this slice, most often first. Labels are not told apart: then it is empty."""
    if which.side not in ("", CHANNEL, SEGMENT):
        return []
    since, until = (datetime.combine(day, time(), zone) for day in (days[0], days[1] + timedelta(days=1)))
    where = {"kind": which.kind} | ({which.side: which.value} if which.side else {})
    found = [
        counted(name, archive.feedback(LOOKED_INTO, sought=Sought(words=name, since=since, until=until, **where)))
        for name in dict.fromkeys(names)
    ]
    return sorted((one for one in found if one.messages), key=lambda one: (-one.messages, one.name))


def counted(name: str, rows: Iterable[Mapping[str, Any]]) -> Rival:
    """What these messages, each a `StoredFeedback`, say when they name this competitor."""
    words = r"\s+".join(map(re.escape, name.split()))
    word = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    named = [row for row in rows if _from_a_person(row) and word.search(f"{row['subject']}\n{row['text']}")]
    topics: dict[str, Moods] = {}
    for row in named:
        for topic in row["topics"]:
            topics[topic["name"]] = topics.get(topic["name"], NOTHING) + _moods(topic["sentiment"])
    return Rival(name, len(named), topics)


def compared(found: Sequence[Rival]) -> dict[str, Mood]:
    """By topic, the mood in which customers speak of it while they name any competitor; of topics with `LEAST` mentions."""
    topics: dict[str, Moods] = {}
    for one in found:
        for topic, moods in one.topics.items():
            topics[topic] = topics.get(topic, NOTHING) + moods
    return {topic: mood(moods) for topic, moods in topics.items() if moods.said >= LEAST}


def _from_a_person(row: Mapping[str, Any]) -> bool:
    return row["tags"] is not None and row["automatic"] is None and row["command"] is None and row["kind"] != "spam"


def _moods(sentiment: str) -> Moods:
    return Moods(1, *(int(sentiment == name) for name in MOODS))
