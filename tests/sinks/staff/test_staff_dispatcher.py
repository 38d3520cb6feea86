"""The staff is told what is due: at most once by mail and text, at least once by hook, and upwards when nobody is reached."""

from dataclasses import replace
from datetime import timedelta

import pytest

from golddust.errors import Refused, Unavailable
from sinks.replies.doubt import InDoubt
from sinks.staff.dispatcher import CLAIM_LASTS, GIVEN_UP_AFTER, NOBODY_LEFT
from tests.sinks.made import MONDAY
from tests.sinks.staff.telling import KIM, SAM, Office, given, notice, page, raising

AWAY = Unavailable("the relay is away", retry_after=0)
NO = Refused("the relay answered 550 5.1.1")


class PowerCut(BaseException):
    """The process ends here."""


def with_hooks(office: Office) -> None:
    for one in (KIM, SAM):
        office.directory.people[one.name] = replace(one, hook=f"https://hooks.example.com/{one.name}", hook_secret="/run/x")


def test_what_can_wait_is_told_once_and_not_before_its_time(office: Office) -> None:
    office.directory.begins["sam"] = MONDAY + timedelta(hours=1)
    office.take(notice())
    assert office.dispatch() == 0
    office.clock.move(timedelta(hours=1))
    assert [office.dispatch(), office.dispatch()] == [1, 0]
    assert given(office.mail, office.texts, office.hooks) == [("mail", "sam")]
    (row,) = office.rows(notice())
    assert (row["state"], row["tries"], row["provider_id"]) == ("sent", 1, "mail to sam")


def test_a_page_takes_every_way(office: Office) -> None:
    with_hooks(office)
    office.take(page())
    assert office.dispatch() == 3
    assert given(office.mail, office.texts, office.hooks) == [("mail", "kim"), ("sms", "kim"), ("hook", "kim")]


def test_what_cannot_wait_is_told_before_what_was_due_earlier(office: Office) -> None:
    office.take(notice())
    office.clock.move(timedelta(minutes=1))
    office.take(page(person="sam"))
    assert office.dispatcher().dispatch_due(limit=1) == 1
    assert office.mail.given == [(page().id, "sam")]


def test_the_address_is_the_one_in_the_directory_when_it_is_sent(office: Office) -> None:
    office.take(notice())
    office.directory.people["sam"] = replace(SAM, mail="samantha@example.com")
    seen = []
    office.mail.answer = lambda _, to: seen.append(to.mail) or "id"  # type: ignore[func-returns-value]
    office.dispatch()
    assert seen == ["samantha@example.com"]


def test_who_left_meanwhile_is_not_told(office: Office) -> None:
    office.take(notice())
    del office.directory.people["sam"]
    assert office.dispatch() == 1
    (row,) = office.rows(notice())
    assert (row["state"], row["why"]) == ("failed", "the staff directory has no mail for this person any more")


@pytest.mark.parametrize(("urgent", "longest"), [(False, 300), (True, 60)])
def test_what_is_sent_in_vain_is_tried_again_later_and_later(office: Office, urgent: bool, longest: int) -> None:
    one = notice(urgent=urgent)
    office.take(one)
    office.mail.answer, pauses = raising(AWAY), []
    for _ in range(11):
        before = office.clock.now()
        assert office.dispatch() == 0
        (row,) = office.rows(one)
        pauses.append((row["next_try_at"] - before).total_seconds())
        office.clock.move(row["next_try_at"] - before)
    assert pauses == [min(2**n, longest) for n in range(11)]
    office.mail.answer = lambda _row, _to: "ok"
    assert office.dispatch() == 1


def test_after_two_days_it_is_given_up(office: Office) -> None:
    office.take(notice())
    office.mail.answer = raising(AWAY)
    office.clock.move(GIVEN_UP_AFTER)
    assert office.dispatch() == 1
    assert office.rows(notice())[0]["why"] == "given up after 1 tries: the relay is away"


def test_a_refusal_is_kept_with_its_reason_and_not_tried_again(office: Office) -> None:
    office.take(notice())
    office.mail.answer = raising(NO)
    office.dispatch_for(timedelta(hours=1))
    assert len(office.mail.given) == 1
    (row,) = office.rows(notice())
    assert (row["state"], row["why"]) == ("failed", "the relay answered 550 5.1.1")


def test_what_is_in_doubt_is_not_sent_again(office: Office) -> None:
    office.take(notice())
    office.mail.answer = raising(InDoubt("the relay said nothing"))
    office.dispatch_for(timedelta(hours=1))
    assert len(office.mail.given) == 1
    assert office.states(notice()) == [("sam", "mail", "uncertain")]


def test_where_nothing_is_configured_what_can_wait_waits_visibly(office: Office) -> None:
    office.take(notice())
    office.mail.needed = "no relay is configured"
    assert office.dispatch() == 0
    (row,) = office.rows(notice())
    assert (row["state"], row["why"]) == ("waiting", "no relay is configured")
    office.mail.needed = None
    office.clock.move(timedelta(minutes=1))
    assert office.dispatch() == 1


# --- nobody of the role is reached


def test_when_every_way_fails_the_next_role_is_told_at_once(office: Office) -> None:
    office.take(page())
    office.mail.answer, office.texts.answer = raising(NO), raising(Refused("no"))
    office.dispatch()
    assert office.states(page()) == [
        ("", "console", "shown"),
        ("kim", "mail", "failed"),
        ("kim", "sms", "failed"),
        ("lee", "sms", "failed"),
        ("sam", "mail", "failed"),
    ]
    shown = office.rows(page())[0]
    assert (shown["role"], shown["why"]) == ("director", NOBODY_LEFT)


