"""What the staff is told: redacted words, the reference, a link, and what to do by when."""

from datetime import timedelta
from typing import Any

import pytest

from complaints.escalation.reasons import Reason, asked_by
from golddust.ports import Case, Colleague
from tests.complaints.escalating import NIGHT, STAFF, case, escalations, role
from tests.complaints.made import MONDAY

ANGER = Reason("anger", 1, "the customer feels anger")
DANGER = Reason("danger", 2, "the message speaks of danger to life or health", page=True)
LINK = "https://console.example.com/console/cases/GD-7KQ2"


def test_an_escalation_is_told_to_who_holds_the_step() -> None:
    ladder = escalations(STAFF, {"team lead": role("kim")})
    step = ladder.climb(None, ANGER, "delivery", ("delivery",), "", MONDAY)
    assert step is not None
    told = ladder.notice(step, case(), MONDAY)
    assert (told.purpose, told.role, told.person, told.urgent) == ("escalation", "team lead", "kim", False)
    assert (told.case, told.reference, told.requested_at) == ("case1", "GD-7KQ2", MONDAY)
    assert told.subject == "Escalated to you: GD-7KQ2, My parcel"
    assert told.text.split("\n\n") == [
        "Escalated to the team lead because the customer feels anger.",
        "GD-7KQ2: complaint, priority high, for delivery, opened",
        "> It never came, and nobody answers.",
        "Accept it by Mon 23 Nov, 14:00 (UTC), or it climbs on.",
        LINK,
    ]


def test_the_same_step_is_told_under_the_same_id_and_the_next_under_another() -> None:
    ladder = escalations()
    first = ladder.climb(None, ANGER, "delivery", (), "", MONDAY)
    second = ladder.climb(first, asked_by("kim"), "delivery", (), "", MONDAY)
    assert first is not None
    assert second is not None
    ids = [ladder.notice(step, case(), MONDAY + timedelta(days=d)).id for step, d in [(first, 0), (first, 1), (second, 0)]]
    assert ids[0] == ids[1] != ids[2]


def test_at_the_top_there_is_nothing_to_threaten_with() -> None:
    ladder = escalations()
    top = ladder.climb(None, Reason("x", 9, "so it is"), "delivery", (), "", MONDAY)
    assert top is not None
    assert "climbs on" not in ladder.notice(top, case(), MONDAY).text


@pytest.mark.parametrize(
    ("ladder", "reason"), [(None, DANGER), ([{"role": "director", "hours": "always", "accept_within": 1}], ANGER)]
)
def test_what_runs_by_day_and_night_is_told_at_any_hour(ladder: Any, reason: Reason) -> None:
    found = escalations(**({"ladder": ladder} if ladder else {}))
    step = found.climb(None, reason, "delivery", (), "", NIGHT)
    assert step is not None
    assert found.notice(step, case(), NIGHT).urgent


def test_danger_pages_who_is_on_call() -> None:
    told = escalations(STAFF, {"on call": role(on_call=["kim"])}).notice(DANGER, case(), NIGHT)
    assert (told.purpose, told.role, told.person, told.urgent) == ("page", "on call", "kim", True)
    assert told.text.startswith("You are told at once because the message speaks of danger to life or health.\n\n")


def test_where_nobody_on_call_can_be_reached_the_ladders_next_role_is_paged() -> None:
    staff = STAFF | {"kim": STAFF["kim"] | {"leave": [["2026-11-20", "2026-11-27"]]}}
    ladder = escalations(staff, {"on call": role("kim"), "head of customer service": role("sam")})
    told = ladder.notice(DANGER, case(), NIGHT)
    assert (told.role, told.person) == ("head of customer service", "sam")


def test_where_there_is_no_staff_at_all_the_page_is_for_the_role() -> None:
    told = escalations().notice(DANGER, case(), NIGHT)
    assert (told.role, told.person) == ("on call", "")


