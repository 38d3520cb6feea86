"""One SMTP or LMTP conversation: aiosmtpd's, with the steps replaced in which it would lose a customer's mail or slow us down.

aiosmtpd 1.4 reads the content line by line, refuses for good any mail with a line over 1,000 bytes, answers an exception with
`500 <its text>`, and gives the other side one time-out for the whole content, however large. None of that may happen here.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiosmtpd.smtp import SMTP, Envelope, Session, TLSSetupException

from ingest.email.smtp import edge
from ingest.email.smtp.content import PATIENCE, Endless, chunk_of, has_endless_headers, octets, until_dot
from ingest.email.smtp.room import NoRoom
from ingest.email.smtp.session import Connection

_PLAIN_ADDRESS = re.compile(r"\s*<([\w.!#$%&'*+/=?^`{|}~-]{1,256}@[A-Za-z0-9.-]{1,255})>(.*)", re.ASCII | re.DOTALL)
_DECLARED = re.compile(r"\sSIZE=(\d{1,20})(?:\s|$)", re.IGNORECASE)
_BINARY = re.compile(r"\sBODY=BINARYMIME(?=\s|$)", re.IGNORECASE)
_OF_AIOSMTPD = {name for name in dir(SMTP) if name.startswith("smtp_")} - {"smtp_AUTH"}
LONGEST_ODD_ADDRESS = 600
"""Characters of an argument with an address that is not of the ordinary kind: more than the 256 octets of a path (RFC 5321
§4.5.3.1.3) with all its parameters. What reads it takes time by the square."""
_COMMANDS = {
    "SMTP": sorted(_OF_AIOSMTPD | {"smtp_BDAT"}),
    "LMTP": sorted((_OF_AIOSMTPD - {"smtp_HELO", "smtp_EHLO"}) | {"smtp_BDAT", "smtp_LHLO"}),
}


Command = Callable[[str | None], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What can be said, and what follows anything else: aiosmtpd would hang up at the fifth such word, on whomever."""

    known: Mapping[str, Command]
    other: Command

    def get(self, word: str) -> Command:
        """What the word sets going."""
        return self.known.get(word, self.other)


class Takes(Protocol):
    """What makes a mail durable."""

    async def take(self, conversation: "Conversation", session: Session, envelope: Envelope) -> Sequence[str]:
        """The replies to a mail: one for all its recipients in SMTP, one for each of them in LMTP. May raise."""


