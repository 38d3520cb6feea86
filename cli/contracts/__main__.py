"""`python -m cli.contracts check`: fails, with words, where something would break that was released. `make check` runs it.

`python -m cli.contracts release`: what is promised now is what was released from here on; refused where that breaks something.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cli.contracts.breaks import Break
from cli.contracts.http import http_breaks
from cli.contracts.topics import event_breaks, topic_breaks
from cli.reference import contracts

RELEASED = Path(__file__).parents[2] / "docs" / "reference" / "released"
EVENTS = "schemas/"
Documents = Mapping[str, Mapping[str, Any]]


def released(folder: Path = RELEASED) -> dict[str, dict[str, Any]]:
    """The documents of the last release, by their file's name."""
    return {path.relative_to(folder).as_posix(): json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.json"))}


def all_breaks(before: Documents, now: Documents) -> Iterator[Break]:
    """What of the documents before is not kept by those of now."""
    yield from event_breaks(_events(before), _events(now))
    for name, old in before.items():
        if name in now and name.endswith("openapi.json"):
            yield from http_breaks(old, now[name])
        elif name in now and not name.startswith(EVENTS):
            yield from topic_breaks(old, now[name])
        elif name not in now and not name.startswith(EVENTS):
            yield Break(name, "the whole document is gone", "Who generates programs from it has nothing.", "Write it as before.")


def _events(documents: Documents) -> dict[str, Mapping[str, Any]]:
    return {
        name.removeprefix(EVENTS).removesuffix(".json"): document
        for name, document in documents.items()
        if name.startswith(EVENTS)
    }


def release(folder: Path, documents: Documents) -> None:
    """Write the documents as those of the release."""
    for name, document in documents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str], folder: Path = RELEASED) -> int:
    """0: nothing breaks; 1: something does; 2: wrong use."""
    if arguments not in (["check"], ["release"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    before, now = released(folder), json.loads(json.dumps(contracts()))  # as it is read back: a tuple is a list
    if arguments == ["check"] and not before:
        sys.stderr.write(f"nothing that was released is in {folder}: it belongs in the repository\n")
        return 1
    found = list(all_breaks(before, now))
    for one in found:
        sys.stderr.write(f"{one}\n")
    if found:
        sys.stderr.write(f"{len(found)} would break what others built on the last release: see docs/howto/change-a-contract.md\n")
        return 1
    if arguments == ["release"]:
        release(folder, now)
    sys.stdout.write(f"{len(before) if arguments == ['check'] else len(now)} documents: nothing that was released breaks\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
