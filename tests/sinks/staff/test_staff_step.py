"""A notice becomes one row for each way to whom it is for, once."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from golddust.metrics import NoMetrics
from golddust.outcomes import Done, Reject
from sinks.staff.step import NOBODY, OLDEST, TOO_OLD, staff_step
from tests.sinks.made import BEN_TEXTS, MONDAY, asked, said
from tests.sinks.made import record as other_record
from tests.sinks.staff.telling import KIM, LEE, Directory, Office, notice, page, record

EVENING = MONDAY + timedelta(hours=9)
WITH_HOOK = replace(KIM, hook="https://hooks.example.com/kim", hook_secret="/run/secrets/kim")


def test_what_can_wait_goes_by_mail_in_the_persons_working_hours(office: Office) -> None:
    office.directory.begins["kim"] = EVENING
    office.take(notice(person="kim"))
    (row,) = office.rows(notice())
    assert (row["person"], row["way"], row["state"], row["next_try_at"]) == ("kim", "mail", "waiting", EVENING)
    assert (row["subject"], row["text"], row["reference"]) == (notice().subject, notice().text, "GD-7KQ2")


def test_what_cannot_wait_goes_by_all_ways_at_once(office: Office) -> None:
    office.directory.people["kim"] = WITH_HOOK
    office.directory.begins["kim"] = EVENING
    office.take(page())
    assert [(row["way"], row["next_try_at"]) for row in office.rows(page())] == [
        ("hook", MONDAY),
        ("mail", MONDAY),
        ("sms", MONDAY),
    ]


def test_who_has_no_mail_gets_what_can_wait_by_hook_and_never_by_text(office: Office) -> None:
    office.directory.people["kim"] = replace(WITH_HOOK, mail="")
    office.take(notice("a", person="kim"), notice("b", person="lee"))
    assert office.states(notice("a")) == [("kim", "hook", "waiting")]
    assert office.states(notice("b")) == [("lee", "console", "shown")]


@pytest.mark.parametrize("person", ["", "somebody who left"])
def test_without_a_person_it_is_for_who_holds_the_role(office: Office, person: str) -> None:
    office.take(notice(person=person))
    assert office.states(notice()) == [("sam", "mail", "waiting")]


def test_without_anybody_it_is_shown_with_the_reason(office: Office) -> None:
    office.directory = Directory(people={}, roles={})
    office.take(notice(), page())
    for one in (notice(), page()):
        (row,) = office.rows(one)
        assert (row["way"], row["state"], row["why"]) == ("console", "shown", NOBODY)
    assert office.dispatch() == 0


def test_what_cannot_wait_goes_up_until_somebody_can_be_reached(office: Office) -> None:
    office.directory.people["kim"] = replace(KIM, mail="", phone="")
    office.directory.roles["team lead"] = ""
    office.take(page())
    assert office.states(page()) == [("lee", "sms", "waiting")]
    assert office.rows(page())[0]["role"] == "director"


def test_it_is_written_once_however_often_it_comes_and_whoever_holds_the_role_by_then(office: Office) -> None:
    office.take(notice(person=""))
    office.directory.roles["team lead"] = "kim"
    office.take(notice(person=""), notice(person=""))
    assert office.states(notice()) == [("sam", "mail", "waiting")]


def test_twice_in_one_batch_is_once(office: Office) -> None:
    office.take(page(), page())
    assert len(office.rows(page())) == 2


def test_what_is_long_past_is_shown_and_not_sent(office: Office) -> None:
    office.take(page("old", requested_at=MONDAY - OLDEST - timedelta(seconds=1)), page("new", requested_at=MONDAY - OLDEST))
    assert [(row["way"], row["why"]) for row in office.rows(page("old"))] == [("console", TOO_OLD)]
    assert len(office.rows(page("new"))) == 2


def test_what_cannot_be_read_is_rejected_alone(office: Office) -> None:
    step = staff_step(office.engine, office.directory, office.clock, NoMetrics())
    outcomes = step([record(notice("a")), other_record(asked(said("x", address=BEN_TEXTS))), record(notice("b"))])
    assert [type(outcome) for outcome in outcomes] == [Done, Reject, Done]
    assert step([]) == []


def test_words_that_the_database_cannot_hold_are_rejected_alone(office: Office) -> None:
    outcomes = office.take(notice("a"), notice("b", text="\x00"), notice("c"))
    refused = office.engine.dialect.name == "postgresql"
    assert [type(outcome) for outcome in outcomes] == [Done, Reject if refused else Done, Done]


def test_nobodys_number_or_address_is_in_a_row(office: Office) -> None:
    office.take(notice(person="kim"), page())
    for one in (notice(), page()):
        written = msgspec.json.encode([{k: str(v) for k, v in row.items()} for row in office.rows(one)])
        assert not any(value.encode() in written for value in (KIM.mail, KIM.phone, LEE.phone))
