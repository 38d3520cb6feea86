"""One suite for the figures on each engine: they say what the messages say, whatever was counted when."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from alembic import command
from sqlalchemy import Engine, func, insert, select, update

from golddust.clock import MovableClock
from golddust.database.engine import _alembic, reading, writing
from golddust.database.schema import feedback_topics
from golddust.database.schema.insight import insight_cells, insight_days, insight_marks
from golddust.database.schema.people import imported_addresses, imported_customers, person_addresses
from golddust.errors import Malformed, NotFound
from golddust.events import Address, Feedback, KindTag, Sentiment, Tagged, TopicTag
from golddust.insight import FeedbackFigures, Moods, Slice
from sinks.store.insight.figures import StoredFigures
from sinks.store.insight.rolling import AT_ONCE, Roller
from sinks.store.store import Store
from tests.sinks.made import ANN_MAILS, BEN_TEXTS, all_done, customer_of, records, said, tagged

AUCKLAND = ZoneInfo("Pacific/Auckland")
NEW_YORK = ZoneInfo("America/New_York")
LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 3, 20), date(2026, 4, 6)
"""Clocks change in London on 29 March, in Auckland on 5 April."""
NOW = datetime(2026, 4, 7, 12, tzinfo=UTC)
MOODS = ("negative", "neutral", "positive")


def message(name: str, at: datetime, **fields: object) -> tuple[Feedback, Tagged]:
    """A message with its tags: `topics` as {name: mood}; `kind`, `mood`, `labels`, `address`, and what else feedback has."""
    topics = {"delivery": "negative"} if "topics" not in fields else fields.pop("topics")
    kind, mood = fields.pop("kind", "complaint"), fields.pop("mood", "negative")
    one = said(name, received_at=at, **fields)
    tags = {
        "topics": tuple(TopicTag(name=topic, confidence=0.9, sentiment=feeling) for topic, feeling in topics.items()),
        "kind": KindTag(label=kind, confidence=0.9),
        "sentiment": Sentiment(label=mood, score=0, confidence=0.9, unsure=bool(fields.get("rating"))),
        "labels": one.labels,
        "automatic": one.automatic,
        "command": one.command,
    }
    return one, tagged(one, **tags)


@pytest.fixture
def write(database: Engine) -> Callable[..., None]:
    store = Store(database)
    return lambda *messages: (
        all_done(store.write(records([event for pair in messages for event in pair]))) or pytest.fail("refused")
    )


def figures_in(zone: ZoneInfo, database: Engine) -> StoredFigures:
    return StoredFigures(database, zone, MovableClock(NOW))


@contextmanager
def at_work(database: Engine, zone: ZoneInfo, now: datetime = NOW) -> Iterator[Roller]:
    """On PostgreSQL the place of the one before is free a moment after it was given back."""
    roller, ends = Roller(database, zone, MovableClock(now)), time.monotonic() + 30
    while not roller._place.take():
        assert time.monotonic() < ends
        time.sleep(0.01)
    with closing(roller):
        yield roller


def roll(database: Engine, zone: ZoneInfo, now: datetime = NOW) -> int:
    with at_work(database, zone, now) as roller:
        return sum(iter(roller.roll, 0))


def made_up(chance: random.Random, number: int) -> list[tuple[Feedback, Tagged]]:
    begins = datetime(2026, 3, 19, 20, tzinfo=UTC)
    found = []
    for n in range(number):
        topics = {t: chance.choice(MOODS) for t in ("delivery", "price", "staff") if chance.random() < 0.4}
        fields = {
            "kind": chance.choice(("complaint", "praise", "question", "spam")),
            "mood": chance.choice(MOODS),
            "labels": {"store": chance.choice(("leeds", "york")), "alias": "shop-*"} if chance.random() < 0.5 else {},
            "address": chance.choice((ANN_MAILS, BEN_TEXTS)),
            "automatic": "auto_reply" if chance.random() < 0.1 else None,
            "rating": chance.choice((None, 1.0)),
        }
        at = begins + timedelta(minutes=chance.randrange(18 * 24 * 60))
        found.append(message(f"{n}", at, topics=topics, **fields))
    return found


def reference(messages: list[tuple[Feedback, Tagged]], zone: ZoneInfo, by: str, which: Slice) -> dict[str, dict[date, Moods]]:
    """As one would write it down without a thought of speed."""
    found: dict[str, dict[date, Moods]] = {}
    for one, tags in messages:
        day = one.received_at.astimezone(zone).date()
        topics = {topic.name: topic.sentiment for topic in tags.topics}
        sides = {"": "", "channel": one.channel} | {f"label:{name}": value for name, value in one.labels.items()}
        fits = (not which.kind and tags.kind.label != "spam") or which.kind == tags.kind.label
        fits = fits and not one.automatic and FIRST <= day <= LAST and sides.get(which.side) == which.value
        if not fits or (which.topic and which.topic not in topics):
            continue
        mood = topics.get(which.topic, tags.sentiment.label)
        keys = {"": {"": mood}, "kind": {tags.kind.label: mood}, "topic": topics}.get(by)
        for key, feeling in (keys if keys is not None else {sides[by]: mood} if by in sides else {}).items():
            moods = Moods(1, *(int(feeling == m) for m in MOODS), int(tags.sentiment.unsure))
            found.setdefault(key, {})[day] = found.get(key, {}).get(day, Moods()) + moods
    return found


@pytest.mark.parametrize("zone", [AUCKLAND, NEW_YORK], ids=lambda zone: zone.key)
def test_figures_are_those_of_the_messages_whenever_they_were_counted(
    database: Engine, write: Callable[..., None], zone: ZoneInfo
) -> None:
    chance = random.Random(zone.key)  # noqa: S311 - made-up messages, no secrets
    messages = made_up(chance, 160)
    figures = figures_in(zone, database)
    whiches = [Slice(), Slice(topic="price", kind="praise"), Slice(side="label:store", value="leeds"), Slice(kind="spam")]
    for half in (messages[:80], messages[80:]):
        write(*half)
        told = messages[: messages.index(half[-1]) + 1]
        for _ in range(2):  # before and after they were counted
            for which in whiches:
                assert figures.days(which, FIRST, LAST) == reference(told, zone, "", which).get("", {})
                assert figures.split("topic", Slice(side=which.side, value=which.value), FIRST, LAST) == reference(
                    told, zone, "topic", Slice(side=which.side, value=which.value)
                )
                assert figures.split("kind", which, FIRST, LAST) == reference(told, zone, "kind", which)
            for by in ("channel", "label:store", "kind", "topic"):
                split = figures.split(by, Slice(), FIRST, LAST)
                assert split == reference(told, zone, by, Slice())
                assert figures.sums(by, Slice(), FIRST, LAST) == {k: sum(days.values(), Moods()) for k, days in split.items()}
            roll(database, zone)
    assert figures.split("label:alias", Slice(), FIRST, LAST) == {}


def test_a_later_reading_moves_a_message_to_where_it_belongs(database: Engine, write: Callable[..., None]) -> None:
    figures, at = figures_in(LONDON, database), datetime(2026, 3, 25, 9, tzinfo=UTC)
    write(message("a", at, labels={"store": "leeds"}))
    roll(database, LONDON)
    write(message("a", at, revision=1, kind="praise", mood="positive", topics={"staff": "positive"}, labels={"store": "york"}))
    once = {at.date(): Moods(1, positive=1)}
    for _ in range(2):
        assert figures.split("topic", Slice(), FIRST, LAST) == {"staff": once}
        assert figures.split("label:store", Slice(), FIRST, LAST) == {"york": once}
        assert figures.days(Slice(), FIRST, LAST) == once
        roll(database, LONDON)


def test_a_day_is_counted_once_and_again_only_when_something_changed(database: Engine, write: Callable[..., None]) -> None:
    write(*(message(f"{n}", datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=n)) for n in range(30)))
    assert roll(database, LONDON) == 37  # from the first message up to yesterday
    assert roll(database, LONDON) == 0
    assert roll(database, LONDON, NOW + timedelta(days=1)) == 1
    write(message("late", datetime(2026, 3, 10, 12, tzinfo=UTC)))
    assert roll(database, LONDON, NOW + timedelta(days=1)) == 1
    assert roll(database, NEW_YORK, NOW + timedelta(days=1)) == 38  # which days there are depends on the zone
    with reading(database) as connection:
        assert set(connection.execute(select(insight_days.c.zone)).scalars()) == {NEW_YORK.key}
        assert connection.execute(select(func.count()).select_from(insight_marks)).scalar() == 0


def test_it_is_done_in_portions_the_newest_days_first(database: Engine, write: Callable[..., None]) -> None:
    write(message("old", datetime(2026, 1, 1, 12, tzinfo=UTC)), message("new", datetime(2026, 4, 5, 12, tzinfo=UTC)))
    with at_work(database, LONDON) as roller:
        assert roller.roll() == AT_ONCE
    with reading(database) as connection:
        assert connection.execute(select(func.max(insight_days.c.day))).scalar() == date(2026, 4, 6)
        assert connection.execute(select(func.count()).select_from(insight_cells)).scalar() == 4


def test_a_mark_that_comes_while_a_day_is_counted_stays(database: Engine, write: Callable[..., None]) -> None:
    """PostgreSQL writes while others count; on SQLite one waits for the other."""
    if database.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer")
    at = datetime(2026, 3, 25, 9, tzinfo=UTC)
    write(message("a", at))
    with at_work(database, LONDON) as roller:
        counting, meanwhile = roller._count, iter([message("b", at)])

        def slowly(*arguments: object) -> None:
            for pair in meanwhile:
                write(pair)
            counting(*arguments)

        roller._count = slowly
        roller.roll()
    assert figures_in(LONDON, database).days(Slice(), FIRST, LAST) == {at.date(): Moods(2, negative=2)}
    roll(database, LONDON)
    assert figures_in(LONDON, database).days(Slice(), FIRST, LAST) == {at.date(): Moods(2, negative=2)}


def test_segments_are_those_of_the_companys_list_by_any_address_of_the_person(
    database: Engine, write: Callable[..., None]
) -> None:
    ann, ben, carl = customer_of(ANN_MAILS), customer_of(BEN_TEXTS), Address(kind="email", value="carl@example.com")
    with writing(database) as connection:
        listed = {"name": "", "language": "", "changed_at": NOW}
        customers = [("1", "private", 5.0), ("2", "business", 90.0), ("3", "", 100.0)]
        rows = [listed | {"id": i, "segment": segment, "value": value} for i, segment, value in customers]
        connection.execute(insert(imported_customers), rows)
        address = {"customer": ann, "kind": "email", "address": "ann@example.com"}
        connection.execute(insert(imported_addresses), [address | {"id": i} for i in ("1", "2", "3")])
        connection.execute(insert(person_addresses), [{"customer": one, "person": min(ann, ben)} for one in (ann, ben)])
    at = datetime(2026, 3, 25, 9, tzinfo=UTC)
    write(message("a", at), message("b", at, address=BEN_TEXTS), message("c", at, address=carl))
    figures = figures_in(LONDON, database)
    assert figures.split("segment", Slice(), FIRST, LAST) == {"business": {at.date(): Moods(2, negative=2)}}
    found = figures.messages(Slice(side="segment", value="business"), FIRST, LAST, 10)
    assert set(found) == {said("a").id, said("b").id}


def test_each_figure_leads_to_its_messages(database: Engine, write: Callable[..., None]) -> None:
    figures, messages = figures_in(AUCKLAND, database), made_up(random.Random(7), 200)  # noqa: S311 - as above
    write(*messages)
    for which in (
        Slice(),
        Slice(topic="price"),
        Slice("staff", "praise", "label:store", "york"),
        Slice(side="channel", value="sms"),
    ):
        days = figures.days(which, FIRST, LAST)
        found = figures.messages(which, FIRST, LAST, 1000)
        assert len(found) == len(set(found)) == sum(moods.said for moods in days.values()) > 0
        pages, before = [], ""
        while page := figures.messages(which, FIRST, LAST, 7, before):
            pages += page
            before = page[-1]
        assert pages == found
    with pytest.raises(NotFound):
        figures.messages(Slice(), FIRST, LAST, 7, "z" * 26)


@pytest.mark.parametrize("which", [Slice(side="mood", value="bad"), Slice(side="label:", value="x"), Slice(side="channel")])
def test_what_cannot_be_asked_is_refused(database: Engine, which: Slice) -> None:
    figures = figures_in(LONDON, database)
    with pytest.raises(Malformed):
        figures.days(which, FIRST, LAST)
    with pytest.raises(Malformed):
        figures.split("segment", Slice(side="channel", value="sms"), FIRST, LAST)
    with pytest.raises(Malformed):
        figures.sums("segment", Slice(side="channel", value="sms"), FIRST, LAST)
    with pytest.raises(Malformed):
        figures.days(Slice(), LAST, FIRST)


def test_nothing_is_found_where_nothing_was_said(database: Engine) -> None:
    figures: FeedbackFigures = figures_in(LONDON, database)
    assert (figures.days(Slice(), FIRST, LAST), figures.messages(Slice(), FIRST, LAST, 5), roll(database, LONDON)) == ({}, [], 0)


def test_notes_stand_beside_their_days(database: Engine) -> None:
    figures = figures_in(LONDON, database)
    strike = figures.note(date(2026, 3, 30), "  strike at the\ncourier ", "kim")
    opened = figures.note(date(2026, 3, 21), "new shop", "kim")
    figures.note(date(2026, 4, 30), "later", "kim")
    assert figures.notes(FIRST, LAST) == [opened, strike]
    assert strike.words == "strike at the courier"
    figures.forget_note(opened.id)
    assert figures.notes(FIRST, LAST) == [strike]
    for words in (" ", "x" * 201):
        with pytest.raises(Malformed):
            figures.note(FIRST, words, "kim")


def test_a_baseline_stays_as_it_was_frozen(database: Engine, write: Callable[..., None]) -> None:
    figures, at = figures_in(LONDON, database), datetime(2026, 3, 25, 9, tzinfo=UTC)
    write(message("a", at, topics={"delivery": "negative", "price": "positive"}))
    frozen = figures.freeze("spring", FIRST, LAST, "", "kim")
    write(message("b", at))
    assert figures.baselines() == [frozen]
    assert frozen.topics == {"": Moods(1, negative=1), "delivery": Moods(1, negative=1), "price": Moods(1, positive=1)}
    with pytest.raises(Malformed):
        figures.freeze("", FIRST, LAST, "", "kim")


def test_labels_said_before_the_upgrade_are_known_after_it(database: Engine, write: Callable[..., None]) -> None:
    at = datetime(2026, 3, 25, 9, tzinfo=UTC)
    write(message("a", at, labels={"store": "leeds"}), message("b", at))
    with writing(database) as connection:
        config = _alembic()
        config.attributes["connection"] = connection
        command.downgrade(config, "0013")
        command.upgrade(config, "head")
    found = figures_in(LONDON, database).split("label:store", Slice(), FIRST, LAST)
    assert found == {"leeds": {at.date(): Moods(1, negative=1)}}


def test_topics_that_an_older_golddust_wrote_are_found_by_their_time(database: Engine, write: Callable[..., None]) -> None:
    write(message("late", NOW - timedelta(hours=1)))
    with writing(database) as connection:
        connection.execute(update(feedback_topics).values(received_at=None))
    with closing(Roller(database, LONDON, MovableClock(NOW))) as roller:
        roller.roll()
    with reading(database) as connection:
        assert connection.execute(select(feedback_topics.c.received_at)).scalars().all() == [NOW - timedelta(hours=1)]
