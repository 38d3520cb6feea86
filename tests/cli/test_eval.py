"""`golddust eval`: labelled messages in, figures out, and a failure where they got worse."""

import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from cli.commands.all import app
from golddust.errors import Malformed, NotFound
from processors.models.correction import Correction, write_correction
from tests.processors.test_correction import always
from training.evaluation.scores import Score, read_scores, written

ROWS = (
    {"text": "I love this shop, wonderful", "sentiment": "positive", "kind": "praise", "topic": "shop_floor"},
    {"text": "I hate this, it is terrible", "sentiment": "negative", "kind": "complaint", "topic": "shop_floor"},
    {"text": "When do you open on Sunday?", "sentiment": "neutral", "kind": "question", "topic": "opening"},
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in ROWS * 200))
    return file


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["eval", *map(str, words)])


def row(result: Result, *begins: str) -> list[str]:
    (found,) = (line.split() for line in result.stdout.splitlines() if line.split()[: len(begins)] == list(begins))
    return found[len(begins) :]


def test_a_companys_own_file_is_judged_by_each_tier(own: Path) -> None:
    result = run(own, "--tier", "vader", "--tier", "textblob")
    assert result.exit_code == 0
    assert row(result, "own", "sentiment", "vader")[:3] == ["600", "1.000", "1.000"]
    assert row(result, "own", "kind", "textblob")[:2] == ["600", "1.000"]
    assert row(result, "own", "topic", "vader")[0] == "600"
    assert "told by their names alone" in result.stderr
    assert "Messages per second of processor time, one thread, on " in result.stderr


def test_two_classes_are_said_to_be_judged_by_the_sign(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("".join(json.dumps({"text": row["text"], "label": row["sentiment"]}) + "\n" for row in ROWS[:2]))
    result = run(file, "--tier", "vader")
    assert row(result, "own", "positive", "or", "negative", "vader")[1] == "1.000"
    assert "by the sign of the score" in result.stderr


def test_figures_that_were_kept_are_compared_and_a_drop_fails_with_what_dropped(own: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    assert run(own, "--tier", "vader", "--json", kept).exit_code == 0
    same = run(own, "--tier", "vader", "--compare", kept)
    assert same.exit_code == 0
    assert "none is more than a point lower" in same.stderr
    worse = replace(read_scores(kept), scores=tuple(_better(one) for one in read_scores(kept).scores))
    kept.write_text(written(worse))
    result = run(own, "--tier", "vader", "--compare", kept)
    assert result.exit_code == 1
    assert row(result, "own", "topic", "vader", "accuracy")[0] == "1.500"


def _better(score: Score) -> Score:
    return replace(score, all=replace(score.all, accuracy=1.5)) if score.question == "topic" else score


def test_nothing_to_compare_fails_and_says_what_was_recorded(own: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.json"
    run(own, "--tier", "vader", "--json", kept)
    result = run(own, "--tier", "vader", "--most", "9", "--compare", kept)
    assert result.exit_code == 1
    assert "`own` (sentiment)" in result.stderr
    assert "Nothing could be compared. Only sets of at least 500 texts are" in " ".join(result.stderr.split())


def test_a_sample_is_as_large_as_asked_for(own: Path) -> None:
    assert row(run(own, "--tier", "vader", "--most", "12"), "own", "kind", "vader")[0] == "12"


def test_languages_stand_side_by_side(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    rows = [{**one, "language": code} for one in ROWS for code in ("de", "en")]
    file.write_text("".join(json.dumps(one) + "\n" for one in rows))
    result = run(file, "--tier", "vader", "--tier", "textblob")
    assert row(result, "set", "asked", "language") == ["texts", "vader", "textblob"]
    assert row(result, "own", "kind", "en") == ["3", *("1.000", "/", "1.000") * 2]
    assert row(result, "own", "kind", "de")[0] == "3"


def test_wrong_use_is_told_before_anything_is_measured(own: Path, tmp_path: Path) -> None:
    assert run(own, "--tier", "crystal ball").exit_code == 2
    assert run(own, "--json", tmp_path / "nowhere" / "kept.json").exit_code == 2
    assert isinstance(run(tmp_path / "nothing.jsonl").exception, NotFound)
    assert isinstance(run(own, "--compare", own).exception, Malformed)


def test_without_a_file_it_takes_the_published_sets_or_says_where_they_would_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    nothing = run("--tier", "vader")
    assert nothing.exit_code == 2
    assert "tests/corpus/messages" in nothing.stderr
    judged = tmp_path / "checkout" / "tests" / "corpus" / "messages"
    judged.mkdir(parents=True)
    (judged / "en.tsv").write_text("praise\tpositive\tjoy\tI love this shop, wonderful\n")
    assert row(run("--tier", "vader"), "messages", "sentiment", "vader")[:2] == ["1", "1.000"]
    missing = run("../shared/data/nlp/test", "--tier", "vader")
    assert isinstance(missing.exception, NotFound)
    assert "enough for a first look" in str(missing.exception.reason)


def test_a_companys_correction_is_judged_in_the_tiers_with_a_model(own: Path, tmp_path: Path) -> None:
    glad = {"sentiment": always("fast", "sentiment", "positive")}
    write_correction(Correction({"fast": glad}, {"lines": 200}), tmp_path / "own.json")
    config = tmp_path / "golddust.toml"
    config.write_text(f'[tag]\nown = "{tmp_path / "own.json"}"\n')
    result = run(own, "--tier", "fast", "--tier", "vader", "--most", "30", "--config", config)
    assert result.exit_code == 0
    as_they_come = run(own, "--tier", "fast", "--most", "30")
    assert float(row(as_they_come, "own", "sentiment", "fast")[1]) > 0.6
    assert float(row(result, "own", "sentiment", "fast")[1]) < 0.6
    assert row(result, "own", "sentiment", "vader")[1] == "1.000"
