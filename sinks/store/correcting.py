"""People put tags right: each correction holds at once, and goes as an event onto the log, where the store finds it again.

What nobody had to act on before, and somebody must now, goes with it as an issue, as the tagger would have said.
"""

from collections.abc import Collection, Sequence
from typing import Any, get_args

from sqlalchemy import Connection, Engine, Row, select

from golddust import wire
from golddust.database import outbox
from golddust.database.engine import writing
from golddust.database.schema import feedback, tag_corrections, tags
from golddust.errors import Malformed
from golddust.events import Feeling, Kind, Level, Mood, Question, TagCorrected
from golddust.identity import derived_id
from golddust.ports import Clock
from sinks.store import corrected
from sinks.store.reissuing import IssueOf, held, newly_issues, nobody

LABELS: dict[Question, Collection[str]] = {
    "kind": get_args(Kind),
    "sentiment": get_args(Mood),
    "emotion": get_args(Feeling),
    "urgency": get_args(Level),
}
MOST_TOPICS = 20
LONGEST_TOPIC = 80


class StoredCorrections:
    """`Corrections` in the database. `issue_of` tells what somebody must act on."""

    def __init__(self, engine: Engine, clock: Clock, issue_of: IssueOf = nobody) -> None:
        self._engine = engine
        self._clock = clock
        self._issue_of = issue_of

    def correct(self, feedbacks: Sequence[str], question: Question, answers: Sequence[str], actor: str) -> list[str]:
        """From now on these answers hold; returns the ids of the corrections that were needed. Raises Malformed."""
        wanted = _checked(question, answers)
        with writing(self._engine) as connection:
            held = _answers(connection, feedbacks, question)
            changed = [one for one, answers in held.items() if answers != wanted]
            return self._say(connection, [(one, question, wanted) for one in changed], actor)

    def turn_topic(self, feedbacks: Sequence[str], topic: str, actor: str) -> list[str]:
        """Each is about this topic from now on; one that was, is not. Read and written at once: no other's word is lost."""
        (name,) = _checked("topics", [topic]) or ("",)
        if not name:
            raise Malformed("a topic has a name")
        with writing(self._engine) as connection:
            if connection.dialect.name == "postgresql":
                locked = select(tags.c.feedback).where(tags.c.feedback.in_(feedbacks)).order_by(tags.c.feedback)
                connection.execute(locked.with_for_update()).all()
            held = _answers(connection, feedbacks, "topics")
            wanted = {one: _turned(have, name) for one, have in held.items()}
            return self._say(connection, [(one, "topics", answers) for one, answers in wanted.items()], actor)

    def take_back(self, corrections: Sequence[str], actor: str) -> int:
        """What held before these holds again, unless somebody has corrected it since."""
        with writing(self._engine) as connection:
            query = select(tag_corrections).where(tag_corrections.c.id.in_(corrections))
            rows = connection.execute(query).all() if corrections else ()
            made = corrected.history(connection, {row.feedback for row in rows})
            back = [(row.feedback, row.question, _before(row, made)) for row in rows if _is_last(row, made)]
            return len(self._say(connection, back, actor))

    def _say(self, connection: Connection, said: Sequence[tuple[str, Question, tuple[str, ...] | None]], actor: str) -> list[str]:
        """Let these hold, and put their events into the outbox, with the issues that follow: all of it or nothing."""
        now = self._clock.now()
        names = dict(
            connection.execute(select(feedback.c.id, feedback.c.customer).where(feedback.c.id.in_(s[0] for s in said))).all()
        )
        events = [
            TagCorrected(
                id=derived_id("corrected", one, question, repr(answers), actor, now.isoformat()),
                feedback=one,
                customer=names[one],
                question=question,
                answers=answers,
                at=now,
                actor=actor,
            )
            for one, question, answers in said
            if one in names
        ]
        feedbacks = [event.feedback for event in events]
        before = held(connection, feedbacks)
        corrected.apply(connection, events)
        issues = newly_issues(before, held(connection, feedbacks), events, self._issue_of)
        outbox.put(connection, [*map(wire.entry, events), *map(wire.entry, issues)])
        return [event.id for event in events]


def _answers(connection: Connection, feedbacks: Sequence[str], question: Question) -> dict[str, tuple[str, ...]]:
    """What holds now for those that are tagged."""
    rows = connection.execute(select(tags).where(tags.c.feedback.in_(feedbacks))).all() if feedbacks else ()
    said = corrected.holding(connection, [row.feedback for row in rows])
    return {row.feedback: _holds(row, question, said.get(row.feedback, {})) for row in rows}


def _holds(row: Row[Any], question: Question, said: dict[Question, corrected.Holding]) -> tuple[str, ...]:
    if question == "topics":
        return tuple(topic["name"] for topic in corrected.topics(row.tags, said, row.sentiment))
    return (str(getattr(row, question)),)


def _turned(have: tuple[str, ...], name: str) -> tuple[str, ...]:
    return _checked("topics", [one for one in have if one != name] if name in have else [*have, name])


def _before(mine: Row[Any], made: Sequence[Row[Any]]) -> tuple[str, ...] | None:
    """What a person said of it last before that; None for nothing."""
    earlier = [row for row in _same(mine, made) if (row.at, row.id) < (mine.at, mine.id)]
    return tuple(earlier[-1].answers) if earlier and earlier[-1].answers is not None else None


def _is_last(mine: Row[Any], made: Sequence[Row[Any]]) -> bool:
    return bool(_same(mine, made)[-1].id == mine.id)


def _same(mine: Row[Any], made: Sequence[Row[Any]]) -> list[Row[Any]]:
    return [row for row in made if (row.feedback, row.question) == (mine.feedback, mine.question)]


def _checked(question: Question, answers: Sequence[str]) -> tuple[str, ...]:
    if question == "topics":
        named = tuple(dict.fromkeys(answer.strip() for answer in answers if answer.strip()))
        if len(named) > MOST_TOPICS or any(len(name) > LONGEST_TOPIC for name in named):
            raise Malformed(f"at most {MOST_TOPICS} topics of {LONGEST_TOPIC} characters")
        return named
    known = LABELS.get(question, ())
    if len(answers) != 1 or answers[0] not in known:
        raise Malformed(f"{question}: one of {', '.join(known) or 'nothing'} is needed")
    return (answers[0],)
