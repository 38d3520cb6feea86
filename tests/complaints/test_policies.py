"""Which policy a matter gets, and what its clocks do."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.promises.calendar import NEVER
from complaints.promises.policy import Policy
from complaints.promises.standards import PRIORITIES, Standards
from golddust.errors import Misconfigured
from golddust.events import Pause, Promise
from tests.complaints.promised import MONDAY, matter, standards

HOUR = timedelta(hours=1)
POLICIES = """
[update]
low = "5 working days"
normal = "3 working days"
high = "8 h"
critical = "2 h"

[calendars.round_the_clock]
zone = "Europe/Berlin"
monday = ["00:00-24:00"]
tuesday = ["00:00-24:00"]
wednesday = ["00:00-24:00"]
thursday = ["00:00-24:00"]
friday = ["00:00-24:00"]
saturday = ["00:00-24:00"]
sunday = ["00:00-24:00"]

[[policies]]
name = "gold"
segments = ["gold", "platinum"]
calendar = "round_the_clock"
answer = "4 h"
resolve = { critical = 2, high = "8 h" }
warn_at = 0.5

[[policies]]
name = "lost parcels"
topics = ["delivery", "tracking"]
kinds = ["complaint"]
priorities = ["high", "critical"]
channels = ["email", "sms"]
acknowledge = "30 min"

[[policies]]
name = "the law"
kinds = ["complaint"]
topics = ["safety"]
pauses = false
resolve = "8 weeks"

