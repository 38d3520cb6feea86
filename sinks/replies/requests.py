"""The stage `replies`: what is to be said becomes a row that waits to be sent."""

from collections.abc import Sequence

from sqlalchemy import Engine

from golddust import wire
from golddust.database.engine import insert_ignoring, writing
from golddust.database.schema import replies
from golddust.errors import Malformed, UnknownVersion
from golddust.events import ReplyRequest
from golddust.outcomes import Done, Outcome, Reject
from golddust.ports import Clock, Step
from golddust.records import Record


def requests_step(engine: Engine, clock: Clock) -> Step:
    """A step that writes each request once, however often it comes."""

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [_read(record) for record in records]
        rows = [_row(one, clock) for one in read if isinstance(one, ReplyRequest)]
        if rows:
            with writing(engine) as connection:
                connection.execute(insert_ignoring(connection, replies), rows)
        return [Done() if isinstance(one, ReplyRequest) else one for one in read]

    return step


def _read(record: Record) -> ReplyRequest | Reject:
    try:
        return wire.event_of(record, ReplyRequest)
    except (Malformed, UnknownVersion) as refused:
        return Reject(refused.reason)


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
        "state": "waiting",
        "why": "",
        "tries": 0,
        "next_try_at": now,
        "changed_at": now,
        "provider_id": "",
    }
