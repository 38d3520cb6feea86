"""The page of limits says what the settings and the code say, and names tests that there are."""

import importlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "limits.md"
SETTINGS = (ROOT / "docs" / "reference" / "settings.md").read_text()
ROWS = [line.strip("|").split("|") for line in PAGE.read_text().splitlines() if re.match(r"\| (?!what|---)", line)]
UNITS = {"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
NAMED = re.compile(r"\[([A-Z_]+)\]\(\.\./\.\./([\w/]+)\.py\)")


def figure(words: str) -> float | None:
    """The number of a row; None where it has none."""
    found = re.match(r"([\d,]+)(?: (\w+))?", words.strip())
    return int(found[1].replace(",", "")) * UNITS.get(found[2] or "", 1) if found else None


def held(where: str) -> object:
    """What the settings' reference or the module says."""
    if code := NAMED.search(where):
        return getattr(importlib.import_module(code[2].replace("/", ".")), code[1])
    name = "GOLDDUST_" + where.strip(" `").upper().replace(".", "__")
    found = re.search(rf"`{re.escape(name)}` \| `([^`]+)`", SETTINGS)
    assert found, f"no setting {where}"
    return json.loads(found[1])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2].strip())
def test_a_limit_is_what_the_page_says(row: list[str]) -> None:
    _, words, where, proved = row
    stated = figure(words)
    assert stated == held(where) if stated is not None else held(where) is not None
    tests = re.findall(r"\]\(\.\./\.\./(tests/[^)]+)\)", proved)
    assert tests
    assert all("def test_" in (ROOT / test).read_text() for test in tests)


def test_what_has_no_test_yet_is_as_large_as_said() -> None:
    rest = PAGE.read_text().partition("## What no test")[2].replace("\n", " ")
    said = re.findall(r"\(([\d,]+)[^,()]*, (\[[A-Z_]+\]\([^)]+\))\)", rest)
    assert len(said) == 5
    for number, where in said:
        assert figure(number) == held(where)
