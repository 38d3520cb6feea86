"""Takes in what the account's list holds and our door never got: Twilio tries a failed web hook once more, and then never again.

Source: Twilio, "Webhooks (HTTP callbacks): connection overrides": 15 seconds in all, one more try, then the fallback address.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from golddust.events import Delivery
from golddust.ports import Inbox
from ingest.fields import fields_of
from ingest.receive import SAME_IF_REUSED
from ingest.sms.registry import PROVIDER, TWILIO
from ingest.sms.twilio.message import message_of
from ingest.sms.twilio.numbers import Numbers
from ingest.sms.twilio.read import LISTED
from ingest.sms.twilio.taking import delivery_of

if TYPE_CHECKING:
    from ingest.sms.twilio.message_list import Listed, MessageList

SETTLED = timedelta(minutes=2)
"""After which Twilio tries a web hook no more. Until then a message is the door's: the list has no names, buttons and places."""
TOGETHER = 100
"""Messages made durable with one sync of the disk."""


@dataclass(frozen=True, slots=True)
class Caught:
    """What one account's list held from `since` up to `until`: incoming messages found, of these new to us and known.

    `others` are not among them: they came to numbers that are not ours.
    """

    since: datetime
    until: datetime
    found: int = 0
    new: int = 0
    known: int = 0
    others: int = 0


def days_of(since: datetime, until: datetime) -> list[date]:
    """The days in UTC, the first one first."""
    first = since.astimezone(UTC).date()
    return [first + timedelta(days=n) for n in range((until.astimezone(UTC).date() - first).days + 1)]


def catch_up(
    listed: "MessageList",
    numbers: Numbers,
    is_ours: Callable[[str, str], bool],
    take_in: Callable[[Sequence[Delivery]], Sequence[bool]],
    since: datetime,
    until: datetime,
    told: Callable[[Caught], None] = lambda _: None,
) -> Iterator[Caught]:
    """Take in day by day, the oldest message first; yields what was done so far after each day, when all of it is durable.

    `is_ours` says of a number and a Messaging Service whether a message to them is for us; `take_in` of each delivery whether it
    is new; `told` hears of each step. Raises what the list and the inbox raise: what was taken in by then is known the next time.
    """
    caught = Caught(since, until)
    for day in days_of(since, until):
        messages = [one for one in listed.of_day(day) if one.is_incoming and since <= _at(one, since) < until]
        ours = [one for one in messages if is_ours(one.recipient or "", one.messaging_service_sid or "")]
        caught, messages = replace(caught, others=caught.others + len(messages) - len(ours)), ours
        messages.reverse()  # the list has the latest first, also of those of one second
        messages.sort(key=lambda one: _at(one, since))
        for some in (messages[n : n + TOGETHER] for n in range(0, len(messages), TOGETHER)):
            news = take_in([_delivery(one, listed, numbers, since) for one in some])
            new = sum(news)
            caught = replace(caught, found=caught.found + len(news), new=caught.new + new, known=caught.known + len(news) - new)
            told(caught)
        yield caught


def into(inbox: Inbox, is_stored: Callable[[str], bool] = lambda _: False) -> Callable[[Sequence[Delivery]], list[bool]]:
    """What takes in for good. `is_stored` says of an id whether another machine's door had it, which the inbox cannot know."""

    def take_in(deliveries: Sequence[Delivery]) -> list[bool]:
        stored = [is_stored(delivery.id) for delivery in deliveries]
        wanted = [delivery for delivery, is_there in zip(deliveries, stored, strict=True) if not is_there]
        news = iter([not receipt.duplicate for receipt in inbox.accept_all(wanted)] if wanted else [])
        return [not is_there and next(news) for is_there in stored]

    return take_in


def _at(listed: "Listed", otherwise: datetime) -> datetime:
    return listed.at or otherwise


def _delivery(listed: "Listed", source: "MessageList", numbers: Numbers, otherwise: datetime) -> Delivery:
    """The delivery that its web hook would have made, from a form as Twilio would have posted it."""
    original = urlencode(_form(listed, source)).encode()
    message = message_of(fields_of(original))
    facts = {PROVIDER: TWILIO, LISTED: "yes", SAME_IF_REUSED: "yes", **numbers.facts_of(message)}
    return delivery_of(message, original, _at(listed, otherwise), facts)


def _form(listed: "Listed", source: "MessageList") -> dict[str, str]:
    has_media = str(listed.num_media or "0") not in ("0", "")
    media = source.media_of(listed.sid) if has_media else []
    fields = {
        "MessageSid": listed.sid,
        "AccountSid": listed.account_sid,
        "MessagingServiceSid": listed.messaging_service_sid,
        "From": listed.sender,
        "To": listed.recipient,
        "Body": listed.body or "",
        "NumSegments": listed.num_segments,
        "NumMedia": listed.num_media,
        "ErrorCode": listed.error_code,
        **{f"MediaUrl{n}": medium.url for n, medium in enumerate(media)},
        **{f"MediaContentType{n}": medium.content_type for n, medium in enumerate(media)},
    }
    return {name: str(value).encode("utf-8", "replace").decode() for name, value in fields.items() if value is not None}
