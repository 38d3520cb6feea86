"""One suite for what goes by age, on each engine: words go, figures stay, and whoever is held keeps everything."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Connection, Engine, Table, insert, select, update

from golddust.clock import MovableClock
from golddust.database import holds
from golddust.database.engine import reading, writing
from golddust.database.schema import (
    METADATA,
    Moment,
    case_events,
    case_feedback,
    cases,
    consent_statements,
    contacts,
    feedback,
    promises,
    replies,
    tags,
)
from golddust.database.schema.media import media
from golddust.database.schema.people import person_addresses
from golddust.database.schema.staff import staff_notices
from golddust.errors import Unavailable
from golddust.events import Feedback, PrivateSpan
from golddust.metrics import NoMetrics, PrometheusMetrics
from golddust.ports import Metrics, Originals, Sought
from sinks.keeping.forgetting import Forgetting, Held
from sinks.keeping.options import Options
from sinks.originals.memory import MemoryOriginals
from sinks.store.archive import StoredArchive
from sinks.store.store import Store
from tests.sinks.made import BEN_TEXTS, MONDAY, all_done, records, said, tagged

DAY = timedelta(days=1)
WORDS = "Zanzibarquagga broke my kettle"


class House:
    """A database, its originals, and a clock that is moved; the round is worked by hand."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.clock = MovableClock(MONDAY)
        self.originals: Originals = MemoryOriginals()
        self.held: set[str] = set()
        self.asks: Held = self._held
        self.made: list[Forgetting] = []

    def forgetting(self, options: Options | None = None, metrics: Metrics | None = None) -> Forgetting:
        options = options or Options.model_validate({})
        self.close()
        one = Forgetting(self.engine, self.originals, options, self.clock, metrics or NoMetrics(), self.asks)
        self.made = [one]
        return one

    def really_held(self) -> None:
        """From now on holds count that are in the database, as for the role `store`."""
        self.asks = holds.held

    def after(self, days: float, options: Options | None = None, metrics: Metrics | None = None) -> None:
        """So long after the last time, all is forgotten that is to be."""
        self.clock.move(DAY * days)
        one = self.forgetting(options, metrics)
        while one.forget():
            pass

    def close(self) -> None:
        for one in self.made:
            one.close()

    def store(self, *said_: Feedback, masked: str = "[name] broke my kettle") -> None:
        spans = (PrivateSpan(kind="name", start=0, end=4),)
        made = [tagged(one, text=masked, subject="Kettle", private=spans) for one in said_]
        assert all_done(Store(self.engine).write(records([*said_, *made])))

    def kept(self, content: bytes) -> str:
        return self.originals.put([content])[0]

    def row(self, table: Table, **which: Any) -> Any:
        query = select(table).where(*(table.c[name] == value for name, value in which.items()))
        with reading(self.engine) as connection:
            return connection.execute(query).one_or_none()

    def insert(self, table: Table, **values: Any) -> None:
        with writing(self.engine) as connection:
            connection.execute(insert(table).values(**{**_filled(table), **values}))

    def case(self, one: Feedback, state: str, **values: Any) -> str:
        """A case about it, of that state."""
        self.insert(cases, id=one.id, reference="GD-" + one.id[:8], feedback=one.id, customer=one.customer, state=state, **values)
        self.insert(case_feedback, feedback=one.id, case=one.id, customer=one.customer)
        return one.id

    def _held(self, _: Connection, customers: Collection[str]) -> Collection[str]:
        return self.held & set(customers)


def _filled(table: Table) -> dict[str, Any]:
    """Something for each column that must have something."""
    usual: dict[type, Any] = {str: "", int: 0, bool: False, float: 0.0}
    needed = [c for c in table.columns if not c.nullable and c.server_default is None]
    return {c.name: MONDAY if isinstance(c.type, Moment) else usual.get(c.type.python_type, []) for c in needed}


@pytest.fixture
def house(database: Engine) -> Iterator[House]:
    one = House(database)
    yield one
    one.close()


def everything_in(engine: Engine) -> str:
    """All that any row of any table says."""
    with reading(engine) as connection:
        return repr([connection.execute(select(table)).all() for table in METADATA.sorted_tables])


