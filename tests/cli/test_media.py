"""`golddust media` and what the doctor says of it."""

import gc
import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from typer.testing import CliRunner

from cli.commands import media
from cli.doctor.media import MANY_TRIES, media_findings
from cli.options import program_of
from cli.processes import stages
from cli.wiring.installation import Installation
from config.load import load
from golddust.clock import MovableClock
from golddust.errors import Conflict, GoldDustError, Misconfigured, NotFound, Refused
from golddust.events import Attachment, Feedback
from golddust.metrics import PrometheusMetrics
from sinks.store.store import Store
from tests.services.media import ACCOUNT, JPEG, MediaServer, gives, path_of, says, url_of
from tests.sinks.made import BEN_TEXTS, MONDAY, all_done, records, said

app = program_of(media)

OTHER = "AC" + "b2" * 16


@pytest.fixture
def settings_file(tmp_path: Path, media_server: MediaServer) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[sms.twilio]\naccount_sid = "{ACCOUNT}"\nauth_token = ["old", "new"]\n'
        f'api_base = "{media_server.url}"\n[sms.twilio.accounts.north]\naccount_sid = "{OTHER}"\nauth_token = "theirs"\n'
    )
    return file


@pytest.fixture
def installation(settings_file: Path) -> Iterator[Installation]:
    with closing(Installation(load(settings_file).settings)) as made:
        made.prepare()
        yield made


@pytest.fixture
def golddust(settings_file: Path) -> Callable[..., Any]:
    return lambda *words: CliRunner().invoke(app, ["media", *words, "--config", str(settings_file)])


def texted(*urls: str) -> Feedback:
    return said("a", address=BEN_TEXTS, attachments=tuple(Attachment(name="ME", type="image/jpeg", url=url) for url in urls))


def fetch(installation: Installation, *urls: str) -> Feedback:
    """Store a message with these, and do what the role does until nothing is due."""
    one = texted(*urls)
    assert all_done(Store(installation.engine).write(records([one])))
    work = stages.media_fetching(installation)._work
    while work():
        pass
    return one


def listed(golddust: Callable[..., Any], *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in golddust("list", *words, "--json").stdout.splitlines()]


def raised(done: Any) -> GoldDustError:
    assert isinstance(done.exception, GoldDustError)
    return done.exception


def test_what_was_fetched_is_listed_and_given_out_once_to_a_file(
    installation: Installation, golddust: Callable[..., Any], tmp_path: Path
) -> None:
    one = fetch(installation, url_of(0), url_of(1, OTHER))
    stored = sorted((row["number"], row["state"], row["size"]) for row in listed(golddust))
    assert stored == [(n, "stored", len(JPEG)) for n in (1, 2)]
    out = tmp_path / "it.jpg"
    assert golddust("get", one.id, "2", "--out", str(out)).exit_code == 0
    assert out.read_bytes() == JPEG
    assert out.stat().st_mode & 0o077 == 0
    assert "exists" in raised(golddust("get", one.id, "--out", str(out))).args[0]
    assert golddust("get", one.id).stdout_bytes == JPEG
    assert isinstance(raised(golddust("get", one.id, "3")), NotFound)
    assert list(media_findings(installation)) == []


def test_what_failed_is_told_by_the_doctor_and_tried_again_by_hand(
    installation: Installation, golddust: Callable[..., Any], media_server: MediaServer
) -> None:
    media_server.plan(path_of(), says(410), gives(JPEG))
    one = fetch(installation, url_of())
    (found,) = media_findings(installation)
    assert (found.state, found.words) == ("note", "not taken: 1 (it is gone: 127.0.0.1 answered 410)")
    assert [row["state"] for row in listed(golddust, "--failed")] == ["refused"]
    refused = raised(golddust("get", one.id))
    assert isinstance(refused, Conflict)
    assert "410" in refused.args[0]
    assert golddust("retry", one.id).exit_code == 0
    assert [row["state"] for row in listed(golddust, "--waiting")] == ["waiting"]
    fetch(installation)
    assert [row["state"] for row in listed(golddust, "--feedback", one.id)] == ["stored"]
    assert isinstance(raised(golddust("retry", one.id)), Refused)


def test_tokens_that_do_not_work_are_bad_news_once_they_were_tried_again_and_again(
    installation: Installation, media_server: MediaServer
) -> None:
    installation.clock = clock = MovableClock(MONDAY)
    media_server.plan(path_of(), says(401))
    fetch(installation, url_of())
    assert [found.state for found in media_findings(installation)] == ["note"]
    for _ in range(MANY_TRIES):
        clock.move(timedelta(hours=1))
        fetch(installation)
    waiting, why = media_findings(installation)
    assert (waiting.state, waiting.words) == ("note", "files of text messages still to be fetched: 1")
    assert (why.state, why.words) == ("bad", "still asked for: 1 (127.0.0.1 answered 401: it does not let us in)")


def test_what_is_counted_has_a_name(settings_file: Path, media_server: MediaServer) -> None:
    registry = CollectorRegistry()
    media_server.plan(path_of(1), says(404))
    with closing(Installation(load(settings_file).settings)) as made:
        made.metrics = PrometheusMetrics(registry)
        made.prepare()
        fetch(made, url_of(0), url_of(1))
    assert registry.get_sample_value("golddust_media_total", {"result": "stored"}) == 1
    assert registry.get_sample_value("golddust_media_total", {"result": "missing"}) == 1
    assert registry.get_sample_value("golddust_media_waiting") == 2


def test_each_command_lets_go_of_the_database(installation: Installation, golddust: Callable[..., Any]) -> None:
    store = os.path.realpath(installation.settings.data_dir / "store.sqlite3")

    def held() -> int:  # of this very file: what other tests have left to the collector is not counted
        return sum(os.path.realpath(one) == store for one in Path("/proc/self/fd").iterdir())

    one = fetch(installation, url_of())
    installation.close()  # SQLite keeps a file open while another connection of the process uses it
    gc.disable()
    try:
        for words in (("list",), ("get", one.id), ("retry", one.id)):
            golddust(*words)
        assert held() == 0
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "wrong", ['types = ["picture"]', "time_limit = 0", 'size_limit = "much"', "give_up_after_days = 0", "fetch = 1"]
)
def test_settings_that_cannot_be_are_named(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(f"[media]\n{wrong}\n")
    with pytest.raises(Misconfigured, match=r"media\."):
        load(file)
