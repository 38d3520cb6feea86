"""What people put right becomes lines that the trainer reads, on each engine."""

import json
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import Engine

from golddust.clock import MovableClock
from sinks.store.correcting import StoredCorrections
from sinks.store.lines import labelled
from sinks.store.store import Store
from tests.sinks.made import MONDAY, all_done, records, said, tagged
from training.own_lines import read_lines

SECOND = timedelta(seconds=1)


def stored(engine: Engine, *names: str) -> list[str]:
    """The ids of messages, one after the other, whose redacted text is their name."""
    messages = [said(name, received_at=MONDAY + SECOND * number) for number, name in enumerate(names)]
    events = [event for name, one in zip(names, messages, strict=True) for event in (one, replace(tagged(one), text=name))]
    assert all_done(Store(engine).write(records(events)))
    return [one.id for one in messages]


def test_lines_are_what_holds_and_others_stand_beside_them(database: Engine, tmp_path: Path) -> None:
    clock = MovableClock(MONDAY)
    put_right, twice, taken_back, urgent, *_ = stored(database, "first", "second", "third", "fourth", "older", "newer")
    corrections = StoredCorrections(database, clock)
    corrections.correct([put_right, twice], "kind", ["praise"], "ann")
    made = corrections.correct([taken_back], "kind", ["praise"], "ann")
    corrections.correct([urgent], "urgency", ["high"], "ann")
    clock.move(SECOND)
    corrections.correct([twice], "kind", ["spam"], "ben")
    corrections.correct([twice], "sentiment", ["neutral"], "ben")
    corrections.take_back(made, "ann")
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in labelled(database)))
    read = read_lines([path])
    assert not read.problems
    assert sorted((line.text, dict(line.answers)) for line in read.lines) == [
        ("first", {"kind": "praise"}),
        ("newer", {}),
        ("older", {}),
        ("second", {"kind": "spam", "sentiment": "neutral"}),
    ]


def test_others_are_as_many_as_are_asked_for(database: Engine) -> None:
    stored(database, "a", "b", "c")
    assert list(labelled(database)) == []
    assert list(labelled(database, 2)) == [{"text": "c"}, {"text": "b"}]
