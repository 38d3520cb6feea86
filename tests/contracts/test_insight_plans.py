"""No figure walks through a table that grows with the years: SQLite says so of every statement."""

import re
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, event

from complaints.insight.promised import StoredPromises
from complaints.insight.standing import StoredCases
from golddust.clock import MovableClock
from golddust.database.engine import open_database
from golddust.insight import Slice, Waiting
from sinks.store.archive import StoredArchive
from sinks.store.insight.figures import StoredFigures
from sinks.store.insight.rolling import Roller
from sinks.store.store import Store
from tests.complaints.promised import standards
from tests.sinks.made import records, said, tagged

NOW = datetime(2026, 3, 10, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 9)
GROWING = "feedback|tags|feedback_topics|feedback_labels|insight_cells|promises|cases|case_events"


def plans_of(url: str) -> list[str]:
    """How SQLite goes about everything that the pages ask."""
    engine, asked = open_database(url), []

    def listen(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.lstrip().startswith(("SELECT", "WITH", "INSERT INTO insight_cells")):
            asked.append((statement, parameters))

    one = said("a")
    Store(engine).write(records([one, tagged(one)]))
    event.listen(engine, "before_cursor_execute", listen)
    clock, zone, segment = MovableClock(NOW), ZoneInfo("Europe/London"), Slice(side="segment", value="business")
    figures = StoredFigures(engine, zone, clock)
    for _ in range(2):
        for which in (Slice(), Slice("delivery"), segment, Slice(side="label:store", value="leeds", kind="praise")):
            figures.days(which, FIRST, LAST)
            figures.split("topic", which, FIRST, LAST)
            figures.sums("topic", which, FIRST, LAST)
            figures.messages(which, FIRST, LAST, 10)
        figures.split("channel", Slice("delivery"), FIRST, LAST)
        figures.notes(FIRST, LAST)
        StoredArchive(engine).figures()
        with closing(Roller(engine, zone, clock)) as roller:
            roller.roll()
    kept, cases = StoredPromises(engine, standards(), clock), StoredCases(engine, standards())
    kept.kept(FIRST, LAST)
    kept.kept(FIRST, LAST, "business")
    kept.cases("answer", FIRST, 10)
    kept.reached("answer", NOW - timedelta(days=90))
    cases.waiting()
    cases.waiting_cases(Waiting("in_work", "o", "p", 1, 0, NOW), 10)
    cases.flow(NOW - timedelta(days=28), NOW)
    with engine.connect().execution_options(reading=True) as connection:
        plans = [line for statement, parameters in asked for line in _plan(connection, statement, parameters)]
    engine.dispose()
    return plans


def _plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def test_every_question_uses_an_index(sqlite_url: str) -> None:
    plans = plans_of(sqlite_url)
    assert len(plans) > 100
    walks = re.compile(rf"SCAN ({GROWING})\b(?! USING)")
    assert sorted({plan for plan in plans if walks.search(plan)}) == []


def test_the_search_would_find_a_walk(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    with engine.connect().execution_options(reading=True) as connection:
        (plan,) = _plan(connection, "SELECT * FROM feedback WHERE text = ''", ())
    engine.dispose()
    assert re.search(rf"SCAN ({GROWING})\b(?! USING)", plan)
