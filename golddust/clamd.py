"""Asks clamd whether bytes carry what it knows as harmful (INSTREAM and PING, clamd(8)). Nothing is opened here."""

import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from golddust.errors import Unavailable

PIECE = 256 * 1024
LONGEST_ANSWER = 1024
INFECTED = "infected"
"""How the verdict on what is harmful begins; its name follows."""
LARGER = "not scanned: larger than the scanner takes"
_FOUND = re.compile(r"stream: (.{1,200}) FOUND", re.DOTALL)
_LENGTH = struct.Struct("!L")


@dataclass(frozen=True, slots=True)
class Scanner:
    """A clamd at "unix:PATH" or "HOST:PORT", which must have answered within `timeout` seconds."""

    where: str
    timeout: float

    def verdict(self, content: bytes) -> str:
        """The words "clean", "infected: NAME" or "not scanned: why". Raises Unavailable when it does not answer.

        clamd breaks the connection where it was sent more than it takes, and its words about that may be lost with it.
        """
        deadline = time.monotonic() + self.timeout
        with _translated(), _connected(self.where, self.timeout) as connection:
            answer = _asked(connection, content, deadline)
        if answer is not None:
            return _verdict(answer.decode("utf-8", "replace").strip("\0\n "))
        self.check()  # raises where it broke off because it is gone
        return LARGER

    def check(self) -> None:
        """Raises Unavailable unless clamd answers."""
        with _translated(), _connected(self.where, self.timeout) as connection:
            connection.sendall(b"zPING\0")
            answer = _all(connection, time.monotonic() + self.timeout)
        if answer.strip(b"\0") != b"PONG":
            raise Unavailable("what answers is no clamd")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(f"clamd does not answer: {error.strerror or 'in time'}") from None


def _connected(where: str, timeout: float) -> socket.socket:
    if not where.startswith("unix:"):
        host, _, port = where.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=timeout)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(timeout)
    try:
        connection.connect(where.removeprefix("unix:"))
    except OSError:
        connection.close()
        raise
    return connection


def _asked(connection: socket.socket, content: bytes, deadline: float) -> bytes | None:
    """What it answers; None when it broke off without a word."""
    broken = False
    try:
        _send(connection, content, deadline)
    except (BrokenPipeError, ConnectionResetError):  # it has heard enough, and perhaps says why
        broken = True
    try:
        answer = _all(connection, deadline)
    except ConnectionResetError:
        return None
    return None if broken and not answer else answer


def _send(connection: socket.socket, content: bytes, deadline: float) -> None:
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        _bound(connection, deadline)
        connection.sendall(_LENGTH.pack(len(piece)) + piece)
    connection.sendall(_LENGTH.pack(0))


def _all(connection: socket.socket, deadline: float) -> bytes:
    heard = b""
    while b"\0" not in heard and len(heard) < LONGEST_ANSWER:
        _bound(connection, deadline)
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        heard += piece
    return heard


def _bound(connection: socket.socket, deadline: float) -> None:
    """All together must not take longer, however slowly each step goes on."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.settimeout(left)


def _verdict(answer: str) -> str:
    if answer == "stream: OK":
        return "clean"
    found = _FOUND.fullmatch(answer)
    if found:
        return f"{INFECTED}: {''.join(c if c.isprintable() else '?' for c in found[1])}"
    if "size limit exceeded" in answer:
        return LARGER
    return "not scanned: the scanner failed"
