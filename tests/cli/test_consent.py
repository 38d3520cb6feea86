"""`golddust customers consent`, `stop` and `allow` as they are typed."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.commands import customers
from cli.options import program_of
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import GoldDustError, Malformed, NotFound
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, BEN_TEXTS, later, records, said

app = program_of(customers)

NUMBER = "+12025550100"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where Ben texted, and then texted STOP."""
    folder = tmp_path / "data"
    with closing(Installation(load(None, {"data_dir": folder}).settings)) as installation:
        ben = {"address": BEN_TEXTS, "customer": installation.keys.pseudonym_of(BEN_TEXTS, "")}
        stop = said("stop", command="stop", command_word="STOP", text="Stop!", received_at=later(1), **ben)
        ann = said("ann", customer=installation.keys.pseudonym_of(ANN_MAILS, ""))
        assert Store(installation.engine).write(records([said("one", **ben), stop, ann]))
    return folder


def run(data: Path, *words: str) -> Result:
    done = CliRunner().invoke(app, ["customers", *words, "--data", str(data)], env={"COLUMNS": "250"})
    if isinstance(done.exception, GoldDustError):
        raise done.exception
    return done


def consents(data: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in run(data, "consent", BEN_TEXTS.value, "--json").stdout.splitlines()]


def test_consent_is_shown_with_its_proof(data: Path) -> None:
    (one,) = consents(data)
    shown = {name: one[name] for name in ("state", "sender", "word", "words", "by", "feedback", "holds_now")}
    proof = {"word": "STOP", "words": "Stop!", "by": "customer", "feedback": said("stop").id, "holds_now": True}
    assert shown == {"state": "stopped", "sender": NUMBER} | proof
    printed = run(data, "consent", BEN_TEXTS.value).stdout
    assert "wants nothing" in printed
    assert "Stop!" in printed
    assert "wants nothing" in run(data, "show", BEN_TEXTS.value).stdout
    (person,) = (json.loads(line) for line in run(data, "show", BEN_TEXTS.value, "--json").stdout.splitlines())
    assert person["consents"] == [one]


def test_the_staff_can_note_it_with_a_reason_and_a_name(data: Path) -> None:
    why = ("--reason", "asked for it on the phone", "--as", "sam")
    assert "Noted" in run(data, "allow", BEN_TEXTS.value, "--number", NUMBER, *why).stderr
    given, stopped = consents(data)
    assert (given["state"], given["by"], given["actor"], given["words"]) == ("given", "staff", "sam", why[1])
    assert (given["holds_now"], stopped["holds_now"]) == (True, False)
    assert "held already" in run(data, "allow", BEN_TEXTS.value, "--number", NUMBER, *why).stderr
    run(data, "stop", BEN_TEXTS.value, *why)
    assert [(one["state"], one["sender"]) for one in consents(data) if one["holds_now"]] == [("stopped", ""), ("given", NUMBER)]


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("+1 (202) 555-0100", NUMBER),
        (" whatsapp: +1 202 555 0101", "whatsapp:+12025550101"),
        ("+1 202.555.0101", "+12025550101"),
        ("mg-pool 1", ""),
        ("MG" + "1" * 32, "MG" + "1" * 32),
    ],
)
def test_the_number_is_ours_however_it_is_written(data: Path, monkeypatch: pytest.MonkeyPatch, written: str, sender: str) -> None:
    monkeypatch.setenv("GOLDDUST_SMS__TWILIO__FROM_NUMBER", "+12025550101")
    monkeypatch.setenv("GOLDDUST_SMS__TWILIO__MESSAGING_SERVICE_SID", "MG" + "1" * 32)
    words = ("stop", BEN_TEXTS.value, "--number", written, "--reason", "told us", "--as", "sam")
    if sender:
        run(data, *words)
        assert [one["sender"] for one in consents(data) if one["by"] == "staff"] == [sender]
    else:
        with pytest.raises(Malformed, match="no number of ours"):
            run(data, *words)


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("stop", BEN_TEXTS.value, "--reason", "  "), Malformed),
        (("allow", BEN_TEXTS.value, "--reason", "x" * 501), Malformed),
        (("stop", "+12025550199", "--reason", "told us"), NotFound),
        (("stop", BEN_TEXTS.value, "--reason", "told us", "--number", "+12025550109"), Malformed),
        (("stop", BEN_TEXTS.value, "--reason", "told us", "--number", "0"), Malformed),
        (("stop", ANN_MAILS.value, "--reason", "told us", "--number", NUMBER), Malformed),
    ],
)
def test_what_cannot_be_noted_is_refused(data: Path, words: tuple[str, ...], error: type[GoldDustError]) -> None:
    with pytest.raises(error):
        run(data, *words, "--as", "sam")


def test_a_reason_is_needed(data: Path) -> None:
    assert run(data, "stop", BEN_TEXTS.value).exit_code == 2
