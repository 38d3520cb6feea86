"""One case a matter: what belongs to it joins it, what does not opens its own, and nobody gets into another's."""

from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine, event, select

from complaints.cases.joining import turns
from complaints.cases.opening import case_id_of
from complaints.cases.register import OF_ONE, SqlRegister
from complaints.cases.speakers import Speaker
from golddust import topics
from golddust.clock import MovableClock
from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import outbox, replies, tags
from golddust.database.schema.people import join_codes, join_proposals
from golddust.errors import Conflict, NotFound
from golddust.events import Issue, ReplyRequest, Tagged, TopicTag
from golddust.identity import derived_id
from golddust.ports import Case
from tests.complaints.made import MONDAY, RESOLUTION, issue, promise, register_on, tagged
from tests.complaints.test_register import at_once

OTHER = "cust_" + derived_id("bob")[:26]


def case_of(register: SqlRegister, name: str) -> Case:
    found = register.of_feedback(derived_id(name))
    assert found is not None, name
    return found


def steps_of(register: SqlRegister, case: Case) -> list[str]:
    return [event.step for event in register.history(case.id)]


def texted(name: str, text: str, clock: MovableClock, **changes: Any) -> Issue:
    given: dict[str, Any] = {"channel": "sms", "text": text, "received_at": clock.now(), "topics": ()}
    return issue(name, **(given | changes))


def requests(database: Engine) -> list[ReplyRequest]:
    with reading(database) as connection:
        values = connection.execute(select(outbox.c.value).where(outbox.c.topic == topics.REPLIES_REQUESTED)).scalars().all()
    return [msgspec.json.decode(value, type=ReplyRequest) for value in values]


def hear_all(register: SqlRegister, said: list[Tagged]) -> None:
    for one in said:
        register.hear([one])


def replied(database: Engine, case: Case) -> str:
    """A reply of ours in that case, as the stage `replies` stores it; returns its id."""
    asked = next(request for request in requests(database) if request.case == case.id)
    row = msgspec.structs.asdict(asked) | {
        "state": "sent",
        "why": "",
        "tries": 1,
        "next_try_at": MONDAY,
        "changed_at": MONDAY,
        "provider_id": "",
    }
    with writing(database) as connection:
        connection.execute(insert_ignoring(connection, replies), [row])
    return asked.id


def case_and_reply(register: SqlRegister, database: Engine) -> tuple[Case, str]:
    """A case about a parcel, and the id of our reply in it."""
    register.open([issue()])
    case = case_of(register, "parcel")
    return case, replied(database, case)


def store_tags(database: Engine, one: Issue, *topic: str) -> None:
    """What the store keeps of the tagged feedback."""
    event = tagged(one, topics=tuple(TopicTag(name=name, confidence=1.0) for name in topic))
    row = {
        "feedback": event.feedback,
        "event": event.id,
        "received_at": event.received_at,
        "kind": event.kind.label,
        "kind_confidence": 1.0,
        "sentiment": "neutral",
        "sentiment_score": 0.0,
        "sentiment_confidence": 1.0,
        "unsure": False,
        "emotion": "neutral",
        "urgency": "none",
        "language": "en",
        "redacted": event.text,
        "tags": msgspec.to_builtins(event),
        "tagger": "test",
        "revision": 0,
    }
    with writing(database) as connection:
        connection.execute(tags.insert(), [row])


