"""The list of parts is a CycloneDX document, and names what is pinned: all of it and nothing else."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from golddust import __version__

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"
PROGRAM = ROOT / "deploy" / "sbom.py"


def written(lock: Path, to: Path, made: str = "1700000000") -> dict[str, Any]:
    command = [sys.executable, PROGRAM, lock, "--version-from", ROOT / "golddust" / "__init__.py", "--to", to]
    subprocess.run(command, check=True, timeout=120, env={"SOURCE_DATE_EPOCH": made}, capture_output=True)
    return dict(json.loads(to.read_text()))


@pytest.fixture(scope="module")
def bom(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return written(LOCK, tmp_path_factory.mktemp("sbom") / "sbom.cdx.json")


def test_it_is_valid_cyclonedx(bom: dict[str, Any]) -> None:
    validation = pytest.importorskip("cyclonedx.validation.json", reason="`make check` installs it")
    schema = pytest.importorskip("cyclonedx.schema")
    validator = validation.JsonStrictValidator(schema.SchemaVersion.V1_6)
    assert validator.validate_str(json.dumps(bom)) is None
    assert validator.validate_str(json.dumps({**bom, "components": [{"type": "library"}]})) is not None


def test_it_names_exactly_what_is_pinned(bom: dict[str, Any]) -> None:
    pinned = re.findall(r"^([\w.-]+)==(\S+)", LOCK.read_text(), re.MULTILINE)
    assert sorted((part["name"], part["version"]) for part in bom["components"]) == sorted(pinned)
    assert len(pinned) > 100
    assert bom["metadata"]["component"]["version"] == __version__
    assert bom["dependencies"][0]["dependsOn"] == [part["bom-ref"] for part in bom["components"]]


def test_it_has_each_hash_and_the_licences_of_what_is_here(bom: dict[str, Any]) -> None:
    named = {one["content"] for part in bom["components"] for one in part["externalReferences"][0]["hashes"]}
    assert named == set(re.findall(r"--hash=sha256:(\w+)", LOCK.read_text()))
    here = [part for part in bom["components"] if part["scope"] == "required"]
    silent = [part["name"] for part in here if not part.get("licenses")]
    assert len(here) > 100
    assert len(silent) < len(here) / 20, silent


def test_what_only_other_machines_need_is_optional_with_its_condition(bom: dict[str, Any]) -> None:
    (colorama,) = (part for part in bom["components"] if part["name"] == "colorama")
    assert colorama["properties"] == [{"name": "golddust:where", "value": "sys_platform == 'win32'"}]


def test_the_same_lock_gives_the_same_bytes_and_another_another_number(tmp_path: Path) -> None:
    lock = tmp_path / "one.lock"
    lock.write_text(f"flask==3.1.0 \\\n    --hash=sha256:{'0' * 64}\n")
    first, again = written(lock, tmp_path / "a.json"), written(lock, tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert first["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    lock.write_text(lock.read_text().replace("3.1.0", "3.1.1"))
    assert written(lock, tmp_path / "c.json")["serialNumber"] != again["serialNumber"]


@pytest.mark.parametrize("line", ["flask>=3", "-r other.txt", "https://example.com/flask.whl", "flask"])
def test_a_line_that_pins_nothing_is_refused_rather_than_left_out(line: str, tmp_path: Path) -> None:
    lock = tmp_path / "one.lock"
    lock.write_text(f"{line}\n")
    with pytest.raises(subprocess.CalledProcessError) as told:
        written(lock, tmp_path / "a.json")
    assert b"pins no package" in told.value.stderr
