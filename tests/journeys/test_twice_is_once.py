"""What comes twice is heard once, whatever channel it comes by, at whichever process, and whoever was killed in between."""

import hashlib
import hmac
import http.client
import json
import re
import smtplib
import socket
import subprocess
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager

import pytest

from benchmarks import requests
from benchmarks.processes import Running, free_port
from tests.journeys.conftest import WHATEVER_THE_LOG, Mailbox
from tests.journeys.speaking import STOPS_WITHIN, command, eventually, plain_text, post
from tests.services.texts import Texts

ANN_MAILS, DEV_MAILS, BEN_TEXTS = "ann@example.com", "dev@example.com", "+12025550177"
BY_TEXT = "My parcel is two weeks late and nobody answers the phone! This is terrible."
BY_MAIL = "My parcel is now two weeks late, nobody answers the phone. Terrible. Please help, Ann"
SECRET = "made-up-key"
CODE = re.compile(r"(?<![\w-])[2-9B-Z]{4}-[2-9B-Z]{4}\b")
NO_CARRIER = {"GOLDDUST_REPLIES__SMTP__HOST": "", "GOLDDUST_SMS__TWILIO__FROM_NUMBER": ""}
Again = Callable[[int], object]
"""Brings the same thing to the door at this port."""


@pytest.fixture
def arranged(golddust: Running, relay: tuple[Mailbox, int], texts: Texts) -> Running:
    """golddust with a relay, a carrier, and a source of hooks that name no id, not started yet."""
    _, port = relay
    golddust.settings = {
        **golddust.settings,
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
        "GOLDDUST_SMS__TWILIO__API_BASE": texts.url,
        "GOLDDUST_COMPLAINTS__REGION": "US",
        "GOLDDUST_HOOKS__PLAIN__VERIFY": json.dumps({"scheme": "hmac", "header": "x-signature", "secrets": [SECRET]}),
        "GOLDDUST_HOOKS__PLAIN__MAP": '{"text": "message", "customer": "email"}',
    }
    return golddust


@pytest.fixture
def company(arranged: Running) -> Running:
    """The same, at work."""
    arranged.start()
    return arranged


@contextmanager
def second_door(golddust: Running) -> Iterator[int]:
    """Another process that takes in for the same company."""
    port = free_port()
    process = subprocess.Popen(
        golddust.command("serve", "http", "--http", str(port)), env=golddust.environment, stderr=subprocess.DEVNULL
    )
    try:
        assert eventually(lambda: _listens(port))
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _listens(port: int) -> bool:
    with closing(socket.socket()) as there:
        return there.connect_ex(("127.0.0.1", port)) == 0


def sent(raw: bytes, port: int) -> tuple[int, bytes]:
    """The answer to the request."""
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("POST", first.split()[1], body, dict(line.split(": ", 1) for line in lines))
        answer = connection.getresponse()
        return answer.status, answer.read()


def text(golddust: Running) -> Again:
    """A text, and Twilio's retry of it: the same parameters, signed the same, with a token of its own."""
    raw = requests.text_message(42, golddust.url, BY_TEXT)
    tries = iter(range(9))

    def again(port: int) -> None:
        token = f"\r\nI-Twilio-Idempotency-Token: {next(tries)}-made-up\r\n\r\n".encode()
        assert sent(raw.replace(b"\r\n\r\n", token, 1), port)[0] == 200

    return again


def signed_hook(golddust: Running) -> Again:  # noqa: ARG001 - as the others
    """A hook that names itself; its retry is signed anew."""

    def again(port: int) -> None:
        assert sent(requests.hook(7, BY_TEXT), port)[0] == 202

    return again


def nameless_hook(golddust: Running) -> Again:  # noqa: ARG001 - as the others
    """A hook without an id, which its bytes alone tell from another."""
    body = json.dumps({"message": BY_TEXT, "email": ANN_MAILS}).encode()
    signature = hmac.digest(SECRET.encode(), body, hashlib.sha256).hex()
    headers = {"x-signature": signature, "Content-Type": "application/json"}

    def again(port: int) -> None:
        assert sent(requests.post("/hooks/plain", body, headers), port)[0] == 202

    return again


