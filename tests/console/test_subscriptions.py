"""Web hooks out on the console and by the API: made, changed, tried, and written down; a secret is shown once."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from console.audit.chain import Looked
from console.subscriptions import TALL, bars
from golddust.subscribing import Attempt, host_of
from tests.console.company import PASSWORD, START, Company
from tests.console.conftest import form_token
from tests.services.receiver import Receiver, says
from tests.services.subscribed import kept_by

HOME = "/console/streams/subscriptions"


@pytest.fixture
def admin(company: Company, inner: Flask) -> FlaskClient:
    company.accounts.add_user("ada", PASSWORD, "admin")
    browser = inner.test_client()
    browser.set_cookie("golddust_session", company.accounts.sign_in("ada", PASSWORD), path="/console")
    return browser


def send(browser: FlaskClient, path: str, **fields: Any) -> Any:
    return browser.post(HOME + path, data={"csrf": form_token(browser, "/console/me"), **fields})


def made(browser: FlaskClient, url: str, **more: Any) -> Any:
    return send(browser, "/new", **{"name": "shop", "url": url, "log": ["feedback.issues"], "urgency": "none", **more})


def test_one_is_made_and_its_secret_is_on_that_page_alone(admin: FlaskClient, hook_receiver: Receiver) -> None:
    page = made(admin, hook_receiver.url + "/in", kinds=["complaint"], labels="shop=york\n till = 3 ", urgency="high")
    assert page.status_code == 200
    secret = re.search(r"whsec_[\w+/=]+", page.text)
    assert secret is not None
    shown = admin.get(f"{HOME}/at/shop").text
    assert "whsec_" not in shown + admin.get(HOME).text
    assert "shop=york till=3" in re.sub(r"\s+", " ", shown)
    form = admin.get(f"{HOME}/at/shop/change").text
    assert re.search(r'value="complaint" checked', form)
    assert "till=3" in form


def test_what_is_wrong_is_said_and_what_was_typed_is_still_there(admin: FlaskClient) -> None:
    page = made(admin, "http://ann:pw@10.0.0.1/in", log=["feedback.received"])
    assert page.status_code == 422
    assert "no user name or password" in page.text.lower()
    assert "feedback.received" in page.text
    assert "http://ann:pw@10.0.0.1/in" in page.text
    assert made(admin, "https://10.0.0.1/<script>").status_code == 422
    assert "<script>" not in made(admin, "https://10.0.0.1/<script>").text
    assert made(admin, "https://hooks.example.com/", kinds=["nonsense"]).status_code == 422


def test_a_test_event_shows_what_came_of_it(admin: FlaskClient, hook_receiver: Receiver) -> None:
    made(admin, hook_receiver.plan("/in", says(503)))
    page = send(admin, "/at/shop/test").text
    assert "answered with 503" in page
    assert '<rect class="refused"' in page
    assert "style=" not in page


def test_it_is_paused_resumed_rotated_replayed_changed_and_removed(
    admin: FlaskClient, company: Company, hook_receiver: Receiver
) -> None:
    made(admin, hook_receiver.url + "/in")
    kept = kept_by(company.engine, company.clock)
    send(admin, "/at/shop/pause")
    assert kept.one("shop").state == "paused"
    send(admin, "/at/shop/resume")
    assert kept.one("shop").state == "active"
    assert "whsec_" in send(admin, "/at/shop/rotate").text
    assert send(admin, "/at/shop/rotate").status_code == 409
    assert send(admin, "/at/shop/replay", since="2020-02-30T10:00").status_code == 422
    assert send(admin, "/at/shop/replay", since="2020-02-03T10:00").status_code == 303
    changed = {"url": "https://hooks.example.com/b", "log": ["complaints.events"], "urgency": "none", "steps": ["resolved"]}
    assert send(admin, "/at/shop/change", **changed).status_code == 303
    assert (kept.one("shop").topics, kept.one("shop").filter.steps) == (("complaints.events",), ("resolved",))
    assert admin.get(f"{HOME}/at/shop/remove").status_code == 200
    assert kept.all() != []
    assert send(admin, "/at/shop/remove").status_code == 303
    assert kept.all() == []
    entries = company.admission.audit.entries(Looked(actor="ada"), 50)
    did = [one.action for one in entries]
    hosts = {one.action: one.detail.get("url") for one in entries if one.detail.get("url")}
    assert hosts == {"did.add_subscription": f"127.0.0.1:{hook_receiver.port}", "did.change_subscription": "hooks.example.com"}
    assert {f"did.{step}_subscription" for step in ("add", "pause", "resume", "rotate", "replay", "change", "remove")} <= set(did)


def test_a_name_that_is_none_is_no_page(admin: FlaskClient) -> None:
    assert admin.get(f"{HOME}/at/nobody").status_code == 404
    assert send(admin, "/at/nobody/pause").status_code == 404


def test_the_api_does_the_same(inner: Flask, company: Company, hook_receiver: Receiver) -> None:
    program = inner.test_client()
    token = company.accounts.add_token("crm", ["read:subscriptions", "write:subscriptions"])
    headers = {"Authorization": f"Bearer {token}"}

    def asked(method: str, path: str, **body: Any) -> Any:
        return program.open("/api/v1/subscriptions" + path, method=method, headers=headers, json=body or None)

    wish = {"url": hook_receiver.url + "/in", "topics": ["feedback.tagged"]}
    answer = asked("POST", "", name="shop", **wish)
    assert answer.status_code == 201
    assert answer.json["secret"].startswith("whsec_")
    assert "secret" not in json.dumps(asked("GET", "").json).replace("old_secret_until", "")
    assert asked("POST", "", name="shop", **wish).status_code == 409
    assert asked("POST", "", name="b", url="ftp://x", topics=[]).status_code == 422
    assert asked("PUT", "/shop", **wish, filter={"urgency": "high"}).json["filter"]["urgency"] == "high"
    assert asked("POST", "/shop/pause").json["state"] == "paused"
    assert asked("POST", "/shop/resume").json["state"] == "active"
    assert asked("POST", "/shop/test").json["status"] == 200
    assert asked("POST", "/shop/replay", since="2020-02-03T10:00:00Z").status_code == 200
    assert asked("POST", "/shop/replay", since="2020-02-03T10:00:00").status_code == 422
    assert asked("POST", "/shop/rotate").json["secret"].startswith("whsec_")
    assert [one["result"] for one in asked("GET", "/shop/tries").json["items"]] == ["test"]
    assert asked("DELETE", "/shop").status_code == 204
    assert asked("GET", "/shop").status_code == 404
    entries = company.admission.audit.entries(Looked(actor="crm"), 50)
    subjects = {(one.action, one.subject) for one in entries}
    assert ("did.remove_subscription", "shop") in subjects
    told = {(one.action, one.subject, one.detail["url"]) for one in entries if "url" in one.detail}
    host = f"127.0.0.1:{hook_receiver.port}"
    assert {("did.add_subscription", "shop", host), ("did.change_subscription", "shop", host)} <= told


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://ann:secret@hooks.example.com:8443/in?key=1", "hooks.example.com:8443"),
        ("https://hooks.example.com?key=1", "hooks.example.com"),
        ("hooks.example.com/in", ""),
        ("https://" + "a" * 500, "a" * 100),
    ],
)
def test_of_an_address_its_host_alone_is_written_down(url: str, kept: str) -> None:
    assert host_of(url) == kept


def test_the_picture_of_tries_shows_how_long_each_took() -> None:
    said: dict[str, Any] = {"event": "e", "type": "t", "tried": 1, "status": 0, "size": 1}
    new = Attempt(at=START, result="accepted", error="", ms=500, **said)
    old = Attempt(at=START, result="failed", error="timeout", ms=15_000, **said)
    assert [(one.x, one.height, one.taken) for one in bars([new, old])] == [(0, TALL, False), (8, TALL // 2, True)]
    assert bars([]) == []
