"""How the connections of a PostgreSQL behave: cut ones are made anew, and who only reads holds no transaction open."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from golddust.database import engine as opening
from golddust.database.engine import open_database, reading, writing
from golddust.errors import Unavailable
from tests.services.postgres import PostgresServer

CUT = text(
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
STATES = text("SELECT state FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
pytestmark = pytest.mark.service


def opened(postgres: PostgresServer, name: str) -> Iterator[Engine]:
    engine = open_database(postgres.url(name))
    yield engine
    engine.dispose()


@pytest.fixture
def name(postgres: PostgresServer) -> Iterator[str]:
    name = postgres.create()
    yield name
    postgres.drop(name)


@pytest.fixture
def engine(postgres: PostgresServer, name: str) -> Iterator[Engine]:
    yield from opened(postgres, name)


@pytest.fixture
def other(postgres: PostgresServer, name: str) -> Iterator[Engine]:
    yield from opened(postgres, name)


def answer(engine: Engine) -> object:
    with reading(engine) as connection:
        return connection.execute(text("SELECT 1")).scalar()


def two_answers(engine: Engine) -> list[object]:
    """By two connections at once."""
    with reading(engine) as first, reading(engine) as second:
        return [one.execute(text("SELECT 1")).scalar() for one in (first, second)]


def cut(other: Engine) -> None:
    with writing(other) as connection:
        connection.execute(CUT)


def test_who_asks_after_a_rest_does_not_notice_that_the_connections_were_cut(
    engine: Engine, other: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "RESTED", 0.0)
    assert two_answers(engine) == [1, 1]
    cut(other)
    assert two_answers(engine) == [1, 1]


def test_one_that_is_cut_while_it_is_asked_is_told_of_once(
    engine: Engine, other: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "RESTED", 1e9)
    assert two_answers(engine) == [1, 1]
    cut(other)
    with pytest.raises(Unavailable):
        answer(engine)
    assert two_answers(engine) == [1, 1]


def test_who_reads_holds_no_transaction_open_and_who_writes_has_one(engine: Engine, other: Engine) -> None:
    with reading(engine) as connection, reading(other) as beside:
        connection.execute(text("SELECT 1"))
        assert beside.execute(STATES).scalars().all() == ["idle"]
    with writing(engine) as connection, reading(other) as beside:
        connection.execute(text("SELECT 1"))
        assert beside.execute(STATES).scalars().all() == ["idle in transaction"]


def test_what_is_written_on_a_connection_that_was_read_by_is_undone_by_an_error(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE kept (n int)"))
    answer(engine)
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        connection.execute(text("INSERT INTO kept VALUES (1)"))
        raise ZeroDivisionError
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM kept")).scalar() == 0


def test_a_question_is_answered_and_not_compiled_first(engine: Engine) -> None:
    with reading(engine) as connection:
        assert connection.execute(text("SHOW jit")).scalar() == "off"
