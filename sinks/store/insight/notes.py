"""What people keep beside the figures: notes on a day, and frozen baselines."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec
from sqlalchemy import Engine, delete, select

from golddust.database.engine import reading, writing
from golddust.database.schema.insight import insight_baselines, insight_notes
from golddust.errors import Malformed
from golddust.identity import derived_id
from golddust.insight import Baseline, Moods, Note

LONGEST = 200
LONGEST_NAME = 120
"""In letters."""


def write(engine: Engine, day: date, words: str, by: str, now: datetime) -> Note:
    """Write beside a day what happened on it. Raises Malformed for no words, and for too many."""
    said = _trimmed(words, LONGEST)
    note = Note(derived_id("note", day.isoformat(), said, by, now.isoformat()), day, said, by, now)
    with writing(engine) as connection:
        connection.execute(insight_notes.insert().values(_row(note)))
    return note


def forget(engine: Engine, note: str) -> None:
    """Take it away again."""
    with writing(engine) as connection:
        connection.execute(delete(insight_notes).where(insight_notes.c.id == note))


def between(engine: Engine, first: date, last: date) -> list[Note]:
    """The notes of these days, in their order."""
    c = insight_notes.c
    query = select(c.id, c.day, c.words, c.by, c.at).where(c.day.between(first, last)).order_by(c.day, c.at, c.id)
    with reading(engine) as connection:
        return [Note(*row) for row in connection.execute(query)]


def freeze(
    engine: Engine, name: str, days: tuple[date, date], segment: str, topics: Mapping[str, Moods], by: str, now: datetime
) -> Baseline:
    """Keep these counts under that name. Raises Malformed without a name."""
    called = _trimmed(name, LONGEST_NAME)
    first, last = days
    identity = derived_id("baseline", called, first.isoformat(), last.isoformat(), segment, now.isoformat())
    baseline = Baseline(identity, called, first, last, segment, topics, by, now)
    with writing(engine) as connection:
        connection.execute(insight_baselines.insert().values(_row(baseline) | {"topics": msgspec.to_builtins(topics)}))
    return baseline


def baselines(engine: Engine) -> Sequence[Baseline]:
    """All that were frozen, the newest first."""
    c = insight_baselines.c
    query = select(c.id, c.name, c.first, c.last, c.segment, c.topics, c.by, c.at).order_by(c.at.desc(), c.id)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return [Baseline(*row[:5], msgspec.convert(row.topics, dict[str, Moods]), row.by, row.at) for row in rows]


def _trimmed(words: str, longest: int) -> str:
    trimmed = " ".join(words.split())
    if not trimmed or len(trimmed) > longest or not trimmed.isprintable():
        raise Malformed(f"some words are needed, at most {longest} letters")
    return trimmed


def _row(one: Note | Baseline) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}
