"""The doctor looks at the relay, the signature and the ways back; `golddust settings dkim` prints the record."""

import subprocess
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.commands.all import app
from cli.doctor.mail import reply_findings
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Misconfigured
from golddust.findings import Finding
from tests.services.mailbox import free_port
from tests.services.relays import ScriptedRelay

BY_MAIL = "answers by email"
Look = Callable[..., list[Finding]]


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "dkim.pem"
    subprocess.run(["openssl", "genrsa", "-out", str(file), "2048"], check=True, capture_output=True)
    return file


def installation_of(
    tmp_path: Path, mail: Mapping[str, Any], domains: tuple[str, ...], recipients: tuple[str, ...] = ()
) -> Installation:
    given = {"data_dir": tmp_path / "data", "replies.smtp": mail, "smtp.domains": domains, "smtp.recipients": recipients}
    return Installation(load(None, given).settings)


@pytest.fixture
def look(tmp_path: Path, scripted_relay: ScriptedRelay) -> Look:
    """What the doctor says of mail with these settings, while the relay answers."""

    def say(domains: tuple[str, ...] = ("example.com",), recipients: tuple[str, ...] = (), **mail: object) -> list[Finding]:
        usual = {"host": "127.0.0.1", "port": scripted_relay.port, "timeout": 5.0, "sender": "feedback@example.com"}
        with closing(installation_of(tmp_path, {**usual, **mail}, domains, recipients)) as installation:
            return [finding for finding in reply_findings(installation) if finding.part == BY_MAIL]

    return say


def words(findings: list[Finding], state: str) -> str:
    return "; ".join(finding.words for finding in findings if finding.state == state)


def test_all_is_well_when_mail_goes_out_signed_and_finds_its_way_back(look: Look, key: Path) -> None:
    found = look(dkim={"key_file": key})
    assert {finding.state for finding in found} == {"good"}
    said = words(found, "good")
    assert "the relay answers, unencrypted" in said
    assert "signed for example.com" in said
    assert "comes back to us at example.com" in said


def test_a_relay_that_is_away_is_bad(look: Look) -> None:
    assert "away" in words(look(port=free_port()), "bad")


def test_a_password_in_the_clear_is_bad(look: Look, scripted_relay: ScriptedRelay) -> None:
    scripted_relay.extensions = ("scripted.example", "AUTH PLAIN")
    scripted_relay.says.append(("auth", "235 2.7.0 in"))
    assert "unencrypted" in words(look(username="us", password="made-up"), "bad")


def test_answers_that_do_not_come_in_here_are_noted(look: Look) -> None:
    noted = words(look(domains=("localhost",)), "note")
    assert "customers answer to example.com, and our door for mail takes localhost" in noted
    assert "comes back to nobody" in noted
    assert "not signed by us" in noted


def test_returned_mail_that_does_not_come_in_here_is_bad(look: Look) -> None:
    assert "comes back to elsewhere.example" in words(look(bounces_to="back@elsewhere.example"), "bad")
    assert "comes back to nobody" in words(look(bounces_to="<>"), "note")


def test_an_address_that_is_not_among_the_recipients_does_not_come_in(look: Look) -> None:
    found = look(recipients=("shop-*@",), bounces_to="returned@example.com")
    assert "customers answer to feedback@example.com, and our door for mail takes shop-*@ there" in words(found, "note")
    assert "comes back to returned@example.com, and our door for mail takes shop-*@ there" in words(found, "bad")
    found = look(recipients=("feedback@", "returned@"), bounces_to="returned@example.com")
    assert "customers answer" not in words(found, "note")
    assert "comes back to us at example.com" in words(found, "good")
    assert "comes back to us at example.com" in words(look(recipients=("feedback@",)), "good")


def test_looking_makes_no_keys(look: Look, tmp_path: Path) -> None:
    look()
    assert not (tmp_path / "data" / "keys").exists()


def test_a_key_that_cannot_be_read_stops_the_start_and_no_doctor(tmp_path: Path) -> None:
    mail = {"host": "127.0.0.1", "dkim": {"key_file": tmp_path / "missing.pem"}}
    with closing(installation_of(tmp_path, mail, ("localhost",))) as installation:
        assert list(reply_findings(installation)) == []
        with pytest.raises(Misconfigured, match=r"replies\.smtp\.dkim\.key_file"):
            installation.check_tables()


def test_the_record_is_printed(tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    without = runner.invoke(app, ["settings", "dkim"])
    assert without.exit_code == 1
    monkeypatch.setenv("GOLDDUST_REPLIES__SMTP__DKIM__KEY_FILE", str(key))
    monkeypatch.setenv("GOLDDUST_REPLIES__SMTP__SENDER", "feedback@example.com")
    printed = runner.invoke(app, ["settings", "dkim"])
    assert printed.exit_code == 0
    assert printed.stdout.startswith('golddust._domainkey.example.com. IN TXT ( "v=DKIM1; k=rsa; p=')
