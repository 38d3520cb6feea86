"""What the doctor says of the public door."""

import pytest

from cli.doctor.web import web_findings
from config.load import load

OURS = "https://tell.example.com"


def found(**settings: object) -> list[str]:
    told = web_findings(load(None, {name.replace("__", "."): value for name, value in settings.items()}).settings)
    return [f"{one.state}: {one.mend}" for one in told]


def test_it_says_nothing_while_everything_is_on_this_machine() -> None:
    assert found() == []


@pytest.mark.parametrize("address", ["", "http://localhost:8080", "http://[::1]:8080", "https://127.0.0.1"])
def test_an_address_that_twilio_cannot_reach_is_named(address: str) -> None:
    (finding,) = found(http__public_url=address, http__trusted_proxies=1, sms__twilio__auth_token="made up")
    assert finding.startswith("bad: [http] public_url")


def test_a_proxy_that_nobody_told_us_of_is_named() -> None:
    (finding,) = found(http__public_url=OURS, sms__twilio__auth_token="made up")
    assert finding.startswith("note: [http] trusted_proxies")
    assert found(http__public_url=OURS, http__trusted_proxies=1) == []


def test_any_account_makes_an_address_of_this_machine_bad_and_a_further_address_good() -> None:
    north = {"north": {"account_sid": "AC1", "auth_token": "made up"}}
    (finding,) = found(sms__twilio__accounts=north)
    assert finding.startswith("bad: [http] public_url")
    assert found(sms__twilio__accounts=north, sms__twilio__urls=["https://fallback.example.com"]) == []
    assert len(found(sms__twilio__accounts=north, sms__twilio__urls=["http://localhost:1"])) == 1