def test_the_answer_to_our_mail_joins_its_case(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    case, answered = case_and_reply(register, database)
    clock.move(timedelta(hours=2))
    register.open([issue("more", text="It was blue.", refers_to=(answered,), received_at=clock.now())])
    assert case_of(register, "more").id == case.id
    assert register.messages(case.id) == [derived_id("parcel"), derived_id("more")]
    assert steps_of(register, case) == ["opened", "said"]
    assert register.history(case.id)[-1].note == "It was blue."
    assert len(register.cases()) == 1


def test_the_reference_counts_in_any_spelling_but_only_for_its_own_customer(register: SqlRegister, clock: MovableClock) -> None:
    register.open([issue()])
    case = case_of(register, "parcel")
    spelled = case.reference.lower().replace("-", " ")
    clock.move(timedelta(minutes=5))
    register.open([issue("mine", refers_to=(spelled,), received_at=clock.now())])
    register.open([issue("theirs", refers_to=(case.reference,), customer=OTHER, received_at=clock.now())])
    assert case_of(register, "mine").id == case.id
    assert case_of(register, "theirs").id != case.id


class Both:
    """Ann's address and another one are one person's."""

    def speakers(self, *_: object) -> dict[str, Speaker]:
        both = (issue().customer, OTHER)
        return {customer: Speaker(addresses=both) for customer in both}


def test_another_address_of_the_same_person_counts_once_it_was_proven(database: Engine, clock: MovableClock) -> None:
    register = register_on(database, clock, speakers=Both())
    register.open([issue()])
    case = case_of(register, "parcel")
    clock.move(timedelta(minutes=5))
    register.open([issue("theirs", refers_to=(case.reference,), customer=OTHER, received_at=clock.now())])
    assert case_of(register, "theirs").id == case.id


def test_a_new_mail_about_something_else_opens_its_own_case(register: SqlRegister) -> None:
    register.open([issue(), issue("second", text="And the shop was dirty.")])
    assert len(register.cases()) == 2


def test_texts_in_a_row_are_one_case_unless_they_are_about_something_else(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock, topics=("delivery",))])
    clock.move(timedelta(minutes=3))
    register.open([texted("second", "it was for my daughter's birthday", clock)])
    register.open([texted("third", "and your shop was dirty", clock, topics=("cleanliness",))])
    first = case_of(register, "first")
    assert case_of(register, "second").id == first.id
    assert case_of(register, "third").id != first.id


def test_texts_of_one_batch_are_one_case_as_well(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted(f"part {n}", f"part {n}", clock) for n in range(4)])
    assert len(register.cases()) == 1
    assert len(register.messages(case_of(register, "part 0").id)) == 4


def test_after_a_day_a_text_is_a_matter_of_its_own(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    clock.move(timedelta(hours=25))
    register.open([texted("later", "Your shop was closed", clock)])
    assert len(register.cases()) == 2


def test_brought_again_it_is_said_once(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    more = texted("second", "it was for a birthday", clock)
    for _ in range(3):
        register.open([more, texted("first", "My parcel never came", clock)])
    assert steps_of(register, case_of(register, "first")) == ["opened", "said"]


def test_a_follow_up_that_presses_makes_the_case_press(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock, priority="low")])
    before = promise(case_of(register, "first"), "answer").due
    clock.move(timedelta(minutes=3))
    register.open([texted("second", "there is medicine in it", clock, priority="high")])
    after = case_of(register, "first")
    assert after.priority == "high"
    assert promise(after, "answer").due < before


