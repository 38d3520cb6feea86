"""The SMTP edge: what the other side is told when a mail is not taken in. Nowhere else are errors turned into SMTP replies.

A bug here is never the customer's fault, so whatever is not an error of ours answers 451: their server tries again, for days.
"""

import structlog

from golddust.errors import Full, Malformed, Refused, TooLarge, Unauthentic, Unavailable
from ingest.email.smtp.scanning import Infected

log = structlog.get_logger()

UNAVAILABLE = "451 4.3.0 Cannot take this in just now, please try again later"
FULL = "452 4.3.1 No room left just now, please try again later"
TOO_LARGE = "552 5.3.4 The message is larger than what is taken here"
NOT_HERE = "550 5.7.1 Not an address of ours, and mail is not relayed here"
UNKNOWN = "550 5.1.1 No such address here"
TOO_MANY_UNKNOWN = "421 4.7.0 Too many addresses that are not here, closing"
TOO_MANY_ERRORS = "421 4.7.0 Too many errors, closing"
TOO_OFTEN = "421 4.7.0 Too many connections from your address, please try again later"
TOO_FAST = "450 4.7.1 Too many messages from your address, please try again later"
SILENT = "421 4.4.2 Nothing was heard for too long, closing"
LONG_ENOUGH = "421 4.4.2 This connection has lasted long enough, please open another"
NOT_AHEAD = "554 5.5.1 Nothing may be sent ahead of TLS, closing"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients in one message, please send the rest in another"
TOO_MANY_CONNECTIONS = "421 4.3.2 Too many connections, please try again later"
NO_ROOM = "421 4.3.1 Too much is being sent at a time, please try again later"
CLOSING = "421 4.3.2 Closing down, please try again later"

_REPLIES: tuple[tuple[type[Exception], str, str], ...] = (
    (Full, FULL, "full"),
    (Unavailable, UNAVAILABLE, "unavailable"),
    (TooLarge, TOO_LARGE, "too_large"),
    (Malformed, "554 5.6.0 The message cannot be read", "malformed"),
    (Unauthentic, NOT_HERE, "unauthentic"),
    (Infected, "554 5.7.0 The message is infected and not taken", "infected"),
    (Refused, "554 5.6.0 The message is refused", "malformed"),
)


def reply(error: Exception) -> tuple[str, str]:
    """The SMTP reply to this error, and the reason as the metrics name it. Says nothing of our insides, and never raises."""
    for kind, text, reason in _REPLIES:
        if isinstance(error, kind):
            return text, reason
    log.error("a mail met a bug and was put off", error=type(error).__name__, at=_place(error))
    return UNAVAILABLE, "unavailable"


def _place(error: Exception) -> str:
    """Where it was raised. The error's own words may quote the mail, so they are not logged."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
