"""What the doctor says of text messages, and how to mend it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.doctor.sms import sms_findings
from cli.wiring.installation import Installation
from config.load import load
from golddust.findings import Finding
from ingest.sms.twilio.diagnosis import Doubt
from ingest.sms.twilio.refused import RefusalNotes, file_of
from ingest.sms.twilio.remembered import Remembered

ACCOUNT = "AC" + "1" * 32
SET = {"sms.twilio.account_sid": ACCOUNT, "sms.twilio.auth_token": "made-up", "http.public_url": "https://feedback.example.com"}


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Any]:
    """Makes installations of these settings."""
    made = []

    def make(**settings: Any) -> Installation:
        over = {name.replace("__", "."): value for name, value in settings.items()}
        made.append(Installation(load(None, {**SET, **over, "data_dir": tmp_path}).settings))
        return made[-1]

    yield make
    for one in made:
        with closing(one):
            pass


def found(installation: Installation) -> list[Finding]:
    return list(sms_findings(installation))


def doubt(installation: Installation, *doubts: Doubt) -> RefusalNotes:
    notes = RefusalNotes(file_of(installation.settings.data_dir), installation.clock)
    for one in doubts:
        notes.doubted(one)
    return notes


def test_without_a_token_it_says_so(opened: Any) -> None:
    (finding,) = found(opened(sms__twilio__auth_token=""))
    assert (finding.state, finding.mend) == ("note", "[sms.twilio] auth_token")


def test_a_second_accounts_token_is_one(opened: Any) -> None:
    accounts = {"north": {"account_sid": ACCOUNT, "auth_token": "made-up"}}
    assert [one.state for one in found(opened(sms__twilio__auth_token="", sms__twilio__accounts=accounts))] == ["good"]


def test_all_is_well(opened: Any) -> None:
    assert [one.state for one in found(opened())] == ["good"]


@pytest.mark.parametrize(
    ("would_match", "address", "said"),
    [
        ("scheme", "http://feedback.example.com/sms/twilio", "https is not http"),
        ("slash", "https://feedback.example.com/sms/twilio/", "a slash at its end"),
        ("several", "https://other.example.com/x/sms/twilio", "several ways"),
    ],
)
def test_a_wrong_address_is_bad_news_and_names_the_right_one(opened: Any, would_match: str, address: str, said: str) -> None:
    installation = opened()
    doubt(installation, Doubt("address", would_match, address), Doubt("wrong"))
    (finding,) = found(installation)
    assert finding.state == "bad"
    assert said in finding.words
    assert address in finding.mend
    assert "catch-up" in finding.mend


def test_a_message_that_was_proven_since_settles_it(opened: Any) -> None:
    installation = opened()
    doubt(installation, Doubt("address", "scheme", "http://x")).proven()
    assert [one.state for one in found(installation)] == ["good"]


def test_forgeries_and_strangers_are_only_notes(opened: Any) -> None:
    installation = opened()
    doubt(installation, Doubt("account"))
    assert [one.state for one in found(installation)] == ["note", "note"]
    assert "[sms.twilio.accounts" in found(installation)[0].mend


def test_what_nothing_explains_is_noted_again_once_a_wrong_address_is_settled(opened: Any) -> None:
    installation = opened()
    doubt(installation, Doubt("address", "scheme", "http://x")).proven()
    doubt(installation, Doubt("wrong"))  # another process, which writes at once
    (finding,) = found(installation)
    assert (finding.state, "nothing explains" in finding.words) == ("note", True)


def test_parking_is_noted_and_what_was_parked_is_not_promised_back(opened: Any) -> None:
    installation = opened(sms__twilio__unverified="park", http__public_url="http://127.0.0.1:8080")
    assert [one.state for one in found(installation)] == ["note"]
    doubt(installation, Doubt("address", "scheme", "http://x"))
    (bad,) = [one for one in found(installation) if one.state == "bad"]
    assert "stay suspect" in bad.mend
    assert "catch-up" not in bad.mend


def test_nobody_who_looks_for_missed_ones_is_noted(opened: Any) -> None:
    assert "catch_up_hours" in found(opened(sms__twilio__catch_up_hours=0))[0].mend
    installation = opened()
    Remembered(installation.settings.data_dir).put(ACCOUNT, installation.clock.now() - timedelta(days=2))
    (finding,) = found(installation)
    assert (finding.state, ACCOUNT in finding.words) == ("note", True)
