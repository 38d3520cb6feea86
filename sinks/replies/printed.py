"""A sender that keeps and prints what it would send: for trials, and for tests of everything that sends."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from golddust.ports import Reply


@dataclass(slots=True)
class PrintedReplies:
    """A `Sender` of all channels. `say` gets one line for each reply."""

    say: Callable[[str], object] = print
    channels: frozenset[str] = frozenset(("email", "phone", "whatsapp"))
    keeps_a_list: bool = True
    sent: list[Reply] = field(default_factory=list)

    def waiting_for(self) -> str | None:
        """Nothing."""
        return None

    def together(self) -> AbstractContextManager[None]:
        """Nothing to share."""
        return nullcontext()

    def lane(self, source: str) -> str:  # noqa: ARG002 - a `Sender`
        """One for all."""
        return "printed"

    def find(self, reply: Reply, since: datetime) -> list[str]:  # noqa: ARG002 - a `Sender`
        """Its id when it was printed."""
        return [one.request.id for one in self.sent if one.request.id == reply.request.id]

    def send(self, reply: Reply) -> str:
        """Keep it; the id is its request's."""
        self.sent.append(reply)
        self.say(f"reply {reply.request.id} to a customer by {reply.to.kind}: {len(reply.request.text)} characters")
        return reply.request.id
