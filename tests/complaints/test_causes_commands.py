"""`golddust causes` from a terminal."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.commands import causes
from cli.options import program_of
from cli.wiring.installation import Installation
from complaints.cases.opening import case_id_of
from config.load import load
from golddust.errors import Conflict, NotFound
from tests.complaints.made import issue

app = program_of(causes)

TEXTS = ("The lid of my kettle broke off.", "The kettle lid broke off", "Lid of the kettle broke off again [name]")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of golddust with four cases, of which three are alike."""
    one = Installation(load(None, {"data_dir": tmp_path}).settings)
    one.prepare()
    issues = [issue(f"n{n}", customer=f"cust_{n}", text=text, subject="") for n, text in enumerate((*TEXTS, "Nobody answers."))]
    one.register.open(issues)
    one.close()
    return tmp_path


def reference(folder: Path, name: str) -> str:
    one = Installation(load(None, {"data_dir": folder}).settings)
    try:
        return one.register.find(case_id_of(issue(name))).reference
    finally:
        one.close()


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["causes", *words, "--data", str(folder)])


def records(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{") and '"event"' not in line]


def test_from_a_suggestion_to_a_cause_that_is_mended(folder: Path) -> None:
    assert "3 customers in 3 cases" in run(folder, "suggest").stdout
    (suggested, *_) = records(run(folder, "suggest", "--json"))
    made = run(
        folder, "create", "Lids [1] break", *suggested["cases"], "--as", "kim", "--owner", "design", "--description", "Weak."
    )
    assert made.exit_code == 0
    assert "3 customers in 3 cases" in made.stderr
    shown = run(folder, "show", "1").stdout
    for part in ("Lids [1] break", "owner design", "opened", "by kim", "Weak.", *suggested["cases"]):
        assert part in shown
    mended = records(run(folder, "mend", "1", "--words", "We changed the hinge.", "--json"))
    assert (mended[0]["told"], mended[0]["silent"]) == (3, 0)
    assert "3 customers were told so." in run(folder, "show", "1").stdout
    assert [cause["state"] for cause in records(run(folder, "list", "--json"))] == ["mended"]


def test_cases_come_and_go(folder: Path) -> None:
    first, second = reference(folder, "n0"), reference(folder, "n1")
    run(folder, "create", "Lids", first, "--proposed")
    assert "Cause 1 is open: 1 customers in 1 cases." in run(folder, "open", "1").stderr
    assert records(run(folder, "add", "1", second, "--json"))[0]["cases"] == 2
    assert records(run(folder, "remove", "1", second, "--json"))[0]["cases"] == 1
    assert [one["reference"] for one in records(run(folder, "show", "1", "--json"))[0]["members"]] == [first]
    assert "Lids" in run(folder, "list", "--state", "open").stdout


def test_where_there_is_nothing_to_see_it_says_so(tmp_path: Path) -> None:
    assert "No causes." in run(tmp_path, "list").stderr
    assert "No two customers say much the same." in run(tmp_path, "suggest").stderr


def test_what_cannot_be_is_said_in_words(folder: Path) -> None:
    assert isinstance(run(folder, "show", "9").exception, NotFound)
    run(folder, "create", "Lids", reference(folder, "n0"))
    assert isinstance(run(folder, "create", "Lids", reference(folder, "n0")).exception, Conflict)
