"""What can be tried from the console: each is really reached, and what is away is said, with how to mend it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from benchmarks.processes import free_port
from cli.doctor.open import mail_door, public_door
from cli.web import create_app
from cli.wiring.connections import connections_of
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Misconfigured, Problem, Unavailable
from golddust.findings import Connection, Finding
from tests.console.conftest import form_token
from tests.console.flow.plant import Plant
from tests.services.browser import serving
from tests.services.mailbox import Mailbox, listening

PAGE = "/console/streams/connections"
ATTACK = "<script>alert(1)</script>"


def connection(name: str, *found: Finding, error: Exception | None = None, is_set: bool = True) -> Connection:
    def tried() -> Iterator[Finding]:
        yield from found
        if error:
            raise error

    return Connection(name, "way out", f"Title of {name} {ATTACK}", f"words {ATTACK}", tried, is_set)


def try_it(browser: FlaskClient, name: str) -> Any:
    return browser.post(f"{PAGE}/{name}/try", data={"csrf": form_token(browser, "/console/me")})


def test_what_was_found_is_shown_to_everybody_as_text(plant: Plant, boss: FlaskClient, ann: FlaskClient) -> None:
    plant.connections = [connection("relay", Finding(ATTACK, "bad", f"away {ATTACK}", f"mend {ATTACK}")), connection("texts")]
    assert "not tried yet" in boss.get(PAGE).text
    answer = try_it(boss, "relay")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#relay")
    page = ann.get(PAGE).text
    assert "<script>" not in page.replace("<script src=", "")
    for words in ("something is wrong", "away &lt;script&gt;", "mend &lt;script&gt;", "by the manager"):
        assert words in page


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Unavailable("nobody is there"), "nobody is there"),
        (Misconfigured((Problem("replies.smtp.host", "x", "a host"),)), "replies.smtp.host: a host"),
    ],
)
def test_an_error_is_a_finding(plant: Plant, boss: FlaskClient, error: Exception, words: str) -> None:
    plant.connections = [connection("relay", error=error)]
    try_it(boss, "relay")
    assert words in boss.get(PAGE).text


def test_nothing_to_try_is_said(plant: Plant, boss: FlaskClient) -> None:
    plant.connections = [connection("mirror", is_set=False)]
    try_it(boss, "mirror")
    page = boss.get(PAGE).text
    assert "there is nothing to try" in page
    assert "not set up" in page


def test_what_is_not_there_is_not_tried(boss: FlaskClient) -> None:
    assert try_it(boss, "nothing").status_code == 404


def test_who_may_only_look_is_offered_no_trial(plant: Plant, boss: FlaskClient, ann: FlaskClient) -> None:
    plant.connections = [connection("relay")]
    assert "Try it" in boss.get(PAGE).text
    page = ann.get(PAGE)
    assert page.status_code == 200
    assert "Try it" not in page.text
    assert try_it(ann, "relay").status_code == 403


# --- what the installation offers


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    overrides = {
        "data_dir": tmp_path / "data",
        "http.port": free_port(),
        "smtp.port": free_port(),
        "replies.smtp.host": "127.0.0.1",
        "replies.smtp.port": free_port(),
        "replies.smtp.sender": "care@example.com",
        "hooks.shop.verify.scheme": "unsigned",
        "hooks.shop.map.text": "text",
    }
    (tmp_path / "data").mkdir()
    with closing(Installation(load(None, overrides).settings)) as made:
        yield made


def found(installation: Installation, name: str) -> list[Finding]:
    (one,) = (one for one in connections_of(installation) if one.name == name)
    return list(one.tried())


def test_every_way_is_there_and_says_what_is_away(installation: Installation) -> None:
    offered = {one.name: one for one in connections_of(installation)}
    assert list(offered) == ["email", "sms", "form", "hook-shop", "relay", "texts", "staff", "mirror", "log", "store"]
    assert [name for name, one in offered.items() if not one.is_set] == ["sms", "texts", "mirror"]
    for name in ("email", "form", "hook-shop", "relay", "log"):
        bad = [one for one in found(installation, name) if one.state == "bad"]
        assert bad, name
        assert all(one.mend for one in bad), name
    assert [one.state for one in found(installation, "store")] == ["good"]
    assert not installation.settings.log_path.exists(), "looking at nothing makes no file"


def test_a_store_that_is_away_is_named(tmp_path: Path) -> None:
    nowhere = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/nothing"
    with closing(Installation(load(None, {"data_dir": tmp_path, "store.url": nowhere}).settings)) as one:
        (finding,) = found(one, "store")
    assert (finding.state, finding.mend) == ("bad", "see [store] url, and whether the server runs")


def test_an_open_public_door_is_reached(installation: Installation) -> None:
    with serving(create_app("public", [], checks={}), "127.0.0.1") as address:
        port = int(address.rpartition(":")[2])
        options = installation.settings.http.model_copy(update={"port": port})
        installation.settings = installation.settings.model_copy(update={"http": options})
        (finding,) = public_door(installation)
    assert finding.state == "good"


def test_a_public_door_that_is_not_ready_says_so(installation: Installation) -> None:
    def away() -> None:
        raise Unavailable("no disk")

    with serving(create_app("public", [], checks={"log": away}), "127.0.0.1") as address:
        options = installation.settings.http.model_copy(update={"port": int(address.rpartition(":")[2])})
        installation.settings = installation.settings.model_copy(update={"http": options})
        (finding,) = public_door(installation)
    assert (finding.state, "not ready" in finding.words) == ("bad", True)


def test_an_open_door_for_mail_greets(installation: Installation) -> None:
    controller = listening(Mailbox())
    options = installation.settings.smtp.model_copy(update={"port": controller.port})
    installation.settings = installation.settings.model_copy(update={"smtp": options})
    try:
        (finding,) = mail_door(installation)
    finally:
        controller.stop()
    assert finding.state == "good"


def test_what_is_no_mail_server_is_not_taken_for_one(installation: Installation) -> None:
    with closing(socket.create_server(("127.0.0.1", installation.settings.smtp.port))) as server:

        def answer() -> None:
            with closing(server.accept()[0]) as connection:
                connection.sendall(b"HTTP/1.1 400 no\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        (finding,) = mail_door(installation)
        thread.join()
    assert (finding.state, "does not greet" in finding.words) == ("bad", True)
