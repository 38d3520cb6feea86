"""What a machine answers from the record at once, to whom, and that it does so once and asks nothing back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from complaints.answers.phrases import ours
from complaints.cases.history import CaseFile
from complaints.cases.register import SqlRegister
from complaints.cases.speakers import Speaker
from complaints.talking.answers import Talk, no_more, standing, who_we_are
from complaints.talking.phrases import asks_how_it_stands, spoken
from golddust.clock import MovableClock
from golddust.events import Issue, ReplyRequest, Tagged
from golddust.segments import in_gsm, segments
from tests.complaints.made import RESOLUTION, clockwork_on, issue, register_on, rules, tagged
from tests.complaints.test_joining import OTHER, case_of, requests, steps_of, texted

LANGUAGES = sorted(spoken())
ANN = issue().customer


def said(name: str, text: str, clock: MovableClock, **changes: Any) -> Tagged:
    """A text message that is no issue."""
    after = {key: changes.pop(key) for key in ("command", "command_word", "carrier_acts", "suspect") if key in changes}
    return tagged(texted(name, text, clock, **changes), **after)


def told(database: Engine, purpose: str) -> list[ReplyRequest]:
    return [request for request in requests(database) if request.purpose == purpose]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *[(text, "en") for text in ("status", "STATUS?!", "Status please", "any news?", "What\u2019s happening with my case?")],
        *[(text, "en") for text in ("status of GD-7K3M-Q2XW please", "Hi, any news on gd 7k3m q2xw?", "my case GD-7K3M-Q2XW")],
        *[(text, "de") for text in ("Gibt es schon etwas Neues?", "wie ist der stand, bitte?", "Was ist mit meiner Beschwerde?")],
        *[(text, "fr") for text in ("Où en est mon dossier ?", "ou en est mon dossier", "des nouvelles svp")],
        *[(text, "es") for text in ("¿Cómo va mi caso?", "como va mi caso", "hay novedades, por favor")],
        *[(text, "und") for text in ("GD-7K3M-Q2XW", "gd7k3mq2xw?")],
        ("Any news? This is the third time I ask, and nobody answers", ""),
        ("where is my parcel", ""),
        ("GD-7K3M-Q2XW is still not solved", ""),
        ("thanks, GD-7K3M-Q2XW", ""),
        ("please", ""),
        ("", ""),
        ("status " * 60, ""),
        ("Hello,\n\nany news?\n\nBest regards\nAnn Example", "en"),
        ("Sehr geehrte Damen und Herren,\nwie ist der Stand?\nMfG\nAnn", "de"),
        ("Any news?\nstill broken", ""),
        ("Any news?\nThanks\nThe shop burnt down and my child is hurt", ""),
    ],
)
def test_who_asks_how_it_stands_and_only_they(text: str, language: str) -> None:
    assert asks_how_it_stands(text) == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_of_the_tables_is_found(language: str) -> None:
    asked = {phrase: asks_how_it_stands(phrase) for phrase in spoken()[language].asks}
    assert all(asked.values())


def test_status_is_answered_with_reference_standing_and_time(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    register.hear([said("ask", "Any news?", clock)])
    (reply,) = told(database, "status")
    assert (reply.case, reply.customer, reply.channel) == ("", ANN, "sms")
    assert reply.text.startswith(f"{case.reference}: Your message is here and will be looked into. You will hear from us by ")
    assert "/case/" in reply.text
    assert segments(reply.text) <= 2
    assert "?" not in reply.text
    assert steps_of(register, case) == ["opened"], "nobody at work on it is nagged"


def test_a_question_that_was_taken_for_an_issue_opens_no_case_and_joins_none(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    ask = texted("ask", "What is happening with my case?", clock, kind="question")
    register.open([ask, texted("second", "The shop is dirty", clock, customer=OTHER)])
    register.open([ask])
    assert len(register.cases()) == 2
    assert register.of_feedback(ask.feedback) is None
    assert len(told(database, "status")) == 1, "once, however often it is brought"


def test_it_is_answered_by_mail_as_well(register: SqlRegister, database: Engine) -> None:
    register.open([issue()])
    register.open([issue("ask", text="Any news about my case?", kind="question")])
    (reply,) = told(database, "status")
    assert (reply.channel, reply.subject) == ("email", "How things stand")
    assert case_of(register, "parcel").reference in reply.text


@pytest.mark.parametrize("changes", [{"suspect": True}, {"answerable": False}, {"channel": "hook"}])
def test_who_is_in_doubt_or_cannot_be_answered_is_told_nothing(
    register: SqlRegister, database: Engine, clock: MovableClock, changes: dict[str, Any]
) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    register.open([texted("ask", "Any news?", clock, **changes)])
    register.hear([msgspec.structs.replace(said("status", "status", clock), **changes)])
    assert told(database, "status") == []


def test_only_their_own_cases_are_told_even_when_they_name_anothers(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([texted("bobs", "My parcel never came", clock, customer=OTHER)])
    foreign = case_of(register, "bobs").reference
    register.hear([said("ask", foreign, clock, refers_to=(foreign,))])
    (reply,) = told(database, "status")
    assert foreign not in reply.text
    assert reply.text.startswith("Nothing of yours is open")


def test_cases_at_another_address_of_theirs_are_told_once_it_was_proven(database: Engine, clock: MovableClock) -> None:
    class Both:
        def speakers(self, _: Any, customers: Any) -> dict[str, Speaker]:
            return {one: Speaker(addresses=(ANN, OTHER)) for one in customers if one in (ANN, OTHER)}

    register = register_on(database, clock, speakers=Both())
    register.open([issue("mailed", customer=OTHER)])
    register.hear([said("ask", "status", clock)])
    assert case_of(register, "mailed").reference in told(database, "status")[0].text


@pytest.mark.parametrize("open_ones", [0, 1])
def test_a_case_that_goes_on_in_anothers_is_told_no_longer_once_they_are_apart(
    database: Engine, clock: MovableClock, open_ones: int
) -> None:
    class Joined:
        held = True

        def speakers(self, _: Any, customers: Any) -> dict[str, Speaker]:
            both = Speaker(addresses=(ANN, OTHER))
            return {one: both for one in customers if self.held and one in (ANN, OTHER)}

    joined = Joined()
    register = register_on(database, clock, speakers=joined)
    register.open([texted("bobs", "My parcel never came", clock, customer=OTHER)])
    register.open([texted("anns", "The parcel never came", clock, topics=("staff",))])
    mine, heir = case_of(register, "anns").reference, case_of(register, "bobs").reference
    register.merge(mine, heir, "sam")
    register.hear([said("before", mine, clock, refers_to=(mine,))])
    joined.held = False
    for number in range(open_ones):
        register.open([texted(f"more {number}", "The shop is dirty", clock, topics=("payment",))])
    register.hear([said("after", mine, clock, refers_to=(mine,))])
    texts = {request.feedback: request.text for request in told(database, "status")}
    assert heir in texts[said("before", "", clock).feedback]
    after = texts[said("after", "", clock).feedback]
    assert heir not in after
    assert after.startswith(case_of(register, "more 0").reference if open_ones else "Nothing of yours is open")


def test_at_most_two_are_told_the_latest_first_in_two_segments(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    for name, topic in (("one", "delivery"), ("two", "staff"), ("three", "payment")):
        register.open([texted(name, "Something is wrong", clock, topics=(topic,))])
        clock.move(timedelta(minutes=1))
    register.hear([said("ask", "status", clock)])
    (reply,) = told(database, "status")
    three, two, one = (case_of(register, name).reference for name in ("three", "two", "one"))
    assert reply.text.index(three) < reply.text.index(two)
    assert one not in reply.text
    assert segments(reply.text) <= 2


def test_the_case_that_they_name_is_told_in_whatever_state(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    reference = case_of(register, "first").reference
    register.resolve(reference, RESOLUTION, "sam")
    register.hear([said("all", "status", clock), said("one", reference, clock, refers_to=(reference,))])
    texts = {request.feedback: request.text for request in told(database, "status")}
    assert texts[said("all", "", clock).feedback].startswith("Nothing of yours is open")
    assert "We told you how it ended" in texts[said("one", "", clock).feedback]


def test_one_that_waits_for_them_or_is_late_says_so(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    register.ask(case.id, "Which number?", "sam")
    register.hear([said("a", "status", clock)])
    assert register.find(case.id).state == "waiting", "a question for the record is no answer to ours"
    register.start(case.id, "sam")
    clock.move(timedelta(days=90))
    register.hear([said("b", "status", clock)])
    first, second = (request.text for request in told(database, "status"))
    assert "We wait for your answer" in first
    assert "We are late with it, and we are sorry." in second


def test_it_is_said_in_the_language_of_their_case(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.open([texted("first", "Mein Paket kam nie an", clock, language="de")])
    register.hear([said("ask", "status", clock)])
    (reply,) = told(database, "status")
    assert reply.language == "de"
    assert "Sie hören von uns bis" in reply.text


def test_what_was_answered_before_the_database_was_lost_is_not_answered_again(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.hear([said("ask", "status", clock)], answered={said("ask", "", clock).feedback})
    assert told(database, "status") == []


# --- HELP and STOP


@pytest.mark.parametrize(
    ("mode", "carrier_acts", "answers"),
    [
        ("unless_carrier", True, 0),
        ("unless_carrier", False, 1),
        ("always", True, 1),
        ("never", False, 0),
    ],
)
def test_help_is_answered_where_the_carrier_does_not(
    database: Engine, clock: MovableClock, mode: Any, answers: int, *, carrier_acts: bool
) -> None:
    register = register_on(database, clock, talk=Talk("Example Shop", mode))
    register.hear([said("help", "HELP", clock, command="help", command_word="HELP", carrier_acts=carrier_acts)])
    found = told(database, "help")
    assert len(found) == answers
    for reply in found:
        assert reply.text.startswith("Example Shop: ")
        assert "STOP" in reply.text
        assert "https://feedback.example.com/tell-us" in reply.text
        assert segments(reply.text) == 1
        assert reply.case == ""


@pytest.mark.parametrize(("carrier_acts", "answers"), [(True, 0), (False, 1)])
def test_stop_is_confirmed_where_the_carrier_does_not(
    register: SqlRegister, database: Engine, clock: MovableClock, answers: int, *, carrier_acts: bool
) -> None:
    stop = said("stop", "STOP", clock, command="stop", command_word="STOP", carrier_acts=carrier_acts)
    for _ in range(2):
        register.hear([stop])
    assert len(told(database, "stopped")) == answers


def test_a_stop_by_mail_is_not_confirmed(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.hear([said("stop", "", clock, channel="email", command="stop", command_word="")])
    assert requests(database) == []


def test_commands_are_no_words_for_a_case_but_a_yes_is(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    for command, word in (("stop", "STOP"), ("start", "START"), ("help", "HELP")):
        register.hear([said(word, word, clock, command=command, command_word=word)])
    assert steps_of(register, case) == ["opened"]
    register.hear([said("yes", "Sim", clock, command="start", command_word="YES")])
    assert steps_of(register, case) == ["opened", "said"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["", "Example Shop", "A" * 80])
@pytest.mark.parametrize("url", ["https://feedback.example.com", "https://" + "a" * 112])
def test_help_and_the_last_word_take_one_text_message(language: str, name: str, url: str) -> None:
    answers = replace(rules().answers, public_url=url)
    for words in (who_we_are(language, Talk(name), answers, by_text=True), no_more(language, Talk(name))):
        assert segments(words.text) == 1
        assert words.text == in_gsm(words.text)
        assert "{" not in words.text


@pytest.mark.parametrize("url", ["https://feedback.example.com", "https://feedback.example.com/"])
def test_help_has_the_address_of_the_form(url: str) -> None:
    words = who_we_are("en", Talk(), replace(rules().answers, public_url=url), by_text=False)
    assert "https://feedback.example.com/tell-us" in words.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_it_stands_takes_two_text_messages_in_every_state_and_language(
    register: SqlRegister, clock: MovableClock, language: str
) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    for state in spoken()[language].stands:
        file = CaseFile(replace(case, state=state), language)
        for now in (clock.now(), clock.now() + timedelta(days=400)):
            for files in ([file], [file, file]):
                words = standing(files, language, rules().answers, now, by_text=True)
                assert segments(words.text) <= 2
                assert case.reference in words.text
                assert "?" not in words.text


# --- figures


def asked_whether_it_helped(register: SqlRegister, database: Engine, clock: MovableClock) -> Any:
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    register.resolve(case.id, RESOLUTION, "sam")
    clock.move(timedelta(days=3, minutes=1))
    clockwork_on(database, clock).tick()
    assert register.find(case.id).asked_at is not None
    clock.move(timedelta(days=2))  # people answer when they see it
    return case


@pytest.mark.parametrize(
    ("text", "state", "rating"),
    [
        *[(text, "reopened", 1) for text in ("1", " 1. ", "1/5", "\u2b50")],
        ("2 stars", "reopened", 2),
        *[(text, "resolved", 3) for text in ("3", "3 out of 5")],
        *[(text, "resolved", 4) for text in ("4", "4\ufe0f\u20e3", "\uff14")],
        *[(text, "resolved", 5) for text in ("5!", "\u2b50\u2b50\u2b50\u2b50\u2b50")],
        ("NO", "reopened", None),
        ("no, it did not", "reopened", None),
        ("yes", "resolved", None),
    ],
)
def test_the_answer_to_did_it_help_is_heard_days_later_with_its_figure(
    register: SqlRegister, database: Engine, clock: MovableClock, text: str, state: str, rating: int | None
) -> None:
    case = asked_whether_it_helped(register, database, clock)
    before = len(requests(database))
    register.hear([said("answer", text, clock)])
    last = register.history(case.id)[-1] if state == "resolved" else register.history(case.id)[-2]
    assert register.find(case.id).state == state
    assert (last.step, last.rating) == ("said" if state == "resolved" else "reopened", rating)
    assert len(requests(database)) - before == (state == "reopened")


@pytest.mark.parametrize("text", ["6", "0", "12", "3 weeks", "1 2", "\u2b50" * 6])
def test_other_figures_are_no_answer(register: SqlRegister, database: Engine, clock: MovableClock, text: str) -> None:
    case = asked_whether_it_helped(register, database, clock)
    clock.move(timedelta(days=2))
    register.hear([said("answer", text, clock)])
    assert register.find(case.id).state == "resolved"
    assert all(event.rating is None for event in register.history(case.id))


def test_a_figure_with_no_question_open_rates_nothing(register: SqlRegister, database: Engine, clock: MovableClock) -> None:
    register.hear([said("three", "3", clock)])
    assert register.cases() == []
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    register.resolve(case.id, RESOLUTION, "sam")
    before = len(requests(database))
    clock.move(timedelta(hours=2))
    register.hear([said("one", "1", clock)])
    assert register.find(case.id).state == "resolved"
    assert len(requests(database)) == before


def test_no_by_text_after_a_resolution_opens_it_again_as_it_says_there(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    register.resolve(case.id, RESOLUTION, "sam")
    clock.move(timedelta(days=2))
    register.hear([said("no", "NO", clock)])
    assert register.find(case.id).state == "reopened"


def test_an_answer_to_an_agents_question_is_heard_days_later(register: SqlRegister, clock: MovableClock) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    register.ask(case.id, "How many were there?", "sam")
    clock.move(timedelta(days=4))
    register.hear([said("answer", "3", clock)])
    assert register.find(case.id).state == "in_work"


def test_a_follow_up_by_text_joins_the_open_case_and_is_thanked_once(
    register: SqlRegister, database: Engine, clock: MovableClock
) -> None:
    register.open([texted("first", "My parcel never came", clock)])
    case = case_of(register, "first")
    for number in range(3):
        clock.move(timedelta(hours=2 if number == 0 else 0, minutes=5))
        register.open([texted(f"more {number}", "Still nothing, and the driver was rude", clock)])
    assert len(register.cases()) == 1
    assert steps_of(register, case).count("said") == 3
    assert [request.purpose for request in requests(database)] == ["acknowledgement", "follow_up"]


def test_nothing_that_a_machine_says_by_text_asks_a_question_but_the_check() -> None:
    for tongue in ours().tongues.values():
        for (purpose, form), phrase in tongue.said.items():
            if form.startswith("sms") and purpose not in ("check", "resolution", "question"):
                assert "?" not in phrase, (tongue.code, purpose)
    for one in spoken().values():
        assert not [phrase for phrase in (*one.said.values(), *one.stands.values()) if "?" in phrase]


def test_issues_are_what_they_were(register: SqlRegister, clock: MovableClock) -> None:
    one: Issue = texted("first", "Status quo is bad: the status page is wrong again", clock)
    register.open([one])
    assert register.of_feedback(one.feedback) is not None
