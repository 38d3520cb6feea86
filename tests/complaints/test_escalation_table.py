"""The table of staff, roles, ladder and reasons: ours works with nobody in it, and every problem is named at once."""

import tomllib
from datetime import timedelta
from typing import Any

import pytest

from complaints.escalation.table import parse
from complaints.promises.standards import parse as parse_standards
from golddust.errors import Misconfigured
from tests.complaints.escalating import escalations, table
from tests.complaints.made import STANDARDS_FILE, standards

CALENDARS = standards().calendars


def problems(**changes: Any) -> dict[str, str]:
    with pytest.raises(Misconfigured) as caught:
        parse(table(**changes), CALENDARS)
    assert len({str(problem) for problem in caught.value.problems}) == len(caught.value.problems)
    return {problem.path.removeprefix("escalation."): problem.expected for problem in caught.value.problems}


def test_our_own_ladder_has_three_steps_and_needs_no_staff() -> None:
    ours = escalations()
    assert [(step.rung, step.role) for step in ours.ladder.steps] == [
        (1, "team lead"),
        (2, "head of customer service"),
        (3, "director"),
    ]
    assert ours.staff.people == {}
    assert {code for code, rule in ours.rules.demands.items() if rule.page} == {"danger", "self_harm", "threat"}
    assert all(rule.rung for rule in ours.rules.demands.values())


def test_every_problem_is_named_at_once() -> None:
    found = problems(
        staff={
            "kim": {
                "mail": "kim",
                "phone": "0202 555",
                "hours": "nights",
                "deputy": "nobody",
                "leave": [["2026-12-31", "2026-12-01"]],
            },
            "sam": {"hook": "ftp://x", "surname": "Example"},
            "lee": {"hook": "https://hooks.example.com"},
            "max": "Max",
        },
        roles={
            "lead": {
                "people": ["kim", "unknown"],
                "on_call_since": "2026-11-24",
                "on_call_on": [["2026-01-01", "2026-01-02", "who"]],
            }
        },
        ladder=[{"role": "boss", "accept_within": "soon"}, {"role": "lead", "rung": 0, "owners": "delivery"}],
        urgent={"accept_within": "2 days"},
        paging={},
        reasons={
            "anger": {"rung": 1.5, "emotions": ["rage"]},
            "boredom": {},
            "danger": {"page": "yes"},
            "value": {"at_least": -1},
        },
        ideas={"role": "lead", "answer_within": 0},
        ladders=[],
    )
    assert set(found) == {
        "ladders",
        "staff.kim.mail",
        "staff.kim.phone",
        "staff.kim.hours",
        "staff.kim.deputy",
        "staff.kim.leave",
        "staff.sam.hook",
        "staff.sam.surname",
        "staff.lee.hook_secret_file",
        "staff.max",
        "roles.lead.people",
        "roles.lead.on_call_since",
        "roles.lead.on_call_on",
        "ladder.1.role",
        "ladder.1.accept_within",
        "ladder.2.rung",
        "ladder.2.owners",
        "urgent.accept_within",
        "paging.role",
        "reasons.anger.rung",
        "reasons.anger.emotions",
        "reasons.boredom",
        "reasons.danger.page",
        "reasons.value.at_least",
        "ideas.answer_within",
    }


@pytest.mark.parametrize(
    "ladder",
    [
        [],
        "team lead",
        [{"role": "team lead"}, {"role": "director", "owners": ["delivery"]}],
        [{"role": "director"}, {"role": "director", "segments": ["gold"]}],
    ],
)
def test_every_case_must_have_a_top(ladder: Any) -> None:
    assert "ladder" in problems(ladder=ladder)


def test_steps_are_in_order() -> None:
    assert set(problems(ladder=[{"role": "director", "rung": 3}, {"role": "director", "rung": 2}])) == {"ladder.2.rung"}
    assert set(problems(ladder=[{"role": ""}])) == {"ladder.1.role"}
    assert set(problems(ladder=[{}])) == {"ladder.1.role"}
    assert set(problems(ladder=["team lead", {"role": "director"}])) == {"ladder.1", "ladder.1.role"}


@pytest.mark.parametrize("within", ["2 days", "1 month", "30 s", True, None, -1, "always"])
def test_a_time_by_day_and_night_is_minutes_or_hours(within: Any) -> None:
    assert set(problems(ladder=[{"role": "director", "hours": "always", "accept_within": within}])) == {"ladder.1.accept_within"}


@pytest.mark.parametrize("value", [None, 3, [], "x"])
@pytest.mark.parametrize("name", ["staff", "roles", "urgent", "paging", "reasons", "ideas"])
def test_what_is_no_table_is_refused(name: str, value: Any) -> None:
    assert name in problems(**{name: value})


def test_calendars_are_those_of_the_standards() -> None:
    night = {"zone": "Europe/Berlin", "monday": ["22:00-24:00"]}
    given = parse_standards(tomllib.loads(STANDARDS_FILE.read_text(encoding="utf-8")) | {"calendars": {"night": night}})
    steps = [{"role": "team lead", "hours": "night", "accept_within": 1}, {"role": "director"}]
    found = parse(table(ladder=steps, staff={"kim": {"hours": "night"}}), given.calendars)
    assert found.ladder.steps[0].within.hours == given.calendars["night"]
    assert found.ladder.steps[1].within.hours == given.hours
    assert found.staff.zone(found.staff.people["kim"]).key == "Europe/Berlin"
    assert found.ladder.urgently.span.within == timedelta(minutes=15)  # type: ignore[union-attr] # it is working time


def test_a_list_that_holds_something_else_is_refused() -> None:
    assert set(problems(roles={**table()["roles"], "x": {"people": [1], "on_call": "kim", "on_call_since": 5}})) == {
        "roles.x.people",
        "roles.x.on_call",
        "roles.x.on_call_since",
    }
