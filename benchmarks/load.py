"""Load from plain sockets: many connections, one thread, so that the load costs little of what it measures."""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Result:
    """How it went: answers by their first word or code, and seconds in all."""

    answers: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return sum(self.answers.values()) / self.seconds if self.seconds else 0.0


def http(port: int, requests: Iterator[bytes], connections: int) -> Result:
    """Send the requests over kept-alive connections, each as soon as the one before it is answered."""
    return _drive(port, connections, lambda: _http_talk(requests))


def smtp(port: int, mails: Iterator[bytes], connections: int, per_connection: int) -> Result:
    """Hand the mails over, so many on each connection before it is closed and opened again."""
    return _drive(port, connections, lambda: _smtp_talk(mails, per_connection), greets=True)


Talk = Iterator[tuple[bytes, bool]]
"""What to say next, and whether the answer to it counts."""


def _http_talk(requests: Iterator[bytes]) -> Talk:
    for request in requests:
        yield request, True


def _smtp_talk(mails: Iterator[bytes], per_connection: int) -> Talk:
    yield b"EHLO load.example.com\r\n", False
    for _ in range(per_connection):
        mail = next(mails, None)
        if mail is None:
            break
        yield b"MAIL FROM:<ann@example.com>\r\n", False
        yield b"RCPT TO:<feedback@localhost>\r\n", False
        yield b"DATA\r\n", False
        yield mail + b"\r\n.\r\n", True
    yield b"QUIT\r\n", False


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    talk: Talk
    received: bytearray = field(default_factory=bytearray)
    counted: bool = False
    said_something: bool = False


def _drive(port: int, connections: int, talk: Callable[[], Talk], *, greets: bool = False) -> Result:
    result, selector = Result(), selectors.DefaultSelector()
    complete = _smtp_complete if greets else _http_complete
    started = time.perf_counter()
    for _ in range(connections):
        _open(selector, port, talk(), speaks_first=not greets)
    while selector.get_map():
        for key, _ in selector.select(10):
            _hear(key.data, selector, result, complete)
            over = key.fd not in selector.get_map()
            if over and greets and key.data.said_something:
                _open(selector, port, talk(), speaks_first=False)
    result.seconds = time.perf_counter() - started
    return result


def _hear(
    connection: _Connection, selector: selectors.BaseSelector, result: Result, complete: Callable[[bytearray], bool]
) -> None:
    chunk = connection.socket.recv(65536)
    connection.received += chunk
    if chunk and not complete(connection.received):
        return
    if not chunk or not _answered(connection, result):
        selector.unregister(connection.socket)
        connection.socket.close()


def _open(selector: selectors.BaseSelector, port: int, talk: Talk, *, speaks_first: bool) -> None:
    connection = _Connection(socket.create_connection(("127.0.0.1", port)), talk)
    connection.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    selector.register(connection.socket, selectors.EVENT_READ, connection)
    if speaks_first and not _say(connection):
        selector.unregister(connection.socket)
        connection.socket.close()


def _say(connection: _Connection) -> bool:
    words, connection.counted = next(connection.talk, (b"", False))
    if words:
        connection.said_something |= connection.counted
        connection.socket.sendall(words)
    return bool(words)


def _answered(connection: _Connection, result: Result) -> bool:
    """Note the answer and say what comes next; returns whether there was anything to say."""
    if connection.counted:
        word = bytes(connection.received[:12]).split()[connection.received.startswith(b"HTTP")].decode()
        result.answers[word] = result.answers.get(word, 0) + 1
    connection.received.clear()
    return _say(connection)


def _smtp_complete(received: bytearray) -> bool:
    last = received.rstrip(b"\r\n").rsplit(b"\n", 1)[-1]
    return received.endswith(b"\n") and last[3:4] in (b" ", b"")


def _http_complete(received: bytearray) -> bool:
    head, separator, body = bytes(received).partition(b"\r\n\r\n")
    if not separator:
        return False
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    return True
