"""Several processes bring one database up to date at the same time: each waits until it is, and all that is made is whole."""

import threading

import pytest
from sqlalchemy import text

from golddust.database.engine import open_database, upgrade_database
from tests.services.postgres import PostgresServer

BROKEN = text("SELECT count(*) FROM pg_index WHERE NOT indisvalid")
MADE = text("SELECT count(*) FROM pg_indexes WHERE indexname = 'ix_promises_broken'")


@pytest.mark.service
def test_several_processes_upgrade_at_once(postgres: PostgresServer) -> None:
    name, failed = postgres.create(), []

    def upgrade() -> None:
        engine = open_database(postgres.url(name))
        try:
            upgrade_database(engine)
            with engine.connect() as connection:
                failed.extend([] if connection.execute(MADE).scalar() else ["came back too early"])
        except Exception as error:  # noqa: BLE001 - it is looked at below
            failed.append(repr(error))
        engine.dispose()

    threads = [threading.Thread(target=upgrade) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine = open_database(postgres.url(name))
    with engine.connect() as connection:
        assert (failed, connection.execute(BROKEN).scalar()) == ([], 0)
    engine.dispose()
    postgres.drop(name)


def test_the_schema_of_a_later_golddust_is_left_as_it_is(database_url: str) -> None:
    """A process of the older version may start again while the newer one is at work already."""
    engine = open_database(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    upgrade_database(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    engine.dispose()
