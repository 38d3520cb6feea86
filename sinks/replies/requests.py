"""The stage `replies`: what is to be said becomes a row that waits to be sent."""

from collections.abc import Sequence

from sqlalchemy import Engine

from golddust import marks, wire
from golddust.database.engine import insert_ignoring, writing
from golddust.database.schema import replies
from golddust.errors import Malformed, UnknownVersion
from golddust.events import ReplyOutcome, ReplyRequest
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Clock, Step
from golddust.records import Record
from sinks.refusals import refusals
from sinks.replies.restored import end_known

Asked = tuple[ReplyRequest, ReplyOutcome | None]


def requests_step(engine: Engine, clock: Clock) -> Step:
    """A step that writes each request once, however often it comes; one marked with how it ended is not sent again.

    Nor is it when it was asked for once more meanwhile, and waits: after a restore clocks run out again, under the same ids.
    """

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [_read(record) for record in records]
        reasons = iter(refusals(write, [one for one in read if not isinstance(one, Reject)]))
        return [one if isinstance(one, Reject) else _outcome(next(reasons)) for one in read]

    def write(requests: Sequence[Asked]) -> None:
        if requests:
            rows = [_row(request, clock) | _ending(outcome) for request, outcome in requests]
            with writing(engine) as connection:
                connection.execute(insert_ignoring(connection, replies), rows)
            end_known(engine, [outcome for _, outcome in requests if outcome is not None])

    return step


def _outcome(refusal: str) -> Outcome:
    return Reject(refusal) if refusal else Done()


def _read(record: Record) -> Asked | Reject:
    try:
        return wire.event_of(record, ReplyRequest), marks.outcome_of(record)
    except (Malformed, UnknownVersion) as refused:
        return Reject(refused.reason)


def _ending(outcome: ReplyOutcome | None) -> dict[str, object]:
    """What is different about a row whose request has ended."""
    if outcome is None:
        return {}
    said = {"state": "sent" if outcome.carrier else outcome.state, "why": outcome.why, "carrier": outcome.carrier}
    return said | {"changed_at": outcome.at, "provider_id": outcome.provider_id}


def _row(request: ReplyRequest, clock: Clock) -> dict[str, object]:
    now = clock.now()
    return {
        "id": request.id,
        "case": request.case,
        "feedback": request.feedback,
        "customer": request.customer,
        "channel": request.channel,
        "purpose": request.purpose,
        "subject": request.subject,
        "text": request.text,
        "language": request.language,
        "requested_at": request.requested_at,
        "urgent": request.urgent,
        "state": "waiting",
        "why": "",
        "tries": 0,
        "next_try_at": now,
        "changed_at": now,
        "provider_id": "",
        "carrier": "",
    }
