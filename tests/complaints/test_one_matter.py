"""One person, two addresses, one matter: one case where all is certain, an offer where it is not. On each engine."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from complaints.cases import settling as settling_module
from complaints.cases.register import SqlRegister
from complaints.cases.settling import Settling
from complaints.cases.speakers import KnownSpeakers
from complaints.desk import CaseDesk
from complaints.people.directory import People
from golddust.clock import MovableClock
from golddust.errors import Conflict
from golddust.events import Address
from golddust.ports import Case
from tests.complaints.made import KEYS, RESOLUTION, drafts, issue, register_on, rules
from tests.complaints.made_people import (
    ANN_AT_WORK,
    ANN_MAILS,
    ANN_TEXTS,
    BEN_MAILS,
    codes,
    joined,
    people_on,
    pseudonym,
    requests,
    write,
)

BY_TEXT = "My parcel is two weeks late and nobody answers the phone!"
BY_MAIL = "My parcel has not arrived for two weeks, nobody answers. Ann"
ELSE = "A vase was broken when I opened the box."
SPEAKERS = KnownSpeakers(KEYS, "US")


class Desk:
    """A register, what settles, and who writes to it."""

    def __init__(self, engine: Engine, clock: MovableClock) -> None:
        self.engine = engine
        self.clock = clock
        self.register: SqlRegister = register_on(engine, clock, speakers=SPEAKERS)
        self.people: People = people_on(engine, clock)
        by = rules()
        self.desk = CaseDesk(engine, clock, by, drafts(by.answers.zone), SPEAKERS)

    def settle(self) -> int:
        return Settling(self.engine, self.clock, rules(), SPEAKERS).settle()

    def says(self, name: str, address: Address, text: str, **changes: Any) -> Case:
        """Somebody writes, and the case of it."""
        said = write(self.engine, name, address, text, channel="sms" if address.kind == "phone" else "email")
        given = {"subject": "", "customer": pseudonym(address), "channel": said.channel, "text": text, "feedback": said.id}
        self.clock.move(timedelta(minutes=1))
        self.register.open([issue(name, received_at=self.clock.now(), **(given | changes))])
        found = self.register.of_feedback(said.id)
        assert found is not None
        return self.register.find(found.merged_into or found.id)

    def offers(self, case: Case) -> list[tuple[str, str, bool]]:
        return [(one.other_reference, one.who, one.proven) for one in self.desk.perhaps_same(self.register.find(case.id))]

    def pairs(self) -> list[set[str]]:
        return [{one.reference, one.other_reference} for one in self.desk.offered(200)]

    def notes(self, case: Case) -> list[str]:
        return [event.note for event in self.register.history(case.id)]

    def purposes(self) -> list[str]:
        return [request.purpose for request in requests(self.engine)]


@pytest.fixture
def desk(database: Engine, clock: MovableClock) -> Desk:
    return Desk(database, clock)


def meet(desk: Desk) -> None:
    """Ann's two addresses are joined by codes, long after she first wrote from both."""
    for name, address in (("hello", ANN_MAILS), ("hi", ANN_TEXTS)):
        write(desk.engine, name, address, "Hello there.")
    joined(desk.engine, desk.people, pseudonym(ANN_MAILS), pseudonym(ANN_TEXTS))


def test_who_is_known_at_both_addresses_has_one_case_and_one_acknowledgement(desk: Desk, clock: MovableClock) -> None:
    meet(desk)
    desk.purposes()
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    clock.move(timedelta(minutes=20))
    mail = desk.says("mail", ANN_MAILS, BY_MAIL)
    assert mail.id == text.id
    assert desk.purposes() == ["acknowledgement"]
    assert desk.notes(mail)[-1] == BY_MAIL
    assert desk.offers(mail) == []


