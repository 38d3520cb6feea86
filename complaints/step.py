"""The register's two stages: what customers say opens or joins cases; outcomes of answers are noted."""

from collections.abc import Sequence
from typing import Protocol

from golddust import marks, wire
from golddust.errors import Malformed, UnknownVersion
from golddust.events import Issue, ReplyOutcome, Tagged
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Register, Step
from golddust.records import Record


class NotesOutcomes(Protocol):
    """What the second stage needs of the register."""

    def note_outcomes(self, came: Sequence[ReplyOutcome]) -> list[ReplyOutcome]:
        """Note them, and return those whose case is not known. Idempotent. Raises Unavailable."""


def complaints_step(register: Register) -> Step:
    """A step that takes up each issue of `feedback.issues`, and hears what else customers say on `feedback.tagged`.

    An issue opens a case or joins one; a record marked as answered does so in silence. Messages that issues go with are
    done with here, because the issue says all; so are machines. Anything else on the topics is rejected.
    """

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [_read_either(record) for record in records]
        both = zip(read, records, strict=True)
        answered = {one.feedback for one, record in both if not isinstance(one, Reject) and marks.is_answered(record)}
        register.open([one for one in read if isinstance(one, Issue)], answered)
        register.hear([one for one in read if isinstance(one, Tagged) and not (one.issue or one.automatic)], answered)
        return [one if isinstance(one, Reject) else Done() for one in read]

    return step


def _read_either(record: Record) -> Issue | Tagged | Reject:
    try:
        read = wire.event(record)
    except (Malformed, UnknownVersion) as error:
        return Reject(error.reason)
    if isinstance(read, Issue | Tagged):
        return read
    return Reject(f"expected an issue or a tagged feedback, found {record.headers.get('ce_type', '')!r}")


def outcomes_step(register: NotesOutcomes) -> Step:
    """A step that notes each record of `replies.outcomes` in its case; one of an unknown case is rejected.

    Answers that belong to no case, such as the one to HELP, are done with.
    """

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [wire.read(record, ReplyOutcome) for record in records]
        came = [outcome for outcome in read if isinstance(outcome, ReplyOutcome) and outcome.case]
        homeless = {outcome.id for outcome in register.note_outcomes(came)} if came else set()
        return [_outcome(outcome, homeless) for outcome in read]

    return step


def _outcome(read: ReplyOutcome | Reject, homeless: set[str]) -> Outcome:
    if isinstance(read, Reject):
        return read
    return Reject("the register knows no such case") if read.id in homeless else Done()
