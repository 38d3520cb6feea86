"""Builds the mail of a reply, marked so that no machine answers it.

Sources: RFC 3834 (automatic responses), RFC 5322 §3.6.4 (threading), MS-OXCMAIL 2.2.3.2.14 (X-Auto-Response-Suppress).
"""

import re
from datetime import datetime
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.utils import format_datetime

from golddust.errors import Refused
from golddust.ports import Reply

MARKER = "X-GoldDust-Reply"
_PREFIX = re.compile(r"^\s*(?:re|aw|antw|sv|ref)\s*:\s*", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|abuse|bounces?)(?:[+.-].*)?$", re.IGNORECASE)
MOST_REFERENCES = 10


def message_of(reply: Reply, sender: str, now: datetime) -> EmailMessage:
    """The mail. Its Message-ID is made from the reply's id, so a second copy could be told. Raises Refused for machines."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = _recipient(reply)
    message["Subject"] = subject_of(reply)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{reply.request.id}.reply@{sender.partition('@')[2]}>"
    if _MESSAGE_ID.fullmatch(reply.message_id):
        message["In-Reply-To"] = reply.message_id
    references = [r for r in reply.references if _MESSAGE_ID.fullmatch(r)][-MOST_REFERENCES:]
    if references:
        message["References"] = " ".join(references)
    message["Auto-Submitted"] = "auto-replied"
    message["X-Auto-Response-Suppress"] = "All"
    message[MARKER] = reply.request.id
    message.set_content(reply.request.text, charset="utf-8", cte="quoted-printable")
    return message


def subject_of(reply: Reply) -> str:
    """The reply's own subject, or the customer's with one "Re: " before it; always one line."""
    subject = reply.request.subject or f"Re: {_PREFIX.sub('', reply.subject)}"
    return _CONTROL.sub(" ", subject).strip()[:250]


def _recipient(reply: Reply) -> MailAddress:
    local, _, domain = reply.to.value.rpartition("@")
    if not local or not domain or _CONTROL.search(reply.to.value):
        raise Refused("the customer's mail address is not one that mail can be sent to")
    if MACHINES.match(local):
        raise Refused("the address belongs to a machine, which is never answered")
    try:
        return MailAddress(_CONTROL.sub(" ", reply.to.name), addr_spec=reply.to.value)
    except ValueError:
        raise Refused("the customer's mail address is not one that mail can be sent to") from None
    except IndexError:  # the standard library's parser on some broken addresses
        raise Refused("the customer's mail address is not one that mail can be sent to") from None
