"""The example consumers, each ready to be started as `examples/README.md` says. What they need is fetched into the cache once."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.alone import CACHE, alone
from tests.services.missing import without
from tests.services.npm import installed_packages

EXAMPLES = Path(__file__).parents[2] / "examples"
JARS = CACHE / "examples" / "java"
BINARY = CACHE / "examples" / "go" / "read-feedback"


@dataclass(frozen=True, slots=True)
class Command:
    """What starts an example, but for its arguments; `environment` is what it needs beside the usual."""

    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def _python() -> Command:
    return Command([sys.executable, str(EXAMPLES / "python" / "read_feedback.py")])


def _node() -> Command:
    wanted = json.loads((EXAMPLES / "node" / "package.json").read_text())["dependencies"]
    modules = installed_packages("the example in Node", *(f"{name}@{version}" for name, version in wanted.items()))
    return Command([_program("node", "Node"), str(EXAMPLES / "node" / "read_feedback.js")], {"NODE_PATH": str(modules)})


def _go() -> Command:
    with alone("examples-go"):
        _run("Go", [_program("go", "Go"), "build", "-o", str(BINARY), "."], EXAMPLES / "go")
    return Command([str(BINARY)])


def _java() -> Command:
    _program("javac", "Java")
    with alone("examples-java"):
        if not list(JARS.glob("kafka-clients-*.jar")):
            maven = [_program("mvn", "Java"), "-q", "-B", "dependency:copy-dependencies", f"-DoutputDirectory={JARS}"]
            _run("Java", maven, EXAMPLES / "java")
    return Command([_program("java", "Java"), "-cp", f"{JARS}/*", str(EXAMPLES / "java" / "ReadFeedback.java")])


COMMANDS: dict[str, Callable[[], Command]] = {"python": _python, "node": _node, "go": _go, "java": _java}


def _program(name: str, language: str) -> str:
    return shutil.which(name) or without(f"the example in {language}", f"install what has `{name}`")


def _run(language: str, command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        without(f"the example in {language}", f"it cannot be built: {done.stdout[-300:]}{done.stderr[-500:]}")
