"""The console of a running golddust says how its stages stand, and reaches the doors that are open."""

import http.client
import re
from urllib.parse import urlencode

import pytest

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.conftest import WHATEVER_THE_LOG
from tests.journeys.speaking import eventually, operators_cookie, post

pytestmark = pytest.mark.slow
PATIENCE = 120.0
"""Seconds."""


def asked(golddust: Running, cookie: str, path: str, **form: str) -> tuple[int, str]:
    """What the console answers; with a form, to that."""
    connection = http.client.HTTPConnection("127.0.0.1", golddust.console, timeout=PATIENCE)
    headers = {"Cookie": f"golddust_session={cookie}", "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST" if form else "GET", path, urlencode(form) if form else None, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@WHATEVER_THE_LOG
def test_stages_at_work_and_open_doors_are_seen(golddust: Running) -> None:
    golddust.start()
    cookie = operators_cookie(golddust)
    assert post(golddust, requests.text_message(1, golddust.url, "The kettle broke after one week, very disappointed"))[0] == 200

    def dealt_with() -> str:
        status, page = asked(golddust, cookie, "/console/streams")
        return page if status == 200 and "Everything that came in was dealt with." in page else ""

    page = eventually(dealt_with)
    row = re.search(r'<tr id="stage-tag">.*?</tr>', page, re.DOTALL)
    assert row
    assert '<span class="lamp-at-work">at work</span>' in row.group()
    assert re.findall(r'class="number[^"]*">([^<]*)<', row.group())[3:] == ["1", "1", "0", "0", "0"], (
        "taken, done, and nothing else"
    )
    csrf = re.search(r'name="csrf" value="([^"]*)"', page)
    assert csrf
    for name in ("form", "email", "store"):
        assert asked(golddust, cookie, f"/console/streams/connections/{name}/try", csrf=csrf[1])[0] == 303
    _, page = asked(golddust, cookie, "/console/streams/connections")
    for name, words in (("form", "and ready"), ("email", "open at 127.0.0.1"), ("store", "answers")):
        card = re.search(rf'id="{name}">.*?</li>', page, re.DOTALL)
        assert card
        assert words in page[card.start() : card.end() + 400], page[card.start() : card.end() + 400]
