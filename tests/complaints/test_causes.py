"""Causes that cases share: opened by a person, followed until mended, and told once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update

from complaints.cases.opening import case_id_of
from complaints.cases.register import SqlRegister
from complaints.causes.cause import Cause
from complaints.causes.keeping import SqlCauses
from golddust import topics, wire
from golddust.bus.memory import MemoryLog
from golddust.clock import MovableClock
from golddust.database.engine import writing
from golddust.database.schema import cases
from golddust.database.schema.people import person_addresses
from golddust.errors import Conflict, Malformed, NotFound
from golddust.events import Event, ReplyRequest, StaffNotice
from golddust.ports import Case
from tests.complaints.made import copy_outbox, issue, outcome, register_on, rules

WORDS = "We changed the hinge of the lid."


@pytest.fixture
def causes(database: Engine, clock: MovableClock, register: SqlRegister) -> SqlCauses:
    return SqlCauses(database, clock, rules(), register)


def opened(register: SqlRegister, name: str, **changes: Any) -> Case:
    """The case of a customer of that name, unless it is somebody else's."""
    one = issue(name, **({"customer": f"cust_{name}", "text": "The lid of the kettle broke."} | changes))
    register.open([one])
    return register.find(case_id_of(one))


def some(register: SqlRegister, *names: str, **changes: Any) -> list[Case]:
    return [opened(register, name, **changes) for name in names]


def references(found: list[Case]) -> list[str]:
    return [case.reference for case in found]


def joined(database: Engine, *customers: str) -> None:
    with writing(database) as connection:
        rows = [{"customer": customer, "person": min(customers)} for customer in customers]
        connection.execute(person_addresses.insert(), rows)


def said(database: Engine, topic: str) -> list[Event]:
    log = MemoryLog()
    copy_outbox(database, log)
    return [wire.event(record) for record in log.browse(topic, None).read(10_000, 0)]


def mended_mails(database: Engine) -> list[ReplyRequest]:
    found = said(database, topics.REPLIES_REQUESTED)
    return [one for one in found if isinstance(one, ReplyRequest) and one.purpose == "mended"]


# --- opened, and given cases


def test_a_cause_knows_its_cases_and_each_case_its_cause(causes: SqlCauses, register: SqlRegister) -> None:
    ann, ben = some(register, "ann", "ben", owner="design")
    cause = causes.create("Lids break", [ann.reference, ben.id, ann.id], "kim", description="The hinge is too weak.")
    assert (cause.number, cause.state, cause.owner, cause.cases, cause.customers) == (1, "open", "design", 2, 2)
    assert (cause.title, cause.description, cause.opened_by) == ("Lids break", "The hinge is too weak.", "kim")
    assert {register.find(case.id).cause for case in (ann, ben)} == {cause.id}
    assert {case.id for case in causes.cases_of("1")} == {ann.id, ben.id}
    assert causes.find(cause.id) == causes.find("#1") == causes.find(" 1 ") == cause
    steps = [event for event in register.history(ann.id) if event.cause]
    assert [(event.step, event.actor, event.cause) for event in steps] == [("changed", "kim", cause.id)]


def test_customers_are_counted_as_people_whatever_their_cases_and_addresses(
    causes: SqlCauses, register: SqlRegister, database: Engine
) -> None:
    mail, text = some(register, "mail", "text")
    twice, other = opened(register, "again", customer="cust_mail"), opened(register, "other")
    joined(database, "cust_mail", "cust_text")
    cause = causes.create("Lids", references([mail, text, twice, other]), "kim")
    assert (cause.cases, cause.customers) == (4, 2)


def test_the_owner_is_told_when_a_cause_is_opened_and_never_sees_who_complained(
    causes: SqlCauses, register: SqlRegister, database: Engine
) -> None:
    causes.create("Lids break", references(some(register, "ann", "ben")), "kim", owner="design")
    notices = [one for one in said(database, topics.STAFF) if isinstance(one, StaffNotice) and one.purpose == "cause"]
    assert len(notices) == 1
    for part in ("kim opened cause 1 for design", "Lids break", "2 customers reported it in 2 cases"):
        assert part in notices[0].text
    assert "cust_" not in notices[0].text


def test_a_proposed_cause_marks_no_case_until_somebody_decides(
    causes: SqlCauses, register: SqlRegister, database: Engine
) -> None:
    ann, ben = some(register, "ann", "ben")
    proposed = causes.create("Lids?", [ann.id], "kim", proposed=True)
    causes.add("1", [ben.id], "kim")
    assert (proposed.state, register.find(ann.id).cause) == ("proposed", "")
    assert not [one for one in said(database, topics.STAFF) if isinstance(one, StaffNotice) and one.purpose == "cause"]
    with pytest.raises(Conflict, match="only proposed"):
        causes.mend("1", WORDS, "kim")
    assert causes.open("1", "sam").state == "open"
    assert {register.find(case.id).cause for case in (ann, ben)} == {proposed.id}
    assert [one.purpose for one in said(database, topics.STAFF) if isinstance(one, StaffNotice)].count("cause") == 1


