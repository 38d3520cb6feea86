"""A text arrives while the inbox is open: it is told without its words, and its row is there."""

import http.client
import json

import pytest

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.conftest import WHATEVER_THE_LOG
from tests.journeys.speaking import operators_cookie, post

pytestmark = pytest.mark.slow
PATIENCE = 120.0
"""Seconds: how soon it comes is measured by benchmarks/live.py, on a machine that does nothing else."""


def asked(golddust: Running, path: str, cookie: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", golddust.console, timeout=PATIENCE)
    connection.request("GET", path, headers={"Cookie": f"golddust_session={cookie}"})
    return connection.getresponse()


@WHATEVER_THE_LOG
def test_a_text_arrives_while_the_inbox_is_open(golddust: Running) -> None:
    golddust.start()
    cookie = operators_cookie(golddust)
    assert asked(golddust, "/console/feedback/stream", "made-up").status == 401
    stream = asked(golddust, "/console/feedback/stream", cookie)
    assert (stream.status, stream.headers["Content-Type"]) == (200, "text/event-stream; charset=utf-8")
    assert post(golddust, requests.text_message(1, golddust.url, "The kettle broke after one week, very disappointed"))[0] == 200
    told = next(line for line in iter(stream.readline, b"") if line.startswith(b"data: "))
    (note,) = json.loads(told.removeprefix(b"data: "))
    assert (note["channel"], note["kind"]) == ("sms", "complaint")
    assert b"kettle" not in told
    rows = asked(golddust, f"/console/feedback/rows?ids={note['id']}", cookie).read().decode()
    assert f'id="said-{note["id"]}"' in rows
    assert "kettle" in rows
