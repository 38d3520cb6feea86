"""From what a provider of text messages posted to what the customer said."""

from golddust.errors import Malformed
from golddust.events import Delivery, Feedback
from ingest.sms.registry import PROVIDER, READERS, TWILIO
from ingest.sms.words import USUAL, Words


def read(delivery: Delivery, words: Words = USUAL) -> Feedback:
    """The feedback, as the provider's reader says it; `words` are instructions to us where they are the whole message.

    Raises Malformed for a provider that is not among ours any more.
    """
    reader = READERS.get(delivery.facts.get(PROVIDER, TWILIO))
    if reader is None:
        raise Malformed("its provider of text messages is none of ours")
    return reader(delivery, words)
