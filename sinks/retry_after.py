"""What a server asks for with Retry-After (RFC 9110 §10.2.3)."""

from email.utils import parsedate_to_datetime
from math import isfinite

USUAL_REST = 60.0


def seconds_asked_for(after: str, now: str) -> float:
    """For how many seconds we are to stay away: a number, or a date, which is held against the answer's own `now`; 1 at least."""
    try:
        seconds = float(after)
        return max(1.0, seconds) if isfinite(seconds) else USUAL_REST
    except ValueError:
        pass
    try:
        return max(1.0, (parsedate_to_datetime(after) - parsedate_to_datetime(now)).total_seconds())
    except (ValueError, TypeError, OverflowError):  # the last for a zone of many digits
        return USUAL_REST
