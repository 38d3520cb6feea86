"""Issues become cases: each one once, however often and by however many processes it is brought."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from complaints.answers.requests import Answers
from complaints.cases import lifecycle, rows
from complaints.cases.lifecycle import Change
from complaints.cases.references import reference_of
from complaints.promises.standards import Standards
from complaints.words import storable
from golddust.database.engine import insert_ignoring
from golddust.database.schema import cases, promises
from golddust.errors import Unavailable
from golddust.events import Issue
from golddust.identity import derived_id
from golddust.ports import Case

ATTEMPTS = 8
"""References have 40 bits: among a million cases, one in a million is taken at the first attempt."""

Begin = Callable[[str, Issue, str], Change]
"""Makes the first step of a case from its id, its issue and its reference."""


def case_id_of(issue: Issue) -> str:
    """The id of the case that this issue opens; another tagging of the same feedback opens no second one."""
    return derived_id("case", issue.feedback)


@dataclass(frozen=True, slots=True)
class Beginning:
    """Makes first steps: under these standards, with these answers, at this time; `answered` names feedback that had its own."""

    standards: Standards
    answers: Answers
    now: datetime
    answered: frozenset[str] = frozenset()

    def __call__(self, case_id: str, issue: Issue, reference: str) -> Change:
        """The step that opens the case, with the acknowledgement to whoever can be answered and was not."""
        change = lifecycle.opened(self._case(case_id, issue, reference), issue.language)
        if not issue.answerable or issue.feedback in self.answered:
            return change
        told = self.answers.acknowledgement(change.file.case, issue.language, change.event.number, self.now)
        return replace(change, replies=(told,))

    def _case(self, case_id: str, issue: Issue, reference: str) -> Case:
        return Case(
            id=case_id,
            reference=reference,
            state="opened",
            kind=issue.kind,
            priority=issue.priority,
            owner=issue.owner,
            assignee="",
            channel=issue.channel,
            customer=issue.customer,
            feedback=issue.feedback,
            subject=storable(issue.subject),
            text=storable(issue.text),
            why=storable(issue.why),
            topics=issue.topics,
            sentiment=issue.sentiment,
            emotion=issue.emotion,
            urgency=issue.urgency,
            opened_at=self.now,
            changed_at=self.now,
            promises=self.standards.promises(issue.priority, issue.received_at, self.now),
            answerable=issue.answerable,
            version=1,
        )


def open_cases(connection: Connection, issues: Sequence[Issue], begin: Begin) -> int:
    """Open a case for each issue that has none yet, and return how many were opened.

    Raises Unavailable when no free reference could be found, which trying again at another time may mend.
    """
    wanted = {case_id_of(issue): issue for issue in reversed(issues)}
    opened: list[Change] = []
    for attempt in range(ATTEMPTS):
        wanted = _without_known(connection, wanted)
        if not wanted:
            break
        changes = [begin(case_id, wanted[case_id], reference_of(case_id, attempt)) for case_id in sorted(wanted)]
        opened += _inserted(connection, changes)
    else:
        if _without_known(connection, wanted):
            raise Unavailable("no free reference was found for a case")
    if opened:
        connection.execute(promises.insert(), [row for change in opened for row in rows.promise_rows(change.file)])
        rows.write_events(connection, opened)
        rows.announce(connection, opened)
    return len(opened)


def _without_known(connection: Connection, wanted: Mapping[str, Issue]) -> dict[str, Issue]:
    known = set(connection.execute(select(cases.c.id).where(cases.c.id.in_(wanted))).scalars()) if wanted else set()
    return {case_id: issue for case_id, issue in wanted.items() if case_id not in known}


def _inserted(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """The changes whose case was not there; another process may open the same one now, or hold the reference."""
    statement = insert_ignoring(connection, cases).returning(cases.c.id)
    new = set(connection.execute(statement, [rows.case_row(change.file) for change in changes]).scalars())
    return [change for change in changes if change.file.case.id in new]
