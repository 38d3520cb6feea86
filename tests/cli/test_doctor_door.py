"""What the doctor says of the door for mail."""

from contextlib import closing
from pathlib import Path

import pytest

from cli.doctor.door import door_findings
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Misconfigured
from golddust.findings import Finding
from tests.services.clamd import RunningClamd
from tests.services.names import Names, silence
from tests.services.smtp_door import new_certificate


def found(**settings: object) -> list[Finding]:
    with closing(Installation(load(None, {f"smtp.{name}": value for name, value in settings.items()}).settings)) as one:
        return list(door_findings(one))


def test_it_says_nothing_of_what_is_not_set() -> None:
    assert found() == []


def test_a_certificate_that_ends_soon_is_named(tmp_path: Path) -> None:
    chain, key = new_certificate(tmp_path)  # it is good for two days
    (finding,) = found(tls_certificate=chain, tls_key=key)
    assert (finding.part, finding.state) == ("mail's certificate", "bad")
    assert finding.words.startswith("ends on")


def test_a_certificate_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("nothing")
    (finding,) = found(tls_certificate=tmp_path / "cert.pem")
    assert (finding.part, finding.state) == ("mail's certificate", "bad")
    assert "a certificate with its key" in finding.words


@pytest.mark.service
def test_the_scanner_is_asked(clamd: RunningClamd) -> None:
    assert [(one.part, one.state) for one in found(scan={"clamd": clamd.socket})] == [("mail's scanner", "good")]
    assert [(one.part, one.state) for one in found(scan={"clamd": "127.0.0.1:1"})] == [("mail's scanner", "bad")]


def test_an_alias_of_a_topic_that_there_is_not_is_named_with_the_other_tables() -> None:
    settings = load(None, {"smtp.aliases": {"a@": {"topic": "no-such-topic"}, "b-*@": {"topic": "*"}}}).settings
    with closing(Installation(settings)) as installation, pytest.raises(Misconfigured) as problem:
        installation.check_tables()
    assert [one.path for one in problem.value.problems] == ["smtp.aliases.a@.topic"]


def test_the_resolvers_are_asked(names: Names) -> None:
    (finding,) = found(authentication={"resolvers": [names.server]})
    assert (finding.part, finding.state, finding.words) == ("mail's senders", "good", f"checked; {names.server} answers")
    names.odd["*"] = silence
    (finding,) = found(authentication={"resolvers": [names.server]})
    assert (finding.state, finding.words) == ("bad", f"no answer from {names.server}")


def test_what_a_relay_is_believed_is_said() -> None:
    (finding,) = found(authentication={"authserv_ids": ["mx.example.com"]})
    assert (finding.state, finding.words) == ("good", "believed as mx.example.com found them; nothing is checked here")
