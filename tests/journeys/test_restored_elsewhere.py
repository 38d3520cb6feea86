"""The machine is lost: what a backup holds comes up on an empty one, and no customer hears from us twice."""

import json
import re
import shutil
import smtplib
import subprocess
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import Engine, text

from benchmarks import requests
from benchmarks.processes import Running, free_port
from config.keys import load_keys
from config.load import load
from console.admission.accounts import Accounts
from console.admission.second_factor import SecondFactor
from golddust.clock import SystemClock
from golddust.database.engine import open_database
from tests.journeys.commands import ask
from tests.journeys.conftest import Mailbox, settings_of
from tests.journeys.speaking import command, doctor, eventually, plain_text, post
from tests.services.postgres import PostgresServer

pytestmark = pytest.mark.slow

PASSWORD, PASSPHRASE = "made-up-password", "five words nobody would guess"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=[pytest.mark.service, pytest.mark.long])])
def lost(request: pytest.FixtureRequest, tmp_path: Path, relay: tuple[Mailbox, int]) -> Iterator[Running]:
    """A golddust that will be lost, its store in a file or on a server."""
    running = Running(tmp_path / "data", {**relayed(relay[1]), **store_of(request)})
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


def store_of(request: pytest.FixtureRequest) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    server = request.getfixturevalue("postgres")
    return {"GOLDDUST_STORE__URL": server.url(server.create())}


def relayed(port: int) -> dict[str, str]:
    return {
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
        "GOLDDUST_SMS__TWILIO__API_BASE": f"http://127.0.0.1:{free_port()}",  # away: what is to be texted waits
    }


@contextmanager
def store(golddust: Running) -> Iterator[Engine]:
    engine = open_database(golddust.settings.get("GOLDDUST_STORE__URL") or f"sqlite:///{golddust.data / 'store.sqlite3'}")
    yield engine
    engine.dispose()


def asked(golddust: Running, sql: str) -> list[tuple[Any, ...]]:
    with store(golddust) as engine, engine.connect().execution_options(reading=True) as connection:
        return sorted((tuple(row) for row in connection.execute(text(sql))), key=repr)


def mail_with_a_picture(golddust: Running) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ann <ann@example.com>", "feedback@localhost", "Broken"
    mail["Message-ID"] = "<picture@example.com>"
    mail.set_content("The kettle broke after one week, see the picture. I am very disappointed.")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n" + b"picture" * 5000, maintype="image", subtype="png", filename="kettle.png")
    with smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=60) as door:
        door.send_message(mail)


def say_things(golddust: Running) -> None:
    for number, words in enumerate(["Where is my parcel? It is late", "Charged twice, give me my money back!", "Thank you!"]):
        assert post(golddust, requests.hook(number, words))[0] == 202
    mail_with_a_picture(golddust)
    assert post(golddust, requests.text_message(1, golddust.url, "The app crashes each time, this is awful"))[0] == 200


class Load:
    """Customers that go on complaining, one after the other; which of them were told that it arrived."""

    def __init__(self, golddust: Running, first: int = 100, most: int = 800) -> None:
        self.taken: list[int] = []
        self._numbers = range(first, first + most)
        self._golddust = golddust
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        for number in self._numbers:
            if self._over.is_set():
                return
            if (
                post(self._golddust, requests.hook(number, f"Order {number} never came and nobody answers, this is awful"))[0]
                == 202
            ):
                self.taken.append(number)

    def stop(self) -> None:
        self._over.set()
        self.join()

    def join(self) -> None:
        """Return when all have complained, or were stopped."""
        self._thread.join()


def with_second_factor(golddust: Running) -> tuple[str, str]:
    """An account with a password and codes; returns the secret that makes the codes, and the one that was taken."""
    keys = load_keys(load(None, {"data_dir": golddust.data}).settings)
    with store(golddust) as engine:
        Accounts(engine, SystemClock()).add_user("mary", PASSWORD)
        codes = SecondFactor(engine, SystemClock(), keys.originals)
        secret = codes.begin("mary")
        taken = pyotp.TOTP(secret).now()
        codes.confirm("mary", taken)
    return secret, taken