class Conversation(Connection):
    """A conversation that ends a content at CR LF dot CR LF alone, so that nothing can be smuggled in behind a bare CR or LF."""

    event_handler: Takes

    def __init__(self, handler: Takes, **settings: Any) -> None:
        super().__init__(handler, **settings)
        known = {name.removeprefix("smtp_"): getattr(self, name) for name in _COMMANDS[self.entrance.speaks]}
        self._smtp_methods = _Vocabulary(known, self._not_known)  # type: ignore[assignment]

    def __dir__(self) -> list[str]:
        """Nothing: aiosmtpd goes through all names of each conversation, thrice, to find commands; which took longest of all."""
        return []

    def _set_post_data_state(self) -> None:
        super()._set_post_data_state()  # type: ignore[no-untyped-call]
        self._chunks: bytearray | None = None
        self.share.end()
        self._spoilt = self._binary = False

    # --- greetings

    async def smtp_EHLO(self, hostname: str | None) -> None:  # noqa: N802 - the name is the command's
        """Say in one piece what is offered. No log-in is: nobody may send through us."""
        if not hostname:
            await self.push("501 5.5.4 Syntax: EHLO hostname")
            return
        self._set_rset_state()  # type: ignore[no-untyped-call]
        self.session.extended_smtp = True
        self.session.host_name = hostname
        tls = ("STARTTLS",) if self.tls_context and not self._tls_protocol else ()
        size, limits = f"SIZE {self.data_size_limit}", f"LIMITS RCPTMAX={self.house.bounds.recipients}"
        ways = ("8BITMIME", "SMTPUTF8", "PIPELINING", "CHUNKING", "BINARYMIME", "ENHANCEDSTATUSCODES")
        offered = (self.hostname, size, *ways, limits, *tls)
        lines = [f"250-{line}" for line in offered[:-1]]
        await self.push("\r\n".join((*lines, f"250 {offered[-1]}")))

    async def smtp_LHLO(self, hostname: str | None) -> None:  # noqa: N802 - the name is the command's
        """The greeting of LMTP (RFC 2033 §4.1)."""
        await self.smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str | None) -> None:  # noqa: N802 - the name is the command's
        """Go on under TLS. What was sent ahead in clear could come from somebody in between (CVE-2011-0411): nobody hears it."""
        if self._tls_protocol is not None:
            await self.push("503 5.5.1 TLS is spoken already")
            return
        if self._reader._buffer:  # type: ignore[attr-defined] # noqa: SLF001 - asyncio has no other way to look
            self.refused("sent_ahead")
            self.leave(edge.NOT_AHEAD)
            return
        await super().smtp_STARTTLS(arg)
        if self._tls_protocol is not None and self.session.ssl is None:  # it was hung up on; asyncio says nothing of that
            raise TLSSetupException

    async def smtp_VRFY(self, _arg: str | None) -> None:  # noqa: N802 - the name is the command's
        """Tell nobody who is here."""
        await self.push("252 2.1.5 Send a message to find out")

    async def smtp_HELP(self, _arg: str | None) -> None:  # noqa: N802 - the name is the command's
        """Say where to read on."""
        await self.push("214 2.0.0 See RFC 5321")

    async def _not_known(self, _arg: str | None) -> None:
        await self.push("500 5.5.2 Command not recognized")

    # --- the envelope

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The address and what follows it, (None, None) for what is none.

        The ordinary kind goes without aiosmtpd's full grammar, which takes longest of all, and trips over some broken ones.
        """
        plain = _PLAIN_ADDRESS.match(arg)
        if plain:
            return plain[1], plain[2]
        if len(arg) > LONGEST_ODD_ADDRESS:
            return None, None
        try:
            address, rest = super()._getaddr(arg)
        except (ValueError, LookupError, AttributeError, RecursionError):
            return None, None
        return address, rest

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 - the name is the command's
        """Refuse what says of itself that it is too large, and who sends too fast, before anything is sent."""
        declared = _DECLARED.search(arg or "")
        if declared and int(declared[1]) > self.data_size_limit:
            self.refused("too_large")
            await self.push(edge.TOO_LARGE)
            return
        if self.client is not None and not self.house.may_send(self.client):
            self.refused("rate")
            await self.push(edge.TOO_FAST)
            return
        binary = _BINARY.search(arg or "")
        await super().smtp_MAIL(_BINARY.sub("", arg or "", count=1) if binary else arg)
        self._binary = self._binary or (binary is not None and bool(self.envelope.mail_from))

    # --- the content

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the name is the command's
        """Take the content, and answer once the handler has made it durable."""
        if self._chunks is not None or self._spoilt or self._binary:
            await self.push("503 5.5.1 This message is sent by BDAT")
            return
        if arg or not self.session.host_name or not self.envelope.rcpt_tos:
            await super().smtp_DATA(arg)
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        self.busy = True
        try:
            await self._answer(await until_dot(self._reader, self.data_size_limit, self.share))
        except Endless:
            self.refused("too_large")
            self.leave(edge.TOO_LARGE)
        except NoRoom:
            self._no_room()
        finally:
            self._done()

    async def smtp_BDAT(self, arg: str | None) -> None:  # noqa: N802 - the name is the command's
        """Take a chunk, and after the last one answer as to DATA (RFC 3030 §2). What must not be is read and let go."""
        chunk = chunk_of(arg)
        if chunk is None:  # nobody can tell where the next command begins
            self.leave("501 5.5.4 Syntax: BDAT octets [LAST]")
            return
        size, last = chunk
        if size > self.data_size_limit * PATIENCE:
            self.refused("too_large")
            self.leave(edge.TOO_LARGE)
            return
        self.busy = True
        try:
            await self._take_chunk(size, last=last)
        except NoRoom:
            self._no_room()
        finally:
            self._done(ended=last)

    async def _take_chunk(self, size: int, *, last: bool) -> None:
        problem = self._against_chunk(size)
        self._chunks = None if problem else (self._chunks or bytearray())
        await octets(self._reader, size, self._chunks, self.share)
        if problem or self._chunks is None:
            self._spoilt = True
            await self.push(problem)
        elif last:
            await self._answer(bytes(self._chunks))
        else:
            await self.push(f"250 2.0.0 {size} octets taken")

    def _against_chunk(self, size: int) -> str:
        if self._spoilt or not self.envelope.rcpt_tos:
            return "503 5.5.1 Send MAIL and RCPT first"
        if len(self._chunks or b"") + size > self.data_size_limit:
            self.refused("too_large")
            return edge.TOO_LARGE
        return ""

    async def _answer(self, content: bytes | None) -> None:
        if content is None or has_endless_headers(content, self.house.bounds.headers):
            self.refused("too_large")
            replies: Sequence[str] = [edge.TOO_LARGE]
        else:
            self.envelope.content = self.envelope.original_content = content
            replies = await self._taken_in()
        if self.entrance.speaks == "LMTP" and len(replies) == 1:
            replies = list(replies) * len(self.envelope.rcpt_tos)
        await self.push("\r\n".join(replies))

    async def _taken_in(self) -> Sequence[str]:
        try:
            return await self.event_handler.take(self, self.session, self.envelope)
        except Exception as error:  # noqa: BLE001 - aiosmtpd would hang up on some (ConnectionResetError), unanswered
            return [await self.handle_exception(error)]

    def _no_room(self) -> None:
        """Hang up rather than read on: nobody would know what to do with it, and senders try again."""
        self.refused("full")
        self.leave(edge.NO_ROOM)

    def _done(self, *, ended: bool = True) -> None:
        """Ready for the next; good-bye where somebody asked for that meanwhile."""
        self.busy = False
        if ended:
            self._set_post_data_state()
        if self.closing:
            self.close_soon()
