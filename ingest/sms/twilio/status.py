"""What became of a message that we sent, as Twilio tells it: a delivery like others, and an event once it is read.

Source: Twilio, "Outbound Message Status in Status Callbacks". Callbacks come in any order, and more than once. The address
that we give with each message ends in `?reply=<the request's id>`, which the signature covers, so nobody else can name a reply.
"""

import re
from datetime import datetime
from typing import get_args, get_type_hints

from golddust.errors import Malformed
from golddust.events import Delivery, ReplyStatus
from golddust.records import Record
from ingest.fields import Fields, first
from ingest.inbox import new_delivery
from ingest.sms.twilio.posted import CONTENT_TYPE, fields_in
from ingest.wording import one_line

KIND = "reply status"
"""The fact of a delivery that says so: it is nobody's feedback."""
FINAL = frozenset(get_args(get_type_hints(ReplyStatus)["status"]))
STATUSES = frozenset((
    "accepted", "scheduled", "queued", "sending", "sent", "delivered", "undelivered", "failed", "receiving", "received",
    "read", "canceled", "partially_delivered",
))  # fmt: skip
"""All that Twilio's documents name, of messages both ways."""
INCOMING = frozenset(("receiving", "received"))
"""Those of a message that a customer sent."""
_REPLY = re.compile(r"[a-z2-7]{26}")
_CODE = re.compile(r"[0-9]{1,6}")


def is_about_ours(fields: Fields) -> bool:
    """Whether it tells of a message that we sent. One of an unknown status that holds words counts as a customer's."""
    status = status_of(fields)
    return bool(status) and status not in INCOMING and (status in STATUSES or "Body" not in fields)


def is_message(fields: Fields) -> bool:
    """Whether it is a customer's message; of a status alone there are no words, not even empty ones."""
    return status_of(fields) in INCOMING and "Body" in fields


def status_delivery(fields: Fields, reply: str, posted: bytes, now: datetime, content_type: str = "") -> Delivery | None:
    """What is to be made durable of it, each time the same. None for a status on the way, and for one of no reply of ours."""
    status, sid, code = status_of(fields), sid_of(fields), _code(fields)
    if status not in FINAL or not sid or not _REPLY.fullmatch(reply):
        return None
    return new_delivery(
        channel="sms",
        source="twilio",
        external_id=f"{sid} {status} {code}",
        said=f"{reply} {sid} {status} {code}".encode(),
        original=posted,
        received_at=now,
        sender=reply,
        facts={"kind": KIND, "reply": reply, **({CONTENT_TYPE: content_type} if content_type else {})},
    )


def is_status(record: Record) -> bool:
    """Whether a delivery as it lies on the log is one."""
    return record.headers.get("fact_kind") == KIND


def read_status(delivery: Delivery) -> ReplyStatus:
    """The event that it is. Raises Malformed."""
    fields = fields_in(delivery.original, delivery.facts)
    status = status_of(fields)
    if status not in FINAL:
        raise Malformed("no final status of a reply")
    return ReplyStatus(
        id=delivery.id,
        reply=delivery.facts.get("reply", ""),
        provider="twilio",
        provider_id=sid_of(fields),
        status=status,  # type: ignore[arg-type] # it is among FINAL
        at=delivery.received_at,
        code=_code(fields),
    )


def status_of(fields: Fields) -> str:
    """The status; older versions of Twilio's API call it otherwise."""
    return first(fields, "MessageStatus") or first(fields, "SmsStatus")


def sid_of(fields: Fields) -> str:
    """The message's SID."""
    return one_line(first(fields, "MessageSid") or first(fields, "SmsSid"))[:34]


def _code(fields: Fields) -> str:
    code = first(fields, "ErrorCode").strip()
    return code if _CODE.fullmatch(code) else ""
