"""Who can carry texts, one line each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from golddust.errors import Misconfigured, Problem
from golddust.ports import Reply, Sender
from sinks.replies.sms.twilio.sender import TwilioReplies


class TextSender(Sender, Protocol):
    """A `Sender` of texts, which also tells what policies must know of it."""

    def goes_from(self, reply: Reply) -> str:
        """The number of ours that the reply goes from, or the name of what chooses one."""

    def numbers(self) -> Iterable[str]:
        """Our numbers, as the settings name them."""

    @property
    def told_at(self) -> str:
        """Where the provider tells us what became of a text; "" where it cannot reach us."""

    def check(self) -> None:
        """Touch every account without sending. Raises Unavailable; what is not configured is passed over."""

    def text(self, number: str, words: str) -> str:
        """Send words to any number; returns the carrier's id. Raises as `send` does."""


PROVIDERS: Mapping[str, Callable[[Any, str], TextSender]] = {
    "twilio": TwilioReplies,
}
"""Each is made of its options, the table `[sms.<provider>]`, and of the address under which the public door is reached."""


def text_sender(provider: str, options: Any, public_url: str) -> TextSender:
    """The provider's sender. Raises Misconfigured when there is no such provider."""
    if provider not in PROVIDERS:
        raise Misconfigured((Problem("sms.sending.provider", provider, f"one of {', '.join(PROVIDERS)}"),))
    return PROVIDERS[provider](options, public_url)
