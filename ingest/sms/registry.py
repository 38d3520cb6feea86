"""The providers of text messages, each with the reader of its deliveries, and what its words are as they came. One line each."""

from collections.abc import Callable

from golddust.events import Delivery, Feedback
from ingest.sms.twilio.read import read as read_twilio
from ingest.sms.twilio.read import words_of as words_at_twilio
from ingest.sms.words import Words

TextReader = Callable[[Delivery, Words], Feedback]
"""As a `ChannelReader`, told which words are instructions to us."""

PROVIDER = "provider"
"""The fact in which a door notes whose delivery it is."""
TWILIO = "twilio"
"""The first one, which noted nothing for a time."""
READERS: dict[str, TextReader] = {
    TWILIO: read_twilio,
}
WORDS: dict[str, Callable[[Delivery], str]] = {
    TWILIO: words_at_twilio,
}
