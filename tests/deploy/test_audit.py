"""The audit never calls good what it could not look up."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GOOD = {"name": "flask", "version": "3.1.0", "vulns": []}
BAD = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "PYSEC-0000-1", "fix_versions": ["3.1.6"]}]}
OPEN = {"name": "jinja2", "version": "2.0", "vulns": [{"id": "PYSEC-0000-2", "fix_versions": []}]}
SKIPPED = {"name": "twilio", "skip_reason": "Dependency not found"}


def audit(tmp_path: Path, says: str, complains: str = "", code: int = 0) -> tuple[int, str]:
    """What our audit makes of a pip-audit that says this."""
    (tmp_path / "says").write_text(says)
    stand_in = tmp_path / "pip-audit"
    stand_in.write_text(f"#!/bin/sh\ncat {tmp_path / 'says'}\necho '{complains}' >&2\nexit {code}\n")
    stand_in.chmod(0o755)
    return told(tmp_path, stand_in)


def told(tmp_path: Path, command: Path) -> tuple[int, str]:
    program = [sys.executable, ROOT / "deploy" / "audit.py", tmp_path / "a.lock", "--pip-audit", command]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([GOOD], 0, "nothing is known against any of 1 packages"),
        ([GOOD, BAD], 1, "jinja2 2.0: PYSEC-0000-1, mended in 3.1.6"),
        ([OPEN], 1, "mended in no version yet"),
        ([GOOD, SKIPPED], 69, "not audited: 1 of 2 packages could not be looked up"),  # pip-audit itself ends with 0
        ([BAD, SKIPPED], 1, "1 known faults; 1 of 2 packages could not be looked up"),
        ([], 69, "not audited"),
    ],
)
def test_what_is_found_decides_how_it_ends(packages: list[dict[str, object]], code: int, words: str, tmp_path: Path) -> None:
    ended, said = audit(tmp_path, json.dumps({"dependencies": packages, "fixes": []}), code=1 if BAD in packages else 0)
    assert ended == code
    assert words in said


@pytest.mark.parametrize("says", ["", "no JSON", "[]", "{}", '{"dependencies": 5}'])
def test_no_answer_is_told_with_the_reason(says: str, tmp_path: Path) -> None:
    ended, said = audit(tmp_path, says, "it cannot be resolved", 1)
    assert ended == 69
    assert "gave no answer: it cannot be resolved" in said


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    ended, said = told(tmp_path, tmp_path / "nosuch")
    assert ended == 69
    assert "not audited" in said
