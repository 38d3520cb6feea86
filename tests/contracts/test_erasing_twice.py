"""Erasing that is done again, by several at once, or while something is away: nothing is lost, nothing is told that is not so."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

import cli.privacy.shredding
from cli.privacy import erasures as rows
from cli.privacy.requests import StoredPrivacy
from cli.wiring.installation import Installation
from config.load import load
from golddust import topics
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.erasing.marks import marks
from golddust.database.erasing.wiping import SETTLES_WITHIN
from golddust.database.schema import case_feedback, cases, contacts, feedback
from golddust.database.schema.mirrors import mirrors
from golddust.database.schema.people import person_addresses
from golddust.errors import Conflict, NotFound, Unavailable
from golddust.events import Address
from golddust.metrics import NoMetrics
from golddust.records import Entry
from sinks.complaints.asking import Asking
from sinks.complaints.erasing import TicketErasing
from sinks.complaints.printed.mirror import PrintedMirror
from tests.contracts.test_erasing import ANN, House
from tests.sinks.complaints.made import seen_case
from tests.sinks.made import BEN_TEXTS, MONDAY

CAT = Address(kind="email", value="cat@example.com", name="Cat")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    given = {"data_dir": tmp_path / "data", "store.url": f"sqlite:///{tmp_path / 'store.sqlite3'}", "complaints.region": "US"}
    with closing(Installation(load(None, given).settings)) as installation:
        clock = MovableClock(MONDAY)
        installation.clock = clock
        yield House(installation, StoredPrivacy(installation, "command"), clock)


def asked(house: House, address: Address = ANN) -> str:
    return house.privacy.ask(house.privacy.find(address.value), "sam").id


def join(house: House, *addresses: Address) -> None:
    """As joins leave it: one person of these."""
    names = [house.pseudonym(address) for address in addresses]
    with writing(house.engine) as connection:
        connection.execute(delete(person_addresses).where(person_addresses.c.customer.in_(names)))
        connection.execute(person_addresses.insert(), [{"customer": one, "person": min(names)} for one in names])


def test_who_comes_second_does_not_write_over_the_report(house: House) -> None:
    house.hear("one")
    made = asked(house)
    report = house.privacy.perform(made).report
    with pytest.raises(Conflict):
        house.privacy.perform(made)
    assert house.privacy.perform_waiting() == 0
    assert house.privacy.erasure(made).report == report
    assert report["erased"]["store: feedback"] == 1


def test_a_claim_keeps_others_away_until_its_owner_must_have_died(house: House) -> None:
    house.hear("one")
    made = asked(house)
    with writing(house.engine) as connection:
        begun = rows.begin(house.installation, connection, made)
    assert begun is not None
    assert house.privacy.perform_waiting() == 0
    assert house.privacy.erasure(made).state == "asked"
    house.clock.move(rows.CLAIM_HOLDS)
    assert house.privacy.perform_waiting() == 1
    assert house.privacy.erasure(made).state == "done"
    with writing(house.engine) as connection:
        assert not rows.wiped(connection, begun, {"erased": {}})  # the dead one, should it live after all
    assert house.privacy.erasure(made).report["people"]


def test_more_than_a_hundred_asked_for_later_hide_none(house: House) -> None:
    house.hear("one")
    made = asked(house)
    for number in range(101):
        house.clock.move(timedelta(seconds=1))
        with writing(house.engine) as connection:
            rows.ask(connection, f"cust_{number:026}", "sam", house.clock.now(), when_released=False)
            connection.execute(update(rows_table()).where(rows_table().c.id != made).values(state="done"))
    assert house.privacy.perform_waiting() == 1
    assert house.privacy.erasure(made).state == "done"


def rows_table() -> Any:
    from golddust.database.schema.privacy import erasures  # noqa: PLC0415 - named as the module above

    return erasures


def test_addresses_count_as_they_are_joined_when_it_is_done(house: House) -> None:
    house.hear("one")
    house.hear("two", BEN_TEXTS, text="apfelstrudel two")
    kept = house.hear("three", CAT, text="apfelstrudel three")
    join(house, ANN, CAT)
    made = asked(house)
    join(house, ANN, BEN_TEXTS)
    with writing(house.engine) as connection:
        connection.execute(
            update(person_addresses).where(person_addresses.c.customer == kept.customer).values(person=kept.customer)
        )
    house.privacy.perform(made)
    assert [row.id for row in house.rows(select(feedback).where(feedback.c.customer != ""))] == [kept.id]


def test_an_original_that_is_away_is_deleted_when_it_is_tried_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    one = house.hear("one")
    made = asked(house)

    def away(_: str) -> None:
        raise Unavailable("the disk is away")

    with monkeypatch.context() as patched:
        patched.setattr(house.installation.originals, "delete", away)
        with pytest.raises(Unavailable):
            house.privacy.perform(made)
    assert house.installation.originals.get(one.original)
    assert house.privacy.perform_waiting() == 1
    with pytest.raises(NotFound):
        house.installation.originals.get(one.original)
    assert house.privacy.erasure(made).report["erased"]["originals"] == 1


def test_an_erasure_is_not_done_before_the_files_are_written_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.hear("one")
    made = asked(house)
    log = house.installation.embedded

    def busy() -> None:
        raise Unavailable("a backup reads it")

    with monkeypatch.context() as patched:
        patched.setattr(type(log), "shred", lambda _: busy())
        with pytest.raises(Unavailable):
            house.privacy.perform(made)
    assert house.privacy.erasure(made).state == "asked"
    assert log.is_unshredded()
    assert house.privacy.perform_waiting() == 0
    assert house.privacy.erasure(made).state == "done"
    assert not log.is_unshredded()
    assert house.left() == []


def test_the_files_are_written_anew_once_an_hour_for_all(house: House) -> None:
    house.hear("one")
    house.hear("two", BEN_TEXTS)
    first = asked(house)
    house.privacy.perform_waiting()
    house.clock.move(timedelta(minutes=1))
    second = asked(house, BEN_TEXTS)
    assert house.privacy.perform_waiting() == 1
    assert [house.privacy.erasure(one).state for one in (first, second)] == ["done", "asked"]
    with reading(house.engine) as connection:
        assert marks(connection).is_left
    house.clock.move(cli.privacy.shredding.AT_MOST_EVERY)
    house.privacy.perform_waiting()
    assert house.privacy.erasure(second).state == "done"


def test_a_case_that_was_opened_behind_the_registers_back_is_theirs(house: House) -> None:
    one = house.hear("one")
    with writing(house.engine) as connection:
        later = house.clock.now() + timedelta(seconds=5)
        connection.execute(update(cases).values(opened_at=later))
        connection.execute(update(feedback).where(feedback.c.id == one.id).values(customer=""))
    house.erase()
    assert [row.customer for row in house.rows(select(cases.c.customer))] == [""]
    assert [row.customer for row in house.rows(select(case_feedback.c.customer))] == [""]


def test_somebody_whose_address_was_forgotten_by_age_can_still_be_held_and_erased(house: House) -> None:
    house.hear("one")
    with writing(house.engine) as connection:
        connection.execute(delete(contacts))
    house.erase()
    assert [row.customer for row in house.rows(select(feedback.c.customer))] == [""]


def test_what_nobody_can_read_goes_by_its_sender_and_is_named_where_it_only_mentions_them(house: House) -> None:
    house.hear("one")
    broken = {"ce_type": "golddust.feedback.received.v1"}
    given = {
        "cust_a": b"From: Ann <ann@example.com>\r\n\r\nzwiebelkuchen",
        "cust_b": b"From: joann@example.com\r\n\r\napfelstrudel",
        "cust_c": b"From: cat@example.com\r\n\r\napfelstrudel, says ann@example.com.",
    }
    house.installation.log.append([Entry(topics.RECEIVED, key, value, broken) for key, value in given.items()])
    report = house.erase()
    with closing(house.installation.embedded.browse(topics.RECEIVED, until_now=True)) as reader:
        left = {record.key: record.value for record in reader.read(50, wait=0)}
    assert "cust_a" not in left
    assert left["cust_b"] == given["cust_b"]
    assert left["cust_c"] == given["cust_c"]
    assert len([one for one in report["remains"] if one["place"].startswith("unreadable: ")]) == 1
    assert report["last_readable_copy_until"] is None


def test_a_ticket_that_was_being_opened_is_found_and_erased(house: House) -> None:
    house.hear("one")
    (case,) = house.rows(select(cases))
    printed = PrintedMirror(house.clock, lambda _: None)
    words = dict.fromkeys(("ticket", "shown", "there", "why"), "")
    times = dict.fromkeys(("since", "next_try_at", "settles_at", "claimed_at", "changed_at"), house.clock.now())
    row = {"case": case.id, "mirror": "printed", "reference": case.reference, "state": "pending", "heard": [], "claim": "other"}
    with writing(house.engine) as connection:
        connection.execute(mirrors.insert().values({**row, **words, **times, "known": 1, "carried": 0, "tries": 1}))
    house.erase()
    printed.open(replace(seen_case(), id=case.id, reference=case.reference))  # the other process has it only now
    erasing = TicketErasing(house.engine, Asking(printed, house.clock, NoMetrics(), lambda: None), house.clock)
    assert erasing.erase_due(5) == 0
    house.clock.move(SETTLES_WITHIN)
    assert erasing.erase_due(5) == 1
    assert printed.tickets == {}


def test_looking_at_somebody_takes_no_write_lock(house: House) -> None:
    one = house.hear("one")
    with writing(house.engine):
        assert house.privacy.known(one.customer).places["store: feedback"] == 1
