"""One suite for the store on each engine: what is written is written once, in whatever order it comes."""

import json
import random

import pytest
from sqlalchemy import Engine, Table, func, select
from sqlalchemy.exc import ProgrammingError

from golddust.database.engine import open_database, reading, writing
from golddust.database.schema import consents, contacts, feedback, feedback_topics, tags
from golddust.errors import NotFound, Unavailable
from golddust.events import Event, Feedback, KindTag, TopicTag
from golddust.outcomes import Done, Reject
from golddust.ports import Archive, Sink, Sought
from golddust.records import Record
from sinks.store.archive import StoredArchive
from sinks.store.shapes import Figures, StoredFeedback
from sinks.store.store import Store
from tests.sinks.made import BEN_TEXTS, MONDAY, NOBODY, all_done, asked, customer_of, later, record, records, said, tagged


@pytest.fixture
def store(database: Engine) -> Store:
    return Store(database)


@pytest.fixture
def archive(database: Engine) -> StoredArchive:
    return StoredArchive(database)


def count(engine: Engine, table: Table) -> int:
    with reading(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def topics_of(engine: Engine, one: Feedback) -> list[str]:
    query = select(feedback_topics.c.topic).where(feedback_topics.c.feedback == one.id).order_by(feedback_topics.c.topic)
    with reading(engine) as connection:
        return list(connection.execute(query).scalars())


def stopped(engine: Engine) -> tuple:
    query = select(consents).where(consents.c.customer == customer_of(BEN_TEXTS))
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return (row.since if row.state == "stopped" else None, row.feedback) if row else (None, None)


def test_both_keep_the_ports(store: Store, archive: StoredArchive) -> None:
    as_sink: Sink = store
    as_archive: Archive = archive
    as_sink.check()
    as_archive.check()


def test_what_was_said_comes_back_as_it_was(store: Store, archive: StoredArchive) -> None:
    one = said("a", text="Ça va ☕ \u2028 ok", full_text="> old\n\nCa va", rating=1.0, problems=("no date",), attachments=())
    assert all_done(store.write(records([one, tagged(one)])))
    found = archive.one(one.id)
    assert list(found) == list(StoredFeedback.__annotations__)
    assert (found["text"], found["full_text"], found["rating"]) == (one.text, one.full_text, 1.0)
    assert (found["received_at"], found["problems"]) == (MONDAY, ["no date"])
    assert (found["address"], found["address_kind"], found["name"]) == ("ann@example.com", "email", "Ann Example")
    assert (found["kind"], found["sentiment"], found["unsure"], found["redacted"]) == ("complaint", "negative", False, one.text)
    assert found["tags"]["topics"][0]["evidence"] == ["parcel"]
    assert found["case"] is None


def test_feedback_that_is_not_tagged_yet_is_there_already(store: Store, archive: StoredArchive) -> None:
    store.write([record(said("a"))])
    (found,) = archive.feedback(10)
    assert found["kind"] is None
    assert found["tags"] is None


def test_writing_again_changes_nothing(store: Store, database: Engine) -> None:
    events = [event for n in range(5) for event in (said(str(n)), tagged(said(str(n))))]
    for _ in range(3):
        assert all_done(store.write(records(events)))
    assert all_done(store.write(records(events + events)))
    assert [count(database, table) for table in (feedback, tags, feedback_topics, contacts)] == [5, 5, 5, 1]


def test_tags_may_come_before_what_they_are_about(store: Store, archive: StoredArchive) -> None:
    one = said("a")
    store.write([record(tagged(one))])
    assert archive.feedback(10) == []
    store.write([record(one)])
    assert archive.one(one.id)["kind"] == "complaint"


@pytest.mark.parametrize("seed", range(4))
def test_revisions_end_the_same_in_any_order_and_any_batches(
    store: Store, archive: StoredArchive, database: Engine, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    events: list[Event] = []
    for revision in range(3):
        one = said("a", revision=revision, text=f"text {revision}")
        names = ("delivery", f"topic-{revision}")
        events += [one, tagged(one, topics=tuple(TopicTag(name=name, confidence=0.5) for name in names))]
    shuffled = chance.sample(events * 2, k=12)
    while shuffled:
        size = chance.randint(1, 5)
        assert all_done(store.write(records(shuffled[:size])))
        shuffled = shuffled[size:]
    assert archive.one(said("a").id)["text"] == "text 2"
    assert archive.one(said("a").id)["redacted"] == "text 2"
    assert topics_of(database, said("a")) == ["delivery", "topic-2"]


def test_a_record_that_cannot_be_read_is_rejected_and_the_rest_is_written(store: Store, database: Engine) -> None:
    good, bad = record(said("a")), record(said("b"))
    broken = Record("t", 0, 0, "k", b'{"id": 7}', bad.headers, MONDAY)
    unknown = Record("t", 0, 1, "k", b"{}", {"ce_type": "golddust.feedback.received.v9"}, MONDAY)
    foreign = record(asked(said("a")))
    outcomes = store.write([broken, good, unknown, foreign])
    assert [type(outcome) for outcome in outcomes] == [Reject, Done, Reject, Reject]
    assert count(database, feedback) == 1


@pytest.mark.service
def test_a_row_that_postgresql_refuses_is_rejected_alone_without_its_words(postgres_url: str) -> None:
    engine = open_database(postgres_url)
    events = [said(str(n), text="a \x00 secret" if n in (3, 7) else "fine") for n in range(9)]
    outcomes = Store(engine).write(records(events))
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Reject)] == [3, 7]
    assert "secret" not in outcomes[3].why
    assert count(engine, feedback) == 7
    engine.dispose()


