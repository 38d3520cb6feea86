"""Fetches a file over HTTP from an address that is trusted, follows where it is sent on to, and takes no more than its limits.

Who answers may be anybody: redirects are followed a few times, over TLS, to public addresses, and the connection is made to the
very address that was checked. Our proof of who we are goes to the first host alone.

Sources: RFC 9110 §15.4 (redirects), §15.5 and §15.6 (what went wrong); Twilio, "Protect Media Access with HTTP Basic
Authentication" (a redirect to an address that is good for four hours).
"""

import http.client
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from golddust.errors import GoldDustError, Refused, TooLarge, Unavailable
from sinks.internet import addresses_of
from sinks.media.failures import Missing, NotLetIn, Throttled
from sinks.pinned import cut_at, left, opened, wrapped
from sinks.retry_after import USUAL_REST, seconds_asked_for

MOST_REDIRECTS = 3
SILENT_FOR = 15.0
PIECE = 64 * 1024
LONGEST_REST = 3600.0
SHORTLY = 5.0
REDIRECTS = frozenset((301, 302, 303, 307, 308))
BUSY = frozenset((HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY))
SERVERS_FAULT = 500
HOST = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,252}|[0-9A-Fa-f:.]{2,45}")
"""A name or an address as they are written (RFC 1123 §2.1); whatever else a redirect names is looked up nowhere."""
PORTS = {"https": 443, "http": 80}
WRITTEN = "%/:=&?~#+!$,;'@()*[]"
"""What stays as it is in an address; anything else that is no letter or digit is percent-encoded."""


@dataclass(frozen=True, slots=True)
class _Place:
    """An address taken apart, and the IP addresses to try."""

    scheme: str
    host: str
    port: int
    authority: str
    target: str
    addresses: tuple[str, ...]

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


@dataclass(frozen=True, slots=True)
class Downloads:
    """Downloads of at most `size_limit` bytes and `time_limit` seconds, redirects included.

    `loopback_too`: redirects may lead to this machine and need no TLS, as where a server of tests stands in for the provider.
    """

    size_limit: int
    time_limit: float
    loopback_too: bool = False

    def get(self, url: str, proof: str) -> bytes:
        """The bytes at this address, which is trusted; `proof` is what the header Authorization says there.

        Raises Unavailable (Throttled, NotLetIn, Missing) where trying again may help, and after more than three redirects;
        TooLarge; Refused for any other answer, and for a redirect to where nobody may be sent.
        """
        deadline = time.monotonic() + self.time_limit
        first = place = self._place(url, None)
        try:
            for _ in range(MOST_REDIRECTS + 1):
                with self._answer(place, proof, deadline) as answer:
                    if answer.status not in REDIRECTS:
                        return self._content(answer, place, at_first=place.origin == first.origin)
                    url = _joined(url, answer.getheader("Location", ""))
                place = self._place(url, first)
                proof = proof if place.origin == first.origin else ""  # once it is left out, it stays left out
        except (OSError, http.client.HTTPException) as error:
            late = time.monotonic() >= deadline
            how = f"took longer than {self.time_limit:g} s" if late else f"did not answer: {type(error).__name__}"
            raise Unavailable(f"{place.host} {how}", SHORTLY) from None
        raise Unavailable(f"more than {MOST_REDIRECTS} redirects", SHORTLY)

    def _place(self, url: str, first: _Place | None) -> _Place:
        """Where this address leads. Raises Refused where nobody may be sent, Unavailable."""
        parts = _split(url)
        host, port = _authority(parts)
        trusted = first is None or (parts.scheme, host, port) == first.origin
        if not trusted and parts.scheme != "https" and not (self.loopback_too and parts.scheme == "http"):
            raise Refused(f"a redirect to an address of the kind {parts.scheme[:20]!r}, which is not followed")
        if trusted and first is not None:
            addresses = first.addresses
        else:
            addresses = tuple(addresses_of(host, port, any_at_all=trusted, loopback_too=self.loopback_too))
        target = quote(parts.path or "/", safe=WRITTEN) + (f"?{quote(parts.query, safe=WRITTEN)}" if parts.query else "")
        return _Place(parts.scheme, host, port, parts.netloc.rpartition("@")[2], target, addresses)

    @contextmanager
    def _answer(self, place: _Place, proof: str, deadline: float) -> Iterator[http.client.HTTPResponse]:
        with _connected(place, deadline) as sock:
            connection = http.client.HTTPConnection(place.host, place.port)
            connection.sock = sock
            headers = {"Host": place.authority, "User-Agent": "golddust", "Accept": "*/*", "Accept-Encoding": "identity"}
            headers |= {"Connection": "close"} | ({"Authorization": proof} if proof else {})
            connection.request("GET", place.target, headers=headers)
            with connection.getresponse() as answer:
                yield answer

    def _content(self, answer: http.client.HTTPResponse, place: _Place, *, at_first: bool) -> bytes:
        if wrong := _meaning(answer, place.host, at_first=at_first):
            raise wrong
        length = answer.length
        if length is not None and length > self.size_limit:
            raise self._too_large()
        pieces, size = [], 0
        while (length is None or size < length) and (piece := answer.read1(PIECE)):
            size += len(piece)
            if size > self.size_limit:
                raise self._too_large()
            pieces.append(piece)
        if length != size and not answer.chunked:  # without either nobody could tell half a file from a whole one
            raise OSError("it broke off")
        if not size:
            raise Unavailable(f"{place.host} gave an empty file", SHORTLY)
        return b"".join(pieces)

    def _too_large(self) -> TooLarge:
        return TooLarge(f"it is larger than {self.size_limit / (1 << 20):.3g} MiB ([media] size_limit)")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise Refused("a redirect to what is no address") from None


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise Refused("a redirect to what is no address") from None


def _authority(parts: SplitResult) -> tuple[str, int]:
    """Host and port; "" and 0 for an address without any, such as that of a file."""
    try:
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        raise Refused("a redirect to what is no address") from None
    if parts.scheme in PORTS and not HOST.fullmatch(host):
        raise Refused("a redirect to what is no address")
    return host, port


@contextmanager
def _connected(place: _Place, deadline: float) -> Iterator[socket.socket]:
    """A connection that is cut at the deadline, however slowly and in how many steps it was being used."""
    sock = opened(place.addresses, place.port, deadline)
    try:
        sock.settimeout(min(SILENT_FOR, left(deadline)))
        if place.scheme == "https":
            sock = wrapped(sock, place.host, ssl.create_default_context())
        with cut_at(sock, deadline):
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            yield sock
    finally:
        sock.close()


def _meaning(answer: http.client.HTTPResponse, host: str, *, at_first: bool) -> GoldDustError | None:
    """What another answer than 200 means. Behind a redirect, 403 is how storage says that a link or a file is not there."""
    status, reason = answer.status, f"{host} answered {answer.status}"
    after = answer.getheader("Retry-After", "")
    rest = min(seconds_asked_for(after, answer.getheader("Date", "")), LONGEST_REST) if after else SHORTLY
    if status == HTTPStatus.OK:
        return None
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Throttled(reason, rest if after else USUAL_REST)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return NotLetIn(f"{reason}: it does not let us in", USUAL_REST) if at_first else Missing(reason)
    if status == HTTPStatus.NOT_FOUND or (status == HTTPStatus.GONE and not at_first):
        return Missing(reason, 0)
    if status == HTTPStatus.GONE:
        return Refused(f"it is gone: {reason}")
    again = status >= SERVERS_FAULT or status in BUSY or status < HTTPStatus.BAD_REQUEST
    return Unavailable(reason, rest) if again else Refused(reason)