def test_one_way_that_works_is_enough(office: Office) -> None:
    office.take(page())
    office.mail.answer = raising(NO)
    office.dispatch()
    assert office.states(page()) == [("kim", "mail", "failed"), ("kim", "sms", "sent")]


@pytest.mark.parametrize("error", [AWAY, InDoubt("?")])
def test_a_way_that_may_still_work_keeps_it_here(office: Office, error: Exception) -> None:
    office.take(page())
    office.mail.answer, office.texts.answer = raising(NO), raising(error)
    office.dispatch()
    assert {person for person, _, _ in office.states(page())} == {"kim"}


def test_what_cannot_wait_waits_for_no_configuration(office: Office) -> None:
    office.take(page())
    office.mail.needed = office.texts.needed = "nothing is configured"
    office.directory.people["sam"] = replace(SAM, hook="https://hooks.example.com/sam", hook_secret="/run/x")
    office.dispatch()
    assert ("sam", "hook", "sent") in office.states(page())


def test_who_was_tried_in_one_role_is_not_tried_again_in_another(office: Office) -> None:
    office.directory.roles["team lead"] = "kim"
    office.take(page())
    office.mail.answer = raising(NO)
    office.texts.answer = lambda _, to: "ok" if to.name == "lee" else raising(NO)(_, to)
    office.dispatch()
    assert office.states(page()) == [("kim", "mail", "failed"), ("kim", "sms", "failed"), ("lee", "sms", "sent")]


def test_what_can_wait_and_fails_climbs_with_the_case_and_not_here(office: Office) -> None:
    office.take(notice())
    office.mail.answer = raising(NO)
    office.dispatch()
    assert office.states(notice()) == [("sam", "mail", "failed")]


def test_two_processes_that_end_the_last_two_ways_tell_the_next_role_once(office: Office) -> None:
    office.take(page())
    other = office.dispatcher(office.texts)

    def while_texts_fail(_row: object, _to: object) -> str:
        while other.dispatch_due():
            pass
        raise NO

    office.mail.answer, office.texts.answer = while_texts_fail, raising(NO)
    office.dispatcher(office.mail).dispatch_due(limit=1)
    assert [row["way"] for row in office.rows(page()) if row["person"] == "sam"] == ["mail"]


# --- processes that die


def test_a_process_that_dies_while_mailing_leaves_it_uncertain(office: Office) -> None:
    office.take(notice())
    office.mail.answer = raising(PowerCut())
    with pytest.raises(PowerCut):
        office.dispatch()
    office.mail.answer = lambda _row, _to: "ok"
    assert office.dispatcher().take_over() == 1
    assert office.dispatch() == 0
    assert office.states(notice()) == [("sam", "mail", "uncertain")]
    assert len(office.mail.given) == 1


def test_a_process_that_dies_while_posting_to_a_hook_posts_again_under_the_same_id(office: Office) -> None:
    office.directory.people["kim"] = replace(KIM, mail="", phone="", hook="https://hooks.example.com/kim", hook_secret="/run/x")
    office.take(page())
    ids = []

    def once(row: object, _to: object) -> str:
        ids.append(row.id)  # type: ignore[attr-defined]
        if len(ids) == 1:
            raise PowerCut
        return "HTTP 204"

    office.hooks.answer = once
    with pytest.raises(PowerCut):
        office.dispatch()
    office.clock.move(CLAIM_LASTS - timedelta(seconds=1))
    assert office.dispatch() == 0
    office.clock.move(timedelta(seconds=1))
    assert office.dispatch() == 1
    assert len(ids) == 2
    assert ids[0] == ids[1]


def test_another_process_takes_what_this_one_has_not(office: Office) -> None:
    office.take(notice())
    second = office.dispatcher()

    def slow(_row: object, _to: object) -> str:
        assert second.dispatch_due() == 0
        return "ok"

    office.mail.answer = slow
    assert office.dispatch() == 1
    assert len(office.mail.given) == 1


# --- one that is bad stops no other


def test_one_bad_hook_among_three_stops_no_other(office: Office) -> None:
    for name in ("a", "b", "c"):
        office.directory.people[name] = replace(KIM, name=name, mail="", phone="", hook=f"https://hooks.example.com/{name}")
    bad = {"b"}

    def answer(_row: object, to: object) -> str:
        if to.name in bad:  # type: ignore[attr-defined]
            raise Unavailable("the hook answered 500", retry_after=5)
        return "HTTP 204"

    office.hooks.answer = answer
    for name in ("b", "a", "c"):
        office.take(*(page(f"{name}{n}", person=name) for n in range(3)))
    office.dispatch()
    assert [office.states(page(f"{name}{n}"))[0][2] for name in "abc" for n in range(3)] == ["sent"] * 3 + ["waiting"] * 3 + [
        "sent"
    ] * 3
    assert len([one for one in office.hooks.given if one[1] == "b"]) == 1  # the others wait with the first
    bad.clear()
    office.dispatch_for(timedelta(minutes=2))
    assert all(office.states(page(f"b{n}")) == [("b", "hook", "sent")] for n in range(3))


def test_a_relay_that_is_away_holds_up_no_text(office: Office) -> None:
    office.mail.answer = raising(AWAY)
    office.take(page("a"), page("b"))
    office.dispatcher().dispatch_due()
    assert len(office.mail.given) == 1
    assert len(office.texts.given) == 2