def test_words_go_after_their_days_and_tags_stay(house: House) -> None:
    one = said("a", text=WORDS, full_text="> " + WORDS, subject=WORDS, original=house.kept(b"the mail"))
    house.store(one, masked=WORDS)
    house.after(730)
    assert house.row(feedback, id=one.id).text == WORDS
    before = house.row(tags, feedback=one.id)
    house.after(1)
    row, its = house.row(feedback, id=one.id), house.row(tags, feedback=one.id)
    assert (row.text, row.full_text, row.subject, row.external_id, row.message_id, row.original) == ("", "", "", "", "", "")
    assert row.emptied_at == house.clock.now()
    assert (row.customer, row.channel, row.received_at) == (one.customer, one.channel, one.received_at)
    assert (its.kind, its.sentiment, its.redacted) == (before.kind, before.sentiment, "")
    assert (its.tags["text"], its.tags["private"], its.tags["sentiment"]["evidence"]) == ("", [], [])
    assert its.tags["topics"][0]["name"] == "delivery"
    assert "anzibarquagga" not in everything_in(house.engine)


def test_figures_are_what_they_were_and_the_inbox_shows_what_was_emptied(house: House) -> None:
    house.store(*(said(f"a{n}", text=f"{WORDS} {n}") for n in range(3)))
    archive = StoredArchive(house.engine)
    before = archive.figures()
    house.after(3000)
    assert archive.figures() == before
    shown = archive.feedback(10)
    assert [(row["text"], [t["name"] for t in row["topics"]]) for row in shown] == [("", ["delivery"])] * 3


def test_words_that_went_are_found_no_more(house: House) -> None:
    house.store(said("a", text=WORDS), said("b", text=WORDS, received_at=MONDAY + DAY * 700))
    archive = StoredArchive(house.engine)
    assert len(archive.feedback(10, sought=Sought(words="zanzibarquagga"))) == 2
    house.after(731)
    assert [row["id"] for row in archive.feedback(10, sought=Sought(words="zanzibarquagga"))] == [said("b").id]


def test_nothing_of_the_words_is_left_in_the_files_of_sqlite(sqlite_url: str, tmp_path: Path) -> None:
    from golddust.database.engine import open_database  # noqa: PLC0415

    house = House(open_database(sqlite_url))
    house.store(*(said(f"a{n}", text=f"{WORDS} {n}", subject=WORDS) for n in range(150)), masked=WORDS)
    assert b"anzibarquagga" in b"".join(path.read_bytes() for path in tmp_path.glob("store*"))
    house.engine.dispose()
    house.after(3000)
    house.engine.dispose()
    assert b"anzibarquagga" not in b"".join(path.read_bytes() for path in tmp_path.glob("store*"))
    house.close()


def test_originals_go_earlier_and_those_that_others_name_stay(house: House) -> None:
    alone, shared, picture = house.kept(b"alone"), house.kept(b"shared"), house.kept(b"picture")
    young = said("young", original=shared, received_at=MONDAY + DAY * 300)
    house.store(said("a", original=alone), said("b", original=shared), young)
    house.insert(media, feedback=said("a").id, number=1, state="stored", original=picture)
    house.insert(media, feedback=young.id, number=1, state="stored", original=house.kept(b"new picture"))
    house.after(366)
    assert house.row(feedback, id=said("a").id).original == house.row(feedback, id=said("b").id).original == ""
    assert house.row(feedback, id=said("a").id).text != ""
    for gone in (alone, picture):
        with pytest.raises(Exception, match="no original"):
            house.originals.get(gone)
    assert house.originals.get(shared) == b"shared"
    assert house.row(media, feedback=said("a").id) is None
    house.after(301)
    with pytest.raises(Exception, match="no original"):
        house.originals.get(shared)


class _AwayOnce:
    """Originals that are away at the second file."""

    def __init__(self, those: Originals) -> None:
        self.those = those
        self.asked = 0

    def delete(self, reference: str) -> None:
        self.asked += 1
        if self.asked == 2:
            raise Unavailable("the originals are away")
        self.those.delete(reference)

    def get(self, reference: str) -> bytes:
        return self.those.get(reference)

    def put(self, contents: Any) -> list[str]:
        return self.those.put(contents)