def form(golddust: Running) -> Again:
    """The form, sent again by who pressed the button twice, or went back and pressed it once more."""
    with closing(http.client.HTTPConnection("127.0.0.1", golddust.http, timeout=60)) as connection:
        connection.request("GET", "/tell-us")
        page = connection.getresponse().read().decode()
    found = re.search(r'<input[^>]*name="nonce"[^>]*value="([^"]*)"', page)
    assert found
    fields = {"nonce": found[1], "text": BY_TEXT, "contact": DEV_MAILS, "homepage": ""}
    raw = requests.post(
        "/tell-us", urllib.parse.urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    )

    def again(port: int) -> None:
        assert sent(raw, port)[0] == 303

    return again


Way = Callable[[Running], Again]
WAYS_IN = pytest.mark.parametrize(
    ("golddust", "ways"),
    [
        ("sqlite", (text, signed_hook, nameless_hook, form)),
        pytest.param("kafka", (text,), marks=[pytest.mark.service, pytest.mark.long]),
    ],
    indirect=["golddust"],
    ids=["every-way-in", "by-text-on-kafka"],
)
"""Every channel, each with a customer of its own, and one of them on Kafka: what comes twice is told at the spool, which is the
same for all."""


def mail_to(golddust: Running, *recipients: str, number: int = 1, text: str = BY_MAIL) -> None:
    with smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=60) as door:
        whole = requests.mail(number, text).replace(f"c{number % 997}@example.com".encode(), ANN_MAILS.encode())
        door.sendmail(ANN_MAILS, list(recipients), whole)


def cases(golddust: Running) -> list[dict[str, object]]:
    return command(golddust, "case", "list", "--json")


def unmerged(golddust: Running) -> list[dict[str, object]]:
    return [case for case in cases(golddust) if not case["merged_into"]]


def feedback(golddust: Running) -> list[dict[str, object]]:
    return command(golddust, "tail", "feedback.received", "--from-start", "--json")


def answers(mailbox: Mailbox, texts: Texts) -> int:
    return len(mailbox.mails) + len(texts.forms)


def settled(golddust: Running, mailbox: Mailbox, texts: Texts, brought: int = 1) -> None:
    """All that was brought by so many has been dealt with: it was answered, and so was a last word of somebody else."""
    assert sent(requests.text_message(77, golddust.url, "The soup was cold and the waiter was rude!"), golddust.http)[0] == 200
    assert eventually(lambda: any(form["To"] == BEN_TEXTS for form in texts.forms) and answers(mailbox, texts) > brought)


def assert_one_of_each(company: Running, mailbox: Mailbox, texts: Texts, customers: int) -> None:
    """Each customer, and the one of the last word, has one feedback, one case and one answer; and the company stops in time."""
    settled(company, mailbox, texts, customers)
    assert len(feedback(company)) == customers + 1
    assert len(cases(company)) == customers + 1
    assert answers(mailbox, texts) == customers + 1
    assert company.stop() < STOPS_WITHIN


@pytest.mark.slow
@WAYS_IN
def test_what_is_brought_again_is_one_feedback_one_case_one_acknowledgement(
    company: Running, relay: tuple[Mailbox, int], texts: Texts, ways: Sequence[Way]
) -> None:
    mailbox, _ = relay
    customers = [way(company) for way in ways]
    with second_door(company) as other:
        for again in customers:
            for port in (company.http, company.http, other):
                again(port)
        assert eventually(lambda: answers(mailbox, texts) >= len(customers) and len(cases(company)) >= len(customers))
        for again in customers:
            again(other)
    company.kill()
    company.start()
    for again in customers:
        again(company.http)
    assert_one_of_each(company, mailbox, texts, len(customers))