def test_cases_are_added_and_taken_out_again(causes: SqlCauses, register: SqlRegister) -> None:
    ann, ben = some(register, "ann", "ben")
    causes.create("Lids", [ann.id], "kim")
    assert causes.add("1", [ben.reference.lower(), ann.id], "kim").cases == 2
    cause = causes.remove("1", [ann.id], "kim")
    assert (cause.cases, register.find(ann.id).cause, register.find(ben.id).cause) == (1, "", cause.id)
    before = register.find(ann.id).version
    assert causes.remove("1", [ann.id], "kim").cases == 1
    assert register.find(ann.id).version == before


def test_a_case_has_one_cause(causes: SqlCauses, register: SqlRegister) -> None:
    ann, ben = some(register, "ann", "ben")
    causes.create("Lids", [ann.id], "kim")
    with pytest.raises(Conflict, match=f"{ann.reference}: counted to another cause"):
        causes.create("Hinges", [ben.id, ann.id], "kim")
    assert [cause.title for cause in causes.causes()] == ["Lids"]
    assert register.find(ben.id).cause == ""


def test_a_case_that_went_on_in_another_is_named_as_such(causes: SqlCauses, register: SqlRegister) -> None:
    ann, again = opened(register, "ann"), opened(register, "again", customer="cust_ann")
    register.merge(again.id, ann.id, "sam")
    with pytest.raises(Conflict, match="merged into another case"):
        causes.create("Lids", [again.id], "kim")


@pytest.mark.parametrize(
    ("title", "actor", "owner"),
    [("", "kim", ""), (" \n ", "kim", ""), ("x" * 201, "kim", ""), ("Lids", "", ""), ("Lids", "kim", "\0")],
)
def test_what_cannot_be_named_is_refused(causes: SqlCauses, register: SqlRegister, title: str, actor: str, owner: str) -> None:
    ann = opened(register, "ann")
    with pytest.raises(Malformed):
        causes.create(title, [ann.id], actor, owner=owner)
    with pytest.raises(Malformed, match="at least one"):
        causes.create("Lids", [], "kim")
    assert causes.causes() == []


@pytest.mark.parametrize("cause", ["", "2", "#", "lids", "0", "-1", "99999999999999999999", "²", "a" * 26, "x" * 10_000])
def test_there_is_no_such_cause(causes: SqlCauses, register: SqlRegister, cause: str) -> None:
    causes.create("Lids", [opened(register, "ann").id], "kim")
    with pytest.raises(NotFound, match="golddust causes list"):
        causes.find(cause)


def test_there_is_no_such_case_and_nothing_was_made(causes: SqlCauses, register: SqlRegister) -> None:
    with pytest.raises(NotFound):
        causes.create("Lids", [opened(register, "ann").id, "GD-0000-0000"], "kim")
    assert causes.causes() == []


def test_what_people_write_about_a_cause_is_kept_without_personal_data(causes: SqlCauses, register: SqlRegister) -> None:
    cause = causes.create("Ask ann@example.com", [opened(register, "ann").id], "kim", description="Or call 2025550101")
    assert "ann@" not in cause.title
    assert "2025550101" not in cause.description
    assert "0101" not in causes.mend("1", "Call 2025550101 if not", "kim").cause.mended


def test_causes_are_listed_by_how_many_customers_they_concern(causes: SqlCauses, register: SqlRegister) -> None:
    causes.create("One", [opened(register, "ann").id], "kim")
    causes.create("Two", references(some(register, "ben", "cem")), "kim")
    causes.create("Other", [opened(register, "dee").id], "kim", proposed=True)
    assert [cause.title for cause in causes.causes()] == ["Two", "Other", "One"]
    assert [cause.title for cause in causes.causes("open", limit=1)] == ["Two"]
    assert [cause.title for cause in causes.causes("proposed")] == ["Other"]
    with pytest.raises(Malformed, match="proposed, open, mended"):
        causes.causes("shut")


def test_what_was_interrupted_is_finished_by_doing_it_again(causes: SqlCauses, register: SqlRegister, database: Engine) -> None:
    ann, ben = some(register, "ann", "ben")
    cause = causes.create("Lids", [ann.id, ben.id], "kim")
    with writing(database) as connection:
        connection.execute(update(cases).where(cases.c.id == ben.id).values(cause=""))  # as if it had ended before
    causes.add("1", [ann.id, ben.id], "kim")
    assert register.find(ben.id).cause == cause.id
    assert len([event for event in register.history(ann.id) if event.cause]) == 1


# --- mended


def test_everybody_who_reported_it_is_told_once_in_their_language(
    causes: SqlCauses, register: SqlRegister, database: Engine
) -> None:
    ann, ben = opened(register, "ann"), opened(register, "ben", language="de", channel="sms")
    causes.create("Lids", [ann.id, ben.id], "kim")
    mended = causes.mend("1", WORDS, "kim")
    assert (mended.told, mended.silent, mended.cause.state, mended.cause.told) == (2, 0, "mended", 2)
    assert (mended.cause.mended, mended.cause.mended_by) == (WORDS, "kim")
    mails = {mail.customer: mail for mail in mended_mails(database)}
    assert {mail.language for mail in mails.values()} == {"en", "de"}
    assert "We have now mended what caused it." in mails["cust_ann"].text
    assert WORDS in mails["cust_ben"].text
    assert (mails["cust_ben"].channel, mails["cust_ben"].case) == ("sms", ben.id)