def test_who_is_stopped_between_files_and_rows_goes_on_where_it_was(house: House) -> None:
    names = [house.kept(b"%d" % n) for n in range(3)]
    house.store(*(said(f"a{n}", original=name) for n, name in enumerate(names)))
    house.originals = _AwayOnce(house.originals)
    with pytest.raises(Unavailable):
        house.after(400)
    assert all(house.row(feedback, id=said(f"a{n}").id).original for n in range(3))  # nothing is forgotten of what is still there
    house.after(0)
    assert not any(house.row(feedback, id=said(f"a{n}").id).original for n in range(3))
    for name in names:
        with pytest.raises(Exception, match="no original"):
            house.originals.get(name)


@pytest.mark.parametrize("state", ["received", "in_work", "waiting", "reopened"])
def test_an_open_case_keeps_its_words_whatever_their_age(house: House, state: str) -> None:
    one = said("a", text=WORDS, original=house.kept(b"mail"))
    house.store(one)
    house.case(one, state, text=WORDS)
    house.after(9999)
    assert house.row(feedback, id=one.id).text == WORDS
    assert house.originals.get(one.original)
    assert house.row(contacts, customer=one.customer) is not None
    with writing(house.engine) as connection:
        connection.execute(update(cases).values(state="closed"))
    house.after(1)
    assert house.row(feedback, id=one.id).text == ""
    assert house.row(cases, id=one.id).text == ""


def test_an_ended_case_loses_its_words_and_keeps_its_figures(house: House) -> None:
    one = said("a")
    house.store(one)
    house.case(one, "closed", text=WORDS, subject=WORDS, why=WORDS, delay=WORDS, kind="complaint", priority="high", cost=12.5)
    step = {"number": 1, "note": WORDS, "delay": WORDS, "promises": [{"standard": "resolve", "words": WORDS}], "state": "closed"}
    house.insert(case_events, id="e", case=one.id, number=1, event={**step, "escalation": {"why": WORDS, "rung": 1}})
    house.insert(promises, case=one.id, standard="resolve", number=0, words=WORDS, kept_at=MONDAY)
    house.after(1095)
    assert house.row(cases, id=one.id).why == WORDS
    house.after(1)
    row = house.row(cases, id=one.id)
    assert (row.kind, row.priority, row.state, row.cost, row.opened_at) == ("complaint", "high", "closed", 12.5, MONDAY)
    event = house.row(case_events, id="e").event
    assert (event["number"], event["promises"], event["escalation"]["rung"]) == (1, [{"standard": "resolve", "words": ""}], 1)
    assert house.row(promises, case=one.id).kept_at == MONDAY
    assert "anzibarquagga" not in everything_in(house.engine)


def test_what_a_case_has_anew_after_it_was_emptied_goes_in_its_turn(house: House) -> None:
    one = said("a")
    house.store(one)
    case = house.case(one, "closed", text=WORDS, changed_at=MONDAY)
    house.after(1096)
    assert house.row(cases, id=case).text == ""
    with writing(house.engine) as connection:  # somebody reopened it, wrote in it, and closed it
        connection.execute(update(cases).where(cases.c.id == case).values(delay=WORDS, changed_at=house.clock.now() + DAY))
    house.after(1000)
    assert house.row(cases, id=case).delay == WORDS
    house.after(98)
    assert house.row(cases, id=case).delay == ""


def test_an_address_goes_when_its_owner_has_long_been_silent(house: House) -> None:
    house.store(said("a", address=BEN_TEXTS), said("b"), said("c", received_at=MONDAY + DAY * 500))
    house.after(731)
    assert house.row(contacts, customer=said("a", address=BEN_TEXTS).customer) is None
    assert house.row(contacts, customer=said("b").customer) is not None  # who wrote again in between
    house.store(said("d", address=BEN_TEXTS, received_at=house.clock.now()))
    assert house.row(contacts, customer=said("a", address=BEN_TEXTS).customer).address == BEN_TEXTS.value


def test_replies_and_notices_go_when_they_have_ended(house: House) -> None:
    for state in ("sent", "waiting"):
        house.insert(replies, id=state, customer="c", state=state, subject=WORDS, text=WORDS)
    for state in ("shown", "waiting"):
        house.insert(staff_notices, id=state, state=state, text=WORDS)
    house.after(731)
    assert [house.row(replies, id=state).text for state in ("sent", "waiting")] == ["", WORDS]
    assert house.row(staff_notices, id="shown") is None
    assert house.row(staff_notices, id="waiting") is not None


