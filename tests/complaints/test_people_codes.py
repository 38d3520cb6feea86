"""Codes that prove whose an address is: sent to both, heard when they come back, good for a while and a few tries."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from complaints.people.codes import LETTERS, MOST_TRIES, codes_in, digest_of, new_code
from complaints.people.directory import People
from complaints.people.proposals import MOST_PROPOSALS
from complaints.people.wording import ask, languages, quotes_us
from golddust.clock import MovableClock
from golddust.database.engine import reading, writing
from golddust.database.schema import contacts
from golddust.database.schema.people import join_codes, join_proposals
from golddust.errors import Conflict, Malformed, NotFound
from golddust.events import Address, Language
from golddust.segments import segments
from tests.complaints.made import KEYS, MONDAY
from tests.complaints.made_people import (
    ANN,
    ANN_MAILS,
    ANN_PHONE,
    ANN_TEXTS,
    BEN,
    BEN_MAILS,
    codes,
    customers_of,
    groups,
    joined,
    people_on,
    pseudonym,
    requests,
    write,
)

NOBODY = "cust_" + "a" * 26
LATER = MONDAY + timedelta(minutes=5)


@pytest.fixture
def people(database: Engine, clock: MovableClock) -> People:
    write(database, "a", ANN_MAILS)
    write(database, "b", ANN_TEXTS, language=Language(code="de", confidence=0.9))
    write(database, "c", BEN_MAILS)
    return people_on(database, clock)


def wrong(code: str) -> str:
    return code[:-1] + LETTERS[(LETTERS.index(code[-1]) + 1) % len(LETTERS)]


def test_codes_go_to_both_in_their_language_and_name_neither_the_other(database: Engine, people: People) -> None:
    people.propose(ANN, ANN_PHONE, "sam")
    sent = {one.customer: one for one in requests(database)}
    assert set(sent) == {ANN, ANN_PHONE}
    assert {one.purpose for one in sent.values()} == {"notice"}
    assert {one.case for one in sent.values()} == {""}  # so that no page of a case shows the code
    assert (sent[ANN].channel, sent[ANN].language) == ("email", "en")
    assert (sent[ANN_PHONE].channel, sent[ANN_PHONE].language) == ("sms", "de")
    assert "2025550142" not in sent[ANN].text
    assert "example.com" not in sent[ANN_PHONE].text
    assert "a telephone number" in sent[ANN].text
    assert codes(database) == {}  # asked once


def test_both_codes_must_come_back(database: Engine, people: People) -> None:
    people.propose(ANN, ANN_PHONE, "sam")
    sent = codes(database)
    first = people.confirm(sent[ANN].lower().replace("-", " "), ANN)
    assert (first.missing, first.join) == ((ANN_PHONE,), "")
    assert groups(database) == {}
    second = people.confirm(f"The code is {sent[ANN_PHONE]}.", ANN_PHONE)
    assert second.missing == ()
    (join,) = people.person(ANN).joins
    assert (join.id, join.proof, join.about, join.joined_by) == (second.join, "codes", second.proposal, "sam")


def test_a_code_counts_from_the_address_that_it_was_sent_to_only(database: Engine, people: People) -> None:
    people.propose(ANN, ANN_PHONE, "sam")
    sent = codes(database)
    for customer in (ANN_PHONE, BEN, NOBODY):
        with pytest.raises((Conflict, NotFound)):
            people.confirm(sent[ANN], customer)
    assert groups(database) == {}


def test_a_code_comes_back_once(database: Engine, people: People) -> None:
    people.propose(ANN, ANN_PHONE, "sam")
    sent = codes(database)
    people.confirm(sent[ANN], ANN)
    with pytest.raises(NotFound):
        people.confirm(sent[ANN], ANN)


def test_a_code_is_good_for_three_days(database: Engine, people: People, clock: MovableClock) -> None:
    people.propose(ANN, ANN_PHONE, "sam")
    sent = codes(database)
    clock.move(timedelta(days=3) - timedelta(seconds=1))
    people.confirm(sent[ANN], ANN)
    clock.move(timedelta(seconds=1))
    with pytest.raises(NotFound, match="no code is awaited"):
        people.confirm(sent[ANN_PHONE], ANN_PHONE)
    assert groups(database) == {}


def test_after_some_wrong_codes_the_right_one_is_worth_nothing(database: Engine, people: People) -> None:
    people.propose(ANN, ANN_PHONE, "sam")
    sent = codes(database)
    for left in reversed(range(MOST_TRIES)):
        with pytest.raises(Conflict, match=f"{left} times more"):
            people.confirm(wrong(sent[ANN]), ANN)
    with pytest.raises(NotFound):
        people.confirm(sent[ANN], ANN)


def test_what_is_no_code_is_no_try(database: Engine, people: People) -> None:
    people.propose(ANN, ANN_PHONE, "sam")
    sent = codes(database)
    for _ in range(MOST_TRIES + 1):
        with pytest.raises(Malformed):
            people.confirm("yes, that is me", ANN)
    people.confirm(sent[ANN], ANN)


def test_codes_that_come_back_in_messages_are_heard(database: Engine, people: People) -> None:
    people.propose(ANN, ANN_PHONE, "sam")
    sent = codes(database)
    assert people.hear() == 0
    write(database, "answer", ANN_MAILS, f"Yes, that was me: {sent[ANN].lower()}\n\nAnn", received_at=LATER)
    answer = write(database, "answer by text", ANN_TEXTS, sent[ANN_PHONE].replace("-", ""), received_at=LATER)
    assert people.hear() == 2
    assert people.hear() == 0
    assert customers_of(people, ANN) == sorted([ANN, ANN_PHONE])
    with reading(database) as connection:
        rows = {row.customer: row for row in connection.execute(select(join_codes))}
    assert (rows[ANN_PHONE].feedback, rows[ANN_PHONE].confirmed_by) == (answer.id, "customer")


def test_what_only_looks_like_a_code_or_repeats_our_question_is_not_heard(database: Engine, people: People) -> None:
    people.propose(ANN, BEN, "sam")
    sent = {one.customer: one for one in requests(database)}
    code = codes_in(sent[ANN].text)[0]
    quoted = "\n".join(f"> {line}" for line in sent[ANN].text.splitlines())
    write(database, "no", ANN_MAILS, f"That was not me!\n\n{quoted}", received_at=LATER)
    write(database, "wrong", ANN_MAILS, wrong(code), received_at=LATER)
    write(database, "before", ANN_MAILS, code, received_at=MONDAY - timedelta(minutes=1))
    write(database, "long", ANN_MAILS, f"{code} {'x ' * 1000}", received_at=LATER)
    assert people.hear() == 0
    write(database, "yes", ANN_MAILS, code, received_at=LATER)
    assert people.hear() == 1


def guess(database: Engine, number: int, text: str) -> None:
    write(database, f"message {number}", ANN_MAILS, text, received_at=LATER + timedelta(minutes=number))


@pytest.mark.parametrize(("tries", "heard"), [(MOST_TRIES - 1, 1), (MOST_TRIES, 0)])
def test_wrong_codes_in_messages_use_up_the_tries_each_message_once(
    database: Engine, people: People, tries: int, heard: int
) -> None:
    people.propose(ANN, BEN, "sam")
    code = codes(database)[ANN]
    for number in range(tries):
        guess(database, number, wrong(code))
        assert [people.hear(), people.hear()] == [0, 0]
    guess(database, tries, code)
    assert people.hear() == heard


def test_wrong_codes_in_messages_and_typed_ones_use_up_the_same_tries(database: Engine, people: People) -> None:
    people.propose(ANN, BEN, "sam")
    code = codes(database)[ANN]
    for number in range(MOST_TRIES - 1):
        guess(database, number, wrong(code))
    with pytest.raises(Conflict, match="0 times more"):
        people.confirm(wrong(code), ANN)
    for typed in (wrong(code), code):
        with pytest.raises(NotFound, match="too often"):
            people.confirm(typed, ANN)
    assert groups(database) == {}


def test_wrong_codes_after_the_right_one_take_nothing_from_it(database: Engine, people: People) -> None:
    people.propose(ANN, BEN, "sam")
    code = codes(database)[ANN]
    for number in range(MOST_TRIES + 1):
        guess(database, number, wrong(code) if number else code)
    assert people.hear() == 1


def test_the_code_of_another_proposal_is_no_wrong_one(database: Engine, people: People) -> None:
    people.propose(ANN, BEN, "sam")
    first = codes(database)[ANN]
    people.propose(ANN, ANN_PHONE, "sam")
    second = codes(database)[ANN]
    for number in range(MOST_TRIES):
        guess(database, number, first)
    guess(database, MOST_TRIES, second)
    assert people.hear() == 2


def test_a_code_is_heard_from_who_wrote_much_before_it(database: Engine, people: People) -> None:
    people.propose(ANN, BEN, "sam")
    code = codes(database)[ANN]
    for number in range(30):
        guess(database, number, "Where is my parcel?")
    guess(database, 30, code)
    assert people.hear() == 1


def test_words_from_a_telephone_stand_for_its_code(database: Engine, people: People) -> None:
    words = write(database, "words", ANN_TEXTS, "Please answer to my mail, ann@EXAMPLE.com.")
    proposal = people.propose(ANN_PHONE, ANN, "sam", words.id)
    assert (proposal.asked, proposal.proof) == ((ANN,), "words")
    sent = codes(database)
    assert set(sent) == {ANN}
    done = people.confirm(sent[ANN], ANN)
    (join,) = people.person(ANN).joins
    assert (join.id, join.proof, join.about) == (done.join, "words", words.id)


def test_words_in_a_mail_prove_nothing_of_its_sender_so_both_get_codes(database: Engine, people: People) -> None:
    words = write(database, "words", ANN_MAILS, "Call me: (202) 555-0142")
    proposal = people.propose(ANN, ANN_PHONE, "sam", words.id)
    assert (set(proposal.asked), proposal.proof, proposal.feedback) == ({ANN, ANN_PHONE}, "codes", words.id)


@pytest.mark.parametrize(
    ("address", "text", "why"),
    [
        (ANN_TEXTS, "I am the one with the other address", "does not name"),
        (BEN_MAILS, "Her number is (202) 555-0142", "from neither"),
    ],
)
def test_words_that_do_not_say_it_are_no_proof(database: Engine, people: People, address: Address, text: str, why: str) -> None:
    words = write(database, "words", address, text)
    with pytest.raises(Conflict, match=why):
        people.propose(ANN_PHONE, ANN, "sam", words.id)
    with pytest.raises(NotFound):
        people.propose(ANN_PHONE, ANN, "sam", "no feedback")
    assert requests(database) == []


def test_nobody_is_asked_who_said_stop(database: Engine, people: People) -> None:
    write(database, "stop", ANN_TEXTS, "STOP", command="stop")
    with pytest.raises(Conflict, match="STOP"):
        people.propose(ANN, ANN_PHONE, "sam")
    assert requests(database) == []


def test_nobody_is_asked_whose_address_does_not_work(database: Engine, people: People) -> None:
    with writing(database) as connection:
        connection.execute(update(contacts).where(contacts.c.customer == ANN).values(unreachable_at=MONDAY))
    with pytest.raises(Conflict, match="does not work"):
        people.propose(ANN, ANN_PHONE, "sam")
    assert requests(database) == []


def test_nobody_is_asked_who_cannot_be_written_to_or_is_a_machine(database: Engine, people: People) -> None:
    app, machine = Address(kind="handle", value="ann-in-the-app"), Address(kind="email", value="robot@example.com")
    write(database, "app", app)
    write(database, "machine", machine, automatic="auto-submitted")
    for other, why in ((app, "cannot be written to"), (machine, "only machines")):
        with pytest.raises(Conflict, match=why):
            people.propose(ANN, pseudonym(other), "sam")
    with pytest.raises(NotFound):
        people.propose(ANN, NOBODY, "sam")
    with pytest.raises(Conflict, match="same person"):
        people.propose(ANN, ANN, "sam")


def test_who_is_one_person_already_is_not_asked_again(database: Engine, people: People) -> None:
    joined(database, people, ANN, ANN_PHONE)
    with pytest.raises(Conflict, match="same person"):
        people.propose(ANN_PHONE, ANN, "sam")


def test_no_address_gets_more_than_three_codes_a_day(database: Engine, people: People, clock: MovableClock) -> None:
    for other in (ANN_PHONE, BEN, ANN_PHONE):
        people.propose(ANN, other, "sam")
    assert len(requests(database)) == 2 * MOST_PROPOSALS
    with pytest.raises(Conflict, match="until tomorrow"):
        people.propose(BEN, ANN, "sam")
    assert requests(database) == []
    clock.move(timedelta(days=1))
    people.propose(BEN, ANN, "sam")


def test_a_refused_proposal_leaves_nothing_behind(database: Engine, people: People) -> None:
    with pytest.raises(NotFound):
        people.propose(ANN, NOBODY, "sam")
    with reading(database) as connection:
        assert connection.execute(select(join_proposals)).all() == []


def test_the_database_does_not_hold_the_code(database: Engine, people: People) -> None:
    proposal = people.propose(ANN, ANN_PHONE, "sam")
    sent = codes(database)
    with reading(database) as connection:
        rows = connection.execute(select(join_codes)).all()
    for row in rows:
        assert sent[row.customer] not in str(row)
        assert row.digest == digest_of(KEYS, proposal.id, row.customer, sent[row.customer])
        assert row.digest != digest_of(KEYS, "another", row.customer, sent[row.customer])


@given(st.text(max_size=30), st.text(" \n.,:!", min_size=1), st.booleans(), st.sampled_from(["-", " ", ""]))
def test_a_code_is_found_in_whatever_stands_around_it(words: str, between: str, lower: bool, dash: str) -> None:
    code = new_code()
    written = code.replace("-", dash)
    assert codes_in(f"{words}{between}\n{written.lower() if lower else written}{between}{words}")[-1:] != []
    assert codes_in(written.lower() if lower else written) == [code]


def test_words_and_references_are_no_codes() -> None:
    assert codes_in("My case is GD-7K3M-Q2XW, and the parcel is complete, thanks") == []
    assert codes_in("Call 2025550142 or 0044 7700 900123") == []


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("other", ["email", "phone"])
def test_a_text_message_takes_two_segments_at_most_and_says_all(language: str, other: str) -> None:
    said = ask(language, "WWWW-WWWW", "phone", other)
    assert segments(said.text) <= 2
    for kind in ("phone", "email"):
        said = ask(language, "K7M2-9QXD", kind, other)
        assert (said.language, codes_in(said.text)[:1]) == (language, ["K7M2-9QXD"])
        assert "{" not in said.text
        assert "3" in said.text
        assert quotes_us(f"On Monday you wrote:\n> {said.text}")


def test_who_speaks_a_language_that_we_do_not_gets_english() -> None:
    assert set(languages()) == {"en", "de", "fr", "es"}
    assert ask("nl", "K7M2-9QXD", "email", "phone").language == "en"
    assert ask("de-AT", "K7M2-9QXD", "email", "phone").language == "de"
    assert ask("", "K7M2-9QXD", "email", "phone").language == "en"
