"""What a relay's answers mean for the mail that it was offered. Sources: RFC 5321 §4.2, RFC 3463."""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from golddust.errors import Refused, Unavailable
from golddust.undeliverable import GONE
from sinks.replies.addresses import Deferred, Unreachable

OK, SEND_IT, NO = range(200, 300), range(300, 400), range(400, 600)
"""The first digit decides, whatever is behind it (RFC 5321 §4.2.1)."""
PERMANENT = 500
CLOSING = 421
NO_MAILBOX = 550
SIGN_IN_FIRST = 530
"""Source: RFC 4954 §6; so say servers that want TLS first, too (RFC 3207 §4)."""
RELAY_PAUSE, RECIPIENT_PAUSE = 5.0, 60.0
WhoseFault = Literal["ours", "the mail's", "the recipient's"]
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\d)")
_UNKNOWN = re.compile(
    r"(?:user|recipient|mailbox|address|account)\W{1,3}(?:is )?(?:unknown|not found|does not exist|doesn't exist)|"
    r"unknown (?:user|recipient|mailbox|address)|no such (?:user|recipient|mailbox|address|account|person)",
    re.IGNORECASE,
)
_NOT_FOR_US = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)|"
    r"(?:not (?:permitted|allowed)|unable|cannot) to relay|authentication (?:is )?required|must authenticate",
    re.IGNORECASE,
)
"""How servers say that they do not carry mail for us to others; nothing about this recipient, and a person can mend it."""
_STEPS = {smtplib.SMTPAuthenticationError: "sign-in", smtplib.SMTPHeloError: "greeting"}


def expect(codes: range, code: int, words: bytes | str, *, whose_fault: WhoseFault = "the mail's") -> None:
    """Return when the answer is one of these; else raise what it means.

    Raises Unavailable for what the relay has against us or has with itself, Deferred for what it may take later, Unreachable for
    an address that does not work, Refused for whatever else it will never take. A relay that takes nothing from us ends no reply.
    """
    if code in codes:
        return
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    match = _STATUS.match(text)
    status = match.group() if match else ""
    reason = f"the relay answered {code} {status}".strip()
    if whose_fault == "ours" or code in (CLOSING, SIGN_IN_FIRST) or _NOT_FOR_US.search(text):
        raise Unavailable(reason, RECIPIENT_PAUSE)
    if code < PERMANENT:
        raise Deferred(reason, RECIPIENT_PAUSE)
    if status in GONE or (not status and code == NO_MAILBOX and _UNKNOWN.search(text)):
        raise Unreachable(reason)
    raise Refused(reason)


@contextmanager
def translated() -> Iterator[None]:
    """Whatever goes wrong before the mail was handed over says nothing about this mail."""
    try:
        yield
    except smtplib.SMTPResponseException as error:
        reason = f"the relay answered {error.smtp_code} to our {_STEPS.get(type(error), 'connection')}"
        raise Unavailable(reason, RECIPIENT_PAUSE) from error
    except ssl.SSLCertVerificationError as error:
        reason = f"the relay's certificate is not one that we trust: {error.verify_message}"
        raise Unavailable(reason, RELAY_PAUSE) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"the relay is away: {type(error).__name__}", RELAY_PAUSE) from error
