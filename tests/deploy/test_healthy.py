"""The health check, asked beside real sockets."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.processes import free_port
from deploy.healthy import STALE_AFTER, faults

NOW = 1_800_000_000.0


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
        assert list(faults(["golddust", "serve", name, f"--{name}", str(port)], {}, NOW)) == []


@pytest.mark.parametrize(
    ("name", "answer"), [("http", b"HTTP/1.1 500 Oh\r\n\r\n"), ("smtp", b"421 later\r\n"), ("console", b"220 not me\r\n")]
)
def test_a_door_that_answers_otherwise_is_not(name: str, answer: bytes) -> None:
    with door(answer) as port:
        (words,) = faults(["golddust", "serve", name], {f"GOLDDUST_{name.upper()}__PORT": str(port)}, NOW)
        assert f"{name} answers" in words


def test_a_door_that_is_shut_is_not_healthy() -> None:
    (words,) = faults(["serve", "smtp", "--smtp", str(free_port())], {}, NOW)
    assert "does not answer" in words


def test_run_is_asked_at_all_its_doors() -> None:
    ports = {f"GOLDDUST_{name}__PORT": str(free_port()) for name in ("HTTP", "SMTP", "CONSOLE")}
    assert len(list(faults(["golddust", "run"], ports, NOW))) == 3


def test_a_worker_is_as_healthy_as_its_oldest_sign(tmp_path: Path) -> None:
    for stage, age in (("tag", STALE_AFTER + 1), ("store", STALE_AFTER - 1)):
        (tmp_path / stage).touch()
        os.utime(tmp_path / stage, (NOW - age, NOW - age))
    environment = {"GOLDDUST_WORK__HEARTBEATS": str(tmp_path)}
    assert list(faults(["golddust", "work", "tag"], environment, NOW)) == ["stage tag has not come round for 121 seconds"]
    assert list(faults(["golddust", "work", "tag"], {}, NOW)) == []
