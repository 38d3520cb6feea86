"""The providers of text messages, each with the reader of its deliveries. One line each."""

from golddust.ports import ChannelReader
from ingest.sms.twilio.read import read as read_twilio

PROVIDER = "provider"
"""The fact in which a door notes whose delivery it is."""
TWILIO = "twilio"
"""The first one, which noted nothing for a time."""
READERS: dict[str, ChannelReader] = {
    TWILIO: read_twilio,
}
