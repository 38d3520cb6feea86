"""LMTP: one answer for each recipient, each durable or refused by itself."""

import smtplib
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from golddust.errors import Misconfigured, TooLarge, Unavailable
from golddust.events import Delivery
from ingest.email.options import Options
from tests.services.mailbox import free_port
from tests.services.smtp_door import MAIL, Kept, KeptTogether, Serve, received_until_closed

TO_THREE = b"MAIL FROM:<a@example.com>\r\n" + b"".join(
    b"RCPT TO:<%b@localhost>\r\n" % name for name in (b"one", b"TWO", b"three")
)


@contextmanager
def unix(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(str(path))
        assert connection.recv(200) == b"220 mx.example.com LMTP golddust\r\n"
        yield connection


def heard_after(connection: socket.socket, sent: bytes) -> list[str]:
    connection.sendall(b"LHLO x\r\n" + sent + b"QUIT\r\n")
    heard = received_until_closed(connection).decode().splitlines()
    return heard[next(number for number, reply in enumerate(heard) if reply.startswith("250 ")) + 1 :]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lmtp.sock"


def refusing(delivery: Delivery) -> None:
    if delivery.source.startswith("two"):
        raise TooLarge("for this one")
    if delivery.source.startswith("three"):
        raise Unavailable("just now")


@pytest.mark.parametrize("kind", [Kept, KeptTogether])
@pytest.mark.parametrize("way", [b"DATA\r\n" + MAIL + b".\r\n", b"BDAT %d LAST\r\n%b" % (len(MAIL), MAIL)], ids=["DATA", "BDAT"])
def test_each_recipient_has_an_answer_of_its_own(serve: Serve, path: Path, kind: type[Kept], way: bytes) -> None:
    inbox = kind(refusing)
    serve(inbox, lmtp={"socket": path})
    with unix(path) as connection:
        heard = heard_after(connection, TO_THREE + way)
    answers = [reply for reply in heard[4:-1] if not reply.startswith("354")]
    assert [reply[:9] for reply in answers] == ["250 2.0.0", "552 5.3.4", "451 4.3.0"]
    (delivery,) = inbox.deliveries.values()
    assert answers[0].endswith(delivery.id)
    assert (delivery.source, delivery.facts["protocol"], delivery.facts["peer"]) == ("one@localhost", "lmtp", "")


def test_a_recipient_named_twice_gets_two_answers_and_is_one_delivery(serve: Serve, path: Path) -> None:
    inbox = Kept()
    serve(inbox, lmtp={"socket": path})
    with unix(path) as connection:
        twice = b"MAIL FROM:<>\r\nRCPT TO:<b@localhost>\r\nRCPT TO:<gone@example.net>\r\nRCPT TO:<B@localhost>\r\n"
        heard = heard_after(connection, twice + b"DATA\r\n" + MAIL + b".\r\n")
    assert [reply[:3] for reply in heard] == ["250", "250", "550", "250", "354", "250", "250", "221"]
    assert len(inbox.deliveries) == 1


def test_a_mail_over_the_limit_is_refused_for_each(serve: Serve, path: Path) -> None:
    serve(Kept(), size_limit=1024, lmtp={"socket": path})
    with unix(path) as connection:
        heard = heard_after(connection, TO_THREE + b"DATA\r\n" + b"x" * 2000 + b"\r\n.\r\n")
    assert [reply[:9] for reply in heard[5:-1]] == ["552 5.3.4"] * 3


def test_no_recipients_means_no_content(serve: Serve, path: Path) -> None:
    serve(Kept(), lmtp={"socket": path})
    with unix(path) as connection:
        heard = heard_after(connection, b"MAIL FROM:<a@example.com>\r\nRCPT TO:<a@example.net>\r\nDATA\r\n")
    assert heard[-2].startswith("503 5.5.1")


def test_each_greets_in_its_own_language(serve: Serve, path: Path) -> None:
    listener = serve(Kept(), lmtp={"socket": path})
    with unix(path) as connection:
        for greeting in (b"EHLO x\r\n", b"HELO x\r\n"):
            connection.sendall(greeting)
            assert connection.recv(200).startswith(b"500 5.5.2")
    with smtplib.SMTP("127.0.0.1", listener.port, timeout=10) as smtp:
        assert smtp.docmd("LHLO", "x")[0] == 500


def test_python_hands_over_by_lmtp_on_a_port(serve: Serve) -> None:
    inbox, port = Kept(), free_port()
    serve(inbox, lmtp={"port": port})
    with smtplib.LMTP("127.0.0.1", port) as lmtp:
        lmtp.ehlo()
        lmtp.mail("a@example.com")
        lmtp.rcpt("b@localhost")
        assert lmtp.data(MAIL)[0] == 250
    assert len(inbox.deliveries) == 1


def test_the_socket_has_the_rights_that_are_set_and_one_of_a_process_that_died_is_no_hindrance(serve: Serve, path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    serve(Kept(), lmtp={"socket": path, "mode": "0620"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o620


def test_a_socket_that_cannot_be_had_is_a_wrong_setting(serve: Serve, path: Path) -> None:
    serve(Kept(), lmtp={"socket": path})
    for wrong in (path, path.parent / "gone" / "lmtp.sock"):
        with pytest.raises(Misconfigured) as problem:
            serve(Kept(), lmtp={"socket": wrong})
        assert problem.value.problems[0].path == "smtp.lmtp.socket"


def test_of_processes_that_share_their_ports_one_has_the_socket_and_another_takes_it_over(serve: Serve, path: Path) -> None:
    shared = {"port": free_port(), "processes": 2, "lmtp": {"socket": path}}
    first, second = serve(Kept(), **shared), serve(Kept(), **shared)
    assert first.port == second.port
    first.stop(2)
    third = serve(Kept(), **shared)
    third.check()
    with unix(path):
        pass


def test_processes_that_share_a_port_must_name_one() -> None:
    with pytest.raises(ValueError, match="port must not be 0"):
        Options.model_validate({"port": 0, "processes": 2})
