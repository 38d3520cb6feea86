"""The digest of an installation: due by its clock, sent once by however many processes, and the commands as they are typed."""

import email
import email.policy
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner, Result

from cli.commands import digest, people
from cli.options import program_of
from cli.wiring.digest import Weekly, digest_rounds
from cli.wiring.installation import Installation
from config.load import load
from golddust.clock import MovableClock
from golddust.errors import GoldDustError, Malformed, Misconfigured, NotFound
from tests.journeys.speaking import eventually
from tests.services.mailbox import Mailbox

app = program_of(digest, people)
MONDAY = datetime(2026, 11, 30, 6, 59, tzinfo=UTC)
"""A minute before it is due."""


def settings(folder: Path, mailbox: Mailbox, more: str = "") -> Path:
    path = folder / "golddust.toml"
    path.write_text(
        f'[replies.smtp]\nhost = "127.0.0.1"\nport = {mailbox.port}\nsender = "feedback@example.com"\n'
        f'[console]\npublic_url = "https://console.example.com"\n[digest]\nto = ["ops@example.com"]\nzone = "UTC"\n{more}'
    )
    return path


def run(data: Path, *words: str, config: Path | None = None) -> Result:
    given = ["--config", str(config)] if config else []
    done = CliRunner().invoke(app, [*words, "--data", str(data), *given], env={"COLUMNS": "250"})
    if isinstance(done.exception, GoldDustError):
        raise done.exception
    return done


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where Ann has an account and an address, and Bo an account."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("ann", "bo"):
        run(folder, "user", "add", name, "--password", "a long enough password")
    run(folder, "digest", "reader", "ann", "--mail", "ann@example.com")
    return folder


@pytest.fixture
def installation(data: Path, mailbox: Mailbox) -> Iterator[Installation]:
    with closing(Installation(load(settings(data, mailbox), {"data_dir": data}).settings)) as made:
        made.clock = MovableClock(MONDAY)
        yield made


def to(mailbox: Mailbox) -> list[str]:
    return sorted(recipient for envelope in mailbox.envelopes for recipient in envelope.rcpt_tos)


def subjects(mailbox: Mailbox) -> list[str]:
    mails = (
        email.message_from_bytes(cast("bytes", one.original_content), policy=email.policy.default) for one in mailbox.envelopes
    )
    return [str(cast("EmailMessage", one)["Subject"]) for one in mails]


def clock_of(installation: Installation) -> MovableClock:
    return cast("MovableClock", installation.clock)


# --- when


def test_it_goes_out_at_its_hour_to_each_reader_once(installation: Installation, mailbox: Mailbox) -> None:
    weekly = Weekly(installation)
    weekly.enqueue()
    weekly.dispatch()
    mailbox.envelopes.clear()  # of the week before, which was due already
    for _ in range(5):
        clock_of(installation).move(timedelta(minutes=1))
        weekly.enqueue()
        weekly.dispatch()
    assert to(mailbox) == ["ann@example.com", "ops@example.com"]
    assert set(subjects(mailbox)) == {"Week 48: nobody wrote to us"}


def test_after_weeks_without_a_machine_the_last_week_alone_is_sent(installation: Installation, mailbox: Mailbox) -> None:
    weekly = Weekly(installation)
    weekly.enqueue()
    weekly.dispatch()
    mailbox.envelopes.clear()
    clock_of(installation).move(timedelta(days=24))
    weekly.enqueue()
    weekly.dispatch()
    assert set(subjects(mailbox)) == {"Week 51: nobody wrote to us"}
    assert len(mailbox.envelopes) == 2


@pytest.mark.parametrize("more", ["send = false\n", ""])
def test_without_a_relay_or_when_it_is_switched_off_nothing_goes_round(data: Path, mailbox: Mailbox, more: str) -> None:
    path = settings(data, mailbox, more)
    if not more:
        path.write_text('[digest]\nto = ["ops@example.com"]\n')
    with closing(Installation(load(path, {"data_dir": data}).settings)) as made:
        assert digest_rounds(made) == []


def test_the_role_of_replies_has_the_rounds_that_do_it(installation: Installation) -> None:
    assert [one.stage for one in digest_rounds(installation)] == ["digest", "digest-mail"]


def test_the_rounds_bring_it_to_the_relay(data: Path, mailbox: Mailbox) -> None:
    with closing(Installation(load(settings(data, mailbox), {"data_dir": data}).settings)) as made:
        rounds = digest_rounds(made)
        threads = [threading.Thread(target=one.run) for one in rounds]
        for thread in threads:
            thread.start()
        eventually(lambda: len(mailbox.envelopes) == 2)
        for one in rounds:
            one.stop()
        for thread in threads:
            thread.join()
    assert to(mailbox) == ["ann@example.com", "ops@example.com"]


# --- by hand


def test_two_processes_at_once_send_it_once(data: Path, mailbox: Mailbox) -> None:
    command = [sys.executable, "-m", "cli.main", "digest", "send", "--week", "2026-W40", "--data", str(data)]
    command += ["--config", str(settings(data, mailbox))]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}) for _ in range(2)]
    said = [one.communicate() for one in started]
    assert all(one.returncode in (0, 1) for one in started), said  # 1: the other one was still sending
    assert to(mailbox) == ["ann@example.com", "ops@example.com"]
    again = run(data, "digest", "send", "--week", "2026-W40", config=data / "golddust.toml")
    assert (again.exit_code, again.stdout + again.stderr) == (0, "2026-W40: 0 new; 2 sent\n")
    assert len(mailbox.envelopes) == 2


def test_to_one_address_it_goes_as_often_as_asked(data: Path, mailbox: Mailbox) -> None:
    config = settings(data, mailbox)
    for _ in range(2):
        assert run(data, "digest", "send", "--to", "boss@example.com", config=config).exit_code == 0
    assert to(mailbox) == ["boss@example.com"] * 2
    assert mailbox.mail()["List-Unsubscribe"] is None
    with pytest.raises(Malformed):
        run(data, "digest", "send", "--to", "boss@example.com\nBcc: x@example.com", config=config)


def test_it_is_shown_as_text_and_as_the_mails_page(data: Path) -> None:
    text = run(data, "digest", "show", "--week", "2026-W40").stdout
    assert text.startswith("Nobody wrote to us this week.")
    assert "2026-W40" in text
    assert run(data, "digest", "show", "--html", "--for", "ann").stdout.startswith("<!DOCTYPE html>")
    with pytest.raises(NotFound):
        run(data, "digest", "show", "--for", "nobody")
    with pytest.raises(Malformed):
        run(data, "digest", "show", "--week", "2999-W01")
    with pytest.raises(Misconfigured):
        run(data, "digest", "send")


def test_who_gets_it_is_listed_and_chosen(data: Path) -> None:
    assert '"mail":"ann@example.com"' in run(data, "digest", "readers", "--json").stdout.replace(" ", "")
    assert "no address yet" in run(data, "digest", "reader", "bo").stderr
    run(data, "digest", "reader", "ann", "--off")
    assert "Nobody gets it" in run(data, "digest", "readers").stdout + run(data, "digest", "readers").stderr
    run(data, "digest", "reader", "ann")
    assert "ann@example.com" in run(data, "digest", "readers").stdout
