"""One suite for the figures of cases and causes on each engine."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, insert

from complaints.insight.standing import StoredCases
from golddust.database.engine import writing
from golddust.database.schema import case_events, cases, promises
from golddust.database.schema.causes import cause_cases, cause_told, causes
from golddust.insight import CaseFigures, Flow, Waiting
from tests.complaints.promised import standards
from tests.contracts.test_insight_promises import a_case, promised

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = "[[policies]]\nname = 'parcels'\ntopics = ['delivery', 'returns']\n"


def event(case: str, number: int, step: str, at: datetime) -> dict[str, object]:
    return {"id": f"{case}{number}", "case": case, "number": number, "step": step, "at": at, "actor": "", "event": {}}


@pytest.fixture
def figures(database: Engine) -> StoredCases:
    ann = {"owner": "logistics", "assignee": "ann"}
    rows = [
        a_case("a", **ann, changed_at=NOW - 3 * DAY),
        a_case("b", **ann, changed_at=NOW - 5 * DAY),
        a_case("c", **ann, state="waiting"),
        a_case("d", owner="finance", state="resolved", opened_at=NOW - 9 * DAY),
        a_case("e", **ann, state="closed", merged_into="a"),
    ]
    steps = [event(name, 1, "opened", NOW - 6 * DAY) for name in "abce"] + [event("d", 1, "opened", NOW - 9 * DAY)]
    steps += [event("d", 2, "resolved", NOW - 4 * DAY), event("d", 3, "reopened", NOW - 3 * DAY)]
    steps += [event("d", 4, "resolved", NOW - 2 * DAY), event("a", 2, "started", NOW - 3 * DAY)]
    lids = {"id": "lids", "number": 1, "title": "Lids break", "description": "", "owner": "quality", "state": "mended"}
    lids |= {"opened_by": "kim", "opened_at": NOW - 20 * DAY, "changed_at": NOW, "mended_by": "kim", "mended_at": NOW - 5 * DAY}
    open_cause = lids | {"id": "lost", "number": 2, "title": "Lost", "state": "open", "mended_at": None, "mended_by": ""}
    counted = [("d", "lids"), ("a", "lids"), ("b", "lost")]
    with writing(database) as connection:
        connection.execute(insert(cases), rows)
        connection.execute(insert(promises), [promised("b", NOW - DAY, None), promised("a", NOW - DAY, 1)])
        connection.execute(insert(case_events), steps)
        connection.execute(insert(causes), [lids | {"mended": "new lids"}, open_cause | {"mended": ""}])
        added = [{"case": one, "cause": cause, "added_by": "kim", "added_at": NOW} for one, cause in counted]
        connection.execute(insert(cause_cases), added)
        told = {"cause": "lids", "customer": "cust_x", "case": "d", "told_at": NOW}
        connection.execute(insert(cause_told), [told])
    return StoredCases(database, standards(POLICY))


def test_it_is_said_where_cases_wait_and_for_whom(figures: StoredCases) -> None:
    port: CaseFigures = figures
    at_ann, at_customer = port.waiting()
    assert at_ann == Waiting("in_work", "logistics", "ann", 2, 1, NOW - 5 * DAY)
    assert (at_customer.state, at_customer.cases, at_customer.late) == ("waiting", 1, 0)
    assert port.waiting_cases(at_ann, 10) == ["b", "a"]


def test_what_came_and_what_was_done_with(figures: StoredCases) -> None:
    assert figures.flow(NOW - 7 * DAY, NOW) == {"logistics": Flow(3, 0), "finance": Flow(1, 2)}
    assert figures.flow(NOW, NOW + DAY) == {}


def test_what_came_of_causes(figures: StoredCases) -> None:
    lids, lost = sorted(figures.outcomes(10), key=lambda one: one.number)
    assert (lids.title, lids.mended, lids.before, lids.after, lids.told, lids.customers) == ("Lids break", "new lids", 1, 1, 1, 1)
    assert (lost.state, lost.before, lost.after) == ("open", 1, 0)


def test_topics_are_covered_that_a_standard_names(figures: StoredCases) -> None:
    assert figures.covered() == {"delivery", "returns"}
