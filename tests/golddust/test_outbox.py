"""The outbox: everything once, and nothing of a database taken for another one's."""

from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from golddust.bus.memory import MemoryLog
from golddust.database.engine import open_database, upgrade_database, writing
from golddust.database.outbox import OutboxCopying, put
from golddust.records import Entry


def database_in(folder: Path) -> Engine:
    engine = open_database(f"sqlite:///{folder / 'store.sqlite3'}")
    upgrade_database(engine)
    return engine


def say(engine: Engine, *values: str) -> None:
    with writing(engine) as connection:
        put(connection, [Entry("t", "k", value.encode(), {}) for value in values])


def copy(engine: Engine, log: MemoryLog) -> None:
    with closing(OutboxCopying(engine, log)) as copying:
        while copying.copy():
            pass


def on(log: MemoryLog) -> list[str]:
    return [record.value.decode() for record in log.browse("t").read(99, 0)]


def test_what_is_said_is_copied_once_and_in_order(tmp_path: Path) -> None:
    engine, log = database_in(tmp_path), MemoryLog()
    say(engine, "a", "b")
    copy(engine, log)
    say(engine, "c")
    copy(engine, log)
    copy(engine, log)
    assert on(log) == ["a", "b", "c"]
    engine.dispose()


def test_a_database_made_anew_is_heard_although_its_numbers_begin_again(tmp_path: Path) -> None:
    log = MemoryLog()
    for folder, words in (("first", "abc"), ("second", "de"), ("third", "f")):
        (tmp_path / folder).mkdir()
        engine = database_in(tmp_path / folder)
        say(engine, *words)
        copy(engine, log)
        engine.dispose()
    assert on(log) == list("abcdef")


def test_a_database_set_back_to_an_earlier_state_is_heard(tmp_path: Path) -> None:
    engine, log = database_in(tmp_path), MemoryLog()
    say(engine, "a")
    copy(engine, log)
    engine.dispose()
    file = tmp_path / "store.sqlite3"
    earlier = file.read_bytes()
    say(engine, "b", "c", "d")
    copy(engine, log)
    engine.dispose()
    file.write_bytes(earlier)
    for rest in tmp_path.glob("store.sqlite3-[ws]*"):
        rest.unlink()
    say(engine, "e")
    copy(engine, log)
    engine.dispose()
    assert on(log) == list("abcde")
