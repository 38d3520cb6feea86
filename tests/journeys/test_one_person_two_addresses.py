"""A customer who mails and texts is one person to us once both addresses have proved it."""

import re
import smtplib
from typing import Any

import pytest

from benchmarks import requests
from benchmarks.processes import Running
from tests.journeys.conftest import WHATEVER_THE_LOG, Mailbox
from tests.journeys.speaking import STOPS_WITHIN, command, eventually, plain_text, post
from tests.services.texts import Texts

MAIL, PHONE = "c1@example.com", "+12025550142"
CODE = re.compile(r"(?<![\w-])[2-9B-Z]{4}-[2-9B-Z]{4}\b")


def send_mail(golddust: Running, number: int, text: str) -> None:
    with smtplib.SMTP("127.0.0.1", golddust.smtp, timeout=20) as door:
        door.sendmail(MAIL, "feedback@localhost", requests.mail(number, text))


def send_text(golddust: Running, number: int, text: str) -> None:
    assert post(golddust, requests.text_message(number, golddust.url, text))[0] == 200


def addresses(golddust: Running, who: str) -> set[str]:
    return {one["address"] for one in command(golddust, "customers", "find", who, "--json")}


def code_in(texts: list[str]) -> str:
    return next((found.group() for text in texts if (found := CODE.search(text))), "")


def written(mailbox: Mailbox) -> list[str]:
    return [plain_text(mail) for _, mail in mailbox.mails]


def timeline(golddust: Running) -> list[dict[str, Any]]:
    (person,) = command(golddust, "customers", "show", MAIL, "--json")
    return person["timeline"]


@pytest.mark.slow
@WHATEVER_THE_LOG
def test_codes_that_come_back_from_both_addresses_make_them_one_person(
    golddust: Running, relay: tuple[Mailbox, int], texts: Texts
) -> None:
    mailbox, port = relay
    golddust.settings = {
        **golddust.settings,
        "GOLDDUST_REPLIES__SMTP__HOST": "127.0.0.1",
        "GOLDDUST_REPLIES__SMTP__PORT": str(port),
        "GOLDDUST_SMS__TWILIO__API_BASE": texts.url,
        "GOLDDUST_COMPLAINTS__REGION": "US",
    }
    golddust.start()
    send_mail(golddust, 1, "My parcel never came, I am very disappointed.")
    send_text(golddust, 42, "Where is my parcel? This is bad service.")
    assert eventually(lambda: len(command(golddust, "case", "list", "--json")) == 2)
    assert eventually(lambda: len(texts.forms) == 1 and len(mailbox.mails) == 1)

    command(golddust, "customers", "join", MAIL, "(202) 555-0142", "--as", "sam", "--json")
    by_mail = eventually(lambda: code_in(written(mailbox)))
    by_text = eventually(lambda: code_in([form["Body"] for form in texts.forms]))
    assert by_mail
    assert by_text
    assert addresses(golddust, MAIL) == {MAIL}

    send_mail(golddust, 998, f"Yes, that is me: {by_mail.lower()}\n\nAnn")
    send_text(golddust, 142, by_text.replace("-", " "))
    assert eventually(lambda: addresses(golddust, PHONE) == {MAIL, PHONE})

    channels = [entry["channel"] for entry in timeline(golddust) if entry["what"] == "said"]
    assert sorted(channels) == ["email", "email", "sms", "sms"]
    (join,) = command(golddust, "customers", "split", PHONE, "--as", "sam", "--json")
    assert join["proof"] == "codes"
    assert addresses(golddust, PHONE) == {PHONE}
    assert golddust.stop() < STOPS_WITHIN
