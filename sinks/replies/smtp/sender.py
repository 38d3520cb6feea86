"""Hands mails to a relay by SMTP."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager

from golddust.errors import Refused, Unavailable
from golddust.ports import Clock, Reply
from sinks.replies.smtp.message import message_of
from sinks.replies.smtp.options import Options

TEMPORARY = range(400, 500)
NO_BOUNCES = ""
"""The envelope sender of automatic answers: a bounce to it would be answered by nobody (RFC 3834 §3.3)."""


class SmtpReplies:
    """A `Sender` for mail addresses."""

    channels = frozenset(("email",))

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock

    def waiting_for(self) -> str | None:
        """The relay, when none is configured."""
        return None if self._options.host else "no relay is configured ([replies.smtp] host)"

    def send(self, reply: Reply) -> str:
        """Hand it to the relay; returns its Message-ID. Raises Unavailable for 4xx and broken connections, Refused for 5xx."""
        message = message_of(reply, self._options.sender, self._clock.now())
        with _translated(), self._connected() as relay:
            relay.send_message(message, from_addr=NO_BOUNCES, to_addrs=[reply.to.value])
        return str(message["Message-ID"])

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        options = self._options
        kind = smtplib.SMTP_SSL if options.security == "tls" else smtplib.SMTP
        with kind(options.host, options.port, timeout=options.timeout) as relay:
            if options.security == "starttls":
                relay.starttls()
            if options.username:
                relay.login(options.username, options.password.get_secret_value())
            yield relay


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise _refusal(code, words) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Refused("the relay does not take addresses with letters outside of ASCII (SMTPUTF8)") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Unavailable(f"the relay is away: {type(error).__name__}", retry_after=5) from error


def _refusal(code: int, words: bytes | str) -> Refused | Unavailable:
    """The relay's answer by its code; of its words only the enhanced status, because the rest may quote the address."""
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    status = text.split(" ", 1)[0] if text[:1] in "245" and text[1:2] == "." else ""
    reason = f"the relay answered {code} {status}".strip()
    return Unavailable(reason, retry_after=60) if code in TEMPORARY else Refused(reason)