def test_a_page_of_one_step_is_one_notice_and_that_of_another_danger_or_step_another() -> None:
    ladder = escalations()
    threat = Reason("threat", 2, "the message threatens somebody", page=True)
    asked = [(DANGER, 1, NIGHT), (DANGER, 1, MONDAY), (threat, 1, NIGHT), (DANGER, 2, NIGHT)]
    ids = [ladder.notice(reason, case(version=version), now).id for reason, version, now in asked]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_the_roles_above_lead_from_the_page_to_the_top() -> None:
    ladder, roles = escalations(), ["on call"]
    while above := ladder.above(roles[-1]):
        roles.append(above)
    assert roles == ["on call", "team lead", "head of customer service", "director"]
    assert ladder.above("product manager") == "on call"


@pytest.mark.parametrize(("assignee", "person"), [("sam", "sam"), ("", "kim"), ("somebody unknown", "kim")])
def test_other_words_go_to_who_works_on_it_or_to_the_lowest_step(assignee: str, person: str) -> None:
    ladder = escalations(STAFF, {"team lead": role("kim")})
    told = ladder.word("warning", case(assignee=assignee), "The answer is due at 14:10.", "answer 1", MONDAY)
    assert (told.purpose, told.person, told.role, told.urgent) == ("warning", person, "team lead", False)
    assert told.subject.startswith("Soon late: GD-7KQ2")
    again = ladder.word("warning", case(assignee=assignee), "The answer is due at 14:10.", "answer 2", MONDAY)
    assert again.id != told.id


def test_long_words_are_cut_and_lines_are_joined() -> None:
    told = escalations().notice(DANGER, case(text="word\n" * 900, subject="s" * 900), MONDAY)
    assert len(told.text) < 1000
    assert len(told.subject) < 200
    assert "\u2026" in told.subject
    assert "> word word word" in told.text


@pytest.mark.parametrize("text", ["", "  "])
def test_a_case_without_words_quotes_none(text: str) -> None:
    assert ">" not in escalations().notice(DANGER, case(text=text, subject=""), MONDAY).text


# --- ideas


def idea(**changes: Any) -> Case:
    return case(**({"kind": "suggestion", "emotion": "neutral", "sentiment": "neutral"} | changes))


@pytest.mark.parametrize(
    ("given", "brilliant"),
    [
        ({}, False),
        ({"emotion": "joy"}, True),
        ({"sentiment": "positive"}, True),
        ({"segment": "gold"}, True),
        ({"kind": "complaint", "emotion": "joy", "segment": "gold"}, False),
    ],
)
def test_a_brilliant_idea_is_a_suggestion_that_a_rule_says_so_of(given: Any, brilliant: bool) -> None:
    lane = {"role": "product manager", "emotions": ["joy"], "sentiments": ["positive"], "segments": ["gold"]}
    assert escalations(ideas=lane).is_brilliant(idea(**given)) == brilliant


def test_without_rules_no_idea_is_brilliant() -> None:
    assert not escalations(ideas={"role": "director"}).is_brilliant(idea(emotion="joy", sentiment="positive", segment="gold"))


def test_ideas_go_to_those_who_can_act_on_them_with_a_promise_of_their_own() -> None:
    lane = escalations(STAFF, {"product manager": role("sam")})
    told = lane.idea_notice(case(kind="suggestion"), MONDAY)
    assert (told.purpose, told.role, told.person) == ("idea", lane.ideas_role, "sam")
    promise = lane.idea_promise(MONDAY)
    assert (promise.standard, promise.policy, promise.since) == ("answer", "ideas", MONDAY)
    assert promise.due == MONDAY + timedelta(days=7)  # 40 working hours


def test_the_directory_says_how_somebody_is_reached_and_who_holds_a_role() -> None:
    staff = STAFF | {"kim": STAFF["kim"] | {"hook": "https://hooks.example.com/kim", "hook_secret_file": "/run/secrets/kim"}}
    found = escalations(staff, {"team lead": role("kim")})
    kim = Colleague("kim", "Kim Example", "kim@example.com", "+12025550101", "https://hooks.example.com/kim", "/run/secrets/kim")
    assert found.colleague("kim") == kim
    assert found.colleague("nobody") is None
    assert (found.holder_of("team lead", MONDAY), found.holder_of("director", MONDAY)) == ("kim", "")
