"""Documents under test: a command, setting or topic that the docs do not know fails the build."""

import json
import re
from pathlib import Path

from cli.reference import pages
from golddust.schemas import breaks, schemas

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_the_reference_pages_are_as_the_code_says() -> None:
    stale = [name for name, text in pages().items() if not (REFERENCE / name).exists() or (REFERENCE / name).read_text() != text]
    assert stale == [], "run `make docs` and commit what it writes"


def test_no_event_changed_in_a_way_that_breaks_its_readers() -> None:
    released = ROOT / "docs" / "reference" / "released"
    for name, schema in schemas().items():
        before = released / f"{name}.json"
        assert before.exists(), f"a new type: copy its schema to {before}"
        assert breaks(json.loads(before.read_text()), schema) == [], name


def test_a_breaking_change_would_be_noticed() -> None:
    old = {"$defs": {"E": {"properties": {"a": {"type": "string"}, "b": {"enum": ["x"]}}, "required": ["a"]}}}
    gone = {"$defs": {"E": {"properties": {"b": {"enum": ["x"]}}, "required": []}}}
    retyped = {"$defs": {"E": {"properties": {"a": {"type": "integer"}, "b": {"enum": ["x", "y"]}}, "required": ["a"]}}}
    demanding = {"$defs": {"E": {"properties": {**old["$defs"]["E"]["properties"], "c": {}}, "required": ["a", "c"]}}}
    grown = {"$defs": {"E": {"properties": {**old["$defs"]["E"]["properties"], "c": {}}, "required": ["a"]}}}
    assert breaks(old, gone) == ["E.a is gone"]
    assert breaks(old, retyped) == ["E.a is of another type"]
    assert breaks(old, demanding) == ["E.c is required now"]
    assert breaks(old, grown) == []


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md")]
    links = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text())]
    broken = [f"{page.relative_to(ROOT)} -> {target}" for page, target in links if not (page.parent / target).exists()]
    assert broken == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        assert set(re.findall(r"`make ([a-z]+)", page.read_text())) <= targets