def signs_in(golddust: Running, secret: str, taken: str) -> None:
    """With the code of a later half minute: each is taken once, and who tries one again and again is shut out."""
    keys = load_keys(load(None, {"data_dir": golddust.data}).settings)
    with store(golddust) as engine:
        Accounts(engine, SystemClock()).check_password("mary", PASSWORD)
        codes = SecondFactor(engine, SystemClock(), keys.originals)
        assert eventually(lambda: pyotp.TOTP(secret).now() != taken)
        codes.check("mary", pyotp.TOTP(secret).now())


def told(golddust: Running, *words: str) -> "subprocess.CompletedProcess[str]":
    done = ask(golddust, *words)
    assert done.returncode == 0, done.stderr
    return done


def bad(golddust: Running) -> list[dict[str, Any]]:
    """What the doctor finds wrong, but for the carrier that this story keeps away, and what is in doubt, which is told."""
    told = [one for one in doctor(golddust) if one["state"] == "bad" and "not sent again" not in one["words"]]
    return [one for one in told if "twilio" not in json.dumps(one).lower()]


def link_in(mails: list[tuple[list[str], bytes]], to: str) -> str:
    """The path of the customer's own page, from the mail that they got."""
    mail = next(mail for whom, mail in mails if whom == [to])
    found = re.search(r"https?://[^/\s]+(/case/\S+)", plain_text(mail))
    assert found
    return found[1]


