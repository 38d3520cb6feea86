"""Cases as mails to a system that opens tickets from mail; what follows answers the first, so that it lands in its ticket.

Nothing can be asked of the system. A mail that is sent again has the Message-ID that it had, and the reference in its subject.
Sources: RFC 5322 §3.6.4 (threading), RFC 3834 (automatic mail), RFC 5321 (what a relay's answers mean).
"""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from golddust.errors import Refused, Unavailable
from golddust.mirroring import Changed, InDoubt, MirroredCase, MirrorNote, MirrorState, MirrorStatus
from golddust.ports import Clock
from sinks.complaints import wording
from sinks.complaints.mail.options import Options

PERMANENT = 500
AGAIN = 60.0
_UNBROKEN = SMTP.clone(max_line_length=998)
WORDS: dict[MirrorState, str] = {
    "open": "The case stands open again.",
    "waiting": "The customer is waited for.",
    "resolved": "The case is resolved; this ticket can be, too.",
    "closed": "The case is closed; this ticket can be, too.",
}


class MailMirror:
    """A `ComplaintMirror` on whatever reads the mailbox. Nothing comes back. A ticket is its first mail's id and subject."""

    name = "mail"
    brings_back = False
    settles_within = 0.0

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock

    def check(self) -> None:
        """Whether the relay answers, and lets us in."""
        with _translated(), self._connected() as relay:
            relay.noop()

    def find(self, case: MirroredCase) -> str | None:
        """None: a mailbox cannot be asked."""
        _ = case
        return None

    def open(self, case: MirroredCase) -> str:
        """The first mail."""
        subject, identifier = wording.title(case), self._identifier(case.id)
        self._send(subject, wording.description(case), identifier, "")
        return f"{identifier} {subject}"

    def link(self, ticket: str) -> str:
        """Unknown."""
        _ = ticket
        return ""

    def notes(self, ticket: str) -> frozenset[str]:
        """None that we could see."""
        _ = ticket
        return frozenset()

    def add(self, ticket: str, note: MirrorNote) -> None:
        """A mail that answers the first."""
        first, _, subject = ticket.partition(" ")
        self._send(f"Re: {subject}", wording.body(note), self._identifier(note.id), first)

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """A mail that says so."""
        first, _, subject = ticket.partition(" ")
        stem = f"{first.strip('<>').partition('@')[0]}.{state}.{int(self._clock.now().timestamp())}"
        self._send(f"Re: {subject}", WORDS[state], self._identifier(stem), first)

    def status(self, ticket: str) -> MirrorStatus:
        """Refused: nothing comes back."""
        raise Refused(f"a mailbox brings nothing back about {ticket.partition(' ')[0]}")

    def erase(self, ticket: str) -> str:
        """A mail that asks whoever reads the mailbox to delete the others."""
        first = ticket.partition(" ")[0]
        stem = f"{first.strip('<>').partition('@')[0]}.erase"
        text = "The customer was erased at their request. Please delete this mail, and all others about the case."
        self._send("Please delete: a customer was erased", text, self._identifier(stem), first)
        return f"mails about it are in the mailbox: delete {first} and what answers it"

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """Nothing."""
        _ = when
        return ()

    def _identifier(self, stem: str) -> str:
        stem = stem if "mirror" in stem else f"{stem}.mirror"
        return f"<{stem}@{self._options.sender.rpartition('@')[2]}>"

    def _send(self, subject: str, text: str, identifier: str, answers: str) -> None:
        message = EmailMessage(policy=_UNBROKEN)
        message["From"], message["To"], message["Subject"] = self._options.sender, self._options.to, subject
        message["Date"], message["Message-ID"] = format_datetime(self._clock.now()), identifier
        if answers:
            message["In-Reply-To"] = message["References"] = answers
        if self._options.automatic:
            message["Auto-Submitted"], message["X-Auto-Response-Suppress"] = "auto-generated", "All"
        message.set_content(text, charset="utf-8", cte="quoted-printable")
        with _translated(), self._connected() as relay:
            _hand_over(relay, message)

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        options, context = self._options, ssl.create_default_context()
        if options.security == "tls":
            relay: smtplib.SMTP = smtplib.SMTP_SSL(options.host, options.port, timeout=options.timeout, context=context)
        else:
            relay = smtplib.SMTP(options.host, options.port, timeout=options.timeout)
        try:
            if options.security == "starttls":
                relay.starttls(context=context)
            if options.username:
                relay.login(options.username, options.password.get_secret_value())
            yield relay
        finally:
            with suppress(smtplib.SMTPException, OSError):  # how saying goodbye goes changes nothing
                relay.quit()
            relay.close()


def _hand_over(relay: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        relay.send_message(message)
    except smtplib.SMTPServerDisconnected:
        raise InDoubt("the relay went away while it was given the mail") from None


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        code = next(iter(refused.recipients.values()))[0]
        raise _meaning(code, "the address") from None
    except smtplib.SMTPAuthenticationError as refused:
        raise Unavailable(f"the relay answered {refused.smtp_code} to our sign-in", AGAIN) from None
    except smtplib.SMTPResponseException as refused:
        raise _meaning(refused.smtp_code, "the mail") from None
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"the relay is away: {type(error).__name__}", AGAIN) from None


def _meaning(code: int, what: str) -> Refused | Unavailable:
    reason = f"the relay answered {code} to {what}"
    return Refused(reason) if code >= PERMANENT else Unavailable(reason, AGAIN)
