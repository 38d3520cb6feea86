"""The doctor shows which carriers rest, what is held back and why, and how near the ceilings are."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from cli.doctor.texts import text_findings
from cli.wiring.installation import Installation
from cli.wiring.texting import text_policy
from config.load import load
from golddust.findings import Finding
from golddust.metrics import NoMetrics
from sinks.replies.carriers import Carriers
from sinks.replies.dispatcher import Dispatcher
from sinks.replies.requests import requests_step
from sinks.store.store import Store
from tests.services.texts import ACCOUNT, Texts
from tests.sinks.made import BEN_TEXTS, all_done, asked, records, said


@pytest.fixture
def installation(tmp_path: Path, texts: Texts) -> Iterator[Installation]:
    twilio = {"account_sid": ACCOUNT, "auth_token": "made-up", "from_number": "+12025550100", "api_base": texts.url}
    sending = {"most_per_hour": 2, "quiet_hours": "", "per_second": 0}
    (tmp_path / "data").mkdir()
    given = {"data_dir": tmp_path / "data", "sms.twilio": twilio, "sms.sending": sending}
    with closing(Installation(load(None, given).settings)) as made:
        yield made


def found(installation: Installation) -> dict[str, Finding]:
    return {finding.words: finding for finding in text_findings(installation)}


def answer(installation: Installation, name: str) -> None:
    """By a dispatcher like that of the role `replies`."""
    engine, clock = installation.engine, installation.clock
    one = said(name, address=BEN_TEXTS, received_at=clock.now())
    assert all_done(Store(engine).write(records([one])))
    assert all_done(requests_step(engine, clock)(records([asked(one)])))
    Dispatcher(engine, installation.senders, clock, NoMetrics(), (), text_policy(installation)).dispatch_due()


def test_without_an_account_there_is_nothing_to_say(tmp_path: Path) -> None:
    with closing(Installation(load(None, {"data_dir": tmp_path}).settings)) as bare:
        assert list(text_findings(bare)) == []


def test_at_rest_the_ceiling_is_shown(installation: Installation, texts: Texts) -> None:
    assert found(installation)["0 of 2 within the last hour, for at most 0.00 of 50.00"].state == "good"
    answer(installation, "a")
    assert len(texts.taken) == 1
    assert found(installation)["1 of 2 within the last hour, for at most 0.01 of 50.00"].state == "good"


def test_a_ceiling_that_is_reached_and_what_waits_for_it_is_shown(installation: Installation, texts: Texts) -> None:
    for name in "abcd":
        answer(installation, name)
    assert len(texts.taken) == 2
    said_ = found(installation)
    assert said_["2 of 2 within the last hour, for at most 0.02 of 50.00"].state == "bad"
    assert any("ceiling for machines is reached" in words and words.startswith("2 waiting") for words in said_)


def test_a_carrier_that_rests_is_shown_with_why(installation: Installation) -> None:
    carriers = Carriers(installation.engine, installation.clock, NoMetrics())
    for _ in range(3):
        carriers.fails("twilio.north", "Twilio answered 429: too many requests")
    (words,) = [words for words in found(installation) if "twilio.north" in words]
    assert "has not worked since" in words
    assert "429" in words
    carriers.works("twilio.north")
    assert not any("twilio.north" in words for words in found(installation))


def test_what_is_in_doubt_is_shown(installation: Installation, texts: Texts) -> None:
    texts.script = lambda method: "lost" if method == "POST" else ""
    answer(installation, "a")
    assert any(words.startswith("1 in doubt") for words in found(installation))


def test_an_address_that_nobody_outside_reaches_is_shown(tmp_path: Path) -> None:
    twilio = {"account_sid": ACCOUNT, "auth_token": "made-up", "from_number": "+12025550100"}
    (tmp_path / "data").mkdir()
    for url, told in (("http://127.0.0.1:8080", False), ("https://feedback.example.com", True)):
        given = {"data_dir": tmp_path / "data", "sms.twilio": twilio, "http.public_url": url}
        with closing(Installation(load(None, given).settings)) as made:
            assert any("is not told to us" in words for words in found(made)) is not told


def test_what_reached_nobody_is_told_with_its_reason(installation: Installation, texts: Texts) -> None:
    texts.refuse(400, 30007)
    answer(installation, "a")
    assert any(words.startswith("reached nobody in the last week: 1, because") for words in found(installation))