def test_thanks_reopen_nothing_and_no_does(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    case, answered = case_and_reply(register, database)
    register.resolve(case.id, RESOLUTION, "sam")
    clock.move(timedelta(hours=1))
    for name, words in (("thanks", "Thank you, all is well now"), ("yes", "Yes!")):
        register.hear([tagged(issue(name, text=words, refers_to=(answered,), received_at=clock.now()))])
        assert register.find(case.id).state == "resolved"
    pleased = {"kind": "question", "sentiment": "positive", "text": "Thank you, that is kind"}
    register.open([issue("taken for a question", refers_to=(answered,), received_at=clock.now(), **pleased)])
    assert register.find(case.id).state == "resolved"
    register.hear([tagged(issue("no", text="NO", refers_to=(answered,), received_at=clock.now()))])
    again = register.find(case.id)
    assert (again.state, again.reopened) == ("reopened", 1)
    assert again.escalation is not None
    assert "not solved" in again.escalation.why


def test_what_was_said_before_we_resolved_it_does_not_open_it_again(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([issue()])
    case = case_of(register, "parcel")
    answered, said_at = replied(database, case), clock.now() + timedelta(minutes=1)
    clock.move(timedelta(hours=1))
    register.resolve(case.id, RESOLUTION, "sam")
    register.open([issue("slow mail", text="Where is it?", refers_to=(answered,), received_at=said_at)])
    assert register.find(case.id).state == "resolved"
    assert steps_of(register, case) == ["opened", "resolved", "said"]


def test_what_was_said_before_a_case_began_is_not_about_it(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    old = tagged(texted("old", "hello", clock, received_at=MONDAY - timedelta(days=30)))
    register.hear([old])
    assert steps_of(register, case_of(register, "first")) == ["opened"]


def test_an_answer_sets_standing_clocks_going(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    case = register.ask(case_of(register, "first").id, "What is its number?", "sam")
    assert case.state == "waiting"
    clock.move(timedelta(hours=20))
    register.hear([tagged(texted("number", "it says 4711 on the slip", clock))])
    assert register.find(case.id).state == "in_work"


def test_what_was_answered_before_the_database_was_lost_is_heard_in_silence(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([issue()])
    case = register.resolve(case_of(register, "parcel").id, RESOLUTION, "sam")
    before = len(requests(database))
    clock.move(timedelta(hours=2))
    again = issue("again", refers_to=(case.reference,), received_at=clock.now())
    register.open([again], {again.feedback})
    assert register.find(case.id).state == "reopened"
    assert len(requests(database)) == before


def test_merged_cases_go_on_as_one_and_split_again_without_losing_a_word(register: SqlRegister, clock: MovableClock) -> None:
    register.open([issue("one"), issue("two", priority="high")])
    one, two = case_of(register, "one"), case_of(register, "two")
    heir = register.merge(two.id, one.id, "sam")
    assert heir.id == one.id
    assert case_of(register, "two").id == one.id
    assert promise(heir, "answer").due == promise(two, "answer").due, "the earlier promise holds"
    ended = register.find(two.id)
    assert (ended.state, ended.merged_into, ended.promises) == ("closed", one.id, ())
    with pytest.raises(Conflict, match="merged into another case"):
        register.acknowledge(two.id, "sam")
    clock.move(timedelta(hours=1))
    register.open([issue("more", text="It is getting worse.", refers_to=(two.reference,), received_at=clock.now())])
    assert case_of(register, "more").id == one.id, "who names the merged case is heard in the one that goes on"
    register.split(one.id, derived_id("two"), "sam")
    back = register.find(two.id)
    assert (back.state, back.merged_into) == ("reopened", "")
    assert register.messages(two.id) == [derived_id("two")]
    assert set(register.messages(one.id)) == {derived_id("one"), derived_id("more")}
    assert steps_of(register, one) == ["opened", "merged", "said", "split"]
    assert steps_of(register, two) == ["opened", "merged", "split"]


def test_a_message_that_joined_by_mistake_gets_a_case_of_its_own(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    stray = texted("stray", "your website is down", clock)
    register.open([stray])
    case = case_of(register, "first")
    store_tags(database, stray, "website")
    register.split(case.id, derived_id("stray"), "sam")
    own = case_of(register, "stray")
    assert (own.id, own.text, own.topics) == (case_id_of(stray), "your website is down", ("website",))
    assert own.state == "received"
    with pytest.raises(Conflict, match="opened the case"):
        register.split(case.id, derived_id("first"), "sam")
    with pytest.raises(NotFound):
        register.split(case.id, derived_id("stray"), "sam")


def test_cases_of_two_customers_are_never_merged(register: SqlRegister) -> None:
    register.open([issue("one"), issue("two", customer=OTHER)])
    with pytest.raises(Conflict, match="give them one cause"):
        register.merge(case_of(register, "two").id, case_of(register, "one").id, "sam")
    with pytest.raises(Conflict, match="with itself"):
        register.merge(case_of(register, "two").id, case_of(register, "two").id, "sam")


def test_nothing_that_was_promised_or_pressing_gets_lost_in_a_merge(register: SqlRegister) -> None:
    register.open([issue("one"), issue("two", priority="critical", urgency="critical", text="I smell gas")])
    one, two = case_of(register, "one"), case_of(register, "two")
    register.tell(one.id, "We are on it.", "sam")
    heir = register.merge(two.id, one.id, "sam")
    assert promise(heir, "answer").kept_at is None, "the second message is still to be answered"
    assert heir.priority == "critical"
    assert heir.escalation is not None
    assert heir.escalation.accepted_at is None


def test_who_names_the_first_of_a_chain_of_merged_cases_is_heard_in_the_last(register: SqlRegister, clock: MovableClock) -> None:
    register.open([issue(name) for name in ("a", "b", "c")])
    a, b, c = (case_of(register, name) for name in ("a", "b", "c"))
    register.merge(a.id, b.id, "sam")
    register.merge(b.id, c.id, "sam")
    clock.move(timedelta(hours=2))
    register.open([issue("more", refers_to=(a.reference,), received_at=clock.now())])
    assert case_of(register, "more").id == c.id
    assert case_of(register, "a").id == c.id


def test_a_waiting_case_that_was_merged_and_split_off_has_clocks_that_run(register: SqlRegister) -> None:
    register.open([issue("one"), issue("two")])
    one, two = case_of(register, "one"), case_of(register, "two")
    register.ask(two.id, "Which one?", "sam")
    register.merge(two.id, one.id, "sam")
    register.split(one.id, derived_id("two"), "sam")
    assert all(pause.ends for pause in register.find(two.id).pauses)


def test_the_same_message_twice_in_a_batch_is_said_once(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    again = tagged(texted("second", "it was blue", clock))
    register.hear([again, again, msgspec.structs.replace(again, revision=1)])
    assert steps_of(register, case_of(register, "first")) == ["opened", "said"]


def test_what_an_agent_writes_down_keeps_no_answer_from_the_customer(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([issue()])
    case = case_of(register, "parcel")
    clock.move(timedelta(hours=3))
    register.note(case.id, "looked into it", "sam")
    register.open([issue("more", refers_to=(case.reference,), received_at=clock.now())])
    assert [request.purpose for request in requests(database)] == ["acknowledgement", "follow_up"]


def test_many_who_hear_of_one_case_at_once_wait_for_each_other_and_lose_nothing(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([issue()])
    case = case_of(register, "parcel")
    more = [issue(f"more {n}", refers_to=(case.reference,), received_at=clock.now()) for n in range(32)]
    portions = [[tagged(one) for one in more[n::4]] for n in range(4)]
    workers = [partial(hear_all, register_on(database, clock), portion) for portion in portions]
    results = at_once(workers)
    assert not [result for result in results if isinstance(result, Exception)]
    assert len(register.messages(case.id)) == 33


def sent_a_code(database: Engine, customer: str) -> None:
    """What `golddust customers join` keeps of a code that was sent to the customer."""
    proposal = {"id": "p" * 26, "first": customer, "second": OTHER, "proof": "codes", "feedback": "", "proposed_by": "sam"}
    code = {"proposal": "p" * 26, "customer": customer, "digest": "d" * 26, "sent_at": MONDAY, "tries": 0}
    with writing(database) as connection:
        times = {"proposed_at": MONDAY, "expires_at": MONDAY + timedelta(days=3)}
        connection.execute(join_proposals.insert(), [proposal | times])
        connection.execute(join_codes.insert(), [code])


def test_a_code_that_was_sent_back_is_no_matter_of_its_own(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    sent_a_code(database, issue().customer)
    clock.move(timedelta(hours=1))
    now = {"received_at": clock.now()}
    register.open([issue("code", text="Here you are: 3px8-3kvq", **now)])
    assert register.of_feedback(derived_id("code")) is None
    register.open([issue("more", text="The kettle is broken, order 3px8-3kvq, and nobody answers the phone", **now)])
    register.open([issue("somebody else", text="Here you are: 3px8-3kvq", customer=OTHER, **now)])
    assert len(register.cases()) == 2


def proven(name: str, reply: str, clock: MovableClock, **changes: Any) -> Issue:
    """A mail from somebody else that provably answers that reply of ours."""
    given: dict[str, Any] = {"customer": OTHER, "answers": reply, "received_at": clock.now(), "text": "It was blue."}
    return issue(name, **(given | changes))


def test_what_provably_answers_us_joins_its_case_whoever_sends_it(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    case, answered = case_and_reply(register, database)
    clock.move(timedelta(hours=2))
    register.open([proven("from the office", answered, clock)])
    assert case_of(register, "from the office").id == case.id
    said = register.history(case.id)[-1]
    assert (said.step, said.actor, said.note) == ("said", "another address", "It was blue.")


def test_nothing_of_the_case_is_told_to_another_address(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    case, answered = case_and_reply(register, database)
    register.resolve(case.id, RESOLUTION, "sam")
    clock.move(timedelta(hours=2))
    register.open([proven("still", answered, clock, text="It is still not solved")])
    clock.move(timedelta(hours=2))
    register.open([proven("more", answered, clock)])
    assert steps_of(register, case)[:4] == ["opened", "resolved", "reopened", "escalated"]
    told = requests(database)
    assert {request.customer for request in told} == {issue().customer}
    assert [request.purpose for request in told] == ["acknowledgement", "resolution", "reopened"]


def test_the_customer_at_another_address_of_theirs_is_the_customer(database: Engine, clock: MovableClock) -> None:
    register = register_on(database, clock, speakers=Both())
    case, answered = case_and_reply(register, database)
    clock.move(timedelta(hours=2))
    register.open([proven("from home", answered, clock)])
    assert register.history(case.id)[-1].actor == "customer"


def test_an_answer_from_another_address_to_what_we_asked_sets_the_clocks_going(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([issue()])
    case = register.ask(case_of(register, "parcel").id, "Which colour?", "sam")
    answered = replied(database, case)
    clock.move(timedelta(hours=2))
    register.hear([tagged(issue("blue", text="Blue."), customer=OTHER, answers=answered, received_at=clock.now())])
    assert register.find(case.id).state == "in_work"


def test_who_has_proven_it_once_takes_part_and_may_name_the_case_from_then_on(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    case, answered = case_and_reply(register, database)
    clock.move(timedelta(hours=2))
    register.open([issue("too early", customer=OTHER, refers_to=(case.reference,), received_at=clock.now())])
    register.open([proven("proven", answered, clock)])
    clock.move(timedelta(hours=2))
    register.open([issue("named", customer=OTHER, refers_to=(case.reference,), received_at=clock.now())])
    assert case_of(register, "too early").id != case.id
    assert case_of(register, "named").id == case.id
    assert register.history(case.id)[-1].actor == "another address"


def test_proof_counts_more_than_what_else_a_mail_names(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([issue(), issue("lamp")])
    parcel, lamp = case_of(register, "parcel"), case_of(register, "lamp")
    answered = replied(database, parcel)
    clock.move(timedelta(hours=2))
    register.open([issue("more", answers=answered, refers_to=(lamp.reference,), received_at=clock.now())])
    assert case_of(register, "more").id == parcel.id


def test_who_is_in_doubt_joins_nothing_without_proof(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    case, answered = case_and_reply(register, database)
    clock.move(timedelta(hours=2))
    doubted = {"suspect": True, "received_at": clock.now()}
    register.open([issue("named", refers_to=(answered, case.reference), **doubted)])
    register.hear([tagged(issue("thanks", text="Never mind"), refers_to=(case.reference,), **doubted)])
    assert case_of(register, "named").id != case.id
    assert register.of_feedback(derived_id("thanks")) is None
    assert steps_of(register, case) == ["opened"]


def test_who_is_in_doubt_but_has_our_mail_is_heard_as_another_address_and_takes_no_further_part(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    case, answered = case_and_reply(register, database)
    clock.move(timedelta(hours=2))
    register.open([proven("forwarded", answered, clock, customer=issue().customer, suspect=True)])
    register.open([proven("again", answered, clock, suspect=True)])
    assert [event.actor for event in register.history(case.id)] == ["register", "another address", "another address"]
    register.open([issue("named", customer=OTHER, refers_to=(case.reference,), received_at=clock.now())])
    assert case_of(register, "named").id != case.id


def test_whom_somebody_only_says_to_be_is_told_nothing_by_a_machine(register: SqlRegister, database: Engine) -> None:
    register.open([issue("forged", suspect=True), issue("idea", kind="suggestion", priority="low", suspect=True)])
    case = case_of(register, "forged")
    assert requests(database) == []
    for promised in (case.promises, register.change(case.id, "sam", priority="high").promises):
        assert "answer" in {p.standard for p in promised}
        assert "acknowledge" not in {p.standard for p in promised}, "whoever is promised one hears of it"
    register.tell(case.id, "Did you write this?", "sam")
    assert [request.purpose for request in requests(database)] == ["update"], "a person may still write to them"


COPIES = {"message": derived_id("one mail")}


def test_the_same_mail_to_two_addresses_of_ours_is_one_case_and_both_are_kept(register: SqlRegister, database: Engine) -> None:
    register.open([issue("first", **COPIES), issue("copy", source="shop@example.com", **COPIES)])
    case = case_of(register, "first")
    assert case_of(register, "copy").id == case.id
    assert register.messages(case.id) == [derived_id("first"), derived_id("copy")]
    noted = register.history(case.id)[-1]
    assert (noted.step, noted.actor, noted.note) == ("noted", "register", "the same mail came to shop@example.com as well")
    assert [request.purpose for request in requests(database)] == ["acknowledgement"]


def test_a_copy_that_comes_late_opens_nothing_again(register: SqlRegister, clock: MovableClock) -> None:
    register.open([issue("first", **COPIES)])
    case = register.resolve(case_of(register, "first").id, RESOLUTION, "sam")
    clock.move(timedelta(hours=5))
    register.open([issue("copy", received_at=clock.now(), **COPIES)])
    assert register.find(case.id).state == "resolved"


def test_the_copy_of_an_answer_is_said_once(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    case, answered = case_and_reply(register, database)
    clock.move(timedelta(hours=2))
    register.open([proven("one", answered, clock, **COPIES), proven("two", answered, clock, **COPIES)])
    register.hear([tagged(proven("three", answered, clock), answers=answered, **COPIES)])
    assert steps_of(register, case) == ["opened", "said", "noted", "noted"]


def test_the_copy_of_a_thank_you_is_said_once_in_one_batch_as_well(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    case, answered = case_and_reply(register, database)
    clock.move(timedelta(hours=2))
    thanks = {"answers": answered, "received_at": clock.now(), **COPIES}
    register.hear([tagged(issue(name, text="Thank you."), **thanks) for name in ("one", "two")])
    assert steps_of(register, case) == ["opened", "said", "noted"]


def test_the_copy_goes_where_the_first_one_went_on(register: SqlRegister) -> None:
    register.open([issue("first", **COPIES), issue("heir")])
    register.merge(case_of(register, "first").id, case_of(register, "heir").id, "sam")
    register.open([issue("copy", **COPIES)])
    assert case_of(register, "copy").id == case_of(register, "heir").id


def test_a_flood_from_one_customer_lets_other_writers_in_between(database: Engine, clock: MovableClock) -> None:
    register = register_on(database, clock)
    flood = [texted(f"flood {number}", f"Parcel {number} is late.", clock) for number in range(2 * OF_ONE + 1)]
    committed: list[object] = []
    note = committed.append
    event.listen(database, "commit", note)
    try:
        register.open(flood)
    finally:
        event.remove(database, "commit", note)
    assert len(committed) == 3
    assert len({case_of(register, f"flood {number}").id for number in range(len(flood))}) == 1


def test_messages_are_taken_in_order_in_turns_that_no_customer_fills() -> None:
    said = [issue(str(number), customer="ann" if number % 2 else "bob") for number in range(9)]
    assert [one for turn in turns(said, 4, 4) for one in turn] == said
    assert [len(turn) for turn in turns(said, 4, 4)] == [4, 4, 1]
    assert [len(turn) for turn in turns(said, 9, 2)] == [4, 4, 1]
    assert list(turns([], 9, 2)) == []
