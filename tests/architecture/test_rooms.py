"""The folder tree tells the story: these tests keep it from telling another one."""

import ast
import importlib.metadata
import re
import statistics
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py") if "versions" not in path.parts)

MODULES_SIDE_BY_SIDE = 45
LONG_FILES = {  # why it may be over 300 lines
    "golddust/ports.py": "every seam in one place, where a reader looks for it",
    "golddust/events.py": "every event in one place, so that a reader sees what follows from what",
}
LONG_FUNCTIONS: dict[str, str] = {}  # file:function -> why it may be over 40 lines
EDGES = {  # where anything may be caught, because it is turned into an answer there
    "golddust/runner.py",
    "golddust/bus/sqlite/commits.py",
    "ingest/email/smtp/checking.py",
    "ingest/email/smtp/commands.py",
    "ingest/email/smtp/edge.py",
    "ingest/email/smtp/session.py",
    "ingest/email/smtp/taking.py",
    "ingest/sms/twilio/by_itself.py",
    "sinks/staff/weekly.py",
    "sinks/subscriptions/crew.py",
    "cli/main.py",
    "cli/web.py",
    "cli/processes/roles.py",
}
READS_ENVIRONMENT = {  # beside config/
    "cli/processes/brands.py": "passes it on to the brands it starts",
    "cli/processes/running.py": "passes it on to the roles it starts",
    "cli/demo/story.py": "sets the made-up company's settings for the roles it starts",
}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function's name and its lines without the docstring."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
                lines -= (first.end_lineno or 0) - first.lineno + 1
            yield f"{name_of(path)}:{node.name}", lines


def test_the_rooms_are_the_same_for_everybody() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert folders - {"benchmarks"} == set(ROOMS)
    assert set(PROJECT["tool"]["importlinter"]["root_packages"]) == set(ROOMS)
    assert set(PROJECT["tool"]["mypy"]["packages"]) == set(ROOMS)


def test_no_other_distribution_owns_the_name_of_a_room() -> None:
    owners = importlib.metadata.packages_distributions()
    for room in ROOMS:
        assert set(owners.get(room, ["golddust"])) == {"golddust"}, f"{room} belongs to {owners[room]}"


def test_the_package_cannot_be_uploaded_by_mistake() -> None:
    assert "Private :: Do Not Upload" in PROJECT["project"]["classifiers"]


def test_every_room_says_what_it_is_in_a_short_readme() -> None:
    for room in set(ROOMS) - {"golddust", "config"}:
        assert len((ROOT / room / "README.md").read_text().splitlines()) < 60, room


def test_no_folder_is_a_heap() -> None:
    """So many modules side by side that nobody sees how they belong together; a folder within says it."""
    together = Counter(path.parent for path in FILES)
    assert {folder.as_posix(): count for folder, count in together.items() if count > MODULES_SIDE_BY_SIDE} == {}


def test_no_file_is_too_long() -> None:
    long = {name_of(path) for path in FILES if len(path.read_text().splitlines()) > 300}
    assert long == set(LONG_FILES)


def test_functions_are_small() -> None:
    sizes = dict(size for path in FILES for size in functions(path))
    assert statistics.median(sizes.values()) < 10
    assert {name for name, lines in sizes.items() if lines > 40} == set(LONG_FUNCTIONS)


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "manager", "base", "events"])
def test_no_module_hides_behind_an_empty_name(word: str) -> None:
    allowed = {"golddust/events.py"}
    assert [name_of(p) for p in FILES if word in (p.stem, p.parent.name) and name_of(p) not in allowed] == []


def test_anything_is_caught_at_the_edges_only() -> None:
    broad = re.compile(r"except (Base)?Exception\b|except:")
    assert {name_of(path) for path in FILES if broad.search(path.read_text())} <= EDGES


def test_the_environment_is_read_in_config_only() -> None:
    reads = re.compile(r"os\.environ|os\.getenv")
    found = {name_of(p) for p in FILES if reads.search(p.read_text()) and p.parts[len(ROOT.parts)] != "config"}
    assert found == set(READS_ENVIRONMENT)


def test_nothing_unfinished_is_left_behind() -> None:
    mark = re.compile("TO" + r"DO|FIX" + r"ME|XX" + "X|NotImplemented" + "Error")
    assert [name_of(path) for path in FILES if mark.search(path.read_text())] == []


def test_no_test_patches_what_it_tests() -> None:
    pattern = re.compile(r"unittest\.mo" + r"ck|from mo" + "ck import|MagicMo" + "ck")
    tests = [path for path in (ROOT / "tests").rglob("*.py") if pattern.search(path.read_text())]
    assert tests == []


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("no git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    hosts = [r"py[p]i\.org", r"python[h]osted", r"npm[j]s\.", r"maven\.[o]rg", r"debian\.[o]rg", r"crates\.[i]o"]
    pattern = re.compile("|".join(hosts) + r"|(^|[^A-Za-z0-9._/-])/(work|farm)/".replace("work", "wor[k]"), re.MULTILINE)
    found = []
    for path in committed():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        if pattern.search(text):
            found.append(name_of(path))
    assert found == []


def test_locks_pin_hashes() -> None:
    for lock, least in (("requirements.lock", 20), ("requirements-build.lock", 5), ("requirements-dev.lock", 20)):
        text = (ROOT / lock).read_text()
        assert len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE)) > least
        assert "--hash=sha256:" in text
        assert "://" not in text
