"""Notices to the staff by mail, through the relay that carries the answers to customers."""

from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.utils import format_datetime

from golddust.errors import Refused
from golddust.ports import Clock, Colleague
from sinks.replies.smtp.message import LONGEST_SUBJECT, MARKER
from sinks.replies.smtp.relay import Relay
from sinks.staff.addressees import MAIL
from sinks.staff.rows import Waiting


class StaffMail:
    """A `Way`: mail."""

    name = MAIL
    repeats = False

    def __init__(self, relay: Relay, clock: Clock) -> None:
        self._relay = relay
        self._clock = clock

    def waiting_for(self) -> str | None:
        """The relay, when none is configured."""
        return self._relay.waiting_for()

    def send(self, row: Waiting, to: Colleague) -> str:
        """Hand it to the relay; returns its Message-ID. Raises as `Relay.hand_over` does."""
        recipient = recipient_of(to)
        message = self._message(row, recipient)
        self._relay.hand_over(message, recipient.addr_spec)
        return str(message["Message-ID"])

    def _message(self, row: Waiting, recipient: MailAddress) -> EmailMessage:
        """Marked as a machine's (RFC 3834 §5: a notice, no answer), so that absence notes do not come back as complaints."""
        message = EmailMessage()
        message["From"] = self._relay.sender
        message["To"] = recipient
        message["Subject"] = " ".join(row.notice.subject.split())[:LONGEST_SUBJECT]
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{row.id}.staff@{self._relay.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message[MARKER] = row.id
        if row.notice.urgent:
            message["Importance"] = "high"
        message.set_content(row.notice.text, charset="utf-8", cte="quoted-printable")
        return message


def recipient_of(to: Colleague) -> MailAddress:
    """Whom it goes to, the domain in ASCII. Raises Refused for what is no address."""
    local, _, domain = to.mail.rpartition("@")
    try:
        return MailAddress(to.called, addr_spec=f"{local}@{domain.encode('idna').decode('ascii')}")
    except (ValueError, IndexError, MessageError):
        raise Refused("the mail address in the staff directory is not one that mail can be sent to") from None
