"""Two brands on one machine, one Kafka and one PostgreSQL server: what is said to one is nowhere at the other."""

import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from benchmarks import requests
from benchmarks.processes import Running
from console.admission.accounts import Accounts
from golddust.clock import SystemClock
from golddust.database.engine import open_database
from tests.journeys.commands import ask
from tests.journeys.speaking import command, eventually, post
from tests.services.postgres import PostgresServer

pytestmark = [pytest.mark.slow, pytest.mark.service]

SAID = {
    "north": "The northern kettle broke after one week, very disappointed",
    "south": "The southern lamp never came, I am furious",
}
TOPICS = ("feedback.received", "feedback.tagged", "feedback.issues", "complaints.events", "replies.requested")


@dataclass(frozen=True, slots=True)
class House:
    """Both brands, and the process that runs them."""

    north: Running
    south: Running
    process: "subprocess.Popen[bytes]"


def brand(name: str, folder: Path, kafka: str, url: str, prefix: str) -> Running:
    settings = {
        "GOLDDUST_LOG__BACKEND": "kafka",
        "GOLDDUST_LOG__BOOTSTRAP_SERVERS": json.dumps([kafka]),
        "GOLDDUST_LOG__PREFIX": f"{prefix}.{name}.",
        "GOLDDUST_LOG__PARTITIONS": "2",
        "GOLDDUST_STORE__URL": url,
        "GOLDDUST_SMTP__DOMAINS": json.dumps([f"{name}.example.com"]),
        "GOLDDUST_REPLIES__SMTP__SENDER": f"feedback@{name}.example.com",
        "GOLDDUST_SMS__TWILIO__FROM_NUMBER": "+12025550100" if name == "north" else "+12025550101",
    }
    one = Running(folder / name, settings)
    ports = {"http": one.http, "smtp": one.smtp, "console": one.console}
    lines = [f'data_dir = "{one.data}"', *(f"{door}.port = {port}" for door, port in ports.items())]
    (folder / "brands" / f"{name}.toml").write_text("\n".join(lines) + "\n")
    said = {name: value for name, value in one.environment.items() if name.startswith("GOLDDUST_")}
    (folder / "brands" / f"{name}.env").write_text("".join(f"{name}={value}\n" for name, value in said.items()))
    return one


@pytest.fixture
def house(tmp_path: Path, kafka: str, postgres: PostgresServer) -> Iterator[House]:
    (tmp_path / "brands").mkdir()
    prefix = f"b{secrets.token_hex(4)}"
    north, south = (brand(name, tmp_path, kafka, postgres.url(postgres.create()), prefix) for name in ("north", "south"))
    words = [sys.executable, "-m", "cli.main", "run", "--brands", str(tmp_path / "brands")]
    with (tmp_path / "house.log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, env=dict(os.environ))
    try:
        assert eventually(lambda: north._ready() and south._ready()), (tmp_path / "house.log").read_text()[-2000:]
        yield House(north, south, process)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def everything_stored(golddust: Running) -> str:
    """Every row of every table, as text."""
    engine = open_database(golddust.settings["GOLDDUST_STORE__URL"])
    with closing(engine.connect()) as connection:
        names = inspect(engine).get_table_names()
        found = [str(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names]  # noqa: S608
    engine.dispose()
    return "\n".join(found)


def everything_on_the_log(golddust: Running) -> str:
    return "\n".join(ask(golddust, "tail", topic, "--from-start", "--json").stdout for topic in TOPICS)


def cookie_and_token(golddust: Running) -> tuple[str, str]:
    engine = open_database(golddust.settings["GOLDDUST_STORE__URL"])
    accounts = Accounts(engine, SystemClock())
    try:
        return accounts.redeem(accounts.one_time_link()), accounts.add_token("reader", ["read:cases"])
    finally:
        engine.dispose()


def status(golddust: Running, path: str, **headers: str) -> tuple[int, str]:
    """What the console answers, and where it leads."""
    request = urllib.request.Request(f"http://127.0.0.1:{golddust.console}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
            return answer.status, answer.url
    except urllib.error.HTTPError as refused:
        return refused.code, ""


def messages_counted(golddust: Running) -> int:
    """How many deliveries were read, by the brand's own metrics."""
    with urllib.request.urlopen(f"http://127.0.0.1:{golddust.console}/metrics", timeout=60) as page:
        lines = page.read().decode().splitlines()
    return sum(int(float(line.split()[-1])) for line in lines if line.startswith('golddust_records_read_total{stage="receive"'))


def test_what_is_said_to_one_brand_is_nowhere_at_the_other(house: House) -> None:
    north, south = house.north, house.south
    for number, (one, name) in enumerate(((north, "north"), (south, "south"))):
        assert post(one, requests.hook(number, SAID[name]))[0] == 202
    assert eventually(lambda: command(north, "case", "list", "--json") and command(south, "case", "list", "--json"))
    for one, mine, theirs in ((north, "north", "south"), (south, "south", "north")):
        word, other = f"{mine}ern", f"{theirs}ern"
        lying = everything_stored(one) + everything_on_the_log(one)
        assert word in lying
        assert other not in lying

    assert eventually(lambda: [messages_counted(one) for one in (north, south)] == [1, 1])

    cookie, token = cookie_and_token(north)
    session = {"Cookie": f"golddust_session_north={cookie}"}
    assert status(north, "/console/", **session)[1].endswith("/console/")
    for name in ("golddust_session_north", "golddust_session_south", "golddust_session"):
        assert "sign-in" in status(south, "/console/", Cookie=f"{name}={cookie}")[1]
    assert status(north, "/api/v1/cases", Authorization=f"Bearer {token}")[0] == 200
    assert status(south, "/api/v1/cases", Authorization=f"Bearer {token}")[0] == 401


def test_one_that_fails_again_and_again_does_not_stop_the_other(house: House) -> None:
    north, south = house.north, house.south
    (north.data.parent / "brands" / "north.toml").write_text("nonsense = true\n")  # so that it cannot start again
    for pid in supervisor_of(house, "north.toml"):
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not north._ready())
    assert post(south, requests.hook(7, SAID["south"]))[0] == 202
    assert eventually(lambda: command(south, "case", "list", "--json"))
    assert house.process.poll() is None


def supervisor_of(house: House, file: str) -> list[int]:
    """The process that runs all of one brand."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(house.process.pid)], capture_output=True, text=True, check=True
    )
    return [int(line.split()[0]) for line in listed.stdout.splitlines() if file in line]
