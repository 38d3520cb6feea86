"""Answers to customers by mail."""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property

from golddust.errors import Unavailable
from golddust.identity import Keys
from golddust.ports import Clock, Reply
from golddust.threads import bounce_address
from sinks.replies.smtp.answers import RECIPIENT_PAUSE
from sinks.replies.smtp.message import Letterhead, message_of, recipient_of
from sinks.replies.smtp.options import NULL, Options
from sinks.replies.smtp.relay import Relay
from sinks.replies.smtp.signing import Signer

RETURNED_TO = "bounces"


class SmtpReplies:
    """A `Sender` for mail addresses. `keys` is asked when something is sent; `domains` are those whose mail comes to our door."""

    channels = frozenset(("email",))
    keeps_a_list = False

    def __init__(
        self,
        options: Options,
        clock: Clock,
        keys: Callable[[], Keys],
        domains: Collection[str] = (),
        signer: Signer | None = None,
    ) -> None:
        self._relay = Relay(options, signer)
        self._clock = clock
        self._options = options
        self._keys = keys
        self._returned = returned_to(options, domains)

    @cached_property
    def _ours(self) -> Letterhead:
        options = self._options
        return Letterhead(options.sender, self._keys(), options.sender_name, options.separator, options.html)

    def waiting_for(self) -> str | None:
        """The relay, when none is configured."""
        return self._relay.waiting_for()

    def together(self) -> AbstractContextManager[None]:
        """What is sent inside goes by one connection."""
        return self._relay.one_connection()

    def lane(self, source: str) -> str:  # noqa: ARG002 - a `Sender`
        """One relay carries all of it."""
        return "smtp"

    def find(self, reply: Reply, since: datetime) -> list[str]:  # noqa: ARG002 - a `Sender`
        """Raises Unavailable: a relay cannot be asked what it took."""
        raise Unavailable("a relay cannot be asked what it took", RECIPIENT_PAUSE)

    def send(self, reply: Reply) -> str:
        """Hand it to the relay; returns its Message-ID. Raises Refused, Unavailable or InDoubt, as `Relay.hand_over` does."""
        if needed := self.waiting_for():
            raise Unavailable(needed, RECIPIENT_PAUSE)
        message = message_of(reply, self._ours, self._clock.now())
        self._relay.hand_over(message, recipient_of(reply).addr_spec, self._returns_to(reply.request.id), reply.request.id)
        return str(message["Message-ID"])

    def _returns_to(self, reply_id: str) -> str:
        local, _, domain = self._returned.rpartition("@")
        return bounce_address(self._ours.keys, reply_id, domain, local) if local else NULL


def returned_to(options: Options, domains: Collection[str]) -> str:
    """The address, still without a token, that undeliverable mail comes back to; "" for nowhere."""
    if options.bounces_to:
        return options.bounces_to.removeprefix(NULL)
    domain = options.sender.rpartition("@")[2]
    comes_in = domain.lower() in {one.lower() for one in domains}
    return f"{RETURNED_TO}@{domain}" if comes_in and options.separator else ""
