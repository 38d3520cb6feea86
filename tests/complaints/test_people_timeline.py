"""What a person and we said to each other, over all channels, and who else they may be."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from complaints.cases.register import SqlRegister
from complaints.people.directory import People
from complaints.people.timeline import Before, told_before
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.schema import tags
from golddust.errors import Malformed, NotFound
from golddust.events import Address, Feedback
from golddust.ports import Case
from sinks.replies.requests import requests_step
from sinks.store.store import Store
from tests.complaints.made import MONDAY, RESOLUTION, issue
from tests.complaints.made_people import (
    ANN,
    ANN_AT_WORK,
    ANN_MAILS,
    ANN_PHONE,
    ANN_TEXTS,
    ANN_WORK,
    BEN,
    BEN_MAILS,
    customers_of,
    joined,
    people_on,
    pseudonym,
    requests,
    write,
)
from tests.sinks.made import records


@pytest.fixture
def people(database: Engine, clock: MovableClock) -> People:
    return people_on(database, clock)


def before(database: Engine, case: str, limit: int = 5) -> list[Before]:
    with reading(database) as connection:
        return told_before(connection, case, limit)


def at(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def opened(register: SqlRegister, one: Feedback) -> Case:
    register.open(
        [issue(one.id, feedback=one.id, customer=one.customer, channel=one.channel, text="redacted", received_at=one.received_at)]
    )
    found = register.of_feedback(one.id)
    assert found is not None
    return found


def stored(engine: Engine, clock: MovableClock) -> None:
    """What was asked to be said, as rows."""
    requests_step(engine, clock)(records(requests(engine)))


def test_all_channels_of_a_person_are_one_timeline_newest_first(
    database: Engine, people: People, register: SqlRegister, clock: MovableClock
) -> None:
    first = write(database, "first", ANN_MAILS, received_at=at(1))
    clock.move(timedelta(minutes=2))
    case = opened(register, first)
    stored(database, clock)
    second = write(database, "second", ANN_TEXTS, received_at=at(9))
    write(database, "other", BEN_MAILS, received_at=at(5))
    joined(database, people, ANN, ANN_PHONE)
    found = people.timeline(ANN_PHONE)
    assert [(one.what, one.channel, one.case) for one in found] == [
        ("said", "sms", ""),
        ("reply", "email", case.reference),
        ("case", "email", case.reference),
        ("said", "email", case.reference),
    ]
    assert (found[0].id, found[0].words, found[0].kind) == (second.id, second.text, "complaint")
    assert (found[1].kind, found[1].state) == ("acknowledgement", "waiting")
    assert (found[2].id, found[2].state) == (case.id, case.state)
    assert people.timeline(ANN_PHONE, 2) == found[:2]
    assert people.timeline(ANN) == found
    assert len(people.timeline(BEN)) == 1


def test_a_timeline_holds_redacted_words_only(database: Engine, people: People) -> None:
    secret = write(database, "a", ANN_MAILS, "My card is 4111 1111 1111 1111", received_at=at(1))
    raw = Feedback(
        **{name: getattr(secret, name) for name in Feedback.__struct_fields__} | {"id": "z" * 26, "text": "untagged secret"}
    )
    Store(database).write(records([raw]))
    _redact(database, secret, "My card is [card]")
    assert sorted(one.words for one in people.timeline(ANN)) == ["", "My card is [card]"]


def _redact(database: Engine, one: Feedback, text: str) -> None:
    with writing(database) as connection:
        connection.execute(update(tags).where(tags.c.feedback == one.id).values(redacted=text))


def test_codes_are_in_the_timeline_without_the_code(database: Engine, people: People, clock: MovableClock) -> None:
    write(database, "a", ANN_MAILS)
    write(database, "b", ANN_TEXTS)
    people.propose(ANN, ANN_PHONE, "sam")
    stored(database, clock)
    notice = next(one for one in people.timeline(ANN) if one.what == "reply")
    assert (notice.kind, notice.words, notice.case) == ("notice", "Is this address yours, too?", "")


def test_what_was_told_before_stands_beside_a_case_with_what_came_of_it(
    database: Engine, people: People, register: SqlRegister
) -> None:
    first = opened(register, write(database, "first", ANN_MAILS, received_at=at(1)))
    register.acknowledge(first.id, "sam")
    register.resolve(first.id, RESOLUTION, "sam")
    praise = write(database, "praise", ANN_TEXTS, received_at=at(5))
    write(database, "away", ANN_MAILS, received_at=at(6), automatic="auto-submitted")
    joined(database, people, ANN, ANN_PHONE)
    now = write(database, "now", ANN_TEXTS, received_at=at(9))
    case = opened(register, now)
    write(database, "later", ANN_MAILS, received_at=at(12))
    newer, older = before(database, case.reference)
    assert (newer.feedback, newer.channel, newer.case, newer.state, newer.remedy) == (praise.id, "sms", "", "", "")
    assert (older.case, older.state, older.remedy) == (first.reference, "resolved", RESOLUTION.remedy)
    assert before(database, case.id, 1) == [newer]
    assert before(database, first.reference) == []
    with pytest.raises(NotFound):
        before(database, "GD-0000-0000")


def test_a_customer_is_found_by_whatever_names_them(database: Engine, people: People, register: SqlRegister) -> None:
    mail = write(database, "a", ANN_MAILS)
    write(database, "b", ANN_TEXTS)
    write(database, "c", Address(kind="handle", value="Ann-in-the-app"))
    case = opened(register, mail)
    for text in (ANN, "ann@example.com", "Ann Example <ANN@example.com>", case.reference, case.reference.lower()):
        assert people.find(f" {text} ") == ANN
    for text in ("+12025550142", "(202) 555-0142", "001 202 555 0142", "whatsapp:+12025550142"):
        assert people.find(text) == ANN_PHONE
    assert people.find("ann-in-the-app") == pseudonym(Address(kind="handle", value="ann-in-the-app"))


@pytest.mark.parametrize("text", ["nobody@example.com", "+12025550199", "somebody", "cust_" + "a" * 26])
def test_who_is_not_known_is_not_found(people: People, text: str) -> None:
    with pytest.raises(NotFound):
        people.find(text)
    with pytest.raises(NotFound):
        people.person("cust_" + "a" * 26)


@pytest.mark.parametrize("text", ["", "ann@", "12"])
def test_what_is_no_address_is_refused(people: People, text: str) -> None:
    with pytest.raises(Malformed):
        people.find(text)


def test_whom_they_name_or_quote_is_offered_and_not_joined(database: Engine, people: People, register: SqlRegister) -> None:
    case = opened(register, write(database, "a", BEN_MAILS))
    write(database, "w", ANN_AT_WORK)
    named = write(database, "b", ANN_TEXTS, f"See {case.reference.lower()}. My mail is a.example@work.example.com")
    found = {one.customer: one for one in people.suggestions(ANN_PHONE)}
    assert found[ANN_WORK].feedback == named.id
    assert "name this address" in found[ANN_WORK].reasons[0]
    assert case.reference in found[BEN].reasons[0]
    assert customers_of(people, ANN_PHONE) == [ANN_PHONE]


def test_a_name_alone_is_no_likeness_but_name_and_number_are(database: Engine, people: People) -> None:
    write(database, "a", ANN_MAILS, "Where is order A-4711007?")
    write(database, "b", ANN_AT_WORK, "I wait for my chair.")
    assert people.suggestions(ANN) == []
    write(database, "c", ANN_AT_WORK, "The order is a-4711007.")
    write(database, "d", BEN_MAILS, "My order is A-4711007, too?")
    (one,) = people.suggestions(ANN)
    assert (one.customer, one.reasons) == (ANN_WORK, ("the same name, and both speak of A-4711007",))
    joined(database, people, ANN, ANN_WORK)
    assert people.suggestions(ANN) == []
