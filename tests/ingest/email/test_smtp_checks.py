"""What is found out about a mail before it is taken in, and a real clamd among it."""

import base64
import socket
import threading
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from golddust.errors import Unauthentic, Unavailable
from ingest.email.options import Options, Scan
from ingest.email.read import read
from ingest.email.smtp.scanning import Clamd, Infected
from tests.services.clamd import HARMFUL, MOST, NAME, RunningClamd
from tests.services.smtp_door import MAIL, Counted, Kept, Serve, answer_to

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCLOSED = (
    MAIL.replace(b"\r\n\r\n", b"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n")
    + b"--b\r\nContent-Type: application/octet-stream; name=invoice.exe\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(b"MZ" + bytes(500) + HARMFUL + bytes(500)).replace(b"\n", b"\r\n")
    + b"--b--\r\n"
)


def test_a_check_sees_the_mail_and_what_was_known_and_adds_to_it(serve: Serve) -> None:
    seen: list[tuple[bytes, Mapping[str, str]]] = []

    def first(content: bytes, facts: Mapping[str, str]) -> Mapping[str, str]:
        seen.append((content, facts))
        return {"authentication": "dkim=pass"}

    def second(_: bytes, facts: Mapping[str, str]) -> Mapping[str, str]:
        return {"seen": facts["authentication"]}

    inbox = Kept()
    answer_to(serve(inbox, checks=[first, second]))
    (delivery,) = inbox.deliveries.values()
    assert seen[0][0] == MAIL
    assert seen[0][1]["envelope_sender"] == "ann@example.com"
    assert (delivery.facts["authentication"], delivery.facts["seen"]) == ("dkim=pass", "dkim=pass")


def test_a_checks_bug_costs_the_mail_nothing_but_what_it_would_have_found(serve: Serve) -> None:
    def broken(*_: object) -> Mapping[str, str]:
        raise ZeroDivisionError

    inbox = Kept()
    assert answer_to(serve(inbox, checks=[broken, lambda *_: {"after": "yes"}]))[0] == 250
    assert next(iter(inbox.deliveries.values())).facts["after"] == "yes"


@pytest.mark.parametrize(("error", "code"), [(Unavailable("away"), 451), (Unauthentic("who"), 550)])
def test_what_a_check_refuses_is_not_taken_in(serve: Serve, error: Exception, code: int) -> None:
    def refusing(*_: object) -> Mapping[str, str]:
        raise error

    inbox = Kept()
    assert answer_to(serve(inbox, checks=[refusing]))[0] == code
    assert not inbox.deliveries


@pytest.mark.parametrize("way", ["socket", "port"])
def test_a_real_scanner_finds_what_is_enclosed_and_the_mail_is_kept_and_marked(
    serve: Serve, clamd: RunningClamd, way: str
) -> None:
    inbox = Kept()
    listener = serve(inbox, scan={"clamd": getattr(clamd, way)})
    assert answer_to(listener, ENCLOSED)[0] == 250
    assert answer_to(listener)[0] == 250
    infected, clean = inbox.deliveries.values()
    assert (infected.facts["scan"], clean.facts["scan"]) == (f"infected: {NAME}", "clean")
    assert f"attachment: infected: {NAME}" in read(infected).problems
    assert read(infected).text == "Where is it?"
    assert not [problem for problem in read(clean).problems if problem.startswith("attachment")]


def test_an_infected_mail_is_refused_where_that_is_set(serve: Serve, clamd: RunningClamd) -> None:
    inbox, counted = Kept(), Counted()
    code, words = answer_to(serve(inbox, counted=counted, scan={"clamd": clamd.socket, "infected": "refuse"}), ENCLOSED)
    assert (code, words[:5]) == (554, "5.7.0")
    assert not inbox.deliveries
    assert counted.refusals("infected") == 1


def test_a_mail_larger_than_the_scanner_takes_is_marked_as_not_scanned(clamd: RunningClamd) -> None:
    found = Clamd(Scan(clamd=clamd.socket))(bytes(MOST + 300_000), {})
    assert found == {"scan": "not scanned: larger than the scanner takes"}


def test_while_the_scanner_is_away_mails_are_taken_in_and_marked_or_put_off(serve: Serve) -> None:
    inbox = Kept()
    assert answer_to(serve(inbox, scan={"clamd": "127.0.0.1:1"}))[0] == 250
    (delivery,) = inbox.deliveries.values()
    assert read(delivery).problems[-1] == "attachment: not scanned: the scanner is away"
    assert answer_to(serve(Kept(), scan={"clamd": "unix:/nowhere/clamd", "away": "put_off"}))[0] == 451


@contextmanager
def answering(answer: bytes | None) -> "Iterator[str]":
    """Something that hears all, answers once with these bytes (None: never), and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            with suppress(OSError):
                connection, _ = server.accept()
                with connection:
                    while answer is not None and not connection.recv(65536).endswith(b"\0\0\0\0"):
                        pass
                    connection.sendall(answer) if answer is not None else connection.recv(1 << 20)
                    if answer is None:
                        ended.wait(10)

        ended = threading.Event()
        thread = threading.Thread(target=talk)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        ended.set()
        thread.join()


@pytest.mark.parametrize("answer", [b"", b"stream: lstat() failed. ERROR\0", b"\xff\xff\0", b"stream: OK stream: OK\0"])
def test_an_answer_that_is_none_is_no_clean_bill(answer: bytes) -> None:
    with answering(answer) as where:
        assert Clamd(Scan(clamd=where))(MAIL, {})["scan"] == "not scanned: the scanner failed"


def test_a_scanner_that_never_answers_holds_up_nobody_for_longer_than_is_set() -> None:
    with answering(None) as where:
        assert Clamd(Scan(clamd=where, timeout=0.2))(MAIL, {})["scan"] == "not scanned: the scanner is away"


def test_the_name_of_what_was_found_is_plain_text() -> None:
    with answering(b"stream: Evil\r\n\x1b[31m FOUND\0") as where, pytest.raises(Infected, match=r"infected: Evil\?\?\?\[31m"):
        Clamd(Scan(clamd=where, infected="refuse"))(MAIL, {})


def test_whether_the_scanner_is_there_can_be_asked(clamd: RunningClamd) -> None:
    Clamd(Scan(clamd=clamd.port)).check()
    with pytest.raises(Unavailable, match="does not answer"):
        Clamd(Scan(clamd="127.0.0.1:1")).check()


@pytest.mark.parametrize("where", ["clamd", "unix:", "unix:relative", "host:", "host:port", "host:0", "host:65536"])
def test_an_address_that_is_none_is_a_wrong_setting(where: str) -> None:
    with pytest.raises(ValueError, match=r"smtp|scan|pattern"):
        Options.model_validate({"scan": {"clamd": where}})
