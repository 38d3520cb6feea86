"""A customer texts, mails with a file, posts, is answered, has cases and a dead letter; is erased, and nothing is left."""

import json
import os
import secrets
import smtplib
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from benchmarks import requests
from benchmarks.processes import HOOK_SECRET, Running
from cli.wiring.conserving import accounts_now, letters_of
from cli.wiring.installation import Installation
from config.load import load
from golddust import topics
from golddust.database.engine import open_database
from golddust.records import Entry
from tests.journeys.commands import ask
from tests.journeys.conftest import Mailbox
from tests.journeys.speaking import STOPS_WITHIN, command, eventually, post
from tests.services import leftovers
from tests.services.postgres import PostgresServer
from tests.services.texts import Texts

pytestmark = pytest.mark.slow
PHONE, MAIL, NAME = "+12025550142", "annabella.winterfeld@example.com", "Annabella Winterfeld"
SAID = ("zwiebelkuchen", "quarzlampe", "mondscheinlack", "geheimnotiz", "giftgruen", "sternschnuppe")
"""One word of each thing that she says."""
WORDS = (*SAID, "2025550142", "annabella.winterfeld", "winterfeld")
OTHERS = "apfelstrudel"
"""What somebody else says, which must stay."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where the store is."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'data' / 'store.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def running(store: str, tmp_path: Path, relay: tuple[Mailbox, int], texts: Texts) -> Iterator[Running]:
    golddust = Running(
        tmp_path / "data",
        {
            "GOLDDUST_STORE__URL": "" if store.startswith("sqlite") else store,
            "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
            "GOLDDUST_REPLIES__SMTP__PORT": str(relay[1]),
            "GOLDDUST_SMS__TWILIO__API_BASE": texts.url,
            "GOLDDUST_COMPLAINTS__REGION": "US",
            "GOLDDUST_COMPLAINTS__MIRRORS": '["printed"]',
            "GOLDDUST_MIRRORS__PRINTED__POLL_SECONDS": "1",
        },
    )
    golddust.start()
    yield golddust
    if golddust.process is not None and golddust.process.poll() is None:
        golddust.stop()


@pytest.fixture
def beside(running: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """The same installation in this process."""
    for name in [name for name in os.environ if name.startswith("GOLDDUST_")]:
        monkeypatch.delenv(name)
    for name, value in running.settings.items():
        monkeypatch.setenv(name, value)
    with closing(Installation(load(None, {"data_dir": running.data}).settings)) as installation:
        yield installation


def hook(number: int, text: str, mail: str) -> bytes:
    body = json.dumps({"message": text, "email": mail, "title": "", "stars": 1}).encode()
    now, sender = datetime.now(UTC), f"msg_{number}"
    headers = {
        "webhook-id": sender,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(HOOK_SECRET).sign(sender, now, body.decode()),
        "Content-Type": "application/json",
    }
    return requests.post("/hooks/shop", body, headers)


def send_mail(golddust: Running) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = f"{NAME} <{MAIL}>", "feedback@localhost", "Quarzlampe broken"
    mail["Message-ID"] = "<one@winterfeld.example.com>"
    mail.set_content(f"The quarzlampe never worked, this is terrible and I am angry. Call me at {PHONE}.\n\n{NAME}")
    mail.add_attachment(b"geheimnotiz in a file", maintype="text", subtype="plain", filename="giftgruen.txt")
    with smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=20) as door:
        door.send_message(mail)


def everything_happens(golddust: Running, beside: Installation, texts: Texts, relay: Mailbox) -> None:
    """All that can be known of somebody is known of her, and something of somebody else."""
    listed = golddust.data.parent / "list.csv"
    listed.write_text(f"id,name,email,phone,segment\n7,{NAME},{MAIL},{PHONE},gold\n", encoding="utf-8")
    assert ask(golddust, "customers", "import", str(listed)).returncode == 0
    listed.unlink()
    words = "The zwiebelkuchen was awful and late, this is a complaint. I want my money back."
    assert post(golddust, requests.text_message(42, golddust.url, words))[0] == 200
    send_mail(golddust)
    assert post(golddust, hook(7, "Terrible mondscheinlack, I am very angry, refund me", MAIL))[0] == 202
    assert post(golddust, hook(8, f"My {OTHERS} never came, this is terrible", "ben@example.com"))[0] == 202
    poison = Entry(
        topics.RECEIVED,
        "nobody",
        f'{{"text": "sternschnuppe", "from": "{MAIL}"'.encode(),
        {"ce_type": "golddust.feedback.received.v1"},
    )
    beside.log.append([poison])
    assert eventually(lambda: len(command(golddust, "case", "list", "--json")) >= 3)
    assert eventually(lambda: texts.forms and len(relay.mails) >= 2)
    assert eventually(lambda: command(golddust, "letters", "list", "--json"))
    assert eventually(lambda: len([one for one in command(golddust, "mirrors", "list", "--json") if one["ticket"]]) >= 3)
    assert eventually(lambda: not any(standing.lag for standing in beside.log.standings()))


def erased(golddust: Running, *more: str) -> dict[str, Any]:
    (report,) = command(golddust, "erase", PHONE, "--yes", "--json", *more)
    return report


def left(golddust: Running, beside: Installation, store: str) -> list[str]:
    """Wherever something of her can still be read on this machine."""
    found = leftovers.in_files(golddust.data, WORDS, without=("keys",))
    engine = open_database(store)
    found += leftovers.in_tables(engine, WORDS)
    engine.dispose()
    for path in (golddust.data / "originals").glob("??/*"):
        if path.is_file():
            found += leftovers.found_in(beside.originals.get(path.name), WORDS, "an original")
    return found


def dumped(postgres: PostgresServer, url: str) -> bytes:
    name = url.partition("?")[0].rpartition("/")[2]
    dump = [postgres.binaries / "pg_dump", "-h", postgres.folder, "-U", "postgres", name]
    return subprocess.run(dump, check=True, capture_output=True).stdout


def test_who_asks_to_be_forgotten_leaves_nothing_readable(
    running: Running, beside: Installation, store: str, relay: tuple[Mailbox, int], texts: Texts, request: pytest.FixtureRequest
) -> None:
    everything_happens(running, beside, texts, relay[0])
    assert {word for word in SAID if any(f": {word}" in one for one in left(running, beside, store))} == set(
        SAID
    )  # it can be found

    given = running.data.parent / f"{secrets.token_hex(4)}.zip"
    assert ask(running, "export", MAIL, "--to", str(given), "--json").returncode == 0
    with zipfile.ZipFile(given) as packed:
        names = packed.namelist()
        messages = json.loads(packed.read("data/messages.json"))
        page = packed.read("index.html").decode()
        assert any(packed.read(name) == b"geheimnotiz in a file" for name in names if name.startswith("files/"))
        assert OTHERS not in b"".join(map(packed.read, names)).decode("utf-8", "replace")
    assert len(messages) == 3
    assert all(word in page for word in ("zwiebelkuchen", "quarzlampe", "mondscheinlack"))

    report = erased(running)
    assert report["state"] == "done"
    assert report["erased"]["dead letters"] == 2  # of two stages
    assert leftovers.found_in(json.dumps(report).encode(), WORDS, "report") == []
    assert left(running, beside, store) == []
    if store.startswith("postgresql"):
        server = request.getfixturevalue("postgres")
        assert leftovers.found_in(dumped(server, store), WORDS, "pg_dump") == []
    states = {one["state"] for one in command(running, "case", "list", "--json")}
    assert "closed" in states
    assert ask(running, "audit", "verify").returncode == 0
    assert {account.gap for account in accounts_now(beside, letters_of(beside).all())} == {0}
    assert ask(running, "export", MAIL, "--to", str(given)).returncode == 1  # nobody is known by that address

    assert post(running, requests.text_message(142, running.url, "Me again, the parcel is lost, this is terrible"))[0] == 200
    assert eventually(lambda: ask(running, "customers", "find", PHONE, "--json").returncode == 0)  # who writes again is welcome
    assert running.stop() < STOPS_WITHIN
    assert [word for word in (*SAID, "winterfeld") if leftovers.in_files(running.data, [word], without=("keys",))] == []
