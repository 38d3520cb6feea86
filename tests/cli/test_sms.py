"""`golddust sms catch-up`, as far as no process need run for it."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.commands import sms
from cli.options import program_of
from cli.processes.catching_up import stored_in
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import NotFound
from sinks.store.store import Store
from tests.services.twilio_list import ACCOUNT, TwilioList
from tests.sinks.made import all_done, records, said

app = program_of(sms)


@pytest.fixture
def settings_file(tmp_path: Path, twilio_list: TwilioList) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[sms.twilio]\naccount_sid = "{ACCOUNT}"\nauth_token = "{twilio_list.token}"\n'
        f'from_number = "+12025550100"\napi_base = "{twilio_list.url}"\n'
    )
    return file


def catch_up(settings_file: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["sms", "catch-up", *words, "--config", str(settings_file)])


def test_counting_only_makes_no_store(settings_file: Path, tmp_path: Path) -> None:
    done = catch_up(settings_file, "--since", "1d", "--dry-run")
    assert isinstance(done.exception, NotFound)
    assert "no store" in done.exception.args[0]
    assert not (tmp_path / "data").exists()


def test_counting_only_leaves_the_stores_schema_as_it_is(settings_file: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.sqlite3").touch()
    assert catch_up(settings_file, "--since", "1d", "--dry-run").exit_code == 0
    assert b"alembic_version" not in (tmp_path / "data" / "store.sqlite3").read_bytes()


def test_what_the_log_may_have_forgotten_is_asked_of_the_store(settings_file: Path) -> None:
    with closing(Installation(load(settings_file).settings)) as installation:
        installation.prepare()
        one = said("a")
        assert all_done(Store(installation.engine).write(records([one])))
        assert stored_in(installation, timedelta(days=60))(one.id)
        assert not stored_in(installation, timedelta(days=60))("b" * 26)
        assert not stored_in(installation, timedelta(days=3))(one.id)  # the log knows
