"""One suite for the figures of promises on each engine."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from complaints.insight.promised import StoredPromises
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema import cases, promises
from golddust.insight import Kept, PromiseFigures, Published
from tests.complaints.promised import standards

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
HOUR = timedelta(hours=1)


def a_case(name: str, **fields: Any) -> dict[str, Any]:
    texts = dict.fromkeys(("owner", "assignee", "subject", "text", "why", "segment", "merged_into"), "")
    row = {"id": name, "reference": name, "state": "in_work", "kind": "complaint", "priority": "normal", "channel": "email"}
    row |= {"customer": "cust_x", "feedback": f"f{name}", "topics": [], "sentiment": "negative", "emotion": "anger"}
    row |= {"urgency": "none", "language": "en", "answerable": True, "opened_at": NOW, "changed_at": NOW, "version": 1}
    return texts | row | {"pauses": []} | fields


def promised(case: str, due: datetime, took: float | None, **fields: Any) -> dict[str, Any]:
    """An answer promised for `due`, given so many hours after that; None: not given."""
    row = {"case": case, "standard": "answer", "number": 0, "due": due, "since": due - 4 * HOUR, "policy": "default"}
    kept = {"kept_at": None if took is None else due + took * HOUR, "late_at": due if took is None else None}
    return row | kept | fields


@pytest.fixture
def figures(database: Engine) -> StoredPromises:
    names = [*"abcdefgh"]
    segments = {"a": {"segment": "business"}, "b": {"segment": "business", "priority": "high"}, "h": {"merged_into": "a"}}
    thursday = datetime(2026, 11, 12, 14, tzinfo=UTC)
    rows = [
        promised("a", thursday, -1),
        promised("b", thursday, -3),
        promised("c", thursday, 2),
        promised("d", thursday, None),
        promised("e", thursday, None, late_at=None),  # its clock stands
        promised("f", NOW + HOUR, -10),  # kept before its time, which is not over
        promised("g", datetime(2026, 10, 31, 23, 30, tzinfo=UTC), -1),
        promised("h", thursday, 9),
        promised("a", thursday, -1, standard="acknowledge"),
    ]
    with writing(database) as connection:
        connection.execute(insert(cases), [a_case(name, **segments.get(name, {})) for name in names])
        connection.execute(insert(promises), rows)
    return StoredPromises(database, standards(), MovableClock(NOW))


def test_promises_are_counted_in_the_month_in_which_they_fell_due_and_not_before(figures: StoredPromises) -> None:
    found = figures.kept(OCTOBER, NOVEMBER)
    assert found[("answer", NOVEMBER)] == Kept(4, 2)
    assert found[("acknowledge", NOVEMBER)] == Kept(1, 1)
    assert found[("answer", OCTOBER)] == Kept(1, 1)
    assert len(found) == 3
    assert figures.kept(date(2026, 11, 20), date(2026, 11, 25), "business") == {
        ("answer", NOVEMBER): Kept(2, 2),
        ("acknowledge", NOVEMBER): Kept(1, 1),
    }


def test_those_of_some_days_are_counted_by_the_same_rules(figures: StoredPromises) -> None:
    thursday = date(2026, 11, 12)
    assert figures.kept_within(thursday, thursday) == {"answer": Kept(4, 2), "acknowledge": Kept(1, 1)}
    assert figures.kept_within(date(2026, 11, 13), date(2026, 12, 31)) == {}
    assert figures.kept_within(date(2026, 10, 26), date(2026, 11, 1)) == {"answer": Kept(1, 1)}


def test_each_figure_leads_to_its_cases(figures: StoredPromises) -> None:
    assert figures.cases("answer", NOVEMBER, 10) == [*"abcd"]
    assert figures.cases("answer", NOVEMBER, 10, kept=True) == [*"ab"]
    assert figures.cases("answer", NOVEMBER, 10, kept=False) == [*"cd"]
    assert figures.cases("answer", NOVEMBER, 1, kept=True, segment="business") == ["a"]


@pytest.mark.usefixtures("figures")
def test_a_month_is_that_of_the_companys_zone(database: Engine) -> None:
    table = "[working_hours]\nzone = 'Pacific/Auckland'\nmonday = ['09:00-17:00']"
    there = StoredPromises(database, standards(table), MovableClock(NOW))
    assert ("answer", OCTOBER) not in there.kept(OCTOBER, NOVEMBER)
    assert there.kept(OCTOBER, NOVEMBER)["answer", NOVEMBER] == Kept(5, 3)


def test_what_was_taken_is_told_in_working_hours_by_policy_and_priority(figures: StoredPromises) -> None:
    usual, high = figures.reached("answer", datetime(2026, 11, 1, tzinfo=UTC))
    assert (usual.priority, high.priority, high.taken) == ("normal", "high", [1.0])
    assert (usual.promised, usual.taken, usual.unfulfilled, usual.cases) == (4.0, [3.0, 6.0], 1, ["a", "c", "d"])


def test_what_was_said_in_public_stays(figures: StoredPromises) -> None:
    port: PromiseFigures = figures
    said = Published("answer", OCTOBER, OCTOBER, 12, 9)
    port.publish([said])
    port.publish([Published("answer", OCTOBER, NOVEMBER, 20, 1)])
    port.publish([])
    assert port.published() == [said]
