"""The door for mail on a free port of loopback, with an inbox in memory. Fixtures: `serve`, `certificate`."""

import smtplib
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from golddust.clock import MovableClock
from golddust.events import Delivery
from golddust.ports import Receipt
from ingest.email.options import Options
from ingest.email.smtp.checking import Check
from ingest.email.smtp.listener import SmtpListener

MAIL = b"From: Ann <ann@example.com>\r\nTo: feedback@localhost\r\nMessage-ID: <1@example.com>\r\n\r\nWhere is it?\r\n"
CLOCK = MovableClock(datetime(2026, 11, 24, tzinfo=UTC))


class Kept:
    """An inbox in memory. `before` is called with each delivery before it is kept, and may raise."""

    def __init__(self, before: Callable[[Delivery], None] = lambda _: None) -> None:
        self.deliveries: dict[str, Delivery] = {}
        self.accepted = 0
        self._before = before

    def accept(self, delivery: Delivery) -> Receipt:
        self._before(delivery)
        self.accepted += 1
        known = delivery.id in self.deliveries
        self.deliveries.setdefault(delivery.id, delivery)
        return Receipt(delivery.id, duplicate=known)


class KeptTogether(Kept):
    """The same, and able to take many at once; as soon as one raises, none is kept."""

    def accept_all(self, deliveries: list[Delivery]) -> list[Receipt]:
        for delivery in deliveries:
            self._before(delivery)
        return [Receipt(d.id, duplicate=self.deliveries.setdefault(d.id, d) is not d) for d in deliveries]


class Counted:
    """Metrics in memory."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, ...], float] = {}

    def count(self, name: str, by: float = 1, **labels: str) -> None:
        key = (name.removeprefix("golddust_").removesuffix("_total"), *labels.values())
        self.counts[key] = self.counts.get(key, 0) + by

    def gauge(self, name: str, value: float, **labels: str) -> None:
        pass

    def time(self, name: str, seconds: float, **labels: str) -> None:
        pass

    def refusals(self, reason: str) -> float:
        return self.counts.get(("refusals", "email", reason), 0)


Serve = Callable[..., SmtpListener]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts a listener for an inbox, with the settings given."""
    listeners: list[SmtpListener] = []

    def started(inbox: Kept, *, checks: Sequence[Check] = (), counted: Counted | None = None, **options: object) -> SmtpListener:
        given = {"port": 0, "hostname": "mx.example.com", **options}
        listener = SmtpListener(Options.model_validate(given), inbox, CLOCK, counted or Counted(), checks)
        listener.start()
        listeners.append(listener)
        return listener

    yield started
    for listener in listeners:
        listener.stop(2)


def client(listener: SmtpListener) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", listener.port, local_hostname="client.example.com", timeout=10)


def answer_to(listener: SmtpListener, mail: bytes = MAIL, to: str = "feedback@localhost") -> tuple[int, str]:
    with client(listener) as smtp:
        smtp.ehlo()
        smtp.mail("ann@example.com")
        smtp.rcpt(to)
        code, text = smtp.data(mail)
        return code, text.decode()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for localhost and its key."""
    return new_certificate(tmp_path_factory.mktemp("tls"))


def new_certificate(folder: Path, name: str = "localhost") -> tuple[Path, Path]:
    cert, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost"]
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        *subject,
        "-keyout",
        str(key),
        "-out",
        str(cert),
    ]
    subprocess.run(made, check=True, capture_output=True)
    return cert, key


def raw_conversation(listener: SmtpListener) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", listener.port), timeout=10)
    assert connection.recv(200).startswith(b"220 mx.example.com ESMTP golddust")
    return connection


def dialogue(connection: socket.socket, *lines: bytes) -> None:
    for line in lines:
        connection.sendall(line + b"\r\n")
        assert connection.recv(1000)[:1] in (b"2", b"3"), line


def received_until_closed(connection: socket.socket) -> bytes:
    heard = b""
    while True:
        try:
            piece = connection.recv(4096)
        except ConnectionResetError:
            return heard
        if not piece:
            return heard
        heard += piece
