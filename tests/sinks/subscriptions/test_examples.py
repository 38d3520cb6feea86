"""The receivers that the page shows to others, run as they are: what we sign is taken once, and what we did not sign never."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sinks.subscriptions.keeping import made_up
from sinks.subscriptions.posting import Poster
from sinks.subscriptions.signing import body_of, headers_of, new_secret
from tests.services.missing import without
from tests.services.ports import free_port
from tests.services.subscribed import HERE

RECEIVERS = Path(__file__).parents[3] / "examples" / "receive"


@contextmanager
def running(command: Sequence[str], secret: str, port: int) -> Iterator["subprocess.Popen[str]"]:
    environment = {**os.environ, "SECRET": secret, "PORT": str(port)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.fixture(params=["receive.py", "receive.mjs"])
def command(request: pytest.FixtureRequest) -> list[str]:
    program = sys.executable if request.param.endswith(".py") else shutil.which("node")
    if program is None:
        without("Node", "apt-get install nodejs")
    return [str(program), str(RECEIVERS / request.param)]


def test_what_we_sign_is_taken_once_and_what_we_did_not_sign_never(command: list[str]) -> None:
    secret, old, port, now = new_secret(), new_secret(), free_port(), datetime.now(UTC)
    record = made_up("shop", now)
    event, body = record.headers["ce_id"], body_of(record)
    with running(command, secret, port) as process, closing(Poster(f"http://127.0.0.1:{port}/in", HERE)) as poster:
        while poster.post(b"{}", {}).error == "connect":
            assert process.poll() is None
        good = headers_of(event, body, [secret], now)
        both = headers_of(event, body, [old, secret], now)
        late = headers_of(event, body, [secret], datetime(2020, 1, 1, tzinfo=UTC))
        forged = headers_of(event, body, [old], now)
        answers = [
            poster.post(sent, headers).status for sent, headers in ((body, good), (body, both), (body, late), (body, forged))
        ]
        assert answers == [204, 204, 401, 401]
        assert poster.post(body + b" ", good).status == 401
        process.kill()
        printed = process.stdout.read() if process.stdout else ""
    assert [line.split()[1] for line in printed.splitlines()] == [event]
