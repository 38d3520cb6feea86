"""Two machines that answer each other stop by themselves, and one that hides what it is gets no more than the caps allow."""

import asyncio
import json
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from benchmarks.processes import Running, free_port
from tests.journeys.speaking import command, eventually

COMPLAINT = "My parcel has not arrived for two weeks, and nobody answers the phone. This is terrible."


def house(name: str, folder: Path, **settings: str) -> Running:
    """A golddust that takes mail for that domain, not started."""
    sender = {"GOLDDUST_REPLIES__SMTP__SENDER": f"feedback@{name}", "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1"}
    return Running(folder / name, {"GOLDDUST_SMTP__DOMAINS": json.dumps([name]), **sender, **settings})


@pytest.fixture
def houses(tmp_path: Path) -> Iterator[tuple[Running, Running]]:
    """Two of them, each the relay of the other, at work."""
    one, other = house("one.example.com", tmp_path), house("other.example.com", tmp_path)
    for mine, theirs in ((one, other), (other, one)):
        mine.settings = {**mine.settings, "GOLDDUST_REPLIES__SMTP__PORT": str(theirs.smtp)}
        mine.start()
    yield one, other
    for each in (one, other):
        each.stop()


def mail(golddust: Running, sender: str, recipient: str, subject: str, text: str) -> None:
    """A mail that nothing marks as a machine's."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message["Message-ID"] = f"<{abs(hash((subject, text)))}@example.com>"
    message.set_content(text)
    with smtplib.SMTP("127.0.0.1", golddust.smtp) as door:
        door.send_message(message)


def on(golddust: Running, topic: str) -> list[dict[str, Any]]:
    return [record["value"] for record in command(golddust, "tail", topic, "--from-start", "--json")]


def taken(golddust: Running) -> list[str | None]:
    """What came in, by the rule that told a machine."""
    return [value.get("automatic") for value in on(golddust, "feedback.received")]


@pytest.mark.slow
def test_two_houses_that_acknowledge_everything_exchange_one_mail_each_way(houses: tuple[Running, Running]) -> None:
    one, other = houses
    mail(one, "feedback@other.example.com", "feedback@one.example.com", "Late", COMPLAINT)
    assert eventually(lambda: taken(other) == ["own_loop"])
    # The same the other way round: when its acknowledgement is there, whatever the first could have set going is done with, too.
    mail(other, "feedback@one.example.com", "feedback@other.example.com", "Late here as well", COMPLAINT)
    assert eventually(lambda: taken(one) == [None, "own_loop"])
    assert taken(other) == ["own_loop", None]
    for each in houses:
        assert [outcome["state"] for outcome in on(each, "replies.outcomes")] == ["sent"]
        assert len(command(each, "case", "list", "--json")) == 1
        assert eventually(lambda each=each: automatic_issues(each) == [False])  # a first message to tag has the models read first


class Robot:
    """Takes every mail, and answers each at once with another subject and no mark at all."""

    def __init__(self) -> None:
        self.golddust: Running | None = None
        self.got = 0

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802 - aiosmtpd's name
        self.got += 1
        words = f"Ticket {self.got}", f"{COMPLAINT} Order {self.got * 7919}."
        await asyncio.to_thread(mail, self.golddust, "robot@example.net", "feedback@one.example.com", *words)
        return "250 OK"


@pytest.mark.slow
def test_a_robot_that_marks_nothing_gets_no_more_than_the_caps_allow(tmp_path: Path) -> None:
    robot = Robot()
    relay = Controller(robot, hostname="127.0.0.1", port=free_port())
    relay.start()
    capped = {"GOLDDUST_REPLIES__CAPS": json.dumps(["3 in 60 min"]), "GOLDDUST_REPLIES__SMTP__PORT": str(relay.port)}
    robot.golddust = golddust = house("one.example.com", tmp_path, **capped)
    golddust.start()
    try:
        mail(golddust, "robot@example.net", "feedback@one.example.com", "Ticket 0", COMPLAINT)
        assert eventually(lambda: "suppressed" in [outcome["state"] for outcome in on(golddust, "replies.outcomes")])
        *sent, last = on(golddust, "replies.outcomes")
        assert [outcome["state"] for outcome in sent] == ["sent"] * 3
        assert "3 in 60 min" in last["why"]
        assert (robot.got, taken(golddust)) == (3, [None] * 4)
    finally:
        golddust.stop()
        relay.stop()


def automatic_issues(house: Running) -> list[bool]:
    """Whether each automatic mail that was tagged is an issue."""
    return [tagged["issue"] for tagged in on(house, "feedback.tagged") if tagged.get("automatic")]
