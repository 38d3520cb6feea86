"""`golddust train`: from a company's lines to a tagger that knows how its customers speak."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.commands.all import app
from cli.wiring.installation import Installation
from cli.wiring.tables import check_tables
from config.load import load
from golddust.errors import Malformed, Misconfigured, NotFound, Refused
from processors.models.correction import read_correction
from tests.training.ferry import ferry_lines


def train(*words: object) -> Result:
    return CliRunner().invoke(app, ["train", *map(str, words)])


def write(path: Path, count: int) -> Path:
    path.write_text("".join(json.dumps({"text": line.text, **line.answers}) + "\n" for line in ferry_lines(count, seed=9)))
    return path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    folder = tmp_path_factory.mktemp("trained")
    return train(write(folder / "lines.jsonl", 200), "--out", folder / "own.json"), folder / "own.json"


def test_scores_and_what_was_kept_are_told(trained: tuple[Result, Path]) -> None:
    told, own = trained
    assert "200 texts with labels, 0 without" in told.stderr
    assert f"Written: own-{read_correction(own).name}." in " ".join(told.stderr.split())
    rows = [line.split() for line in told.stdout.splitlines()[1:]]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("fast", "sentiment", "kept"), ("fast", "kind", "kept"), ("encoder", "sentiment", "kept"), ("encoder", "kind", "kept"),
    ]  # fmt: skip
    assert all(float(row[3]) > float(row[2]) for row in rows)


def test_scores_come_as_json(tmp_path: Path) -> None:
    told = train(write(tmp_path / "few.jsonl", 12), "--out", tmp_path / "own.json", "--json")
    first, *_ = map(json.loads, told.stdout.splitlines())
    assert (first["model"], first["question"], sum(first["lines"].values()), first["after"]) == ("fast", "sentiment", 12, None)


def test_wrong_lines_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,kind\nx,moan\n,other\ny,other\n")
    told = train(tmp_path / "a.csv", "--out", tmp_path / "own.json")
    assert "a.csv:2: kind 'moan' is none of" in told.stderr
    assert "a.csv:3: it has no text" in told.stderr
    assert isinstance(told.exception, Malformed)
    assert not (tmp_path / "own.json").exists()


def test_lines_without_any_label_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x", "label": "other"}\n')
    assert isinstance(train(tmp_path / "a.jsonl", "--out", tmp_path / "own.json").exception, Malformed)


def test_too_few_lines_write_nothing(tmp_path: Path) -> None:
    told = train(write(tmp_path / "few.jsonl", 10), "--out", tmp_path / "own.json")
    assert isinstance(told.exception, Refused)
    assert "10 lines, and 50 are needed" in told.stdout
    assert not (tmp_path / "own.json").exists()


def test_a_folder_that_is_not_there_is_told_before_anything_is_learnt(tmp_path: Path) -> None:
    assert isinstance(train(write(tmp_path / "a.jsonl", 1), "--out", tmp_path / "no" / "own.json").exception, NotFound)


@pytest.mark.parametrize("words", [(), ("lines.jsonl",), ("--out", "own.json"), ("a.jsonl", "--out", "b", "--models", "c")])
def test_what_to_do_must_be_said(words: tuple[str, ...]) -> None:
    assert train(*words).exit_code == 2


def test_models_are_built_from_data_that_must_be_there(tmp_path: Path) -> None:
    assert isinstance(train("--models", tmp_path / "out", "--data", tmp_path / "none").exception, NotFound)
    assert not (tmp_path / "out").exists()


def test_the_setting_is_checked_before_anything_starts(tmp_path: Path, trained: tuple[Result, Path]) -> None:
    own = trained[1]
    (tmp_path / "golddust.toml").write_text(f'[tag]\ntier = "textblob"\nown = "{own}"\n')
    with pytest.raises(Misconfigured, match=r"tag\.own"):
        check_tables(Installation(load(tmp_path / "golddust.toml").settings))
