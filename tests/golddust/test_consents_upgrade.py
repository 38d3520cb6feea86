"""Who had said STOP before consent was kept by number stays silent for everything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from golddust.database.engine import MIGRATIONS, open_database, upgrade_database

AT = "2026-11-23 10:00:00.000000"
CUSTOMERS = [
    ("cust_" + "a" * 26, AT, "f" * 26),
    ("cust_" + "b" * 26, AT, "carrier 21610"),
    ("cust_" + "c" * 26, None, "g" * 26),
    ("cust_" + "d" * 26, None, None),
]
FEEDBACK = (
    "INSERT INTO feedback (id, channel, source, external_id, received_at, customer, text, full_text, subject, attachments,"
    " message_id, thread, original, authentication, problems, revision, command)"
    " VALUES (:id, 'sms', '+12025550100', 'x', :at, :customer, 'Stop', '', '', '[]', '', '{}', '', '', '[]', 0, 'stop')"
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.service)])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as the version before had it."""
    if request.param == "sqlite":
        engine = open_database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    else:
        server = request.getfixturevalue("postgres")
        engine = open_database(server.url(server.create()))
    migrate(engine, command.upgrade, "0009")
    with engine.begin() as connection:
        for customer, stopped, proof in CUSTOMERS:
            row = {"customer": customer, "stopped": stopped, "proof": proof, "at": AT}
            connection.execute(
                text(
                    "INSERT INTO contacts (customer, kind, address, name, first_seen, stopped_at, stop_feedback)"
                    " VALUES (:customer, 'phone', '+1', '', :at, :stopped, :proof)"
                ),
                row,
            )
        connection.execute(text(FEEDBACK), {"id": "f" * 26, "at": AT, "customer": CUSTOMERS[0][0]})
    yield engine
    engine.dispose()


def migrate(engine: Engine, how: Any, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        how(config, to)


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_every_stop_holds_for_everything_with_its_proof(before: Engine) -> None:
    upgrade_database(before)
    found = rows(before, 'SELECT customer, sender, state, "by", word, words, feedback FROM consent_statements ORDER BY customer')
    assert found == [
        (CUSTOMERS[0][0], "", "stopped", "customer", "STOP", "Stop", "f" * 26),
        (CUSTOMERS[1][0], "", "stopped", "carrier", "21610", "", ""),
    ]
    assert rows(before, "SELECT customer, state FROM consents ORDER BY 1") == [(c, "stopped") for c, *_ in CUSTOMERS[:2]]


def test_and_back(before: Engine) -> None:
    upgrade_database(before)
    migrate(before, command.downgrade, "0009")
    query = "SELECT customer, stop_feedback FROM contacts WHERE stopped_at IS NOT NULL ORDER BY 1"
    assert rows(before, query) == [(customer, proof) for customer, stopped, proof in CUSTOMERS if stopped]