def test_both_brought_at_once_are_one_case(desk: Desk) -> None:
    meet(desk)
    given = {"subject": "", "channel": "email", "received_at": desk.clock.now()}
    both = [
        issue("text", customer=pseudonym(ANN_TEXTS), text=BY_TEXT, **(given | {"channel": "sms"})),
        issue("mail", customer=pseudonym(ANN_MAILS), text=BY_MAIL, **given),
    ]
    desk.register.open(both)
    assert len(desk.register.cases()) == 1


@pytest.mark.parametrize("changes", [{"suspect": True}, {"text": ELSE}, {"topics": ("damage",)}, {"kind": "suggestion"}])
def test_what_is_not_certain_gets_a_case_of_its_own(desk: Desk, changes: dict[str, Any]) -> None:
    meet(desk)
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    mail = desk.says("mail", ANN_MAILS, **({"text": BY_MAIL} | changes))
    assert mail.id != text.id


def test_the_same_person_on_what_is_perhaps_the_same_matter_is_offered(desk: Desk) -> None:
    meet(desk)
    text, mail = desk.says("text", ANN_TEXTS, BY_TEXT), desk.says("mail", ANN_MAILS, ELSE)
    assert desk.offers(mail) == [(text.reference, "the same person", True)]
    assert desk.offers(text) == [(mail.reference, "the same person", True)]
    assert desk.pairs() == [{text.reference, mail.reference}]
    assert desk.settle() == 0


def test_accepted_the_later_goes_on_in_the_earlier_and_both_histories_say_so(desk: Desk, clock: MovableClock) -> None:
    meet(desk)
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    clock.move(timedelta(hours=1))
    mail = desk.says("mail", ANN_MAILS, ELSE)
    heir = desk.register.same(text.reference, mail.reference, "sam")
    assert heir.id == text.id
    assert desk.notes(mail)[-1] == f"goes on as {text.reference}"
    assert desk.notes(text)[-1].startswith(f"{mail.reference} goes on here: ")
    assert desk.pairs() == []


def test_declined_it_is_noted_in_both_and_offered_no_more(desk: Desk) -> None:
    meet(desk)
    text, mail = desk.says("text", ANN_TEXTS, BY_TEXT), desk.says("mail", ANN_MAILS, ELSE)
    desk.register.apart(mail.reference, text.reference, "sam")
    assert desk.notes(mail)[-1] == f"not the same matter as {text.reference}"
    assert desk.notes(text)[-1] == f"not the same matter as {mail.reference}"
    assert (desk.offers(mail), desk.offers(text), desk.pairs()) == ([], [], [])


def test_two_addresses_of_nobody_known_are_not_offered_for_being_alike(desk: Desk) -> None:
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    desk.says("mail", BEN_MAILS, BY_MAIL)
    assert desk.offers(text) == []
    assert desk.settle() == 0


def test_who_names_the_other_address_is_offered_on_both_sides_and_joined_by_proof_alone(desk: Desk) -> None:
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    mail = desk.says("mail", ANN_MAILS, f"{BY_MAIL}. My number is {ANN_TEXTS.value}.")
    assert desk.offers(mail) == [(text.reference, "they name this address themselves", False)]
    assert desk.offers(text) == [(mail.reference, "of the other: they name this address themselves", False)]
    assert desk.settle() == 0
    desk.purposes()

    assert desk.register.same(mail.reference, text.reference, "sam").merged_into == ""
    assert desk.notes(text)[-1].startswith(f"the same matter as {mail.reference}: one case, as soon as")
    (waiting,) = desk.desk.perhaps_same(mail)
    assert waiting.decided
    assert desk.settle() == 0

    for customer, code in codes(desk.engine).items():
        desk.people.confirm(code, customer)
    assert desk.settle() == 1
    assert desk.register.find(mail.id).merged_into == text.id
    assert desk.notes(mail)[-1] == f"goes on as {text.reference} (decided by a person)"


