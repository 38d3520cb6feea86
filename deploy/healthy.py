#!/opt/golddust/bin/python -IS
"""Ends with 0 when the role of this container does its work, else with 1 and the reason: the image's health check.

The role is read off process 1. Doors are asked as a client would, workers at the door for watchers ([watch]) where they have one.

It runs every few seconds beside the role, so it needs nothing but a bare Python and starts in 20 ms. Ports come from the command
line and the environment, which is how containers are set up, and not from golddust.toml.
"""

import os
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

DOORS = {"http": 8080, "console": 8081, "smtp": 2525}
WITHIN = 4.0


def faults(words: Sequence[str], environment: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with a golddust that was started with these words; nothing when all is well."""
    for door in _doors(words, environment):
        port = _port(door, words, environment)
        try:
            greeting = _greeting(door, port)
        except OSError as error:
            yield f"{door} does not answer on port {port}: {error}"
        else:
            if greeting not in (b"HTTP/1.1 200", b"HTTP/1.0 200", b"220"):
                yield f"{door} answers {greeting!r} on port {port}"


def _doors(words: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    if "run" in words:
        return list(DOORS)
    if "work" in words:
        return ["watch"] if int(environment.get("GOLDDUST_WATCH__PORT", "0")) else []
    return [door for door in DOORS if "serve" in words and door in words]


def _port(door: str, words: Sequence[str], environment: Mapping[str, str]) -> int:
    if f"--{door}" in words:
        return int(words[words.index(f"--{door}") + 1])
    return int(environment.get(f"GOLDDUST_{door.upper()}__PORT", DOORS.get(door, 0)))


def _greeting(door: str, port: int) -> bytes:
    """The beginning of what the door says: the status line of `/healthz`, or a mail server's 220."""
    with socket.create_connection(("127.0.0.1", port), timeout=WITHIN) as connection:
        if door == "smtp":
            greeting = connection.recv(512)[:3]
            connection.sendall(b"QUIT\r\n")
            connection.recv(512)
            return greeting
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return connection.recv(512)[:12]


def main() -> None:
    """Look, and end with what was found. Words after the command stand for process 1's, where that is another program."""
    words = sys.argv[1:] or Path("/proc/1/cmdline").read_text(encoding="utf-8").split("\0")
    found = list(faults(words, os.environ))
    sys.exit("; ".join(found) if found else 0)


if __name__ == "__main__":
    main()
