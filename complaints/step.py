"""The register's two stages: issues come in and open cases; outcomes of answers come in and are noted."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from golddust import marks, wire
from golddust.errors import Malformed, UnknownVersion
from golddust.events import Event, Issue, ReplyOutcome
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Register, Step
from golddust.records import Record

E = TypeVar("E", bound=Event)


class NotesOutcomes(Protocol):
    """What the second stage needs of the register."""

    def note_outcomes(self, came: Sequence[ReplyOutcome]) -> list[ReplyOutcome]:
        """Note them, and return those whose case is not known. Idempotent. Raises Unavailable."""


def complaints_step(register: Register) -> Step:
    """A step that opens a case for each record of `feedback.issues`; what is no issue is rejected.

    A record marked as answered opens its case in silence.
    """

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [_read(record, Issue) for record in records]
        issues = [
            (issue, marks.is_answered(record)) for issue, record in zip(read, records, strict=True) if isinstance(issue, Issue)
        ]
        register.open([issue for issue, _ in issues], {issue.feedback for issue, answered in issues if answered})
        return [issue if isinstance(issue, Reject) else Done() for issue in read]

    return step


def outcomes_step(register: NotesOutcomes) -> Step:
    """A step that notes each record of `replies.outcomes` in its case; one of an unknown case is rejected.

    Answers that belong to no case, such as the one to HELP, are done with.
    """

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [_read(record, ReplyOutcome) for record in records]
        came = [outcome for outcome in read if isinstance(outcome, ReplyOutcome) and outcome.case]
        homeless = {outcome.id for outcome in register.note_outcomes(came)} if came else set()
        return [_outcome(outcome, homeless) for outcome in read]

    return step


def _outcome(read: ReplyOutcome | Reject, homeless: set[str]) -> Outcome:
    if isinstance(read, Reject):
        return read
    return Reject("the register knows no such case") if read.id in homeless else Done()


def _read(record: Record, struct: type[E]) -> E | Reject:
    try:
        return wire.event_of(record, struct)
    except (Malformed, UnknownVersion) as error:
        return Reject(error.reason)
