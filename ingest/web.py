"""What all HTTP doors do alike: read the body up to a limit, count what they refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from golddust.errors import Full, Malformed, NotFound, Refused, TooLarge, Unauthentic, Unavailable
from golddust.events import Channel
from golddust.ports import Metrics

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (Malformed, "malformed"),
    (TooLarge, "too_large"),
    (Unauthentic, "unauthentic"),
    (NotFound, "unknown"),
    (Full, "full"),
    (Unavailable, "unavailable"),
)


def body_of(request: Request, limit: int) -> bytes:
    """The body's bytes.

    Raises TooLarge when they are more than the limit, before reading them where the length is announced, and Malformed when the
    connection ended before they were all there.
    """
    request.max_content_length = limit
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        raise TooLarge(f"more than {limit} bytes") from None
    if len(body) < (request.content_length or 0):  # where the server says nothing of it, as granian does
        raise Malformed("cut off: fewer bytes came than were announced", status=HTTPStatus.BAD_REQUEST)
    return body


@contextmanager
def refusals_counted(metrics: Metrics, channel: Channel) -> Iterator[None]:
    """Count what is refused inside, by reason, and let it go on to the edge."""
    try:
        yield
    except (Refused, Unavailable) as refusal:
        reason = next((name for kind, name in _REASONS if isinstance(refusal, kind)), "malformed")
        metrics.count("golddust_refusals_total", channel=channel, reason=reason)
        raise