def test_consents_stay_for_good_unless_somebody_says_otherwise(house: House) -> None:
    house.insert(consent_statements, id="s", customer="c", state="stopped", word="STOP", words=WORDS)
    house.after(9999)
    assert house.row(consent_statements, id="s").words == WORDS
    house.after(0, Options(consents=30))
    row = house.row(consent_statements, id="s")
    assert (row.state, row.word, row.words) == ("stopped", "STOP", "")


def test_who_is_held_keeps_everything_and_loses_it_when_let_go(house: House) -> None:
    one, other = said("a", text=WORDS, original=house.kept(b"a")), said("b", address=BEN_TEXTS, text=WORDS)
    house.store(one, other)
    house.case(one, "closed", text=WORDS)
    house.insert(replies, id="r", customer=one.customer, state="sent", text=WORDS)
    house.insert(staff_notices, id="n", case=one.id, state="sent", text=WORDS)
    house.held = {one.customer}
    house.after(9999)
    assert house.row(feedback, id=one.id).text == WORDS
    assert house.originals.get(one.original) == b"a"
    assert house.row(cases, id=one.id).text == house.row(replies, id="r").text == house.row(staff_notices, id="n").text == WORDS
    assert house.row(contacts, customer=one.customer) is not None
    assert house.row(feedback, id=other.id).text == ""
    house.held = set()
    house.after(1)
    assert house.row(contacts, customer=one.customer) is None
    assert "anzibarquagga" not in everything_in(house.engine)


def test_a_hold_that_was_placed_covers_every_address_until_it_is_released(house: House) -> None:
    one, other = said("a", text=WORDS), said("b", address=BEN_TEXTS, text=WORDS)
    house.store(one, other)
    with writing(house.engine) as connection:
        for who in (one, other):
            row = {**_filled(person_addresses), "customer": who.customer, "person": "p"}
            connection.execute(insert(person_addresses).values(row))
        holds.place(connection, other.customer, "a court asks", "sam", house.clock.now())
    house.really_held()
    house.after(9999)
    assert (house.row(feedback, id=one.id).text, house.row(feedback, id=other.id).text) == (WORDS, WORDS)
    with writing(house.engine) as connection:
        holds.release(connection, one.customer, "the court is done", "sam", house.clock.now())
    house.after(1)
    assert (house.row(feedback, id=one.id).text, house.row(feedback, id=other.id).text) == ("", "")


def test_everything_can_be_kept_for_good(house: House) -> None:
    one = said("a", text=WORDS, original=house.kept(b"a"))
    house.store(one)
    house.after(36_500, Options(**dict.fromkeys(Options.model_fields, 0)))
    assert house.row(feedback, id=one.id).text == WORDS
    assert house.originals.get(one.original) == b"a"


def test_many_rows_go_in_small_steps_once_a_day_and_are_counted(house: House) -> None:
    house.store(*(said(f"n{n}") for n in range(250)))
    counted = CollectorRegistry()
    house.clock.move(DAY * 800)
    one = house.forgetting(Options(contacts=0), PrometheusMetrics(counted))
    steps = 0
    while looked_at := one.forget():
        assert looked_at <= 100
        steps += 1
    assert steps == 6  # of originals and of words, three each
    for kind in ("originals", "words"):
        assert counted.get_sample_value("golddust_expired_total", {"what": kind}) == 250
    house.store(said("late"))
    assert one.forget() == 0  # today is done
    house.clock.move(DAY)
    assert one.forget() == 1


def test_of_two_processes_one_is_at_work(house: House) -> None:
    house.store(said("a"))
    house.clock.move(DAY * 800)
    first = house.forgetting()
    assert first.forget()
    second = Forgetting(house.engine, house.originals, Options.model_validate({}), house.clock, NoMetrics())
    assert second.forget() == 0
    second.close()


def test_what_is_told_again_fills_no_emptied_row(house: House) -> None:
    one = said("a", text=WORDS)
    house.store(one)
    house.after(731)
    house.store(one)  # a replay, from a backup of the log
    assert house.row(feedback, id=one.id).text == ""
