"""Posts to one receiver, who may be anybody: to the very address that was checked, without redirects, and for so long at most.

Connections are kept for the next event, for a minute, so that a name that moves is followed. Of an answer, its status and the
header Retry-After count; so much of its body is read as keeps the connection usable.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote

from golddust.errors import GoldDustError, Refused, Unavailable
from sinks.internet import addresses_of, among
from sinks.pinned import Watch, cut, left, opened, wrapped
from sinks.retry_after import seconds_asked_for
from sinks.subscriptions.options import Options
from sinks.subscriptions.wishes import split

MOST_READ = 4096
"""Bytes of an answer's body."""
KEPT_FOR = 60.0
WRITTEN = "%/:=&?~#+!$,;'@()*[]"
REDIRECTS = range(300, 400)
ACCEPTED = range(200, 300)
GONE = 410

Resolve = Callable[[str, int], list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try. `status` 0: no answer; `error`: "" when it was accepted, else what is wrong, in one word."""

    status: int
    error: str
    ms: int
    retry_after: float = 0.0

    @property
    def accepted(self) -> bool:
        """Whether the receiver has it."""
        return not self.error


class _Line:
    """A connection that was made, and when."""

    def __init__(self, sock: socket.socket, host: str, port: int) -> None:
        self.sock = sock
        self.http = http.client.HTTPConnection(host, port)
        self.http.sock = sock
        self.http.auto_open = 0  # it would look the name up once more
        self.since = time.monotonic()
        self.used = False


class _Stale(Exception):
    """A connection that was kept turned out to be closed."""


class Poster:
    """Posts to one address; threads may share it."""

    def __init__(self, url: str, options: Options, resolve: Resolve | None = None) -> None:
        parts, self._host, self._port = split(url)
        self._authority = parts.netloc.rpartition("@")[2]
        self._target = quote(parts.path or "/", safe=WRITTEN) + (f"?{quote(parts.query, safe=WRITTEN)}" if parts.query else "")
        self._tls = _trusting(options.ca_file) if parts.scheme == "https" else None
        self._limit = options.time_limit
        self._allowed = options.networks
        self._resolve = resolve or (lambda host, port: addresses_of(host, port, also=options.networks))
        self._lock = threading.Lock()
        self._watch = Watch()
        self._idle: list[_Line] = []
        self._busy: set[_Line] = set()
        self._closed = False

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Try once; never raises for what the receiver does or is."""
        began = time.monotonic()
        try:
            status, after = self._tried(body, headers, began + self._limit)
        except (GoldDustError, OSError, http.client.HTTPException, ValueError) as wrong:
            late = time.monotonic() - began >= self._limit
            return Answer(0, "timeout" if late else _called(wrong), _ms(began))
        return Answer(status, _meaning(status), _ms(began), after)

    def close(self) -> None:
        """Cut what is under way, and let go."""
        with self._lock:
            self._closed = True
            busy, idle, self._idle = list(self._busy), self._idle, []
        for line in busy:
            cut(line.sock)
        for line in idle:
            line.http.close()

    def _tried(self, body: bytes, headers: Mapping[str, str], deadline: float) -> tuple[int, float]:
        line = self._kept()
        if line is not None:
            with suppress(_Stale):
                return self._over(line, body, headers, deadline)
        return self._over(self._made(deadline), body, headers, deadline)

    def _kept(self) -> _Line | None:
        with self._lock:
            while self._idle:
                line = self._idle.pop()
                if time.monotonic() - line.since < KEPT_FOR:
                    self._busy.add(line)
                    return line
                line.http.close()
        return None

    def _made(self, deadline: float) -> _Line:
        sock = opened(self._addresses(), self._port, deadline)
        with ExitStack() as undo:
            undo.callback(lambda: sock.close())  # noqa: PLW0108 - whichever it is by then
            sock.settimeout(left(deadline))
            if self._tls is not None:
                sock = wrapped(sock, self._host, self._tls)
                with self._watch.cut_at(sock, deadline):
                    sock.do_handshake()
            undo.pop_all()
        line = _Line(sock, self._host, self._port)
        with self._lock:
            self._busy.add(line)
            closed = self._closed
        if closed:
            cut(sock)
        return line

    def _addresses(self) -> list[str]:
        """Where to connect to. Raises Refused when it leads out of your own networks without TLS."""
        found = self._resolve(self._host, self._port)
        if self._tls is None and not all(among(ip_address(one), self._allowed) for one in found):
            raise Refused("without TLS, and not in [subscriptions] private_networks")
        return found

    def _over(self, line: _Line, body: bytes, headers: Mapping[str, str], deadline: float) -> tuple[int, float]:
        again = False
        try:
            line.sock.settimeout(left(deadline))
            with self._watch.cut_at(line.sock, deadline):
                status, after, again = self._exchanged(line, body, headers)
            return status, after
        finally:
            with self._lock:
                self._busy.discard(line)
                again = again and not self._closed
                if again:
                    line.used = True
                    self._idle.append(line)
            if not again:
                line.http.close()

    def _exchanged(self, line: _Line, body: bytes, headers: Mapping[str, str]) -> tuple[int, float, bool]:
        """Status, seconds that are asked for, and whether the connection is good for more."""
        try:
            line.http.request("POST", self._target, body, {"Host": self._authority, **headers})
            answer = line.http.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if line.used and not self._closed:
                raise _Stale from None  # nothing was said to this request: it is posted anew, under the same id
            raise
        with answer:
            after = answer.getheader("Retry-After", "")
            asked = seconds_asked_for(after, answer.getheader("Date", "")) if after else 0.0
            try:
                answer.read(MOST_READ)
                whole = answer.isclosed() and not answer.will_close
            except (OSError, http.client.HTTPException):
                whole = False  # what it had to say was in its status
            return answer.status, asked, whole


def _trusting(ca_file: str) -> ssl.SSLContext:
    """The machine's authorities, and those in the file. Raises Refused when it cannot be read."""
    context = ssl.create_default_context()
    if ca_file:
        try:
            context.load_verify_locations(ca_file)
        except OSError:  # ssl.SSLError is one
            raise Refused("the certificates that [subscriptions] ca_file names cannot be read") from None
    return context


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _meaning(status: int) -> str:
    if status in ACCEPTED:
        return ""
    if status in REDIRECTS:
        return "redirect"
    return "gone" if status == GONE else "status"


_CALLED: tuple[tuple[type[Exception], str], ...] = (
    (Refused, "private"),
    (Unavailable, "name"),
    (TimeoutError, "timeout"),
    (ssl.SSLError, "tls"),
    (http.client.RemoteDisconnected, "closed"),
    (ConnectionResetError, "closed"),
    (BrokenPipeError, "closed"),
    (http.client.HTTPException, "no_http"),
    (OSError, "connect"),
)
"""One word for what went wrong, the first that fits."""


def _called(wrong: Exception) -> str:
    return next((word for kind, word in _CALLED if isinstance(wrong, kind)), "no_http")
