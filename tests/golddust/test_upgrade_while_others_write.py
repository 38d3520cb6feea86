"""A large database is brought up to date while others write: nobody waits for an index, and it may be stopped and begun anew."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, exc, text

from golddust.database.engine import MIGRATIONS, open_database, upgrade_database
from golddust.errors import GoldDustError
from tests.services.postgres import PostgresServer

pytestmark = pytest.mark.service

BROKEN = text("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
AT_IT = text("SELECT pid FROM pg_stat_activity WHERE query ILIKE :what AND wait_event_type = 'Lock'")
WRITTEN = "feedback, tags, feedback_topics, cases, case_events, promises, imported_customers"
WRITING = text(f"LOCK TABLE {WRITTEN} IN ROW EXCLUSIVE MODE")
TOPICS = """
INSERT INTO feedback_topics (feedback, topic, confidence, sentiment)
SELECT 'f' || n, 'delivery', 1, 'negative' FROM generate_series(1, 12000) n
"""
TAGS = """
INSERT INTO tags SELECT 'f' || n, 'e' || n, now(), 'complaint', 1, 'negative', -1, 1, false, '', 'none', 'en', '',
'{"labels": {"store": "7"}}', '', 0 FROM generate_series(1, 11999) n
"""


def to(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        config.attributes["own_transactions"] = True
        command.upgrade(config, revision)


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Engine]:
    name = postgres.create()
    engine = open_database(postgres.url(name))
    yield engine
    engine.dispose()
    postgres.drop(name)


@pytest.mark.parametrize(
    ("before", "held", "made"),
    [("0013", "case_events", "ix_case_events_step_at"), ("0014", "feedback", "ix_feedback_channel_received_at_id")],
)
def test_nobody_who_writes_waits_for_an_index(database: Engine, before: str, held: str, made: str) -> None:
    to(database, "0013")
    with database.begin() as connection:
        connection.exec_driver_sql(TOPICS)
        connection.exec_driver_sql(TAGS)
    to(database, before)
    with database.connect() as slow:
        slow.execute(text(f"LOCK TABLE {held} IN ROW EXCLUSIVE MODE"))  # somebody who writes, and is slow
        upgrading = threading.Thread(target=upgraded, args=(database,))
        upgrading.start()
        stopped = waiting(database, upgrading, made)
        with database.begin() as other:
            other.execute(text("SET LOCAL lock_timeout = '20s'"))
            other.execute(WRITING)
        with database.begin() as other:
            other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": stopped})  # and the upgrade is stopped there
        upgrading.join()
    upgrade_database(database)
    with database.connect() as connection:
        assert connection.execute(BROKEN).scalar() == 0
        assert connection.execute(text("SELECT count(*), count(received_at) FROM feedback_topics")).one() == (11999, 11999)
        assert connection.execute(text("SELECT count(*) FROM feedback_labels WHERE value = '7'")).scalar() == 11999


def upgraded(database: Engine) -> None:
    with suppress(GoldDustError, exc.SQLAlchemyError):  # it is stopped, and that is looked at
        upgrade_database(database)


def waiting(database: Engine, upgrading: threading.Thread, made: str) -> int:
    """The server's process that waits to make this index."""
    while upgrading.is_alive():
        with database.connect() as connection:
            if pid := connection.execute(AT_IT, {"what": f"%{made}%"}).scalar():
                return int(pid)
    raise AssertionError("the upgrade did not wait for whoever writes")
