"""Each threat names the tests that prove what stands against it; they are there."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "threat-model.md"
ROWS = [line.strip("|").split("|") for line in PAGE.read_text().splitlines() if line.startswith("| ")][2:]


def test_threats_are_told() -> None:
    assert len(ROWS) > 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_what_stands_against_a_threat_is_proved_by_tests_that_there_are(row: list[str]) -> None:
    threat, stands, proved, _ = row
    tests = re.findall(r"\]\((\.\./\.\./tests/[^)]+)\)", proved)
    assert threat.strip()
    assert stands.strip()
    assert tests
    for test in tests:
        assert "def test_" in (PAGE.parent / test).read_text()
