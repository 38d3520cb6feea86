"""Answers to customers by mail."""

from golddust.errors import Unavailable
from golddust.ports import Clock, Reply
from sinks.replies.smtp.message import message_of, recipient_of
from sinks.replies.smtp.options import Options
from sinks.replies.smtp.relay import RECIPIENT_PAUSE, Relay


class SmtpReplies:
    """A `Sender` for mail addresses."""

    channels = frozenset(("email",))

    def __init__(self, options: Options, clock: Clock) -> None:
        self._relay = Relay(options)
        self._clock = clock

    def waiting_for(self) -> str | None:
        """The relay, when none is configured."""
        return self._relay.waiting_for()

    def send(self, reply: Reply) -> str:
        """Hand it to the relay; returns its Message-ID. Raises Refused, Unavailable or InDoubt, as `Relay.hand_over` does."""
        if needed := self.waiting_for():
            raise Unavailable(needed, RECIPIENT_PAUSE)
        message = message_of(reply, self._relay.sender, self._clock.now())
        self._relay.hand_over(message, recipient_of(reply).addr_spec)
        return str(message["Message-ID"])