def test_sqlite_keeps_nul_bytes_as_they_are(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    one = said("a", text="a \x00 b")
    assert all_done(Store(engine).write([record(one)]))
    assert StoredArchive(engine).one(one.id)["text"] == "a \x00 b"
    engine.dispose()


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.sqlite3", "postgresql+psycopg://postgres@/test?host=/nowhere"])
def test_a_database_that_is_away_is_no_fault_of_the_records(url: str) -> None:
    gone = Store(open_database(url))
    with pytest.raises(Unavailable):
        gone.write([record(said("a"))])
    with pytest.raises(Unavailable):
        gone.check()


def test_a_fault_of_ours_is_not_blamed_on_the_records(store: Store, database: Engine) -> None:
    with writing(database) as connection:
        feedback_topics.drop(connection)
    with pytest.raises((Unavailable, ProgrammingError), match="feedback_topics"):
        store.write(records([tagged(said("a")), tagged(said("b"))]))


def test_stop_is_kept_with_its_proof_and_start_takes_it_back(store: Store, database: Engine) -> None:
    stop = said("stop", address=BEN_TEXTS, command="stop", received_at=later(1))
    start = said("start", address=BEN_TEXTS, command="start", received_at=later(2))
    store.write(records([said("hello", address=BEN_TEXTS), stop]))
    assert stopped(database) == (later(1), stop.id)
    store.write([record(start)])
    assert stopped(database) == (None, start.id)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
@pytest.mark.parametrize("together", [True, False])
def test_the_latest_command_holds_in_whatever_order_they_are_stored(
    store: Store, database: Engine, order: tuple[int, ...], *, together: bool
) -> None:
    kinds = ("stop", "start", "stop")
    commands = [said(str(n), address=BEN_TEXTS, command=kind, received_at=later(n)) for n, kind in enumerate(kinds)]
    batches = [[commands[n] for n in order]] if together else [[commands[n]] for n in order]
    for batch in [*batches, *batches]:
        store.write(records(batch))
    assert stopped(database) == (later(2), commands[2].id)


def test_an_older_stop_that_comes_late_does_not_undo_a_newer_start(store: Store, database: Engine) -> None:
    store.write([record(said("start", address=BEN_TEXTS, command="start", received_at=later(9)))])
    store.write([record(said("stop", address=BEN_TEXTS, command="stop", received_at=later(3)))])
    assert stopped(database)[0] is None


def test_a_command_that_a_later_reading_does_not_find_holds_no_longer(store: Store, database: Engine) -> None:
    store.write([record(said("stop", address=BEN_TEXTS, command="stop"))])
    store.write([record(said("stop", address=BEN_TEXTS, command=None, revision=1))])
    assert stopped(database) == (None, None)


def test_who_left_no_address_is_a_contact_that_cannot_be_reached(store: Store, archive: StoredArchive) -> None:
    one = said("a", address=NOBODY, customer="anon_1")
    store.write([record(one)])
    assert archive.one(one.id)["address_kind"] == "none"


def test_pages_follow_each_other_without_gap_or_overlap(store: Store, archive: StoredArchive) -> None:
    events = [said(str(n), received_at=later(n // 4)) for n in range(23)]  # four at the same instant
    store.write(records(events))
    seen: list[str] = []
    while page := archive.feedback(5, before=seen[-1] if seen else ""):
        seen += [row["id"] for row in page]
    assert seen == [one.id for one in sorted(events, key=lambda one: (one.received_at, one.id), reverse=True)]
    with pytest.raises(NotFound):
        archive.feedback(5, before="nobody")


def test_feedback_is_listed_by_kind(store: Store, archive: StoredArchive) -> None:
    praise = said("b")
    store.write(records([said("a"), tagged(said("a")), praise, said("c")]))
    store.write([record(tagged(praise, kind=KindTag(label="praise", confidence=0.9)))])
    assert [row["id"] for row in archive.feedback(9, sought=Sought(kind="praise"))] == [praise.id]
    assert len(archive.feedback(9)) == 3


def test_what_is_not_there_is_not_found(archive: StoredArchive) -> None:
    with pytest.raises(NotFound):
        archive.one("nothing")


def test_an_empty_database_has_figures_of_zero(archive: StoredArchive) -> None:
    assert archive.figures() == dict.fromkeys(Figures.__annotations__, 0)
    assert archive.waiting_replies() == []
    assert archive.replies("no case") == []


def test_figures_count_what_is_stored(store: Store, archive: StoredArchive) -> None:
    store.write(records([said("a"), tagged(said("a")), said("b")]))
    figures = archive.figures()
    assert (figures["feedback"], figures["complaints"]) == (2, 1)


def test_the_tags_that_are_stored_are_those_that_the_wire_held(store: Store, archive: StoredArchive) -> None:
    one = tagged(said("a"))
    store.write(records([said("a"), one]))
    assert archive.one(one.feedback)["tags"] == json.loads(record(one).value)