def test_it_comes_up_on_an_empty_machine(
    lost: Running, relay: tuple[Mailbox, int], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    mailbox = relay[0]
    passphrase, sealed, place = tmp_path / "passphrase", tmp_path / "keys.sealed", tmp_path / "place"
    passphrase.write_text(PASSPHRASE)
    lost.start()
    say_things(lost)
    secret, taken = with_second_factor(lost)
    told(lost, "backup", "keys", "--to", str(sealed), "--passphrase-file", str(passphrase))
    assert eventually(lambda: any(to == ["ann@example.com"] for to, _ in mailbox.mails))
    load_on = Load(lost)
    assert eventually(lambda: len(load_on.taken) > 5)
    before = list(load_on.taken)
    made = json.loads(told(lost, "backup", "--to", str(place), "--json").stdout)
    between = len(load_on.taken)
    assert eventually(lambda: len(load_on.taken) > between + 5)
    load_on.stop()
    assert eventually(lambda: is_quiet(mailbox, lost))
    promised = asked(lost, 'SELECT "case", standard, number, due FROM promises')
    lost.stop()
    sent = Counter(to for whom, _ in mailbox.mails for to in whom)
    assert set(sent.values()) == {1}
    shutil.move(lost.data, tmp_path / "lost")

    found = Running(tmp_path / "elsewhere" / "data", {**lost.settings, **store_of_another(lost, request)})
    words = ["restore", "latest", "--from", str(place), "--keys", str(sealed), "--passphrase-file", str(passphrase)]
    gap = told(found, *words).stderr
    assert "may have been sent in that time" in gap
    said = {words for (words,) in asked(found, "SELECT text FROM feedback")}
    assert {f"Order {number} never came and nobody answers, this is awful" for number in before} <= said
    assert made["records"]["golddust.intake"] == len(said)
    assert set(asked(found, 'SELECT "case", standard, number, due FROM promises')) <= set(promised)
    assert asked(found, "SELECT count(*) FROM sessions") == [(0,)]
    signs_in(found, secret, taken)

    found.start()
    try:
        told(found, "audit", "verify")
        assert eventually(lambda: not bad(found)), bad(found)
        with urllib.request.urlopen(found.url + link_in(mailbox.mails, "ann@example.com"), timeout=60) as page:  # noqa: S310 - our own
            assert page.status == 200
        assert post(found, requests.hook(90, "The new kettle broke as well, I want my money back"))[0] == 202
        assert eventually(lambda: any(to == ["c90@example.com"] for to, _ in mailbox.mails))
        assert Counter(to for whom, _ in mailbox.mails for to in whom) == sent + Counter(["c90@example.com"])
        assert originals_open(found)
    finally:
        found.stop()


def is_quiet(mailbox: Mailbox, golddust: Running) -> bool:
    """Whether everything that goes by mail went."""
    rows = asked(golddust, "SELECT state FROM replies WHERE channel <> 'sms'")
    taken = asked(golddust, "SELECT count(*) FROM feedback")[0][0]
    return bool(rows) and all(state == "sent" for (state,) in rows) and len(mailbox.mails) == len(rows) >= taken - 3


def store_of_another(lost: Running, request: pytest.FixtureRequest) -> dict[str, str]:
    """An empty database of its own, where the lost one had one."""
    if "GOLDDUST_STORE__URL" not in lost.settings:
        return {}
    server = request.getfixturevalue("postgres")
    return {"GOLDDUST_STORE__URL": server.url(server.create())}


def originals_open(golddust: Running) -> bool:
    """Whether the mail with its picture is there, byte for byte, and opens with the keys that came back."""
    from sinks.originals.folder import FolderOriginals  # noqa: PLC0415

    keys = load_keys(load(None, {"data_dir": golddust.data}).settings)
    originals = FolderOriginals(golddust.data / "originals", keys.originals)
    [(reference,)] = asked(golddust, "SELECT original FROM feedback WHERE message_id LIKE '%picture@example.com%'")
    return b"kettle.png" in originals.get(reference)


@pytest.mark.service
def test_on_kafka_the_log_gives_back_what_came_after_the_backup(
    tmp_path: Path, relay: tuple[Mailbox, int], request: pytest.FixtureRequest, postgres: PostgresServer
) -> None:
    """The machine with the store is lost, the cluster is not: everything acknowledged is there again, and nobody hears twice."""
    mailbox, passphrase, sealed, place = relay[0], tmp_path / "passphrase", tmp_path / "keys.sealed", tmp_path / "place"
    passphrase.write_text(PASSPHRASE)
    shared = {**settings_of("kafka", request), **relayed(relay[1])}
    lost = Running(tmp_path / "data", {**shared, "GOLDDUST_STORE__URL": postgres.url(postgres.create())})
    found = Running(tmp_path / "elsewhere" / "data", {**shared, "GOLDDUST_STORE__URL": postgres.url(postgres.create())})
    try:
        lost.start()
        told(lost, "backup", "keys", "--to", str(sealed), "--passphrase-file", str(passphrase))
        before = Load(lost, most=20)
        assert eventually(lambda: len(before.taken) > 4)
        told(lost, "backup", "--to", str(place))
        after = Load(lost, first=200, most=5)
        before.join()
        after.join()
        taken = before.taken + after.taken
        assert len(taken) == 25
        assert eventually(lambda: len(mailbox.mails) == len(taken)), asked(lost, "SELECT state, why FROM replies")
        assert eventually(lambda: len(command(lost, "tail", "replies.outcomes", "--from-start", "--json")) == len(taken))
        lost.stop()
        words = ["restore", "latest", "--from", str(place), "--keys", str(sealed), "--passphrase-file", str(passphrase)]
        replays = re.findall(r"golddust (replay --from \S+ --into \S+)", told(found, *words).stderr)
        assert [words.split()[-1] for words in replays] == ["store", "replies", "complaints", "reply-outcomes"]
        found.start()
        for words in replays:
            told(found, *words.split())
            stage = words.split()[-1]
            assert eventually(lambda stage=stage: is_through(found, stage))
        wanted = {f"Order {number} never came and nobody answers, this is awful" for number in taken}
        assert eventually(lambda: {words for (words,) in asked(found, "SELECT text FROM feedback")} == wanted)
        assert eventually(lambda: asked(found, "SELECT count(*) FROM cases") == [(len(wanted),)])
        assert post(found, requests.hook(99, "The new kettle broke as well, I want my money back"))[0] == 202
        assert eventually(lambda: any(to == ["c99@example.com"] for to, _ in mailbox.mails))
        assert set(Counter(to for whom, _ in mailbox.mails for to in whom).values()) == {1}
    finally:
        for one in (lost, found):
            if one.process is not None and one.process.poll() is None:
                one.stop()


def is_through(golddust: Running, stage: str) -> bool:
    """Whether the stage has read everything."""
    return any(one["part"] == f"stage {stage}" and one["words"].endswith("; 0 wait") for one in doctor(golddust))
