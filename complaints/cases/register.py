"""The register: the one that changes cases. Each change is one transaction: the case, its promises, its history, its outbox."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime

import msgspec
import structlog
from sqlalchemy import ColumnElement, Connection, Engine, func, or_, select

from complaints.answers.phrases import Phrases, ours
from complaints.answers.requests import Answers
from complaints.cases import lifecycle, outcomes, rows
from complaints.cases.history import CaseFile
from complaints.cases.lifecycle import CUSTOMER, STATES, WAITING_FOR_US, Change
from complaints.cases.opening import Beginning, open_cases
from complaints.cases.references import normalised
from complaints.promises.standards import Standards
from complaints.words import checked_name, checked_text, masked
from golddust.database.engine import reading, writing
from golddust.database.schema import case_events, cases, promises
from golddust.errors import Malformed, NotFound
from golddust.events import CaseEvent, Issue, Priority, ReplyOutcome
from golddust.identity import ID_LENGTH, Keys
from golddust.ports import Case, Clock, Resolution

log = structlog.get_logger()
BATCH = 500
_ID = re.compile(rf"[a-z2-7]{{{ID_LENGTH}}}")


class SqlRegister:
    """The complaint register on SQLite or PostgreSQL, for any number of processes at once.

    `redact` takes personal data out of what people write before it reaches history and streams. Raises Misconfigured when
    `public_url` is too long for a text message.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        standards: Standards,
        keys: Keys,
        public_url: str,
        redact: Callable[[str], str] = masked,
        phrases: Phrases | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._standards = standards
        self._answers = Answers(phrases or ours(), keys, public_url, standards.hours.zone)
        self._redact = redact

    def open(self, issues: Sequence[Issue], answered: Collection[str] = ()) -> None:
        """Open a case for each issue that has none yet, with its promises and, unless answered, its acknowledgement."""
        for start in range(0, len(issues), BATCH):
            begin = Beginning(self._standards, self._answers, self._clock.now(), frozenset(answered))
            with writing(self._engine) as connection:
                opened = open_cases(connection, issues[start : start + BATCH], begin)
            log.info("cases were opened", opened=opened, brought=len(issues[start : start + BATCH]))

    def acknowledge(self, case: str, actor: str, version: int | None = None) -> Case:
        """A person has seen it and takes it into work."""
        by = checked_name("actor", actor)
        return self._change(case, version, lambda file, now: lifecycle.acknowledged(file, by, now))

    def assign(self, case: str, assignee: str, actor: str, version: int | None = None) -> Case:
        """Give it to somebody."""
        to, by = checked_name("assignee", assignee), checked_name("actor", actor)
        return self._change(case, version, lambda file, now: lifecycle.assigned(file, to, by, now))

    def resolve(self, case: str, resolution: Resolution, actor: str, version: int | None = None) -> Case:
        """Tell the customer the four things, and count it as resolved. Raises Malformed when one of them is empty."""
        by = checked_name("actor", actor)
        lifecycle.demand_four_parts(resolution)
        said = Resolution(**{part: checked_text(part, text) for part, text in asdict(resolution).items()})
        return self._change(case, version, lambda file, now: self._resolved(file, said, by, now))

    def close(self, case: str, actor: str, version: int | None = None) -> Case:
        """Nobody objected to how it was resolved. The customer can still open it again."""
        by = checked_name("actor", actor)
        return self._change(case, version, lambda file, now: lifecycle.closed(file, by, now))

    def not_solved(self, case: str, words: str, actor: str = CUSTOMER) -> Case:
        """The customer says that it is not: opens it again under new promises; noted while it is open anyway."""
        by, redacted = checked_name("actor", actor), self._redact(checked_text("words", words))
        return self._change(case, None, lambda file, now: self._not_solved(file, redacted, by, now))

    def note_outcome(self, outcome: ReplyOutcome) -> None:
        """Note what became of an answer; one that was sent keeps the promise to acknowledge. Idempotent. Raises NotFound."""
        if self.note_outcomes([outcome]):
            raise NotFound("there is no such case")

    def note_outcomes(self, came: Sequence[ReplyOutcome]) -> list[ReplyOutcome]:
        """Note several in one transaction, and return those whose case is not known."""
        with writing(self._engine) as connection:
            return outcomes.note(connection, came, self._clock.now(), self._redact)

    def find(self, case: str) -> Case:
        """The case. Raises NotFound."""
        with reading(self._engine) as connection:
            return _one(rows.load(connection, _meant(case)), case).case

    def cases(self, state: str = "", limit: int = 100) -> list[Case]:
        """The cases, what breaks first first, then those with nothing left to keep, newest first.

        `state` "" means all, "open" all that still wait for us. Raises Malformed for a state that there is not.
        """
        due = (
            select(promises.c.case, func.min(promises.c.due).label("due"))
            .where(promises.c.kept_at.is_(None))
            .group_by(promises.c.case)
            .subquery()
        )
        query = select(cases).outerjoin(due, due.c.case == cases.c.id).where(_in_state(state))
        query = query.order_by(due.c.due.is_(None), due.c.due, cases.c.changed_at.desc(), cases.c.id).limit(limit)
        with reading(self._engine) as connection:
            return [file.case for file in rows.files(connection, query)]

    def history(self, case: str) -> list[CaseEvent]:
        """What happened to the case, in order. Raises NotFound."""
        with reading(self._engine) as connection:
            found = _one(rows.load(connection, _meant(case)), case).case
            query = select(case_events.c.event).where(case_events.c.case == found.id).order_by(case_events.c.number)
            return [msgspec.convert(event, CaseEvent) for event in connection.execute(query).scalars()]

    def of_feedback(self, feedback: str) -> Case | None:
        """The case that this feedback opened, if any."""
        with reading(self._engine) as connection:
            found = rows.load(connection, cases.c.feedback == feedback) if _ID.fullmatch(feedback) else []
        return found[0].case if found else None

    def _change(self, case: str, version: int | None, decide: Callable[[CaseFile, datetime], Change]) -> Case:
        """Take the decided step with the case, unless somebody was quicker."""
        with writing(self._engine) as connection, _locked(connection, case) as file:
            lifecycle.demand_version(file.case, version)
            change = decide(file, self._clock.now())
            rows.write(connection, [(file, [change])])
            rows.announce(connection, [change])
        return change.file.case

    def _resolved(self, file: CaseFile, said: Resolution, actor: str, now: datetime) -> Change:
        note = "\n".join(f"{part}: {self._redact(text)}" for part, text in asdict(said).items())
        change = lifecycle.resolved(file, note, actor, now)
        if not file.case.answerable:
            return change
        return replace(change, replies=(self._answers.resolution(file.case, file.language, said, change.event.number, now),))

    def _not_solved(self, file: CaseFile, said: str, actor: str, now: datetime) -> Change:
        priority: Priority = file.case.priority  # type: ignore[assignment] # it came from an Issue
        return lifecycle.not_solved(file, said, actor, now, self._standards.renewed(priority, now))


@contextmanager
def _locked(connection: Connection, case: str) -> Iterator[CaseFile]:
    yield _one(rows.lock(connection, _meant(case)), case)


def _one(found: Sequence[CaseFile], case: str) -> CaseFile:
    if not found:
        raise NotFound(f"there is no case {case[:40]!r}; `golddust case list` shows them")
    return found[0]


def _meant(case: str) -> ColumnElement[bool]:
    """Where it is: an id, or a reference in any spelling."""
    text = case.strip().lower()
    return or_(cases.c.id == (text if _ID.fullmatch(text) else ""), cases.c.reference == normalised(case))


def _in_state(state: str) -> ColumnElement[bool]:
    if state == "":
        return cases.c.id != ""
    if state != "open" and state not in STATES:
        raise Malformed(f"no such state: {state[:40]!r}; there are open, {', '.join(STATES)}")
    return cases.c.state.in_(WAITING_FOR_US if state == "open" else (state,))
