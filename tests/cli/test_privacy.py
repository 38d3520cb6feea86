"""`golddust export`, `erase` and `hold` as they are typed."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.commands import privacy
from cli.options import program_of
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Conflict, GoldDustError, Malformed, NotFound
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, records, said

app = program_of(privacy)
ANN = ANN_MAILS.value


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Where Ann wrote once."""
    folder = tmp_path / "data"
    with closing(Installation(load(None, {"data_dir": folder}).settings)) as installation:
        ann = said("ann", customer=installation.keys.pseudonym_of(ANN_MAILS, ""), original="")
        Store(installation.engine).write(records([ann]))
    return folder


def run(data: Path, *words: str) -> Result:
    done = CliRunner().invoke(app, [*words, "--data", str(data)], env={"COLUMNS": "250"})
    if isinstance(done.exception, GoldDustError):
        raise done.exception
    return done


def said_by(data: Path, *words: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run(data, *words, "--json").stdout.splitlines()]


def test_nobody_is_erased_where_nobody_can_be_asked(data: Path) -> None:
    with pytest.raises(Malformed, match="--yes"):
        run(data, "erase", ANN)
    assert said_by(data, "erase", ANN, "--dry-run")[0]["places"]["store: feedback"] == 1


def test_an_erasure_is_reported_and_the_report_is_kept(data: Path) -> None:
    (report,) = said_by(data, "erase", ANN, "--yes")
    assert report["state"] == "done"
    assert ANN not in json.dumps(report)
    assert said_by(data, "erase", "--report", report["erasure"]) == [report]
    assert "store: feedback" in run(data, "erase", "--report", report["erasure"]).stdout
    with pytest.raises(NotFound):
        run(data, "erase", ANN, "--yes")
    assert said_by(data, "erase", "--again") == [{"people": 0}]


def test_one_thing_is_asked_for_at_a_time(data: Path) -> None:
    assert run(data, "erase").exit_code == 2
    assert run(data, "erase", ANN, "--again").exit_code == 2


def test_a_hold_is_placed_listed_and_released(data: Path) -> None:
    (placed,) = said_by(data, "hold", "add", ANN, "--reason", "claim 12/26", "--by", "legal")
    (held,) = said_by(data, "hold", "list")
    assert (held["id"], held["reason"], held["placed_by"]) == (placed["hold"], "claim 12/26", "legal")
    with pytest.raises(Conflict, match="held"):
        run(data, "erase", ANN, "--yes")
    assert run(data, "erase", ANN, "--yes", "--when-released").exit_code == 1
    (released,) = said_by(data, "hold", "release", ANN, "--reason", "settled")
    assert released == {"released": [placed["hold"]], "erased": 1}
    assert said_by(data, "hold", "list") == []


def test_an_export_overwrites_no_file_and_nobody_else_can_read_it(data: Path) -> None:
    path = data.parent / "ann.zip"
    (counts,) = said_by(data, "export", ANN, "--to", str(path))
    assert (counts["messages"], path.stat().st_mode & 0o077) == (1, 0)
    with pytest.raises(Conflict):
        run(data, "export", ANN, "--to", str(path))


def test_to_look_at_nothing_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        run(tmp_path / "none", "hold", "list")
    assert not (tmp_path / "none").exists()
