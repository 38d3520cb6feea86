"""Builds the mail of a reply, marked so that no machine answers it.

Sources: RFC 3834 (automatic responses), RFC 5322 §3.6.4 (threading), RFC 5890 (names of domains outside of ASCII),
MS-OXCMAIL 2.2.3.2.14 (X-Auto-Response-Suppress).
"""

import re
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from golddust.errors import Refused
from golddust.ports import Reply

MARKER = "X-GoldDust-Reply"
MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|abuse|bounces?)(?:[+.-].*)?$", re.IGNORECASE)
MOST_REFERENCES = 10
LONGEST_SUBJECT = 250
_PREFIXES = re.compile(r"^(?:\s*(?:re|aw|antw|sv|vs|ref|rif|odp)(?:\[\d+\])?\s*[:\uff1a])+\s*", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_INTERNATIONAL = re.compile(r"(?!\.)(?=[^@]*[^\x00-\x9f])(?:[^\x00-\x20\x7f-\xa0\"(),:;<>@\[\\\]\s])+(?<!\.)")
"""A local part with letters outside of ASCII (RFC 6531 §3.3), which the standard library's parser does not take."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_UNBROKEN = SMTP.clone(max_line_length=998)
"""The standard library turns a long Message-ID into an encoded word where it must break a line, and nobody finds it then."""


def message_of(reply: Reply, sender: str, now: datetime) -> EmailMessage:
    """The mail. Its Message-ID is made from the reply's id, so a second copy could be told.

    Raises Refused for the address of a machine, and for one that mail cannot be sent to.
    """
    message = EmailMessage()
    message["From"] = sender
    message["To"] = recipient_of(reply)
    message["Subject"] = subject_of(reply)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{reply.request.id}.reply@{sender.rpartition('@')[2]}>"
    if _MESSAGE_ID.fullmatch(reply.message_id):
        message["In-Reply-To"] = reply.message_id
    references = [r for r in reply.references if _MESSAGE_ID.fullmatch(r)]
    if references:
        message["References"] = " ".join([*references[:1], *references[1:][1 - MOST_REFERENCES :]])
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message["Precedence"] = "auto_reply"
    message[MARKER] = reply.request.id
    message.set_content(reply.request.text, charset="utf-8", cte="quoted-printable")
    return message


def wire_form(message: EmailMessage, *, smtputf8: bool) -> bytes:
    """The bytes for a relay; with `smtputf8` the addresses may hold letters outside of ASCII."""
    return message.as_bytes(policy=_UNBROKEN.clone(utf8=smtputf8))


def subject_of(reply: Reply) -> str:
    """The customer's subject with one "Re: " before it, so that it stays one conversation; ours where they gave none."""
    theirs = _PREFIXES.sub("", _one_line(reply.subject))
    return (f"Re: {theirs}" if theirs else _one_line(reply.request.subject))[:LONGEST_SUBJECT]


def recipient_of(reply: Reply) -> MailAddress:
    """Whom it goes to, the domain in ASCII. Raises Refused for a machine, and for what is no address."""
    local, _, domain = reply.to.value.strip().rpartition("@")
    if MACHINES.match(local):
        raise Refused("the address belongs to a machine, which is never answered")
    name = _one_line(reply.to.name)
    try:
        in_ascii = domain.encode("idna").decode("ascii")
        if _INTERNATIONAL.fullmatch(local):
            return MailAddress(name, username=local, domain=in_ascii)
        return MailAddress(name, addr_spec=f"{local}@{in_ascii}")
    except (ValueError, IndexError, MessageError):  # IndexError: the standard library's parser on some broken addresses
        raise Refused("the customer's mail address is not one that mail can be sent to") from None


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()
