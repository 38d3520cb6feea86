"""How much of the door for mail each client may take up."""

from collections import Counter
from collections.abc import Callable

from ingest.clients import Client, Rate
from ingest.email.options import Options
from ingest.email.smtp import edge


class Doorkeeper:
    """Lets clients in, and counts what they do. It is used on the event loop alone."""

    def __init__(self, options: Options, now: Callable[[], float]) -> None:
        self._most = options.max_per_client
        self._inside: Counter[str] = Counter()
        self._connections = Rate(options.connections_per_minute, now)
        self._messages = Rate(options.messages_per_minute, now)

    def refusal(self, client: Client) -> str:
        """What a client is told that must not come in just now; "" lets it in, until it leaves."""
        if not client.trusted and self._inside[client.counted_as] >= self._most:
            return edge.TOO_MANY_CONNECTIONS
        if not client.trusted and not self._connections.allows(client.counted_as):
            return edge.TOO_OFTEN
        self._inside[client.counted_as] += 1
        return ""

    def leaves(self, client: Client) -> None:
        """One of the connections that were let in has ended."""
        self._inside[client.counted_as] -= 1
        if not self._inside[client.counted_as]:
            del self._inside[client.counted_as]

    def may_send(self, client: Client) -> bool:
        """Whether it may begin another mail; if so, it counts."""
        return client.trusted or self._messages.allows(client.counted_as)
