"""The database is lost: the log has it all, and no customer hears from us twice."""

import smtplib
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from benchmarks import requests
from benchmarks.processes import Running, free_port
from tests.journeys.conftest import WHATEVER_THE_LOG, Mailbox
from tests.journeys.speaking import command, doctor, eventually, post

pytestmark = pytest.mark.slow

SAME = {
    "feedback": "*",
    "tags": "*",
    "feedback_topics": "*",
    "contacts": "*",
    "cases": "id, reference, state, kind, priority, owner, channel, customer, feedback, subject, text, why, topics, sentiment,"
    " emotion, urgency, language, answerable",
}
"""What must be the same; cases are opened anew, so their times are not."""
ANSWERS = {"replies": 'id, "case", feedback, customer, channel, purpose, text, state, provider_id'}
Rows = dict[str, list[tuple[Any, ...]]]


def rows(golddust: Running, wanted: dict[str, str]) -> Rows:
    with closing(sqlite3.connect(golddust.data / "store.sqlite3", timeout=30)) as store:
        found = {table: store.execute(f"SELECT {columns} FROM {table}").fetchall() for table, columns in wanted.items()}  # noqa: S608
    return {table: sorted(lines, key=repr) for table, lines in found.items()}


def answers_at_rest(golddust: Running) -> Rows:
    """All answers, where none is being sent just now; else none. What waits for its carrier is tried now and then."""
    found = rows(golddust, ANSWERS)
    return {} if any(row[-2] == "sending" for row in found["replies"]) else found


def say_things(golddust: Running) -> int:
    """Complaints and others by all doors, two from one customer, one STOP; returns how many messages."""
    said = [
        "The kettle broke after one week, very disappointed",
        "Thank you, it works well again",
        "Where is my parcel? It is late",
    ]
    for number, text in enumerate([*said, "Charged twice, give me my money back!"]):
        assert post(golddust, requests.hook(number, text))[0] == 202
    with smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=20) as door:
        door.sendmail("ann@example.com", ["feedback@localhost"], requests.mail(1, "My parcel has not arrived, nobody answers"))
        door.sendmail("ann@example.com", ["feedback@localhost"], requests.mail(2, "It still has not arrived. I am furious."))
    for number, text in ((1, "The app crashes each time, this is awful"), (2, "STOP")):
        assert post(golddust, requests.text_message(number, golddust.url, text))[0] == 200
    return len(said) + 1 + 2 + 2


def is_through(golddust: Running, *stages: str) -> bool:
    """Whether these stages have read everything."""
    words = {finding["part"]: finding["words"] for finding in doctor(golddust) if "read =" in finding["words"]}
    return all(words.get(f"stage {stage}", "").endswith("; 0 wait") for stage in stages)


def replay(golddust: Running, stage: str) -> list[dict[str, Any]]:
    given = command(golddust, "replay", "--from", "start", "--into", stage, "--json")
    assert eventually(lambda: is_through(golddust, stage)), doctor(golddust)
    return given


def test_the_store_is_rebuilt_from_the_log_and_nobody_hears_twice(golddust: Running, relay: tuple[Mailbox, int]) -> None:
    mailbox, port = relay
    golddust.settings = {
        **golddust.settings,
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
        "GOLDDUST_SMS__TWILIO__API_BASE": f"http://127.0.0.1:{free_port()}",  # away: what is to be texted waits
    }
    golddust.start()
    count = say_things(golddust)
    assert eventually(lambda: len(rows(golddust, {"tags": "*"})["tags"]) == count)
    assert eventually(lambda: is_through(golddust, "receive", "tag", "store", "complaints", "replies", "reply-outcomes"))
    by_mail = sum(row[4] != "sms" for row in rows(golddust, ANSWERS)["replies"])
    assert eventually(lambda: len(mailbox.mails) == by_mail >= 4)
    assert eventually(lambda: len(command(golddust, "tail", "replies.outcomes", "--from-start", "--json")) >= by_mail)
    before, answers = rows(golddust, SAME), eventually(lambda: answers_at_rest(golddust))
    assert {state for *_, state, _ in answers["replies"]} >= {"sent"}
    golddust.stop()
    for file in golddust.data.glob("store.sqlite3*"):
        file.unlink()

    golddust.start()
    assert {one["topic"]: one["records"] for one in replay(golddust, "store") if one["records"]} == {
        "feedback.received": count, "feedback.tagged": count,
    }  # fmt: skip
    replay(golddust, "store")
    replay(golddust, "replies")
    assert eventually(lambda: answers_at_rest(golddust)) == answers
    replay(golddust, "complaints")
    replay(golddust, "reply-outcomes")
    assert rows(golddust, SAME) == before
    assert len(mailbox.mails) == by_mail

    assert post(golddust, requests.hook(77, "The new kettle broke as well, I want my money back"))[0] == 202
    assert eventually(lambda: len(mailbox.mails) == by_mail + 1)
    assert [finding for finding in doctor(golddust) if finding["part"].startswith("stage") and finding["state"] != "good"] == []
    assert rows(golddust, ANSWERS)["replies"] > []


@WHATEVER_THE_LOG
def test_complaints_alone_come_back_in_silence(golddust: Running, relay: tuple[Mailbox, int]) -> None:
    mailbox, port = relay
    golddust.settings = {
        **golddust.settings,
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
    }
    golddust.start()
    assert post(golddust, requests.hook(1, "The kettle broke after one week, very disappointed"))[0] == 202
    assert eventually(lambda: len(mailbox.mails) == 1)
    assert eventually(lambda: command(golddust, "tail", "replies.outcomes", "--from-start", "--json"))
    golddust.stop()
    for file in golddust.data.glob("store.sqlite3*"):
        file.unlink()

    golddust.start()
    replay(golddust, "tag")  # whose issues go the whole way, with the mark of the message that they are about
    assert eventually(lambda: len(command(golddust, "case", "list", "--json")) == 1)
    replay(golddust, "complaints")
    replay(golddust, "store")
    assert post(golddust, requests.hook(2, "Charged twice, give me my money back!"))[0] == 202
    assert eventually(lambda: len(mailbox.mails) == 2)
    assert len(command(golddust, "case", "list", "--json")) == 2
    assert [to for to, _ in mailbox.mails] == [["c1@example.com"], ["c2@example.com"]]


@WHATEVER_THE_LOG
def test_what_came_in_on_this_machine_is_read_once_more_under_the_same_ids(golddust: Running) -> None:
    golddust.start()
    for number in range(3):
        assert post(golddust, requests.hook(number, "Thank you, it works well again"))[0] == 202
    assert eventually(lambda: len(rows(golddust, SAME)["tags"]) == 3)
    assert eventually(lambda: is_through(golddust, "receive", "tag", "store"))
    before = rows(golddust, SAME)
    assert [(one["topic"], one["records"]) for one in replay(golddust, "receive")] == [("golddust.intake", 3)]
    received = command(golddust, "tail", "feedback.received", "--from-start", "--json")
    assert (len(received), len({record["value"]["id"] for record in received})) == (6, 3)
    assert eventually(lambda: is_through(golddust, "tag", "store"))
    assert rows(golddust, SAME) == before
    assert [finding for finding in doctor(golddust) if finding["part"].startswith("stage") and finding["state"] != "good"] == []
