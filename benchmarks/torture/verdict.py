"""What is counted at the end, on either log: nothing lost, nothing doubled, and what was written is what was read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine, select, text

from benchmarks.torture.writers import Heard
from golddust import topics
from golddust.clock import SystemClock
from golddust.database.engine import reading
from golddust.database.schema import case_feedback, tags
from golddust.letters import Letters
from golddust.ports import Log
from golddust.records import Tally

PAGE = 5000
ONCE = (topics.RECEIVED, topics.TAGGED, topics.ISSUES, topics.COMPLAINTS, topics.REPLIES_REQUESTED)
"""The topics on which each event lies once."""
READ_BY = {
    topics.RECEIVED: ("tag", "store"),
    topics.TAGGED: ("store", "complaints"),
    topics.ISSUES: ("complaints",),
    topics.REPLIES_REQUESTED: ("replies",),
}
ANSWERED = "('complaint', 'question', 'suggestion')"
Lying = Mapping[str, Counter[str]]
"""For each topic, how often each event's id lies there."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; `faults` is empty when every promise held. `notes` say what was done.

    `twice`: how many messages came onto the log twice, through two doors.
    """

    acknowledged: int
    stored: int
    cases: int
    twice: int
    faults: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        figures = f"{self.acknowledged} acknowledged, {self.stored} stored, {self.cases} cases, {len(self.faults)} faults"
        return "; ".join((figures, *self.notes))

    def noting(self, notes: Sequence[str], faults: Sequence[str]) -> "Verdict":
        """The verdict with what else was done, and what else was found wrong before."""
        return replace(self, notes=(*self.notes, *notes), faults=(*faults, *self.faults))


def count(log: Log, engine: Engine, heard: Heard, twice: frozenset[str] = frozenset()) -> Verdict:
    """Hold what is stored and what lies on the log against what was acknowledged.

    `twice`: topics on which an event may lie twice, because it came in through two doors.
    """
    lying = {topic: _ids(log, topic) for topic in ONCE}
    faults = [*_lost(engine, heard), *_stored_twice(engine), *_unequal(engine), *_different(engine, lying)]
    faults += _doubled({topic: ids for topic, ids in lying.items() if topic not in twice})
    faults += _unbalanced(log.tallies(), lying)
    parked = Letters(log, SystemClock().now).parked()
    faults += [f"{len(parked)} dead letters, the first: {parked[0].stage}: {parked[0].reason}"] if parked else []
    stored, cases = _ask(engine, "SELECT (SELECT count(*) FROM feedback), (SELECT count(*) FROM cases)")[0]
    came_twice = sum(times > 1 for times in lying[topics.RECEIVED].values())
    return Verdict(len(heard), int(stored), int(cases), came_twice, tuple(faults))


def _ids(log: Log, topic: str) -> Counter[str]:
    reader, seen = log.browse(topic), Counter[str]()
    try:
        while page := reader.read(PAGE, 0):
            seen.update(record.headers["ce_id"] for record in page)
    finally:
        reader.close()
    return seen


def _ask(engine: Engine, sql: str) -> Sequence[Sequence[object]]:
    with reading(engine) as connection:
        return connection.execute(text(sql)).all()


def _lost(engine: Engine, heard: Heard) -> list[str]:
    stored = _ask(engine, "SELECT id, external_id FROM feedback")
    missing = (heard.hooks | heard.mails) - {row[0] for row in stored}
    missing |= (heard.texts | heard.forms) - {row[1] for row in stored}
    return [f"{len(missing)} acknowledged messages are not stored, such as {min(missing)}"] if missing else []


def _stored_twice(engine: Engine) -> list[str]:
    doubled = _ask(engine, "SELECT external_id FROM feedback GROUP BY channel, source, external_id HAVING count(*) > 1")
    return [f"{len(doubled)} messages are stored twice, such as {doubled[0][0]}"] if doubled else []


def _unequal(engine: Engine) -> list[str]:
    named = {
        "feedback without tags": "feedback f LEFT JOIN tags t ON t.feedback = f.id WHERE t.feedback IS NULL",
        "tags without feedback": "tags t LEFT JOIN feedback f ON f.id = t.feedback WHERE f.id IS NULL",
        "complaints without a case": (
            f"tags t LEFT JOIN case_feedback c ON c.feedback = t.feedback WHERE c.feedback IS NULL AND t.kind IN {ANSWERED}"
        ),
        "cases without the message that opened them": (
            'cases c LEFT JOIN case_feedback m ON m.feedback = c.feedback AND m."case" = c.id WHERE m.feedback IS NULL'
        ),
        "cases without their first event": (
            'cases c LEFT JOIN case_events e ON e."case" = c.id AND e.number = 1 WHERE e.id IS NULL'
        ),
    }
    found = {name: _ask(engine, f"SELECT count(*) FROM {rest}")[0][0] for name, rest in named.items()}  # noqa: S608 - our own words
    return [f"{number} {name}" for name, number in found.items() if number]


def _different(engine: Engine, lying: Lying) -> list[str]:
    """As many rows as events, where each event is a row; an issue is a message that opened or joined a case."""
    tables = {"case_events": topics.COMPLAINTS, "replies": topics.REPLIES_REQUESTED, "issues in cases": topics.ISSUES}
    rows = {table: _ask(engine, f"SELECT count(*) FROM {table}")[0][0] for table in ("case_events", "replies")}  # noqa: S608 - our own words
    belonging = select(tags.c.tags).join(case_feedback, case_feedback.c.feedback == tags.c.feedback)
    with reading(engine) as connection:
        rows["issues in cases"] = sum(bool(tagged["issue"]) for tagged in connection.execute(belonging).scalars())
    return [
        f"{rows[table]} rows in {table}, and {len(lying[topic])} events on {topic}"
        for table, topic in tables.items()
        if rows[table] != len(lying[topic])
    ]


def _doubled(lying: Lying) -> list[str]:
    doubled = {topic: sum(times > 1 for times in ids.values()) for topic, ids in lying.items()}
    return [f"{number} events lie twice on {topic}" for topic, number in doubled.items() if number]


def _unbalanced(tallies: Sequence[Tally], lying: Lying) -> list[str]:
    """Conservation: what lies on each topic is what all stages say they wrote, and what each that reads it says it read."""
    written: Counter[str] = Counter()
    read: Counter[tuple[str, str]] = Counter()
    for tally in tallies:
        written[tally.topic] += tally.written
        read[tally.stage, tally.topic] += tally.read
    faults = []
    for topic, ids in lying.items():
        there = ids.total()
        if written[topic] != there:
            faults.append(f"{there} records lie on {topic}, and {written[topic]} were written by the tallies")
        wrong = {stage: read[stage, topic] for stage in READ_BY.get(topic, ()) if read[stage, topic] != there}
        faults += [f"{there} records lie on {topic}, and {stage} has read {number}" for stage, number in wrong.items()]
    return faults
