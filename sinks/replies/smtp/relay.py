"""Hands mails to a relay by SMTP (RFC 5321), and tells apart what was surely not taken from what may have been.

Of the relay's words only the enhanced status is passed on (RFC 3463), because the rest may quote the address.
"""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from functools import cached_property

from golddust.errors import Refused, Unavailable
from sinks.replies.addresses import Deferred
from sinks.replies.doubt import InDoubt
from sinks.replies.smtp.answers import CLOSING, NO, OK, RECIPIENT_PAUSE, SEND_IT, expect, translated
from sinks.replies.smtp.message import wire_form
from sinks.replies.smtp.options import NULL, Options
from sinks.replies.smtp.signing import Signer

MOST_ON_ONE_CONNECTION = 100
"""Then a new one is made, before the relay loses patience; many allow 100 (Exim's smtp_accept_max_per_connection is 1000)."""


class Relay:
    """The relay that the settings name. Used by one thread at a time."""

    def __init__(self, options: Options, signer: Signer | None = None) -> None:
        self._options = options
        self._signer = signer
        self._shared = False
        self._kept: smtplib.SMTP | None = None
        self._used = 0

    @property
    def sender(self) -> str:
        """The address that mail comes from."""
        return self._options.sender

    def waiting_for(self) -> str | None:
        """The relay, when none is configured."""
        return None if self._options.host else "no relay is configured ([replies.smtp] host)"

    @contextmanager
    def one_connection(self) -> Iterator[None]:
        """What is handed over inside goes by one connection, opened for the first and closed at the end."""
        self._shared = True
        try:
            yield
        finally:
            self._shared = False
            if self._kept is not None:
                _leave(self._kept)
            self._kept = None

    def hand_over(self, message: EmailMessage, recipient: str, returns_to: str = "", envelope_id: str = "") -> None:
        """Give it the mail for this recipient. Reports come back to `returns_to`, with `envelope_id`; "": to nobody.

        Raises Refused when the relay will never take this recipient or this mail (Unreachable where the address itself is why),
        Deferred when it may take this one later (4xx), Unavailable when it takes none (no connection, our sign-in or our own
        address refused), InDoubt when its last answer never came.
        """
        if needed := self.waiting_for():
            raise Unavailable(needed, RECIPIENT_PAUSE)
        by_one_that_was_kept = self._kept is not None
        try:
            self._speak(message, recipient, (returns_to, envelope_id))
        except Unavailable as away:
            if isinstance(away, Deferred) or not by_one_that_was_kept:
                raise
            self._speak(message, recipient, (returns_to, envelope_id))  # the relay had enough of that connection

    def check(self) -> str:
        """Say hello and goodbye, and return how the connection is protected. Raises Unavailable."""
        if needed := self.waiting_for():
            raise Unavailable(needed, RECIPIENT_PAUSE)
        with translated(), self._connection() as relay:
            expect(OK, *relay.noop(), whose_fault="ours")
            cipher = getattr(relay.sock, "version", lambda: "")()
        return f"with {cipher}" if cipher else "unencrypted"

    def _speak(self, message: EmailMessage, recipient: str, returns: tuple[str, str]) -> None:
        with translated(), self._connection() as relay:
            self._offer(relay, message, recipient, returns)

    def _offer(self, relay: smtplib.SMTP, message: EmailMessage, recipient: str, returns: tuple[str, str]) -> None:
        international = not recipient.isascii()
        if international and not relay.has_extn("smtputf8"):
            raise Refused("the relay does not take addresses with letters outside of ASCII (SMTPUTF8)")
        body = wire_form(message, smtputf8=international)
        body = self._signer.signed(body) if self._signer else body
        _check_size(relay, len(body))
        for_sender, for_recipient = _parameters(relay, len(body), *returns, international=international)
        expect(OK, *relay.mail(returns[0].removeprefix(NULL), for_sender), whose_fault="ours")
        expect(OK, *relay.rcpt(recipient, for_recipient), whose_fault="the recipient's")
        expect(SEND_IT, *relay.docmd("data"))
        _deliver(relay, body)

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """A connection that is ready for a mail: the one that is kept, as long as it answers, else a new one."""
        relay = self._still_there() or self._connected()
        in_order = False
        try:
            yield relay
            in_order = True
        except (Refused, Deferred):
            in_order = True
            raise
        finally:
            self._let_go(relay, in_order=in_order)

    def _let_go(self, relay: smtplib.SMTP, *, in_order: bool) -> None:
        """Keep the connection for the next mail where there is to be one, and it can take one."""
        self._used += 1
        if in_order and self._shared and self._used < MOST_ON_ONE_CONNECTION:
            self._kept = relay
        else:
            _leave(relay)

    def _still_there(self) -> smtplib.SMTP | None:
        """The connection that is kept, where the relay still answers: a mail that has not begun cannot be in doubt."""
        relay, self._kept = self._kept, None
        if relay is None:
            return None
        try:
            code, _ = relay.rset()
        except (smtplib.SMTPException, OSError):
            code = CLOSING
        if code in OK:
            return relay
        _leave(relay)
        return None

    def _connected(self) -> smtplib.SMTP:
        options, self._used = self._options, 0
        relay = self._opened()
        try:
            relay.ehlo_or_helo_if_needed()
            if options.security == "starttls":
                relay.starttls(context=self._context)
                relay.ehlo_or_helo_if_needed()
            if options.username:
                relay.login(options.username, options.password.get_secret_value())
        except (smtplib.SMTPException, OSError):
            _leave(relay)
            raise
        return relay

    def _opened(self) -> smtplib.SMTP:
        options = self._options
        if options.security == "tls":
            return smtplib.SMTP_SSL(options.host, options.port, timeout=options.timeout, context=self._context)
        return smtplib.SMTP(options.host, options.port, timeout=options.timeout)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._options.ca_file)


