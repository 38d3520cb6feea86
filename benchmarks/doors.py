"""How many mails a second the door for mail takes in durably, beside the same server with a handler that does nothing.

And how such servers are started; `web` measures the doors for text messages and web hooks.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import load, requests
from benchmarks.processes import Running, free_port

IDLE_SMTP = """
import asyncio, sys
import uvloop
from aiosmtpd.smtp import SMTP

class Idle:
    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return "250 OK"
    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 Taken in as nothing"

async def main():
    loop = asyncio.get_running_loop()
    make = lambda: SMTP(Idle(), hostname="localhost", enable_SMTPUTF8=True)
    server = await loop.create_server(make, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()

uvloop.run(main())
"""

IDLE_OWN_SMTP = """
import sys, threading
from golddust.clock import SystemClock
from golddust.metrics import NoMetrics
from golddust.ports import Receipt
from ingest.email.options import Options
from ingest.email.smtp.listener import SmtpListener

class Nothing:
    def accept(self, delivery):
        return Receipt(delivery.id, False)
    def accept_all(self, deliveries):
        return [Receipt(delivery.id, False) for delivery in deliveries]

SmtpListener(Options(port=int(sys.argv[1])), Nothing(), SystemClock(), NoMetrics()).start()
threading.Event().wait()
"""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a server listens, and its process, whose children serve."""

    port: int
    pid: int


@contextmanager
def idle(program: str, *words: str) -> Iterator["Door"]:
    """The do-nothing server, listening."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", program, str(port), *words], stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(port)
        yield Door(port, process.pid)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    import socket  # noqa: PLC0415
    import time  # noqa: PLC0415

    for _ in range(6000):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"nothing listens on {port}")


@contextmanager
def door(role: str, processes: int = 1, settings: Mapping[str, str] | None = None) -> Iterator[Running]:
    """One real door in a process of its own, or for mail in several that share the port, on a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        running = Running(Path(folder) / "data", {"GOLDDUST_SMTP__PROCESSES": str(processes), **(settings or {})})
        port = running.http if role == "http" else running.smtp
        command = running.command("serve", role, f"--{role}", str(port))
        process = subprocess.Popen(command, env=running.environment, stderr=subprocess.DEVNULL)  # noqa: S603
        running.process = process
        try:
            _wait_for(port)
            yield running
        finally:
            process.terminate()
            process.wait(15)


def measure_smtp(count: int, connections: int, per_connection: int, rounds: int) -> dict[str, float]:
    """Accepts a second: plain aiosmtpd doing nothing, our listener doing nothing, durable; the best of the rounds, in turns."""
    best = dict.fromkeys(("nothing", "our listener, nothing", "durable", "durable, 2 processes"), 0.0)
    with idle(IDLE_SMTP) as plain, idle(IDLE_OWN_SMTP) as own, door("smtp") as real, door("smtp", 2) as two:
        ports = (plain.port, own.port, real.smtp, two.smtp)
        for turn in range(rounds):
            for name, port in zip(best, ports, strict=True):
                mails = requests.many(requests.mail, count, turn * count)
                result = load.smtp(port, mails, connections, per_connection)
                expect(result, {"250"}, count)
                best[name] = max(best[name], result.per_second)
    return best


def expect(result: load.Result, good: set[str], count: int) -> None:
    """Raises AssertionError unless all were answered, and all of them well."""
    if set(result.answers) - good or sum(result.answers.values()) != count:
        raise AssertionError(f"expected {count} answers of {good}, got {result.answers}")


def machine() -> str:
    """What it ran on."""
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}"
