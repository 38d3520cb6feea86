"""Has clamd look at mails before they are taken in (INSTREAM, clamd(8)). Nothing of a mail is opened here."""

import re
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from golddust.errors import Refused, Unavailable
from ingest.email.options import Scan
from ingest.email.smtp.checking import Check

PIECE = 256 * 1024
LONGEST_ANSWER = 1024
_FOUND = re.compile(r"stream: (.{1,200}) FOUND", re.DOTALL)
_LENGTH = struct.Struct("!L")


class Infected(Refused):
    """The mail carries what the scanner knows as harmful, and such mails are not taken."""


@dataclass(frozen=True, slots=True)
class Clamd:
    """A Check: adds the fact `scan`, which is "clean", "infected: NAME" or "not scanned: why"."""

    options: Scan

    def __call__(self, content: bytes, facts: Mapping[str, str]) -> Mapping[str, str]:
        """Raises Infected or Unavailable where the settings want that."""
        del facts
        try:
            verdict = _verdict(self._answer(content))
        except OSError:
            verdict = "not scanned: the scanner is away"
        if verdict.startswith("infected") and self.options.infected == "refuse":
            raise Infected(verdict)
        if verdict.startswith("not scanned") and self.options.away == "put_off":
            raise Unavailable(verdict)
        return {"scan": verdict}

    def check(self) -> None:
        """Raises Unavailable unless clamd answers."""
        try:
            with _connected(self.options.clamd, self.options.timeout) as connection:
                connection.sendall(b"zPING\0")
                answer = _all(connection, time.monotonic() + self.options.timeout)
        except OSError as error:
            raise Unavailable(f"clamd does not answer: {error.strerror or 'in time'}") from None
        if answer.strip(b"\0") != b"PONG":
            raise Unavailable("what answers is no clamd")

    def _answer(self, content: bytes) -> str:
        deadline = time.monotonic() + self.options.timeout
        with _connected(self.options.clamd, self.options.timeout) as connection:
            with suppress(BrokenPipeError, ConnectionResetError):  # it has heard enough, and says why
                _send(connection, content, deadline)
            return _all(connection, deadline).decode("utf-8", "replace").strip("\0\n ")


def scans_of(options: Scan) -> Sequence[Check]:
    """The scanner that is set, if any."""
    return (Clamd(options),) if options.clamd else ()


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
        return f"infected: {''.join(c if c.isprintable() else '?' for c in found[1])}"
    if "size limit exceeded" in answer:
        return "not scanned: larger than the scanner takes"
    return "not scanned: the scanner failed"