def _check_size(relay: smtplib.SMTP, size: int) -> None:
    """Source: RFC 1870 §4; 0, or no number, says nothing."""
    said = relay.esmtp_features.get("size", "")
    most = int(said) if said.isdecimal() else 0
    if 0 < most < size:
        raise Refused(f"the mail has {size:,} bytes, and the relay takes {most:,}")


def _parameters(
    relay: smtplib.SMTP, size: int, returns_to: str, envelope_id: str, *, international: bool
) -> tuple[list[str], list[str]]:
    """What is said beside sender and recipient: RFC 1870, 6531, and that we want reports of failures alone (RFC 3461)."""
    for_sender = [f"SIZE={size}"] if relay.has_extn("size") else []
    for_sender += ["SMTPUTF8", "BODY=8BITMIME"] if international else []
    if not relay.has_extn("dsn") or returns_to in ("", NULL):
        return for_sender, []
    for_sender += ["RET=HDRS", *([f"ENVID={envelope_id}"] if envelope_id else [])]
    return for_sender, ["NOTIFY=FAILURE"]


def _deliver(relay: smtplib.SMTP, body: bytes) -> None:
    """After DATA: the mail, then the answer for which the sender must wait before it may count on anything (RFC 5321 §6.1)."""
    dotted = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in body.rstrip(b"\r\n").split(b"\r\n"))
    relay.send(dotted + b"\r\n.\r\n")
    try:
        code, words = relay.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise InDoubt(f"the relay had the whole mail and then said nothing: {type(error).__name__}") from error
    if code not in OK and code not in NO:
        raise InDoubt("the relay had the whole mail and then said neither yes nor no")
    expect(OK, code, words)


def _leave(relay: smtplib.SMTP) -> None:
    """Say goodbye. How that goes changes nothing about a mail that was taken."""
    try:
        relay.docmd("quit")
    except (smtplib.SMTPException, OSError):
        pass  # the connection is closed in any case
    finally:
        relay.close()
