"""What became of answers, noted in the history of the case that they belong to."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from complaints.answers.requests import SAID, request_id
from complaints.cases import rows, steps
from complaints.cases.lifecycle import Change
from complaints.cases.rules import Rules
from complaints.words import checked_text
from golddust.database.schema import case_events, cases
from golddust.events import ReplyOutcome
from golddust.ports import Case


def note(connection: Connection, came: Sequence[ReplyOutcome], now: datetime, rules: Rules) -> list[ReplyOutcome]:
    """Note each outcome once, and return those whose case is not known."""
    files = {file.case.id: file for file in rows.lock(connection, cases.c.id.in_({outcome.case for outcome in came}))}
    noted = _noted(connection, came)
    changes: dict[str, list[Change]] = {}
    for outcome in came:
        event = steps.outcome_event(outcome)
        if outcome.case not in files or event in noted:
            continue
        noted.add(event)
        taken = changes.setdefault(outcome.case, [])
        file = taken[-1].file if taken else files[outcome.case]
        taken.append(steps.outcome_noted(file, outcome, in_words(outcome, file.case, rules.redact), now))
    rows.record(connection, [(files[case], taken) for case, taken in changes.items()], rules)
    return [outcome for outcome in came if outcome.case not in files]


def in_words(outcome: ReplyOutcome, case: Case, redact: Callable[[str], str]) -> str:
    """What became of it, such as "acknowledgement sent by sms"."""
    what, why = _purpose(outcome, case), redact(checked_text("why", outcome.why))
    because = f": {why}" if why else ""
    if outcome.carrier:
        return f"{what} by {outcome.channel} was not delivered{because}" if outcome.state == "failed" else f"{what} delivered"
    return {
        "sent": f"{what} sent by {outcome.channel}",
        "suppressed": f"{what} by {outcome.channel} was not sent{because}",
        "failed": f"{what} by {outcome.channel} failed{because}",
        "uncertain": f"{what} by {outcome.channel} may not have arrived, and is not sent again by itself{because}",
    }[outcome.state]


def _purpose(outcome: ReplyOutcome, case: Case) -> str:
    """What was said: a request's id follows from its purpose and the step at which it was made."""
    numbers = range(1, case.version + 1)
    said = next((said for said in SAID for n in numbers if request_id(case.id, said, n) == outcome.request), "answer")
    return said.replace("_", " ")


def _noted(connection: Connection, came: Sequence[ReplyOutcome]) -> set[str]:
    ids = [steps.outcome_event(outcome) for outcome in came]
    return set(connection.execute(select(case_events.c.id).where(case_events.c.id.in_(ids))).scalars())
