"""Which reply of ours a mail provably answers: told by the tokens that only our own mails carried."""

from collections.abc import Iterable, Iterator

from golddust.events import Thread
from golddust.identity import Keys
from golddust.threads import reply_of, reply_of_message_id
from ingest.email.mime.addresses import mailboxes
from ingest.email.mime.headers import Fields

REACHED = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-forwarded-to",
    "x-delivered-to",
    "to",
    "cc",
    "resent-to",
    "apparently-to",
)
"""Where the address stands that a mail was sent to, for when a forwarder on our side writes another one on the envelope."""
MOST_ADDRESSES = 200


def reached(fields: Fields) -> tuple[str, ...]:
    """The addresses that a mail says it was sent to, what carriers wrote before what the writer did."""
    boxes = (box.address for name in REACHED for value in fields.all(name) for box in mailboxes(value))
    return tuple(dict.fromkeys(boxes))[:MOST_ADDRESSES]


def answered(keys: Keys, recipient: str, others: Iterable[str], thread: Thread) -> str:
    """The id of the reply of ours that is answered, "" when there is no proof of any.

    The address that the mail reached counts most: it is chosen anew with each answer. Then In-Reply-To, then References from
    the latest on: some programs write into an old conversation to begin another matter.
    """
    return next(_replies(keys, recipient, others, thread), "")


def _replies(keys: Keys, recipient: str, others: Iterable[str], thread: Thread) -> Iterator[str]:
    for address in (recipient, *others):
        if found := reply_of(keys, address):
            yield found
    for mail in (*thread.in_reply_to, *reversed(thread.references)):
        if found := reply_of_message_id(keys, mail):
            yield found
