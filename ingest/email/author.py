"""Whom a mail is taken to be from."""

from golddust.events import Address
from ingest.email.heading import clean
from ingest.email.mime.addresses import Mailbox


def author_of(sender: Mailbox, reply_to: Mailbox, envelope_sender: str) -> Address:
    """Who is answered: From, unless it is missing or takes no answers; then Reply-To, then the envelope's sender."""
    box = next((b for b in (sender, reply_to) if b.takes_answers), None)
    if box is not None:
        return Address(kind="email", value=box.address, name=box.name or sender.name)
    if sender.address:
        return Address(kind="none", value=sender.address, name=sender.name)
    if "@" in envelope_sender:
        return Address(kind="email", value=clean(envelope_sender))
    return Address(kind="none", name=sender.name)
