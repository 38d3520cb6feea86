"""What clamd means when it breaks the connection. Its words are tested against a real one (tests/contracts/test_media.py)."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from golddust.clamd import LARGER, PIECE, Scanner
from golddust.errors import Unavailable


@contextmanager
def breaks_off(answers: list[bytes]) -> Iterator[str]:
    """Something that resets a connection with a file, and gives one of these answers to each PING while there are any."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, answers), daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(10)


def _serve(server: socket.socket, answers: list[bytes]) -> None:
    for answer in [b"", *answers]:
        connection, _ = server.accept()
        with connection:
            connection.recv(6)
            if answer:
                connection.sendall(answer)
            else:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # closing resets


def test_a_file_over_which_a_living_scanner_breaks_off_is_larger_than_it_takes() -> None:
    with breaks_off([b"PONG\0"]) as where:
        assert Scanner(where, 10.0).verdict(bytes(20 * PIECE)) == LARGER


def test_a_scanner_that_breaks_off_and_is_no_longer_there_is_away() -> None:
    with breaks_off([b"gone\0"]) as where, pytest.raises(Unavailable):
        Scanner(where, 10.0).verdict(bytes(20 * PIECE))