[[policies]]
name = "the rest"
answer = "2 working days"
"""


def named(name: str, ours: Standards | None = None) -> Policy:
    found = (ours or standards(POLICIES)).named(name)
    assert found
    return found


def paths(toml: str) -> set[str]:
    with pytest.raises(Misconfigured) as caught:
        standards(toml)
    return {problem.path for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "the rest"),
        ({"segment": "gold"}, "gold"),
        ({"segment": "platinum", "priority": "critical"}, "gold"),  # the first that fits
        ({"priority": "critical"}, "lost parcels"),
        ({"priority": "high", "topics": ("price", "tracking")}, "lost parcels"),  # any of the topics
        ({"priority": "high", "kind": "question"}, "the rest"),  # all that are given must fit
        ({"priority": "high", "channel": "form"}, "the rest"),
        ({"topics": ("safety",)}, "the law"),
        ({"topics": ()}, "the rest"),
    ],
)
def test_the_first_policy_that_means_the_matter_is_taken(changes: dict[str, Any], expected: str) -> None:
    assert standards(POLICIES).policy(matter(**changes)).name == expected


def test_without_policies_every_matter_gets_the_default() -> None:
    ours = standards()
    assert ours.policy(matter()) is ours.default is ours.named("default")
    assert ours.named("gold") is None


def test_what_a_policy_does_not_name_is_as_in_the_default() -> None:
    gold, default = named("gold"), named("default")
    assert gold.spans["acknowledge", "low"] == default.spans["acknowledge", "low"]
    assert gold.spans["resolve", "low"] == default.spans["resolve", "low"]
    assert str(gold.spans["resolve", "high"]) == "8 working hours"
    assert {str(gold.spans["answer", priority]) for priority in PRIORITIES} == {"4 working hours"}
    assert (gold.warn_at, default.warn_at, named("the rest").warn_at) == (0.5, 0.75, 0.75)


def test_each_policy_counts_in_its_own_calendar() -> None:
    saturday = datetime(2026, 11, 28, 3, tzinfo=UTC)
    assert named("gold").due("answer", "normal", saturday) == saturday + 4 * HOUR
    assert named("default").due("answer", "normal", saturday) == datetime(2026, 12, 1, 17, tzinfo=UTC)


def test_every_promise_says_when_its_clock_began_and_under_which_policy() -> None:
    promised = named("gold").promises("normal", MONDAY, MONDAY)
    assert [(promise.standard, promise.since, promise.policy) for promise in promised] == [
        ("acknowledge", MONDAY, "gold"),
        ("answer", MONDAY, "gold"),
        ("resolve", MONDAY, "gold"),
        ("update", MONDAY, "gold"),
    ]
    assert [promise.standard for promise in standards().default.promises("normal", MONDAY, MONDAY)] == [
        *("acknowledge", "answer", "resolve"),
    ]


def test_what_the_customer_is_told_runs_from_now_where_it_would_be_past() -> None:
    now = MONDAY + timedelta(days=3)
    acknowledge, answer, resolve, _ = named("default").promises("normal", MONDAY, now)
    assert (acknowledge.since, answer.since, resolve.since) == (MONDAY, now, MONDAY)
    assert acknowledge.due < now < answer.due <= resolve.due


def test_a_reopened_case_gets_new_promises_and_a_word_to_the_customer_a_new_update() -> None:
    policy = named("default")
    assert [(promise.standard, promise.since) for promise in policy.renewed("high", MONDAY)] == [
        ("answer", MONDAY),
        ("resolve", MONDAY),
        ("update", MONDAY),
    ]
    updated = policy.updated("high", MONDAY)
    assert updated == Promise(standard="update", due=datetime(2026, 11, 24, 10, tzinfo=UTC), since=MONDAY, policy="default")
    assert standards().default.updated("high", MONDAY) is None


def test_a_promise_is_recomputed_with_its_pauses() -> None:
    policy = named("default")
    answer = policy.promises("normal", MONDAY, MONDAY)[1]
    pauses = (Pause(begins=MONDAY + HOUR, ends=MONDAY + timedelta(days=1)),)  # seven working hours
    assert policy.recomputed(answer, "normal").due == answer.due
    assert policy.recomputed(answer, "normal", pauses).due == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert policy.spent(answer, "normal", MONDAY + timedelta(days=1), pauses) == HOUR


def test_a_promise_comes_under_another_policy_with_its_clock_running_on() -> None:
    answer = named("default").promises("normal", MONDAY, MONDAY)[1]
    moved = named("gold").recomputed(answer, "normal")
    assert (moved.policy, moved.since, moved.due) == ("gold", MONDAY, MONDAY + 4 * HOUR)


@pytest.mark.parametrize(
    "changes",
    [
        {"kept_at": MONDAY},
        {"since": None},
        {"standard": "pledge", "number": 2, "words": "We call you."},
    ],
)
def test_what_is_over_or_was_promised_by_a_person_keeps_its_time(changes: dict[str, Any]) -> None:
    policy = named("gold")
    promise = msgspec.structs.replace(named("default").promises("normal", MONDAY, MONDAY)[1], **changes)
    assert policy.recomputed(promise, "normal") == promise


def test_an_update_that_is_promised_no_longer_keeps_its_time() -> None:
    update = named("default").promises("normal", MONDAY, MONDAY)[3]
    assert standards().default.recomputed(update, "normal") == update


def test_while_the_customer_is_waited_for_no_promise_is_due() -> None:
    policy = named("default")
    answer, update = policy.promises("normal", MONDAY, MONDAY)[1::2]
    waiting = (Pause(begins=MONDAY + HOUR),)
    assert policy.due("answer", "normal", MONDAY, waiting) == policy.at_risk(answer, "normal", waiting) == NEVER
    assert policy.at_risk(update, "normal", waiting) == NEVER
    assert policy.recomputed(answer, "normal", waiting) == answer


def test_where_the_law_allows_no_pause_the_clock_runs_on() -> None:
    law = named("the law")
    answer = law.promises("normal", MONDAY, MONDAY)[1]
    waiting = (Pause(begins=MONDAY + HOUR),)
    assert law.recomputed(answer, "normal", waiting).due == law.due("answer", "normal", MONDAY)
    assert law.at_risk(answer, "normal", waiting) < answer.due
    assert law.spent(answer, "normal", MONDAY + 5 * HOUR, waiting) == 5 * HOUR


def test_only_clocks_of_working_time_stand_and_only_where_they_may() -> None:
    default, law = named("default"), named("the law")
    assert default.stands("answer", "normal")
    assert default.stands("update", "normal")
    assert not default.stands("pledge", "normal")
    assert not standards(answer="2 days").default.stands("answer", "normal")
    assert not law.stands("answer", "normal")


def test_the_owner_is_warned_when_the_share_is_used() -> None:
    policy, gold = named("default"), named("gold")
    answer = policy.promises("normal", MONDAY, MONDAY)[1]
    assert policy.at_risk(answer, "normal") == datetime(2026, 11, 24, 14, tzinfo=UTC)  # 12 of 16 hours
    assert gold.at_risk(gold.promises("normal", MONDAY, MONDAY)[1], "normal") == MONDAY + 2 * HOUR
    pauses = (Pause(begins=MONDAY, ends=MONDAY + 3 * HOUR),)
    assert policy.at_risk(policy.recomputed(answer, "normal", pauses), "normal", pauses) == datetime(2026, 11, 24, 17, tzinfo=UTC)


def test_a_pledge_is_at_risk_at_the_same_share_of_its_time_within_working_hours() -> None:
    pledge = Promise(standard="pledge", since=MONDAY, due=MONDAY + timedelta(days=20))
    assert named("default").at_risk(pledge, "normal") == datetime(2026, 12, 8, 10, tzinfo=UTC)
    weekend = Promise(standard="pledge", since=MONDAY, due=MONDAY + timedelta(days=8))
    assert named("default").at_risk(weekend, "normal") == datetime(2026, 11, 30, 9, tzinfo=UTC)
    assert named("default").at_risk(Promise(standard="answer", due=MONDAY), "normal") == MONDAY


@given(
    st.sampled_from(["default", "gold", "the law", "the rest"]), st.sampled_from(PRIORITIES), st.integers(0, 500_000), st.data()
)
def test_a_warning_never_comes_after_the_time(name: str, priority: Any, minutes: int, data: st.DataObject) -> None:
    policy = named(name, OURS)
    spoke_at = MONDAY + timedelta(minutes=minutes)
    now = spoke_at + data.draw(st.timedeltas(timedelta(0), timedelta(days=40)))
    for promise in policy.promises(priority, spoke_at, now):
        assert promise.since
        assert promise.since < policy.at_risk(promise, priority) <= promise.due
        assert policy.recomputed(promise, priority) == promise
        assert promise.standard == "acknowledge" or promise.due > now


OURS = standards(POLICIES)


def test_the_digest_stays_while_the_same_is_promised() -> None:
    assert standards(POLICIES).digest == standards("# a remark\n" + POLICIES).digest == OURS.digest
    assert standards(POLICIES.replace('"4 h"', "4")).digest == OURS.digest
    assert standards(POLICIES.replace('["gold", "platinum"]', '["platinum", "gold"]')).digest == OURS.digest


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"4 h"', '"5 h"'),
        ('"2 working days"', '"2 days"'),
        ('"gold", ', ""),
        ("pauses = false", "pauses = true"),
        ("warn_at = 0.5", "warn_at = 0.6"),
        ("Europe/Berlin", "Europe/Athens"),
        ('saturday = ["00:00-24:00"]', 'saturday = ["00:00-12:00"]'),
        ('zone = "Europe/Berlin"', 'zone = "Europe/Berlin"\nholidays = "DE"'),
        ('zone = "Europe/Berlin"', 'zone = "Europe/Berlin"\nclosed_on = ["2026-12-24"]'),
    ],
)
def test_the_digest_changes_with_what_is_promised(before: str, after: str) -> None:
    assert before in POLICIES
    assert standards(POLICIES.replace(before, after)).digest != OURS.digest


def test_the_digest_does_not_depend_on_what_a_final_answer_says() -> None:
    wording = '[wordings.ours]\nen = "{reference}"\n'
    assert standards(wording + POLICIES).digest == OURS.digest


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("policies = 3", "policies"),
        ("policies = [3]", "policies"),
        ('[[policies]]\nsegments = ["a"]', "policies.1.name"),
        ('[[policies]]\nname = "default"\nsegments = ["a"]', "policies.1.name"),
        ('[[policies]]\nname = "iso-10002"\nsegments = ["a"]', "policies.1.name"),
        ('[[policies]]\nname = "a"\n[[policies]]\nname = "b"', "policies.a"),
        ('[[policies]]\nname = "a"\nsegments = ["a"]\n[[policies]]\nname = "a"', "policies.2.name"),
        ('[[policies]]\nname = "a"\nsegments = "gold"', "policies.a.segments"),
        ('[[policies]]\nname = "a"\npriorities = ["urgent"]', "policies.a.priorities"),
        ('[[policies]]\nname = "a"\nchannels = ["pigeon"]', "policies.a.channels"),
        ('[[policies]]\nname = "a"\nkinds = ["rant"]', "policies.a.kinds"),
        ('[[policies]]\nname = "a"\ncolour = "red"', "policies.a.colour"),
        ('[[policies]]\nname = "a"\ncalendar = "mars"', "policies.a.calendar"),
        ('[[policies]]\nname = "a"\nanswer = "soon"', "policies.a.answer"),
        ('[[policies]]\nname = "a"\nanswer = { urgent = 1 }', "policies.a.answer.urgent"),
        ('[[policies]]\nname = "a"\nanswer = { high = 0 }', "policies.a.answer.high"),
        ('[[policies]]\nname = "a"\nwarn_at = 1.5', "policies.a.warn_at"),
        ('[[policies]]\nname = "a"\npauses = "never"', "policies.a.pauses"),
        ('[[policies]]\nname = "a"\nfinal = "words"', "policies.a.final"),
        ("warn_at = true", ".warn_at"),
        ("[calendars.a]", "calendars.a"),
        ('[calendars.a]\nmonday = ["9-5"]', "calendars.a.monday"),
        ('[calendars.working_hours]\nmonday = ["09:00-17:00"]', "calendars.working_hours"),
        ("[calendars.a]\nmonday = []", "calendars.a"),
        ("calendars = 3", "calendars"),
        ("[update]\nlow = 1", "update.normal"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(toml: str, expected: str) -> None:
    assert f"standards.{expected}" in paths(toml)


def test_one_time_can_stand_for_all_priorities() -> None:
    ours = standards(answer="2 working days", update="5 days")
    assert {str(ours.default.spans["answer", priority]) for priority in PRIORITIES} == {"2 working days"}
    assert {str(ours.default.spans["update", priority]) for priority in PRIORITIES} == {"5 days"}
