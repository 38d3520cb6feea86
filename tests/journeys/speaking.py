"""How the journeys speak to a running golddust, and wait for what becomes of it."""

import email
import email.policy
import http.client
import json
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from benchmarks.processes import Running
from console.admission.accounts import Accounts
from golddust.clock import SystemClock
from golddust.database.engine import open_database
from tests.journeys.commands import ask

WITHIN = 120.0
"""Seconds, only to end at all: what takes one of them on an idle machine takes many beside everything else."""
STOPS_WITHIN = 60.0
"""As above: golddust itself ends what has not stopped after eight (`supervisor.py`), and relays may take five minutes."""


def eventually(ask: Callable[[], Any], within: float = WITHIN) -> Any:
    """The first answer that is not empty; the last one when time is up.

    It asks for half of the time at most: whom it waits for needs the processors, too, and the more, the busier the machine is.
    """
    deadline = time.monotonic() + within
    while True:
        asked = time.monotonic()
        answer = ask()
        answered = time.monotonic()
        if answer or answered > deadline:
            return answer
        time.sleep(max(0.1, answered - asked))


def command(golddust: Running, *words: str) -> list[dict[str, Any]]:
    done = ask(golddust, *words)
    done.check_returncode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def doctor(golddust: Running) -> list[dict[str, Any]]:
    """What it finds, be that good or bad."""
    return [json.loads(line) for line in ask(golddust, "doctor", "--json").stdout.splitlines()]


def plain_text(mail: bytes) -> str:
    """What a reader of plain text sees of a mail."""
    body = email.message_from_bytes(mail, policy=email.policy.default).get_body(("plain",))
    return str(body.get_content()) if body else ""


def operators_cookie(golddust: Running) -> str:
    """The session of somebody who may do everything on the console, on a database of this machine."""
    engine = open_database(f"sqlite:///{golddust.data / 'store.sqlite3'}")
    accounts = Accounts(engine, SystemClock())
    try:
        return accounts.redeem(accounts.one_time_link())
    finally:
        engine.dispose()


def post(golddust: Running, request: bytes) -> tuple[int, bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    with closing(http.client.HTTPConnection("127.0.0.1", golddust.http, timeout=WITHIN)) as connection:
        connection.request("POST", first.split()[1], body, dict(line.split(": ", 1) for line in lines))
        answer = connection.getresponse()
        return answer.status, answer.read()
