"""The connection under a conversation: who is there, for how long, what they are answered, and how it ends."""

from asyncio import BaseTransport, TimerHandle
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException

from golddust.errors import Malformed
from ingest.clients import Client
from ingest.email.smtp import edge, tls
from ingest.email.smtp.content import PIECE
from ingest.email.smtp.replies import enhanced, is_wrong_use
from ingest.email.smtp.room import Room, Share

LONGEST_COMMAND = 2048
"""RFC 5321 wants at least 512; RFC 6531 addresses and VERP senders are longer."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """What is spoken on a listening socket. `tls`: from the first byte on (RFC 8314)."""

    speaks: Literal["SMTP", "LMTP"] = "SMTP"
    tls: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one conversation may take: recipients of a mail, bytes of its headers, errors, unknown recipients, seconds in all."""

    recipients: int
    headers: int
    errors: int
    unknown: int
    seconds: float


@dataclass(frozen=True, slots=True)
class House:
    """What the listener knows and does for its conversations.

    `admitted` says who is really there and whether to come in: the client, and "" or what it is told instead; it raises Malformed
    where a proxy does not say whom it speaks for. `room` is what all their mails may take up. `ended` is called when a connection
    is gone, `refused` with each reason.
    """

    bounds: Bounds
    room: Room
    admitted: Callable[["Connection"], Coroutine[Any, Any, tuple[Client, str]]]
    may_send: Callable[[Client], bool]
    ended: Callable[["Connection"], None]
    refused: Callable[[str], None]


class Connection(SMTP):
    """A client's connection with a house, at one of its entrances."""

    session: Session
    envelope: Envelope
    data_size_limit: int
    line_length_limit = PIECE
    command_size_limit = LONGEST_COMMAND

    def __init__(self, handler: Any, *, house: House, entrance: Entrance, **settings: Any) -> None:
        self.entrance = entrance
        self.house = house
        self.share = Share(house.room)
        super().__init__(handler, ident=f"{'E' if entrance.speaks == 'SMTP' else ''}{entrance.speaks} golddust", **settings)
        self.command_size_limits = defaultdict(lambda: LONGEST_COMMAND)
        self.client: Client | None = None
        self.busy = False
        self.closing = False
        self._errors = self._unknown = 0
        self._last_heard = self.loop.time()
        self._most_time: TimerHandle | None = None

    # --- the connection

    def connection_made(self, transport: BaseTransport) -> None:
        """Begin, or go on under TLS."""
        super().connection_made(transport)
        if self._most_time is None:
            self._most_time = self.loop.call_later(self.house.bounds.seconds, self._lasted_long_enough)

    def connection_lost(self, error: Exception | None) -> None:
        """Let the listener know that there is room again."""
        if self._most_time is not None:
            self._most_time.cancel()
        self.share.end()
        self.house.ended(self)
        super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        """Note that somebody is there."""
        self._last_heard = self.loop.time()
        super().data_received(data)

    def eof_received(self) -> bool:
        """Hang up on who has hung up, also before the conversation, which would do so, has begun: health checks come and go."""
        super().eof_received()
        return False

    def _reset_timeout(self, duration: float | None = None) -> None:
        """One timer a connection: it looks when somebody was last heard, which costs less than a new one for each command."""
        if self._timeout_handle is None or duration is not None:
            super()._reset_timeout(duration)

    def _timeout_cb(self) -> None:
        quiet = self.loop.time() - self._last_heard
        if quiet < self._timeout_duration:
            self._reset_timeout(self._timeout_duration - quiet)
        else:
            self._hang_up(edge.SILENT)

    def _lasted_long_enough(self) -> None:
        if self.closing and self.transport is not None:
            self.transport.close()
            return
        self.close_soon(edge.LONG_ENOUGH)
        self._most_time = self.loop.call_later(self._timeout_duration, self._lasted_long_enough)

    def close_soon(self, words: str = edge.CLOSING) -> None:
        """Say good-bye: at once when nothing is under way, else after the answer to the mail that is."""
        self.closing = True
        if not self.busy:
            self._hang_up(words)

    def _hang_up(self, words: str) -> None:
        transport: BaseTransport | None = self.transport
        if transport is not None and not transport.is_closing():
            self._writer.write(words.encode() + b"\r\n")
            transport.close()

    def leave(self, words: str) -> None:
        """Hang up, and hear nothing that was sent already."""
        self._hang_up(words)
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()

    async def _handle_client(self) -> None:
        """Find out who is there, then converse."""
        try:
            self.client, refusal = await self.house.admitted(self)
        except Malformed:
            self.refused("proxy")
            self._hang_up("")
            return
        if refusal:
            self.refused("busy")
            self._hang_up("" if self.entrance.tls else refusal)
        elif not self.entrance.tls or await self._is_safe():
            await super()._handle_client()

    async def _is_safe(self) -> bool:
        """Begin TLS before a word is said."""
        try:
            await tls.begin(self)
        except TLSSetupException as error:
            self.refused("tls")
            if self.transport is not None:
                self.transport.close()
            self.connection_lost(error)
            return False
        return True

    # --- answers

    def refused(self, reason: str) -> None:
        """Count a refusal."""
        self.house.refused(reason)

    async def push(self, status: Any) -> None:
        """Answer, in one piece. Who gets too many errors is told to go."""
        reply = enhanced(status)
        if not self._writer.is_closing():
            self._writer.write(reply.encode("utf-8", "replace") + b"\r\n")
        if is_wrong_use(reply):
            self._errors += 1
            if self._errors > self.house.bounds.errors and not self.is_trusted:
                self.refused("errors")
                self.leave(edge.TOO_MANY_ERRORS)
        await self._writer.drain()

    @property
    def is_trusted(self) -> bool:
        """Whether no limit is meant for this client."""
        return self.client is not None and self.client.trusted

    def unknown_recipient(self, reply: str) -> str:
        """The answer to a recipient that is not here; who asks for many is looking for addresses, and is told to go."""
        self.refused("unknown")
        self._unknown += 1
        if self._unknown <= self.house.bounds.unknown or self.is_trusted:
            return reply
        self.refused("harvest")
        self.leave(edge.TOO_MANY_UNKNOWN)
        return reply

    async def handle_exception(self, error: Exception) -> str:
        """The reply to an error, from the edge's table."""
        try:
            if isinstance(error, TLSSetupException):
                self.refused("tls")
                return ""
            text, reason = edge.reply(error)
            self.refused(reason)
        except Exception:  # noqa: BLE001 - aiosmtpd would answer this one with `500 <its text>`
            return edge.UNAVAILABLE
        return text
