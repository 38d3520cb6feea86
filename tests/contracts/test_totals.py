"""How much is stored in all is exact on each engine, whatever days were counted, and costs no look at each message."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select

from golddust.database.engine import writing
from golddust.database.schema import feedback
from golddust.database.schema.insight import insight_days
from golddust.insight import Slice
from sinks.store.archive import StoredArchive
from sinks.store.insight import behind
from sinks.store.insight.marks import mark
from sinks.store.store import Store
from tests.contracts.test_insight import AUCKLAND, FIRST, LAST, LONDON, figures_in, message, roll
from tests.sinks.made import all_done, records, said

AT = datetime(2026, 3, 21, 12, tzinfo=UTC)


@pytest.fixture
def write(database: Engine) -> Callable[..., None]:
    store = Store(database)
    return lambda *messages: all_done(store.write(records([event for pair in messages for event in pair])))


def stored(database: Engine) -> tuple[int, int]:
    figures = StoredArchive(database).figures()
    return figures["feedback"], figures["complaints"]


def test_the_totals_are_exact_before_and_after_days_are_counted(database: Engine, write: Callable[..., None]) -> None:
    assert stored(database) == (0, 0)
    kinds = ("complaint", "praise", "complaint")
    write(*(message(f"{n}", AT + timedelta(days=n), kind=kinds[n % 3]) for n in range(9)))
    write(message("machine", AT, automatic="auto_reply"))
    assert stored(database) == (10, 7)
    roll(database, LONDON)
    assert stored(database) == (10, 7)
    write(message("late", AT + timedelta(days=2)), message("newest", AT + timedelta(days=40), kind="question"))
    all_done(Store(database).write(records([said("not tagged yet", received_at=AT)])))
    assert stored(database) == (13, 8)
    roll(database, LONDON)
    assert stored(database) == (13, 8)


def test_what_is_forgotten_is_counted_no_more(database: Engine, write: Callable[..., None]) -> None:
    one = message("a", AT, kind="praise")
    write(one, message("b", AT, kind="praise"))
    roll(database, LONDON)
    with writing(database) as connection:
        connection.execute(delete(feedback).where(feedback.c.id == one[0].id))
        mark(connection, [AT])
    assert stored(database)[0] == 1


def test_days_with_gaps_between_them_and_days_of_two_zones_are_no_trouble(database: Engine, write: Callable[..., None]) -> None:
    write(*(message(f"{n}", AT + timedelta(hours=7 * n)) for n in range(40)))
    roll(database, AUCKLAND)
    with writing(database) as connection:
        days = connection.execute(select(insight_days.c.day)).scalars().all()
        connection.execute(delete(insight_days).where(insight_days.c.day.in_(days[::3])))
    assert stored(database) == (40, 40)
    with writing(database) as connection:
        other = {"day": date(2026, 1, 1), "zone": LONDON.key, "stored": 5, "complaints": 5}
        connection.execute(insight_days.insert().values(other))
    assert stored(database) == (40, 40)


def test_a_message_with_a_rare_label_is_found_behind_many_others(
    database: Engine, write: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(behind, "WALKED_FOR_LABELS", (10, 30))
    rare = message("rare", AT, labels={"store": "leeds"})
    others = [message(f"{n}", AT + timedelta(minutes=n + 1)) for n in range(35)]
    write(rare, *others)
    figures, leeds = figures_in(LONDON, database), Slice(side="label:store", value="leeds")
    assert figures.messages(leeds, FIRST, LAST, 1) == [rare[0].id]
    assert figures.messages(Slice(), FIRST, LAST, 1) == [others[-1][0].id]
