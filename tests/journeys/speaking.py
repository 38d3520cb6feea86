"""How the journeys speak to a running golddust, and wait for what becomes of it."""

import email
import email.policy
import http.client
import json
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from benchmarks.processes import Running

WITHIN = 30.0


def eventually(ask: Callable[[], Any], within: float = WITHIN) -> Any:
    """The first answer that is not empty; the last one when time is up."""
    deadline = time.monotonic() + within
    while not (answer := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def command(golddust: Running, *words: str) -> list[dict[str, Any]]:
    done = subprocess.run(golddust.command(*words), env=golddust.environment, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def plain_text(mail: bytes) -> str:
    """What a reader of plain text sees of a mail."""
    body = email.message_from_bytes(mail, policy=email.policy.default).get_body(("plain",))
    return str(body.get_content()) if body else ""


def post(golddust: Running, request: bytes) -> tuple[int, bytes]:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    with closing(http.client.HTTPConnection("127.0.0.1", golddust.http, timeout=20)) as connection:
        connection.request("POST", first.split()[1], body, dict(line.split(": ", 1) for line in lines))
        answer = connection.getresponse()
        return answer.status, answer.read()