@pytest.mark.slow
@WAYS_IN
def test_who_heard_no_answer_before_the_process_was_killed_tries_again_and_changes_nothing(
    arranged: Running,
    relay: tuple[Mailbox, int],
    texts: Texts,
    ways: Sequence[Way],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Killed once the feedback is stored: whether the answer was still to be written then or lay unread, nobody heard it.

    Nobody carries acknowledgements until then: who is killed while sending one cannot know whether it went out, and sends none.

    Kills before it is stored, and between that and the answer, are `test_killed_at_any_moment.py`'s.
    """
    mailbox, _ = relay
    company, settings = arranged, arranged.settings
    company.settings = {**settings, **NO_CARRIER}
    company.start()
    customers = [way(company) for way in ways]
    monkeypatch.setattr("tests.journeys.test_twice_is_once.sent", lost)
    with ExitStack() as unread:
        for again in customers:
            with pytest.raises(Lost) as gone:
                again(company.http)
            unread.enter_context(gone.value.there)
        assert eventually(lambda: len(feedback(company)) >= len(customers))
        company.kill()
    monkeypatch.undo()
    company.settings = settings
    company.start()
    for again in customers:
        again(company.http)
    assert_one_of_each(company, mailbox, texts, len(customers))


class Lost(Exception):
    """The sender has not heard an answer, and listens no more."""

    def __init__(self, there: socket.socket) -> None:
        self.there = there


def lost(raw: bytes, port: int) -> tuple[int, bytes]:
    """Send it, and read nothing of the answer, whenever that comes."""
    there = socket.create_connection(("127.0.0.1", port))
    there.sendall(raw)
    raise Lost(there)


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_the_same_mail_to_two_addresses_of_ours_is_one_case_with_one_acknowledgement(
    company: Running, relay: tuple[Mailbox, int], texts: Texts
) -> None:
    mailbox, _ = relay
    mail_to(company, "feedback@localhost", "help@localhost")
    mail_to(company, "help@localhost")
    assert eventually(lambda: cases(company) and mailbox.mails)
    settled(company, mailbox, texts)
    assert len(feedback(company)) == 3  # a delivery to each address, and what settles
    assert len(cases(company)) == 2
    assert len(mailbox.mails) == 1
    assert company.stop() < STOPS_WITHIN


def code_in(words: list[str]) -> str:
    return next((found.group() for one in words if (found := CODE.search(one))), "")


def mails_in(golddust: Running, case: str) -> int:
    (whole,) = command(golddust, "case", "show", case, "--json")
    return sum(message["channel"] == "email" for message in whole["messages"])


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_one_person_by_text_and_by_mail_is_offered_and_by_proof_one(
    company: Running, relay: tuple[Mailbox, int], texts: Texts
) -> None:
    mailbox, _ = relay
    assert post(company, requests.text_message(42, company.url, BY_TEXT))[0] == 200
    assert eventually(lambda: len(cases(company)) == 1 and len(texts.forms) == 1)
    mail_to(company, "feedback@localhost", text=f"{BY_MAIL}. My number is (202) 555-0142.")
    assert eventually(lambda: len(cases(company)) == 2 and len(mailbox.mails) == 1)
    (offer,) = eventually(lambda: command(company, "case", "offered", "--json"))
    assert offer["who"] == "they name this address themselves"
    assert not offer["proven"]

    command(company, "case", "same", offer["reference"], offer["other_reference"], "--as", "sam", "--json")
    by_mail = eventually(lambda: code_in([plain_text(mail) for _, mail in mailbox.mails]))
    by_text = eventually(lambda: code_in([one["Body"] for one in texts.forms]))
    assert len(unmerged(company)) == 2
    mail_to(company, "feedback@localhost", number=2, text=f"{by_mail}\n\nAnn")
    assert post(company, requests.text_message(142, company.url, by_text))[0] == 200
    assert eventually(lambda: len(unmerged(company)) == 1)

    (heir,) = unmerged(company)
    (whole,) = command(company, "case", "show", str(heir["reference"]), "--json")
    assert heir["channel"] == "sms"  # the earlier of the two
    assert {message["channel"] for message in whole["messages"]} == {"sms", "email"}
    assert "merged" in {event["step"] for event in whole["history"]}
    told = answers(mailbox, texts)
    mail_to(company, "feedback@localhost", number=3)
    assert eventually(lambda: len(feedback(company)) == 5)
    assert eventually(lambda: mails_in(company, str(heir["reference"])) == 2)
    assert len(unmerged(company)) == 1
    assert answers(mailbox, texts) == told
    assert company.stop() < STOPS_WITHIN
