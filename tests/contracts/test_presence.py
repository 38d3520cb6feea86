"""One suite for who looks at which case, on each engine."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select

from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.schema import case_watchers, cases
from golddust.errors import NotFound
from golddust.ports import Watched
from sinks.store.presence import STAYS, StoredPresence

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def with_cases(engine: Engine, *references: str) -> None:
    """Cases of these references, at version 3."""
    shared: dict[str, Any] = {"state": "received", "kind": "complaint", "priority": "normal", "owner": "care", "assignee": ""}
    shared |= {"channel": "email", "customer": "c", "subject": "", "text": "", "why": "", "topics": [], "sentiment": "negative"}
    shared |= {
        "emotion": "anger",
        "urgency": "low",
        "language": "en",
        "answerable": True,
        "opened_at": START,
        "changed_at": START,
    }
    made = [{**shared, "id": name.lower(), "reference": name, "feedback": name.lower(), "version": 3} for name in references]
    with writing(engine) as connection:
        connection.execute(insert(cases), made)


def kept(engine: Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(case_watchers)).scalar_one()


def test_each_sees_the_others_and_who_writes(database: Engine) -> None:
    with_cases(database, "GD-1", "GD-2")
    presence = StoredPresence(database, MovableClock(START))
    assert presence.here("GD-1", "ann", writing=False) == Watched(3, [], [])
    assert presence.here("GD-1", "cai", writing=False) == Watched(3, [], ["ann"])
    assert presence.here("GD-1", "ben", writing=True) == Watched(3, [], ["ann", "cai"])
    assert presence.here("GD-1", "ann", writing=False) == Watched(3, ["ben"], ["cai"])
    assert presence.here("GD-2", "ann", writing=True) == Watched(3, [], [])
    assert presence.here("GD-1", "ben", writing=False) == Watched(3, [], ["ann", "cai"])
    assert presence.others("GD-1", "ann") == Watched(3, [], ["ben", "cai"])


def test_whoever_says_no_more_is_gone_after_a_while_and_who_leaves_at_once(database: Engine) -> None:
    with_cases(database, "GD-1")
    clock = MovableClock(START)
    presence = StoredPresence(database, clock)
    presence.here("GD-1", "ann", writing=True)
    clock.move(STAYS)
    assert presence.others("GD-1", "ben").writing == ["ann"]
    clock.move(SECOND)
    assert presence.others("GD-1", "ben") == Watched(3, [], [])
    presence.here("GD-1", "ann", writing=False)
    presence.left("GD-1", "ann")
    presence.left("GD-1", "ann")
    presence.left("GD-9", "ann")
    assert presence.others("GD-1", "ben") == Watched(3, [], [])


def test_two_processes_see_the_same(database: Engine) -> None:
    with_cases(database, "GD-1")
    one, two = (StoredPresence(database, MovableClock(START)) for _ in range(2))
    one.here("GD-1", "ann", writing=False)
    assert two.here("GD-1", "ben", writing=False).looking == ["ann"]


def test_old_rows_are_swept_away_by_who_comes(database: Engine) -> None:
    with_cases(database, "GD-1", "GD-2")
    clock = MovableClock(START)
    presence = StoredPresence(database, clock)
    for name in ("ann", "ben", "cai"):
        presence.here("GD-1", name, writing=False)
    clock.move(STAYS + SECOND)
    assert kept(database) == 3
    presence.here("GD-2", "ann", writing=False)
    assert kept(database) == 1


def test_there_is_nobody_at_a_case_that_there_is_not(database: Engine) -> None:
    presence = StoredPresence(database, MovableClock(START))
    for ask in (lambda: presence.here("GD-9", "ann", writing=True), lambda: presence.others("GD-9", "ann")):
        with pytest.raises(NotFound):
            ask()
    assert kept(database) == 0
