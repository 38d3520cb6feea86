"""Headers of records that a stage is given once more, so that nothing is said to a customer twice.

A database that was lost no longer knows what was said; the log does. `golddust replay` reads it there, and marks what it gives.
"""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from golddust.errors import Malformed
from golddust.events import ReplyOutcome
from golddust.records import Entry, Record
from golddust.wire import UNREADABLE

ANSWERED = "answered"
"""The customer's message was answered, or is about to be: what comes of this record asks for no other answer."""
OUTCOME = "outcome"
"""On a request for a reply: how it ended, as a JSON `ReplyOutcome`."""

ABOUT = "about"
"""On what is said about a message whose id is not in the event: that id."""

_DECODER = msgspec.json.Decoder(ReplyOutcome)


def answered(entry: Entry) -> Entry:
    """The entry, marked as answered."""
    return replace(entry, headers={**entry.headers, ANSWERED: "yes"})


def about(entry: Entry, message: str) -> Entry:
    """The entry, marked with the message that it is about."""
    return replace(entry, headers={**entry.headers, ABOUT: message})


def is_answered(record: Record) -> bool:
    """Whether what comes of it must ask for no acknowledgement."""
    return ANSWERED in record.headers


def carried(record: Record, outputs: Sequence[Entry]) -> Sequence[Entry]:
    """What came of the record, marked as it is: a stage further down must know."""
    return [answered(entry) for entry in outputs] if ANSWERED in record.headers else outputs


def ended(entry: Entry, outcome: ReplyOutcome) -> Entry:
    """The request, marked with how it ended."""
    return replace(entry, headers={**entry.headers, OUTCOME: msgspec.json.encode(outcome).decode()})


def outcome_of(record: Record) -> ReplyOutcome | None:
    """How the request ended, where it is marked so. Raises Malformed."""
    if OUTCOME not in record.headers:
        return None
    try:
        return _DECODER.decode(record.headers[OUTCOME])
    except UNREADABLE:
        raise Malformed(f"the header {OUTCOME!r} holds no outcome of a reply") from None
