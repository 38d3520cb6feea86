"""One suite for finding feedback on each engine: the same is found, in the same order."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, delete, insert, select

from golddust.database.engine import reading, writing
from golddust.database.schema import feedback
from golddust.database.schema.people import imported_addresses, imported_customers
from golddust.errors import NotFound
from golddust.events import Feedback, KindTag, TagCorrected, TopicTag
from golddust.ports import Sought
from sinks.store.archive import StoredArchive
from sinks.store.store import Store
from tests.sinks.made import BEN_TEXTS, MONDAY, all_done, customer_of, records, said, tagged

SECOND = timedelta(seconds=1)


def stored(engine: Engine, *texts: str, apart: timedelta = SECOND, **fields: object) -> list[str]:
    """The ids of messages with these texts, one after the other."""
    messages = [
        said(f"{number} {text}", text=text, received_at=MONDAY + apart * number, **fields) for number, text in enumerate(texts)
    ]
    assert all_done(Store(engine).write(records([event for one in messages for event in (one, tagged(one))])))
    return [one.id for one in messages]


def found(engine: Engine, **sought: object) -> list[str]:
    return [row["id"] for row in StoredArchive(engine).feedback(100, sought=Sought(**sought))]  # type: ignore[arg-type]


def test_all_words_must_be_there_each_as_the_beginning_of_one(database: Engine) -> None:
    lid, lids, other = stored(database, "The lid broke", "Lids break off, order SW-48213", "A parcel", subject="Kettle")
    assert found(database, words="lid") == [lids, lid]
    assert found(database, words="LID BROKE") == [lid]
    assert found(database, words="48213") == [lids]
    assert found(database, words="sw-48213!") == [lids]
    assert found(database, words="kettle") == [other, lids, lid]
    assert found(database, words="id") == []
    assert found(database, words="?!") == []


@pytest.mark.parametrize(
    "words", ["naïve", "ΚΑΛΗΜΕΡΑ", "東京", "o'clock", "a:b", "ann@example.com", "https://shop.example/x?y=1"]
)
def test_words_of_any_writing_are_found(database: Engine, words: str) -> None:
    (one, _) = stored(database, f"so {words} it is", "nothing of the kind")
    assert found(database, words=words) == [one]


@pytest.mark.parametrize(
    "words", ["'", '"', "a' | 'b", "NEAR(a b)", "a* OR b*", "id:x", "\\", "%", "!!a", "x" * 5000, "a " * 500]
)
def test_no_words_are_taken_for_a_query(database: Engine, words: str) -> None:
    stored(database, "a parcel")
    assert isinstance(found(database, words=words), list)


@pytest.mark.parametrize("apart", [SECOND, timedelta()], ids=["one after the other", "all at one moment"])
@pytest.mark.parametrize("sought", [Sought(), Sought(words="parcel"), Sought(kind="complaint"), Sought(topic="delivery")])
def test_pages_leave_no_gap_and_repeat_nothing(database: Engine, apart: timedelta, sought: Sought) -> None:
    ids = stored(database, *(f"parcel {number}" for number in range(7)), apart=apart)
    archive, seen, before = StoredArchive(database), [], ""
    while rows := archive.feedback(3, before, sought):
        seen += [row["id"] for row in rows]
        before = seen[-1]
    assert sorted(seen) == sorted(ids)
    if apart:
        assert seen == ids[::-1]


def test_a_page_after_what_is_not_there_is_refused(database: Engine) -> None:
    for sought in (Sought(), Sought(words="parcel")):
        with pytest.raises(NotFound):
            StoredArchive(database).feedback(3, "nonsense", sought)


def test_words_are_found_no_more_once_the_message_is_gone_or_has_others(database: Engine) -> None:
    first, second = stored(database, "a kettle", "another kettle")
    with writing(database) as connection:
        connection.execute(delete(feedback).where(feedback.c.id == first))
    again = replace(said("1 another kettle", text="a sofa", received_at=MONDAY + SECOND), revision=1)
    assert all_done(Store(database).write(records([again])))
    assert found(database, words="kettle") == []
    assert found(database, words="sofa") == [second]


def test_words_go_with_what_else_is_looked_for(database: Engine) -> None:
    (mail,) = stored(database, "a kettle")
    (text,) = stored(database, "one kettle", address=BEN_TEXTS)
    assert found(database, words="kettle", channel="sms") == [text]
    assert found(database, words="kettle", kind="praise") == []
    assert found(database, words="kettle", kind="complaint", mood="negative", topic="delivery", channel="email") == [mail]
    assert found(database, words="kettle", until=MONDAY) == []
    assert sorted(found(database, since=MONDAY, until=MONDAY + SECOND)) == sorted([mail, text])


def test_a_segment_is_that_of_an_imported_customer(database: Engine) -> None:
    stored(database, "from Ann")
    (text,) = stored(database, "from Ben", address=BEN_TEXTS)
    known = {"name": "Ben", "value": None, "language": "", "changed_at": MONDAY}
    address = {"id": "7", "customer": customer_of(BEN_TEXTS), "kind": "phone", "address": BEN_TEXTS.value}
    with writing(database) as connection:
        connection.execute(insert(imported_customers), [{"id": "7", "segment": "press", **known}])
        connection.execute(insert(imported_addresses), [address])
    assert found(database, segment="press") == [text]
    assert found(database, segment="press", words="ben") == [text]
    assert StoredArchive(database).choices().segments == ["press"]


def test_topics_that_there_are_can_be_chosen(database: Engine) -> None:
    assert list(StoredArchive(database).choices().topics) == []
    one, two = said("a"), said("b")
    parking = tagged(two, topics=(TopicTag(name="parking", confidence=0.5), TopicTag(name="app", confidence=0.5)))
    assert all_done(Store(database).write(records([one, tagged(one), two, parking])))
    assert list(StoredArchive(database).choices().topics) == ["app", "delivery", "parking"]


def correction(one: Feedback, answers: Sequence[str] | None, second: int) -> TagCorrected:
    return TagCorrected(
        id=f"{second:026d}", feedback=one.id, customer=one.customer, question="kind", answers=answers and tuple(answers),
        at=MONDAY + SECOND * second, actor="ann",
    )  # fmt: skip


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (1, 0, 3, 2)])
def test_corrections_from_the_log_hold_in_whatever_order_they_come(database: Engine, order: Sequence[int]) -> None:
    one = said("a")
    read = [tagged(one), correction(one, ["praise"], 1), correction(one, None, 2), correction(one, ["spam"], 3)]
    for number in order:
        assert all_done(Store(database).write(records([one, read[number], read[number]])))
    row = StoredArchive(database).one(one.id)
    assert (row["kind"], row["corrected"]["kind"]["actor"], row["tags"]["kind"]["label"]) == ("spam", "ann", "complaint")
    with reading(database) as connection:
        assert connection.execute(select(feedback.c.id)).scalars().all() == [one.id]


def test_what_is_taken_back_is_again_as_the_tagger_has_it(database: Engine) -> None:
    one = said("a")
    spam = tagged(one, kind=KindTag(label="question", confidence=0.4))
    assert all_done(Store(database).write(records([one, spam, correction(one, ["spam"], 1), correction(one, None, 2)])))
    row = StoredArchive(database).one(one.id)
    assert (row["kind"], row["kind_confidence"], row["corrected"]) == ("question", 0.4, {})