def test_who_reported_it_several_times_is_told_once_about_the_latest(
    causes: SqlCauses, register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    mail, text = some(register, "mail", "text")
    clock.move(timedelta(hours=1))
    last = opened(register, "last", customer="cust_mail")
    joined(database, "cust_mail", "cust_text")
    causes.create("Lids", references([last, mail, text]), "kim")
    assert causes.mend("1", WORDS, "kim").told == 1
    assert [one.case for one in mended_mails(database)] == [last.id]


def test_who_cannot_be_answered_is_counted_and_not_told(causes: SqlCauses, register: SqlRegister, database: Engine) -> None:
    ann, ben = opened(register, "ann", answerable=False), opened(register, "ben")
    both = opened(register, "both", customer="cust_ben", answerable=False)
    causes.create("Lids", references([ann, ben, both]), "kim")
    mended = causes.mend("1", WORDS, "kim")
    assert (mended.told, mended.silent) == (1, 1)
    assert [one.case for one in mended_mails(database)] == [ben.id]


def test_mending_twice_tells_nobody_twice(causes: SqlCauses, register: SqlRegister, database: Engine) -> None:
    causes.create("Lids", references(some(register, "ann", "ben")), "kim")
    causes.mend("1", WORDS, "kim")
    again = causes.mend("1", "Other words.", "sam")
    assert (again.told, again.cause.mended, again.cause.mended_by) == (0, WORDS, "kim")
    assert len(mended_mails(database)) == 2


def test_many_who_mend_at_the_same_moment_tell_everybody_once(
    register: SqlRegister, causes: SqlCauses, database: Engine, clock: MovableClock
) -> None:
    causes.create("Lids", references(some(register, *(f"customer{n}" for n in range(6)))), "kim")
    told: list[int] = []
    at_once = threading.Barrier(4)

    def mend() -> None:
        own = SqlCauses(database, clock, rules(), register_on(database, clock))
        at_once.wait(10)
        told.append(own.mend("1", WORDS, "kim").told)

    threads = [threading.Thread(target=mend) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == [0, 0, 0, 6]
    mails = [mail.customer for mail in mended_mails(database)]
    assert len(set(mails)) == len(mails) == 6


def test_what_came_back_is_opened_again_and_only_new_customers_are_told_then(
    causes: SqlCauses, register: SqlRegister, database: Engine
) -> None:
    ann, ben = some(register, "ann", "ben")
    causes.create("Lids", [ann.id], "kim")
    causes.mend("1", WORDS, "kim")
    with pytest.raises(Conflict, match="is mended; open it again first"):
        causes.add("1", [ben.id], "kim")
    again = causes.open("1", "kim")
    assert (again.state, again.mended, again.mended_at is not None, again.told) == ("open", WORDS, True, 1)
    causes.add("1", [ben.id], "kim")
    joined(database, "cust_ann", "cust_text")
    causes.add("1", [opened(register, "text").id], "kim")
    assert causes.mend("1", "Now it holds.", "kim").told == 1
    assert [mail.customer for mail in mended_mails(database)] == ["cust_ann", "cust_ben"]


@pytest.mark.parametrize(
    ("words", "wrong"), [("", "say what was done"), (" \n", "say what"), ("Done: [… what]", "blank"), ("x" * 2000, "text")]
)
def test_words_that_cannot_be_said_mend_nothing(
    causes: SqlCauses, register: SqlRegister, database: Engine, words: str, wrong: str
) -> None:
    causes.create("Lids", references(some(register, "ann", "ben", channel="sms")), "kim")
    with pytest.raises(Malformed, match=wrong):
        causes.mend("1", words, "kim")
    assert causes.find("1").state == "open"
    assert mended_mails(database) == []


def test_what_became_of_the_word_is_noted_in_the_case(causes: SqlCauses, register: SqlRegister, database: Engine) -> None:
    ann = opened(register, "ann")
    causes.create("Lids", [ann.id], "kim")
    causes.mend("1", WORDS, "kim")
    register.note_outcomes([outcome(mended_mails(database)[0])])
    assert register.history(ann.id)[-1].note == "mended sent by email"


def test_more_cases_than_a_database_takes_names_in_one_question(
    causes: SqlCauses, register: SqlRegister, database: Engine
) -> None:
    many = [issue(f"number{n}", customer=f"cust_{n}", text="Lid") for n in range(1200)]
    register.open(many)
    ids = [case_id_of(one) for one in many]
    with writing(database) as connection:
        connection.execute(update(cases).values(cause="x"))
    cause: Cause = causes.create("Lids", ids[:1], "kim", proposed=True)
    causes.add("1", ids, "kim")
    with writing(database) as connection:
        connection.execute(update(cases).values(cause=cause.id))
    assert causes.open("1", "kim").customers == 1200
    assert causes.mend("1", WORDS, "kim").told == 1200
