"""Times and steps in words."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from complaints.cases.lifecycle import ANOTHER
from complaints.cases.lifecycle import STATES as OF_THE_REGISTER
from console.journey import BY_ANOTHER, OURS, TOLD, journey
from console.wording import times
from console.wording.evidence import pieces
from console.wording.terms import PURPOSES, STATES, STEPS, reply_title, waiting_words
from golddust.errors import Malformed
from golddust.events import CaseEvent, CaseStep, Promise, ReplyPurpose, Standard

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(hours=2, minutes=10, seconds=59), "2 h 10 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(days=1, hours=4), "1 day 4 h"),
        (timedelta(days=9, hours=4), "9 days"),
        (timedelta(hours=-2), "2 h"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(length: timedelta, words: str) -> None:
    assert times.span(length) == words


@pytest.mark.parametrize(
    ("due", "kept", "urgency", "words"),
    [
        (timedelta(hours=2, minutes=10), None, "open", "answer due in 2 h 10 min"),
        (timedelta(minutes=59), None, "soon", "answer due in 59 min"),
        (timedelta(0), None, "late", "answer less than a minute late"),
        (timedelta(hours=-3), None, "late", "answer 3 h late"),
        (timedelta(hours=-3), timedelta(hours=-4), "kept", "answered after 1 h"),
        (timedelta(hours=-3), timedelta(hours=-1), "kept-late", "answered 2 h late"),
    ],
)
def test_a_promise_says_how_it_stands(due: timedelta, kept: timedelta | None, urgency: str, words: str) -> None:
    promise = Promise(standard="answer", due=NOW + due, kept_at=None if kept is None else NOW + kept)
    standing = times.standing(promise, NOW - timedelta(hours=5), NOW)
    assert (standing.urgency, standing.words) == (urgency, words)


def test_a_moment_is_told_with_its_zone() -> None:
    assert times.moment(NOW) == "Tue 24 Nov 2026, 09:00 UTC"
    assert times.moment(NOW, ZoneInfo("Europe/Berlin")) == "Tue 24 Nov 2026, 10:00 CET"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-01 17:00", datetime(2026, 12, 1, 16, 0, tzinfo=UTC)),
        ("2026-12-01T17:00", datetime(2026, 12, 1, 16, 0, tzinfo=UTC)),
        (" 2026-12-01 ", datetime(2026, 12, 1, 22, 59, tzinfo=UTC)),
        ("2026-12-01T17:00Z", datetime(2026, 12, 1, 17, 0, tzinfo=UTC)),
        ("2026-12-01 17:00-05:00", datetime(2026, 12, 1, 22, 0, tzinfo=UTC)),
        ("2026-10-25 02:30", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_times_are_those_of_the_companys_wall(text: str, meant: datetime) -> None:
    assert times.moment_in(ZoneInfo("Europe/Berlin"), text) == meant


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-13-01", "1.12.2026", "2027-03-28 02:30", "0001-01-01 00:00", "9999-12-31T23:00-12:00"]
)
def test_what_is_no_time_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(Malformed, match=r"write it as 2026-12-01 17:00|the clocks skip it"):
        times.moment_in(ZoneInfo("Europe/Berlin"), text)


def test_what_was_just_now_is_not_counted() -> None:
    assert times.ago(NOW - timedelta(seconds=5), NOW) == "just now"
    assert times.ago(NOW - timedelta(minutes=5), NOW) == "5 min ago"
    assert times.ago(NOW + timedelta(minutes=5), NOW) == "just now"


def test_evidence_is_marked_as_whole_words_and_the_longest_first() -> None:
    marked = pieces("Charged twice. Charge it, (CHARGED twice)!", ["charged", "charged twice", " "])
    assert [piece for piece, decided in marked if decided] == ["Charged twice", "CHARGED twice"]
    assert "".join(piece for piece, _ in marked) == "Charged twice. Charge it, (CHARGED twice)!"


@pytest.mark.parametrize("words", [[], ["*+?("], ["nowhere"]])
def test_a_text_stays_what_it_is_whatever_the_evidence(words: list[str]) -> None:
    assert "".join(piece for piece, _ in pieces("a <b> c (", words)) == "a <b> c ("


def test_waiting_replies_are_counted_in_words() -> None:
    assert waiting_words("email", 1) == "1 e-mail waits"
    assert waiting_words("sms", 3) == "3 text messages wait"
    assert waiting_words("form", 1) == "1 answer waits"


def test_a_reply_says_what_carried_it_where_that_is_known() -> None:
    assert reply_title("acknowledgement", "email") == "Acknowledgement by e-mail"
    assert reply_title("resolution", "hook") == "Resolution"


def test_there_are_words_for_every_step_state_and_purpose() -> None:
    assert set(STEPS) == set(get_args(CaseStep))
    assert set(PURPOSES) == set(get_args(ReplyPurpose))
    assert set(STATES) == set(OF_THE_REGISTER)


def test_of_every_step_it_is_decided_whether_its_customer_sees_it() -> None:
    assert set(TOLD) | OURS == set(get_args(CaseStep))
    assert set(TOLD) & OURS == set()


@pytest.mark.parametrize("standard", get_args(Standard))
def test_every_promise_can_be_told(standard: Standard) -> None:
    for kept_at in (None, NOW):
        assert times.standing(Promise(standard=standard, due=NOW, kept_at=kept_at), NOW, NOW).words


def test_the_customer_sees_what_was_said_from_an_address_that_is_not_known_as_theirs() -> None:
    register_says = CaseEvent(
        id="1",
        case="c",
        reference="GD-1",
        number=2,
        step="said",
        at=NOW,
        actor=ANOTHER,
        customer="cust_a",
        feedback="f",
        state="in_work",
        priority="normal",
        owner="delivery",
        note="It was blue.",
    )
    assert [(stage.title, stage.words) for stage in journey([register_says])] == [(BY_ANOTHER["said"], "It was blue.")]
