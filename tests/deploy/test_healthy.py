"""The health check, asked beside real sockets."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks.processes import free_port
from deploy.healthy import faults


@contextmanager
def door(answer: bytes) -> Iterator[int]:
    """A port on which one caller is told this."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def tell() -> None:
            caller, _ = listening.accept()
            with caller:
                caller.sendall(answer)
                caller.recv(512)

        teller = threading.Thread(target=tell)
        teller.start()
        yield listening.getsockname()[1]
        teller.join()


@pytest.mark.parametrize(("name", "answer"), [("http", b"HTTP/1.1 200 OK\r\n\r\n"), ("smtp", b"220 here ESMTP\r\n")])
def test_a_door_that_answers_is_healthy(name: str, answer: bytes) -> None:
    with door(answer) as port:
        assert list(faults(["golddust", "serve", name, f"--{name}", str(port)], {})) == []


@pytest.mark.parametrize(
    ("name", "answer"), [("http", b"HTTP/1.1 500 Oh\r\n\r\n"), ("smtp", b"421 later\r\n"), ("console", b"220 not me\r\n")]
)
def test_a_door_that_answers_otherwise_is_not(name: str, answer: bytes) -> None:
    with door(answer) as port:
        (words,) = faults(["golddust", "serve", name], {f"GOLDDUST_{name.upper()}__PORT": str(port)})
        assert f"{name} answers" in words


def test_a_door_that_is_shut_is_not_healthy() -> None:
    (words,) = faults(["serve", "smtp", "--smtp", str(free_port())], {})
    assert "does not answer" in words


def test_run_is_asked_at_all_its_doors() -> None:
    ports = {f"GOLDDUST_{name}__PORT": str(free_port()) for name in ("HTTP", "SMTP", "CONSOLE")}
    assert len(list(faults(["golddust", "run"], ports))) == 3


def test_a_worker_is_asked_at_the_door_for_watchers() -> None:
    with door(b"HTTP/1.0 200 OK\r\n\r\n") as port:
        assert list(faults(["golddust", "work", "tag"], {"GOLDDUST_WATCH__PORT": str(port)})) == []
    with door(b"HTTP/1.0 503 Service Unavailable\r\n\r\n") as port:
        (words,) = faults(["golddust", "work", "tag"], {"GOLDDUST_WATCH__PORT": str(port)})
        assert "watch answers" in words
    assert list(faults(["golddust", "work", "tag"], {})) == []
