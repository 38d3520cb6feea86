"""Hands mails to a relay by SMTP (RFC 5321), and tells apart what was surely not taken from what may have been.

Of the relay's words only the enhanced status is passed on (RFC 3463), because the rest may quote the address.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from golddust.errors import Refused, Unavailable
from golddust.undeliverable import GONE
from sinks.replies.addresses import Unreachable
from sinks.replies.doubt import InDoubt
from sinks.replies.smtp.message import wire_form
from sinks.replies.smtp.options import Options

OK = (250, 251)
SEND_IT = 354
PERMANENT = 500
RELAY_PAUSE, RECIPIENT_PAUSE = 5.0, 60.0
NO_MAILBOX = 550
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
_UNKNOWN = re.compile(
    r"(?:user|recipient|mailbox|address|account)\W+(?:is )?(?:unknown|not found|does not exist|doesn't exist)|"
    r"unknown (?:user|recipient|mailbox|address)|no such (?:user|recipient|mailbox|address|account|person)",
    re.IGNORECASE,
)


class Relay:
    """The relay that the settings name."""

    def __init__(self, options: Options) -> None:
        self._options = options

    @property
    def sender(self) -> str:
        """The address that mail comes from."""
        return self._options.sender

    def waiting_for(self) -> str | None:
        """The relay, when none is configured."""
        return None if self._options.host else "no relay is configured ([replies.smtp] host)"

    def hand_over(self, message: EmailMessage, recipient: str) -> None:
        """Give it the mail for this recipient.

        Raises Refused when the relay will never take this recipient or this mail (Unreachable where the address itself is why),
        Unavailable when it may later (4xx, no connection, our sign-in or our own address refused), InDoubt when its last answer
        never came.
        """
        if needed := self.waiting_for():
            raise Unavailable(needed, RECIPIENT_PAUSE)
        with _translated(), self._connected() as relay:
            self._speak(relay, message, recipient)

    def _speak(self, relay: smtplib.SMTP, message: EmailMessage, recipient: str) -> None:
        relay.ehlo_or_helo_if_needed()
        international = not recipient.isascii()
        if international and not relay.has_extn("smtputf8"):
            raise Refused("the relay does not take addresses with letters outside of ASCII (SMTPUTF8)")
        body = wire_form(message, smtputf8=international)
        _expect(OK, *relay.mail(self._options.bounces_to, ["SMTPUTF8"] if international else []), whose_fault="ours")
        _expect(OK, *relay.rcpt(recipient))
        _expect((SEND_IT,), *relay.docmd("data"))
        _deliver(relay, body)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        options = self._options
        relay = _connect(options)
        try:
            if options.security == "starttls":
                relay.starttls(context=ssl.create_default_context())
            if options.username:
                relay.login(options.username, options.password.get_secret_value())
            yield relay
        finally:
            _leave(relay)


def _connect(options: Options) -> smtplib.SMTP:
    if options.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(options.host, options.port, timeout=options.timeout, context=context)
    return smtplib.SMTP(options.host, options.port, timeout=options.timeout)


def _deliver(relay: smtplib.SMTP, body: bytes) -> None:
    """After DATA: the mail, then the answer for which the sender must wait before it may count on anything (RFC 5321 §6.1)."""
    dotted = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in body.rstrip(b"\r\n").split(b"\r\n"))
    relay.send(dotted + b"\r\n.\r\n")
    try:
        code, words = relay.getreply()
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        raise InDoubt(f"the relay had the whole mail and then said nothing: {type(error).__name__}") from error
    _expect(OK, code, words)


def _leave(relay: smtplib.SMTP) -> None:
    """Say goodbye. How that goes changes nothing about a mail that was taken."""
    try:
        relay.docmd("quit")
    except (smtplib.SMTPException, OSError):
        pass  # the connection is closed in any case
    finally:
        relay.close()


def _expect(codes: tuple[int, ...], code: int, words: bytes | str, *, whose_fault: str = "theirs") -> None:
    """Raise what another answer means."""
    if code in codes:
        return
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    match = _STATUS.match(text)
    status = match.group() if match else ""
    reason = f"the relay answered {code} {status}".strip()
    if code < PERMANENT or whose_fault == "ours":
        raise Unavailable(reason, RECIPIENT_PAUSE)
    if status in GONE or (not status and code == NO_MAILBOX and _UNKNOWN.search(text)):
        raise Unreachable(reason)
    raise Refused(reason)


@contextmanager
def _translated() -> Iterator[None]:
    """Whatever goes wrong before the mail was handed over says nothing about this mail."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        reason = f"the relay answered {error.smtp_code} to our {_STEPS.get(type(error), 'connection')}"
        raise Unavailable(reason, RECIPIENT_PAUSE) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"the relay is away: {type(error).__name__}", RELAY_PAUSE) from error


_STEPS = {smtplib.SMTPAuthenticationError: "sign-in", smtplib.SMTPHeloError: "greeting"}
