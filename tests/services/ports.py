"""Ports of loopback for servers that tests and benchmarks start. No run gives one out twice, however many workers it has."""

import os
import random
import socket
from contextlib import suppress
from itertools import cycle

ADDRESS = "127.0.0.1"
BELOW_OUTGOING = range(10_000, 32_768)
"""Below the ports which the system gives to outgoing connections.

Among those, a client that asks for a killed server's port again and again is one day given that very port as its own: it is
connected to itself, and the server cannot come back.
"""
MOST_WORKERS = 16
WORKER = "PYTEST_XDIST_WORKER"
"""How pytest-xdist names a worker to itself and to what it starts: gw0, gw1 …"""


def _in_turn() -> "cycle[int]":
    """The ports of this worker alone, from a random one on, as another run on this machine may go through the same."""
    worker = int(os.environ.get(WORKER, "gw0").removeprefix("gw")) % MOST_WORKERS
    own = BELOW_OUTGOING[worker::MOST_WORKERS]
    first = random.SystemRandom().randrange(len(own))
    return cycle([*own[first:], *own[:first]])


_PORTS = _in_turn()


def free_port() -> int:
    """A port that nobody has at this moment, and that this run gives to nobody else."""
    while True:
        with socket.socket() as trial, suppress(OSError):
            trial.bind((ADDRESS, next(_PORTS)))
            return int(trial.getsockname()[1])


def free_ports(count: int) -> list[int]:
    """So many of them."""
    return [free_port() for _ in range(count)]