def test_joined_later_what_is_certainly_one_matter_becomes_one_case_once(desk: Desk, clock: MovableClock) -> None:
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    clock.move(timedelta(hours=3))
    mail = desk.says("mail", ANN_MAILS, BY_MAIL)
    clock.move(timedelta(days=2))
    assert desk.settle() == 0
    meet(desk)
    assert desk.settle() == 1
    assert desk.settle() == 0
    assert desk.register.find(mail.id).merged_into == text.id
    assert "same person" not in desk.notes(text)[-1]
    assert "both about delivery; words " in desk.notes(text)[-1]
    assert [event.actor for event in desk.register.history(text.id)][-1] == "register"


def test_nothing_is_merged_against_what_a_person_decided(desk: Desk) -> None:
    text, mail = desk.says("text", ANN_TEXTS, BY_TEXT), desk.says("mail", ANN_MAILS, BY_MAIL)
    desk.register.apart(text.reference, mail.reference, "sam")
    meet(desk)
    assert desk.settle() == 0


def test_two_that_people_took_apart_do_not_meet_in_a_third(desk: Desk) -> None:
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    mail, work = desk.says("mail", ANN_MAILS, BY_MAIL), desk.says("work", ANN_AT_WORK, BY_MAIL)
    desk.register.apart(mail.reference, work.reference, "sam")
    meet(desk)
    write(desk.engine, "works", ANN_AT_WORK, "Hello there.")
    joined(desk.engine, desk.people, pseudonym(ANN_TEXTS), pseudonym(ANN_AT_WORK))
    assert [desk.settle() for _ in range(2)] == [1, 0]
    assert [desk.register.find(one.id).merged_into for one in (mail, work)] == [text.id, ""]


def test_what_was_decided_meanwhile_holds_under_the_lock(desk: Desk) -> None:
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    mail, work = desk.says("mail", ANN_MAILS, BY_MAIL), desk.says("work", ANN_AT_WORK, ELSE)
    desk.register.apart(mail.reference, work.reference, "sam")
    meet(desk)
    write(desk.engine, "works", ANN_AT_WORK, "Hello there.")
    joined(desk.engine, desk.people, pseudonym(ANN_TEXTS), pseudonym(ANN_AT_WORK))
    settling = Settling(desk.engine, desk.clock, rules(), SPEAKERS)
    assert settling.settle() == 1
    assert not settling._merged(work.id, text.id, "alike", desk.clock.now())


def test_pairs_that_were_compared_are_not_compared_each_round(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    compared = settling_module.compared

    def counted(*given: Any) -> Any:
        asked.append(given)
        return compared(*given)

    monkeypatch.setattr(settling_module, "compared", counted)
    desk.says("text", ANN_TEXTS, BY_TEXT)
    desk.says("mail", ANN_MAILS, ELSE)
    meet(desk)
    settling = Settling(desk.engine, desk.clock, rules(), SPEAKERS)
    assert [settling.settle() for _ in range(3)] == [0, 0, 0]
    assert len(asked) == 1


def test_what_was_split_off_is_not_merged_again(desk: Desk) -> None:
    text, mail = desk.says("text", ANN_TEXTS, BY_TEXT), desk.says("mail", ANN_MAILS, BY_MAIL)
    meet(desk)
    assert desk.settle() == 1
    desk.register.split(text.reference, mail.feedback, "sam")
    assert desk.settle() == 0
    assert desk.register.find(mail.id).merged_into == ""
    assert desk.offers(text) == []


def test_a_resolved_case_is_left_alone(desk: Desk) -> None:
    meet(desk)
    text, mail = desk.says("text", ANN_TEXTS, BY_TEXT), desk.says("mail", ANN_MAILS, ELSE)
    desk.register.resolve(text.id, RESOLUTION, "sam")
    assert desk.offers(mail) == []
    with pytest.raises(Conflict, match="only open cases are merged"):
        desk.register.same(text.reference, mail.reference, "sam")
    assert desk.pairs() == []


def test_a_case_is_not_compared_with_itself(desk: Desk) -> None:
    text = desk.says("text", ANN_TEXTS, BY_TEXT)
    for step in (desk.register.same, desk.register.apart):
        with pytest.raises(Conflict, match="itself"):
            step(text.reference, text.reference, "sam")
