"""However many rows a page shows, it asks the database as often."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from tests.console.company import Company


def questions(engine: Engine, browser: FlaskClient, path: str) -> int:
    """How often the database is asked for that page."""
    asked: list[str] = []

    def listen(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", listen)
    answer = browser.get(path)
    event.remove(engine, "before_cursor_execute", listen)
    assert answer.status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    "path",
    [
        "/console/feedback",
        "/console/cases",
        "/console/insight/messages?days=30",
        "/console/insight/cases?state=received&owner={owner}&assignee=",
    ],
)
def test_a_list_asks_as_often_for_many_rows_as_for_two(company: Company, ann: FlaskClient, path: str) -> None:
    def hear(number: int) -> str:
        return company.hear(
            f"My parcel number {number} is two weeks late, this is terrible.", address=f"customer{number}@example.com"
        )

    hear(0)
    path = path.format(owner=company.case_of(hear(1)).owner)
    questions(company.engine, ann, path)
    for_two = questions(company.engine, ann, path)
    for number in range(2, 12):
        hear(number)
    assert questions(company.engine, ann, path) == for_two
    assert [number for number in range(12) if f"number {number}" not in ann.get(path).text] == []
