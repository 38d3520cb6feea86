"""One SMTP conversation: aiosmtpd's, with the few steps replaced in which it would lose a customer's mail or slow us down.

aiosmtpd 1.4 reads the content line by line, refuses for good any mail with a line over 1,000 bytes, answers an exception with
`500 <its text>`, and gives the other side one time-out for the whole content, however large. None of that may happen here.
"""

import re
from asyncio import BaseTransport, LimitOverrunError
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from ingest.email.smtp import edge

PIECE = 64 * 1024
"""Bytes of content taken from the socket's buffer at a time, at most."""
PATIENCE = 8
"""A content this many times over the limit is not read to its end; the connection is closed."""
LONGEST_COMMAND = 2048
"""RFC 5321 wants at least 512; RFC 6531 addresses and VERP senders are longer."""
_END = b"\r\n.\r\n"
_PLAIN_ADDRESS = re.compile(r"\s*<([\w.!#$%&'*+/=?^`{|}~-]{1,256}@[A-Za-z0-9.-]{1,255})>(.*)", re.ASCII | re.DOTALL)
_COMMANDS = [name for name in dir(SMTP) if name.startswith("smtp_")]
_DECLARED = re.compile(r"\sSIZE=(\d{1,20})(?:\s|$)", re.IGNORECASE)


class Conversation(SMTP):
    """A conversation that ends a content at CR LF dot CR LF alone, so that nothing can be smuggled in behind a bare CR or LF.

    `ended` is called with the conversation when its connection is gone; `refused` with the reason of each refusal.
    """

    session: Session
    envelope: Envelope
    data_size_limit: int
    line_length_limit = PIECE
    command_size_limit = LONGEST_COMMAND

    def __init__(
        self, handler: Any, *, ended: Callable[["Conversation"], None], refused: Callable[[str], None], **settings: Any
    ) -> None:
        super().__init__(handler, **settings)
        self.command_size_limits = defaultdict(lambda: LONGEST_COMMAND)
        self.busy = False
        self.closing = False
        self._ended = ended
        self.refused = refused

    def connection_lost(self, error: Exception | None) -> None:
        """Let the listener know that there is room again."""
        self._ended(self)
        super().connection_lost(error)

    def close_soon(self) -> None:
        """Say good-bye: at once when nothing is under way, else after the answer to the mail that is."""
        self.closing = True
        transport: BaseTransport | None = self.transport
        if not self.busy and transport is not None and not transport.is_closing():
            self._writer.write(edge.CLOSING.encode() + b"\r\n")
            transport.close()

    async def handle_exception(self, error: Exception) -> str:
        """The reply to an error, from the edge's table."""
        try:
            text, reason = edge.reply(error)
            self.refused(reason)
        except Exception:  # noqa: BLE001 - aiosmtpd would answer this one with `500 <its text>`
            return edge.UNAVAILABLE
        return text

    def __dir__(self) -> list[str]:
        """Only the commands: aiosmtpd goes through all names of each conversation to find them, which took longest of all."""
        return _COMMANDS

    async def smtp_EHLO(self, hostname: str | None) -> None:  # noqa: N802 - the name is the command's
        """Say in one piece what is offered. No log-in is: nobody may send through us."""
        if not hostname:
            await self.push("501 5.5.4 Syntax: EHLO hostname")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]
        self.session.extended_smtp = True
        self.session.host_name = hostname
        tls = ("STARTTLS",) if self.tls_context and not self._tls_protocol else ()
        size = f"SIZE {self.data_size_limit}"
        offered = (self.hostname, size, "8BITMIME", "SMTPUTF8", "PIPELINING", *tls)
        lines = [f"250-{line}" for line in offered[:-1]]
        await self.push("\r\n".join((*lines, f"250 {offered[-1]}")))

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The address and what follows it; the ordinary kind without aiosmtpd's full grammar, which takes longest of all."""
        plain = _PLAIN_ADDRESS.match(arg)
        if plain:
            return plain[1], plain[2]
        address, rest = super()._getaddr(arg)
        return address, rest

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - the name is the command's
        """Refuse what says of itself that it is too large, before it is sent."""
        declared = _DECLARED.search(arg or "")
        if declared and int(declared[1]) > self.data_size_limit:
            await self._too_large()
            return
        await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the name is the command's
        """Take the content, and answer once the handler has made it durable."""
        if arg or not self.session.host_name or not self.envelope.rcpt_tos:
            await super().smtp_DATA(arg)
            return
        self.busy = True
        try:
            await self._take_content()
        finally:
            self.busy = False
            self._set_post_data_state()  # type: ignore[no-untyped-call]
            if self.closing:
                self.close_soon()

    async def _take_content(self) -> None:
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self._content()
        if content is None:
            await self._too_large()
            return
        self.envelope.content = self.envelope.original_content = content
        await self.push(await self._taken_in())

    async def _taken_in(self) -> str:
        try:
            return str(await self._call_handler_hook("DATA"))
        except Exception as error:  # noqa: BLE001 - aiosmtpd would hang up on some (ConnectionResetError), unanswered
            return await self.handle_exception(error)

    async def _too_large(self) -> None:
        self.refused("too_large")
        await self.push(edge.TOO_LARGE)

    async def _content(self) -> bytes | None:
        """The content without its transparent dots (RFC 5321 §4.5.2); None when it is over the limit."""
        content, tail, size, limit = bytearray(), b"\r\n", 0, self.data_size_limit + 3
        while tail != _END:
            piece = await self._piece()
            self._reset_timeout()
            tail = (tail + piece[-5:])[-5:]
            size += len(piece)
            if size <= limit:
                content += piece
            elif size > limit * PATIENCE:
                self.closing = True
                return None
            else:
                content.clear()
        return _plain(content) if size <= limit else None

    async def _piece(self) -> bytes:
        """The next bytes up to a dot that ends a line, which the end of the content always is; fewer when the buffer is full."""
        try:
            return await self._reader.readuntil(b".\r\n")
        except LimitOverrunError as over:
            return await self._reader.readexactly(over.consumed)


def _plain(content: bytearray) -> bytes:
    del content[-3:]
    if content.startswith(b"."):
        del content[0]
    return bytes(content).replace(b"\r\n.", b"\r\n")
