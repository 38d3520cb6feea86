"""Hands text messages to Twilio."""

import re
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from typing import TYPE_CHECKING

from golddust.errors import Unavailable
from golddust.ports import Reply

if TYPE_CHECKING:
    from sinks.replies.sms.twilio.client import TwilioMessages

LONGEST = 1600
"""Characters that Twilio takes in one message."""
WHATSAPP = "whatsapp:"
NUMBER = re.compile(r"(?:whatsapp:)?\+?[0-9]{3,15}")
"""A telephone number or a short code."""


class TwilioReplies:
    """A `Sender` for telephone numbers and WhatsApp."""

    channels = frozenset(("phone", "whatsapp"))

    def __init__(self, account_sid: str, auth_token: str, from_number: str, api_base: str = "") -> None:
        self._account = (account_sid, auth_token, api_base)
        self._from_number = from_number
        given = (("account_sid", account_sid), ("auth_token", auth_token), ("from_number", from_number))
        self._needed = [name for name, value in given if not value]

    def waiting_for(self) -> str | None:
        """The settings of an account, while they are missing."""
        return f"no Twilio account is configured ([sms.twilio] {', '.join(self._needed)})" if self._needed else None

    @cached_property
    def _messages(self) -> "TwilioMessages":
        from sinks.replies.sms.twilio.client import TwilioMessages  # noqa: PLC0415 - who only asks `waiting_for` needs no client

        return TwilioMessages(*self._account)

    def together(self) -> AbstractContextManager[None]:
        """The client keeps its own connections."""
        return nullcontext()

    def send(self, reply: Reply) -> str:
        """Hand it to Twilio; returns the message's SID. Raises Unavailable, Refused or InDoubt."""
        return self._hand_over(_written(reply.to.kind, reply.to.value), self._from(reply), reply.request.text)

    def text(self, number: str, words: str) -> str:
        """Send words to any number, from ours; returns the message's SID. Raises as `send` does."""
        return self._hand_over(_written("phone", number), _written("phone", self._from_number), words)

    def _hand_over(self, to: str, from_: str, text: str) -> str:
        if needed := self.waiting_for():
            raise Unavailable(needed, retry_after=60)
        return self._messages.create(to, from_, text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026")

    def _from(self, reply: Reply) -> str:
        """The number that the customer wrote to, so that the answer lands in the same conversation; else our own."""
        number = reply.source if NUMBER.fullmatch(reply.source) else self._from_number
        return _written(reply.to.kind, number)


def _written(kind: str, number: str) -> str:
    """As Twilio writes it: WhatsApp's numbers with a prefix, others without."""
    plain = number.strip().removeprefix(WHATSAPP)
    return WHATSAPP + plain if kind == "whatsapp" else plain
