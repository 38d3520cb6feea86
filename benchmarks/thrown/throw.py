"""One thing thrown at a door, how it is thrown, and what may come back."""

import re
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

Port = Literal["http", "console", "smtp"]
WITHIN = 60.0
"""Seconds for an answer: a page may wait half of it for the database, which has one writer at a time, and then be put off."""
A_MOMENT = 0.3
STREAM_LOOK = 0.3
"""Seconds that a stream is looked at: it never ends by itself."""
_LEAKS = re.compile(
    rb"Traceback|File \"|site-packages|\b[a-z_]+\.py\b|/tmp/"
    rb"|\b(?:werkzeug|flask|sqlalchemy|msgspec|jinja2|sqlite3|psycopg|aiosmtpd)\b"
    rb"|\b[A-Z][A-Za-z]+(?:Error|Exception)\b|\bobject at 0x"
)
_FOR_OPERATORS = re.compile(rb"is away: \w+")
"""What keeps a service from answering is told to the staff, on their pages, by the name of its error."""
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


@dataclass(frozen=True, slots=True)
class Throw:
    """What is sent, piece by piece. `mark`: words of its own; where they are promised to be kept, they must be found again.

    `whole`: a request that can be told from the next one, so that an answer must come. `stream`: the answer has no end.
    `route`: what it was for, by which answers are counted.
    """

    door: str
    port: Port
    pieces: tuple[bytes, ...]
    mark: bytes = b""
    whole: bool = True
    stream: bool = False
    route: str = ""
    shows_insides: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back within so many seconds; `hung`: neither an answer nor an end."""

    data: bytes
    seconds: float
    hung: bool = False

    @property
    def status(self) -> int:
        """The status of the last HTTP answer; 0 without one. What only says to go on is none."""
        found = [int(status) for status in _STATUS.findall(self.data) if int(status) >= HTTPStatus.OK]
        return found[-1] if found else 0


def thrown(throw: Throw, ports: Mapping[str, int]) -> Answer:
    """Send it and hear what comes, until the other side hangs up."""
    started = time.monotonic()
    heard = bytearray()
    with socket.create_connection(("127.0.0.1", ports[throw.port]), timeout=WITHIN) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if throw.port == "smtp":
                heard += line.recv(4096)
            for number, piece in enumerate(throw.pieces):
                line.sendall(piece)
                if throw.port == "smtp" and number < len(throw.pieces) - 1:
                    heard += _a_reply(line)
            if not throw.whole:
                heard += _half_closed(line)
            line.settimeout(STREAM_LOOK if throw.stream else WITHIN)
            while data := line.recv(65536):
                heard += data
        except TimeoutError:
            return Answer(bytes(heard), time.monotonic() - started, hung=not (throw.stream and heard))
        except OSError:
            pass  # reset: it hung up on us while we were still speaking
    return Answer(bytes(heard), time.monotonic() - started)


def _a_reply(line: socket.socket) -> bytes:
    """What is answered to a piece; nothing within a second where the other side rightly waits for more (BDAT, half a command)."""
    line.settimeout(1.0)
    with suppress(TimeoutError):
        return line.recv(65536)
    return b""


def _half_closed(line: socket.socket) -> bytes:
    """What comes within a moment, before the other side is told that nothing more will: some servers then answer no more."""
    line.settimeout(A_MOMENT)
    heard = b""
    with suppress(TimeoutError):
        heard = line.recv(65536)
    line.shutdown(socket.SHUT_WR)
    return heard


def fault_in(throw: Throw, answer: Answer) -> str:
    """What is wrong with the answer; "" when nothing is."""
    if answer.hung or answer.seconds > WITHIN:
        return f"hung for {answer.seconds:.0f} s after {answer.data[-60:]!r}"
    told = _FOR_OPERATORS.sub(b"is away", answer.data)
    if leak := _LEAKS.search(told) if not throw.shows_insides else None:
        return f"shows its insides: {told[max(0, leak.start() - 40) : leak.end() + 40]!r}"
    if throw.port == "smtp":
        return _fault_of_mail(answer)
    if throw.whole and not answer.status:
        return f"hung up without an answer after {answer.data[:60]!r}"
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and answer.status != HTTPStatus.SERVICE_UNAVAILABLE:
        return f"answered {answer.status}: {answer.data[-200:]!r}"
    return ""


def _fault_of_mail(answer: Answer) -> str:
    lines = answer.data.split(b"\r\n")
    wrong = [line for line in lines[:-1] if not re.match(rb"[245]\d\d[ -]|354[ -]", line)]
    if wrong:
        return f"no SMTP reply: {wrong[0][:80]!r}"
    broken = [line for line in lines if line.startswith((b"500 5.", b"554 5.3", b"451 4.3"))]
    return f"a fault of its own: {broken[0][:120]!r}" if any(b"451" in line for line in broken) else ""


def replied(answer: Answer) -> list[bytes]:
    """The SMTP codes of an answer, in order, one for each reply."""
    return [line[:3] for line in answer.data.split(b"\r\n") if line[3:4] != b"-" and line]
