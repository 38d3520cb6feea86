"""A database of the version before this one is brought up to date with its cases, and their clocks go on."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, TextClause, text

from golddust.clock import MovableClock
from golddust.database.engine import MIGRATIONS, open_database, upgrade_database
from tests.complaints.made import clockwork_on, promise, register_on

CASE, FEEDBACK, EVENT = "a" * 26, "b" * 26, "e" * 26
OPENED = datetime(2026, 11, 23, 10, tzinfo=UTC)
ROWS: list[tuple[str, dict[str, Any]]] = [
    (
        "cases",
        {
            **dict.fromkeys(("assignee", "subject", "text", "why"), ""),
            "id": CASE,
            "reference": "GD-AAAA-BBBB",
            "state": "opened",
            "kind": "complaint",
            "priority": "normal",
            "owner": "delivery",
            "channel": "email",
            "customer": "cust_x",
            "feedback": FEEDBACK,
            "topics": '["delivery"]',
            "sentiment": "negative",
            "emotion": "anger",
            "urgency": "none",
            "language": "en",
            "answerable": True,
            "opened_at": str(OPENED),
            "changed_at": str(OPENED),
            "version": 1,
        },
    ),
    *(
        ("promises", {"case": CASE, "standard": standard, "due": str(OPENED + timedelta(days=1))})
        for standard in ("acknowledge", "answer", "resolve")
    ),
    (
        "case_events",
        {"id": EVENT, "case": CASE, "number": 1, "step": "opened", "at": str(OPENED), "actor": "register", "event": "{}"},
    ),
]


def insert_into(table: str, row: dict[str, Any]) -> TextClause:
    """The statement, without the tables as they are now."""
    names = ", ".join(f'"{name}"' for name in row)
    return text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})")  # noqa: S608 - our own words


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as the version before left it, with one case."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    else:
        server = request.getfixturevalue("postgres")
        url = server.url(server.create())
    engine = open_database(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    with engine.begin() as connection:
        for table, row in ROWS:
            connection.execute(insert_into(table, row), row)
    yield engine
    engine.dispose()


def test_a_case_of_the_version_before_lives_on(before: Engine) -> None:
    upgrade_database(before)
    clock = MovableClock(datetime(2026, 11, 25, 10, tzinfo=UTC))
    register = register_on(before, clock)
    case = register.of_feedback(FEEDBACK)
    assert case is not None
    assert (case.id, case.state, len(case.promises)) == (CASE, "received", 3)
    clockwork = clockwork_on(before, clock)
    assert clockwork.recompute() == 1
    clockwork.tick()
    assert all(promise(register.find(CASE), standard).late_at for standard in ("acknowledge", "answer", "resolve"))
    assert register.acknowledge("gd-aaaa-bbbb", "sam").state == "acknowledged"
