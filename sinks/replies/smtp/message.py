"""Builds the mail of a reply. What a machine says is marked, so that no machine answers it; what a person wrote is plain mail.

Sources: RFC 3834 (automatic responses), RFC 5322 §3.6.4 (threading), RFC 5890 (names of domains outside of ASCII), RFC 2369
(List-Unsubscribe), MS-OXCMAIL 2.1.3.2.20 (X-Auto-Response-Suppress).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from golddust.errors import Refused
from golddust.identity import Keys
from golddust.ports import Reply
from golddust.purposes import BY_PERSONS, NEWS, TO_A_MESSAGE
from golddust.threads import answer_address, message_id, unsubscribing_subject
from sinks.replies.smtp.body import set_body

MARKER = "X-GoldDust-Reply"
MACHINES = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|abuse|bounces?)(?:[+.-].*)?$", re.IGNORECASE)
MOST_REFERENCES = 10
LONGEST_SUBJECT = 250
NO_ANSWERS = "DR, RN, NRN, OOF, AutoReply"
"""All that Exchange may send back but NDR, which `All` would suppress as well: dead addresses must come to light."""
_PREFIXES = re.compile(r"^(?:\s*(?:re|aw|antw|sv|vs|ref|rif|odp)(?:\[\d+\])?\s*[:\uff1a])+\s*", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_INTERNATIONAL = re.compile(r"(?!\.)(?=[^@]*[^\x00-\x9f])(?:[^\x00-\x20\x7f-\xa0\"(),:;<>@\[\\\]\s])+(?<!\.)")
"""A local part with letters outside of ASCII (RFC 6531 §3.3), which the standard library's parser does not take."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_UNBROKEN = SMTP.clone(max_line_length=998)
"""The standard library turns a long Message-ID into an encoded word where it must break a line, and nobody finds it then."""


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What is ours on every mail: the address and name it comes from, the keys of its tokens, and how it is written.

    `separator` stands before the token in the address that answers go to; "": they go to the address as it is.
    """

    sender: str
    keys: Keys
    name: str = ""
    separator: str = "+"
    html: bool = True

    @property
    def domain(self) -> str:
        """The sender's."""
        return self.sender.rpartition("@")[2]

    def answers_to(self, reply_id: str) -> str:
        """Where an answer to this reply is sent to."""
        return answer_address(self.keys, reply_id, self.sender, self.separator) if self.separator else self.sender


def message_of(reply: Reply, ours: Letterhead, now: datetime) -> EmailMessage:
    """The mail. Its Message-ID is made from the reply's id, so a second copy could be told.

    Raises Refused for the address of a machine, and for one that mail cannot be sent to.
    """
    message = EmailMessage()
    for name, value in _headers(reply, ours, now):
        message[name] = value
    request = reply.request
    set_body(message, request.text, request.language, request.id, html=ours.html)
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


def _headers(reply: Reply, ours: Letterhead, now: datetime) -> Iterator[tuple[str, str | MailAddress]]:
    answers_to = ours.answers_to(reply.request.id)
    yield "From", MailAddress(_one_line(ours.name), addr_spec=ours.sender)
    yield "To", recipient_of(reply)
    if answers_to != ours.sender:
        yield "Reply-To", answers_to
    yield "Subject", subject_of(reply)
    yield "Date", format_datetime(now)
    yield "Message-ID", message_id(ours.keys, reply.request.id, ours.domain)
    yield from _thread(reply)
    yield from _marks(reply.request.purpose)
    yield MARKER, reply.request.id
    if reply.request.purpose in NEWS:
        yield "List-Unsubscribe", f"<mailto:{answers_to}?subject={unsubscribing_subject(ours.keys, reply.request.customer)}>"


def _thread(reply: Reply) -> Iterator[tuple[str, str]]:
    """The first of a long chain names the conversation, the last ones what was said in it lately."""
    if _MESSAGE_ID.fullmatch(reply.message_id):
        yield "In-Reply-To", reply.message_id
    references = [r for r in reply.references if _MESSAGE_ID.fullmatch(r)]
    if references:
        yield "References", " ".join([*references[:1], *references[1:][1 - MOST_REFERENCES :]])


def _marks(purpose: str) -> Iterator[tuple[str, str]]:
    """RFC 3834 §5.1: `auto-replied` answers a message, `auto-generated` does not.

    A person's words get none of them, not even `no`, which some take for a machine's. `bulk` may lead past the inbox, so only
    news has it; `auto_reply` is what other helpdesks know.
    """
    if purpose in BY_PERSONS:
        return
    yield "Auto-Submitted", "auto-replied" if purpose in TO_A_MESSAGE else "auto-generated"
    yield "X-Auto-Response-Suppress", NO_ANSWERS
    yield "Precedence", "bulk" if purpose in NEWS else "auto_reply"


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()
