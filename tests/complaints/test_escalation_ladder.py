"""A case climbs step by step, for a reason each time, and ends at the top when nobody accepts."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.escalation.escalations import Escalations
from complaints.escalation.reasons import Reason, asked_by
from golddust.events import Escalation
from tests.complaints.escalating import NIGHT, STAFF, escalations, role
from tests.complaints.made import MONDAY

ANGER = Reason("anger", 1, "the customer feels anger")
NOT_SOLVED = Reason("not_solved", 2, "the customer said for the second time that it is not solved")
DANGER = Reason("danger", 2, "the message speaks of danger to life or health", page=True)
MATTER = ("delivery", ("delivery",), "")
ROLES = ["team lead", "head of customer service", "director"]


def climb(
    ladder: Escalations, reason: Reason, current: Escalation | None = None, now: datetime = MONDAY, matter: Any = MATTER
) -> Escalation:
    step = ladder.climb(current, reason, *matter, now)
    assert step is not None
    return step


def climb_on(ladder: Escalations, current: Escalation) -> Escalation | None:
    """What becomes of it when its time to accept is over."""
    assert current.accept_by is not None
    return ladder.climb(current, ladder.not_accepted(current, *MATTER), *MATTER, current.accept_by)


def test_the_first_step_says_who_has_it_why_and_by_when_to_accept() -> None:
    ladder = escalations(STAFF, {"team lead": role("kim")})
    assert climb(ladder, ANGER) == Escalation(
        rung=1,
        role="team lead",
        person="kim",
        why="Escalated to the team lead because the customer feels anger.",
        since=MONDAY,
        accept_by=MONDAY + timedelta(hours=4),
    )


def test_a_reason_may_demand_a_higher_step_at_once() -> None:
    step = climb(escalations(), NOT_SOLVED)
    assert (step.rung, step.role) == (2, "head of customer service")
    assert step.why == (
        "Escalated to the head of customer service because the customer said for the second time that it is not solved."
    )


def test_a_reason_above_the_top_leads_to_the_top_and_nothing_is_left_to_climb() -> None:
    step = climb(escalations(), Reason("not_solved", 19, "x"))
    assert (step.role, step.accept_by) == ("director", None)


def test_the_same_reason_takes_a_case_nowhere_again() -> None:
    ladder = escalations()
    for reason in (ANGER, NOT_SOLVED, Reason("not_solved", 19, "x")):
        assert ladder.climb(climb(ladder, reason), reason, *MATTER, MONDAY + timedelta(days=9)) is None
    assert ladder.climb(climb(ladder, DANGER), DANGER, *MATTER, MONDAY + timedelta(minutes=14)) is None


def test_a_lesser_reason_does_not_bring_it_down() -> None:
    ladder = escalations()
    assert ladder.climb(climb(ladder, NOT_SOLVED), ANGER, *MATTER, MONDAY) is None


def test_whoever_does_not_accept_in_time_lets_it_climb_step_by_step_to_the_top() -> None:
    ladder = escalations(STAFF, {"team lead": role("kim"), "head of customer service": role("sam"), "director": role("lee")})
    steps = [climb(ladder, ANGER)]
    while steps[-1].accept_by:
        step = climb_on(ladder, steps[-1])
        assert step is not None
        steps.append(step)
    assert [step.role for step in steps] == ROLES
    assert steps[1].why == (
        "Escalated to the head of customer service because the team lead (Kim Example) did not accept it within 4 working hours."
    )


def test_nothing_climbs_before_its_time_or_once_it_was_accepted() -> None:
    ladder = escalations()
    step = climb(ladder, ANGER)
    reason = ladder.not_accepted(step, *MATTER)
    assert ladder.climb(step, reason, *MATTER, MONDAY + timedelta(hours=3, minutes=59)) is None
    accepted = msgspec.structs.replace(step, accepted_at=MONDAY)
    assert ladder.climb(accepted, reason, *MATTER, MONDAY + timedelta(days=30)) is None


def test_what_was_accepted_climbs_for_a_new_reason_and_has_to_be_accepted_again() -> None:
    ladder = escalations()
    accepted = msgspec.structs.replace(climb(ladder, ANGER), accepted_at=MONDAY)
    step = climb(ladder, NOT_SOLVED, accepted)
    assert (step.rung, step.accepted_at) == (2, None)
    assert step.accept_by is not None


def test_somebody_of_the_staff_can_ask_for_one_step_more() -> None:
    ladder = escalations()
    first = climb(ladder, asked_by("kim", "They wrote to the press."))
    assert (first.role, first.why) == (
        "team lead",
        'Escalated to the team lead because kim asked for it ("They wrote to the press").',
    )
    second = climb(ladder, asked_by("kim"), first)
    assert (second.role, second.why) == (
        "head of customer service",
        "Escalated to the head of customer service because kim asked for it.",
    )
    top = climb(ladder, asked_by("kim"), second)
    assert ladder.climb(top, asked_by("kim"), *MATTER, MONDAY) is None


def test_the_time_to_accept_runs_in_the_working_hours_of_the_step() -> None:
    assert climb(escalations(), ANGER, now=NIGHT).accept_by == NIGHT.replace(hour=13)


def test_a_step_may_run_by_day_and_night() -> None:
    ladder = escalations(ladder=[{"role": "team lead", "accept_within": "30 min", "hours": "always"}, {"role": "director"}])
    step = climb(ladder, ANGER, now=NIGHT)
    assert step.accept_by == NIGHT + timedelta(minutes=30)
    after = climb_on(ladder, step)
    assert after is not None
    assert after.why == "Escalated to the director because the team lead did not accept it within 30 min."
    assert not after.urgent


def test_danger_waits_for_nobodys_working_hours_on_any_step() -> None:
    ladder = escalations(ladder=[{"role": name} for name in [*ROLES, "on call"]])
    first = climb(ladder, DANGER, now=NIGHT)
    assert (first.urgent, first.accept_by) == (True, NIGHT + timedelta(minutes=15))
    second = climb_on(ladder, first)
    assert second is not None
    assert (second.urgent, second.accept_by) == (True, NIGHT + timedelta(minutes=30))
    assert second.why.endswith("because the head of customer service did not accept it within 15 min.")


def test_danger_in_a_case_that_stands_high_enough_keeps_its_step_and_hurries_it() -> None:
    ladder = escalations()
    accepted = msgspec.structs.replace(climb(ladder, NOT_SOLVED), accepted_at=MONDAY)
    step = climb(ladder, DANGER, accepted, NIGHT)
    assert (step.rung, step.urgent, step.accept_by, step.accepted_at) == (2, True, NIGHT + timedelta(minutes=15), None)


def test_danger_that_is_spoken_of_again_must_be_accepted_again_and_climbs_no_further() -> None:
    ladder = escalations()
    first = climb(ladder, DANGER)
    accepted = msgspec.structs.replace(first, accepted_at=MONDAY, accept_by=None)
    again = climb(ladder, DANGER, accepted, NIGHT)
    assert (again.rung, again.accepted_at, again.accept_by) == (first.rung, None, NIGHT + timedelta(minutes=15))
    assert ladder.climb(accepted, NOT_SOLVED, *MATTER, NIGHT) is None


def test_at_the_top_danger_that_nobody_accepted_calls_again() -> None:
    ladder = escalations(ladder=[{"role": "director"}])
    top = climb(ladder, DANGER)
    assert ladder.climb(top, DANGER, *MATTER, MONDAY + timedelta(minutes=1)) is None  # they are being called already
    again = climb(ladder, DANGER, top, NIGHT)
    assert (again.rung, again.since, again.accept_by) == (1, NIGHT, None)


def test_a_step_that_nobody_can_hold_is_passed_over_at_once_with_the_reason() -> None:
    staff = STAFF | {"kim": STAFF["kim"] | {"leave": [["2026-11-20", "2026-11-27"]]}}
    step = climb(escalations(staff, {"team lead": role("kim"), "head of customer service": role("sam")}), ANGER)
    assert (step.rung, step.person) == (2, "sam")
    assert step.why == (
        "Escalated to the head of customer service because the customer feels anger, and the team lead cannot be reached "
        "(Kim Example is on leave until Sat 28 Nov)."
    )


def test_a_role_that_nobody_is_named_for_is_not_passed_over() -> None:
    step = climb(escalations(STAFF, {"head of customer service": role("sam")}), ANGER)
    assert (step.role, step.person) == ("team lead", "")


TEAMS = [
    {"role": "delivery lead", "owners": ["delivery"], "accept_within": 1},
    {"role": "team lead", "rung": 1},
    {"role": "director", "segments": ["gold"], "topics": ["billing"]},
    {"role": "head of customer service"},
]


@pytest.mark.parametrize(
    ("matter", "roles"),
    [
        (("delivery", (), ""), ["delivery lead", "head of customer service"]),
        (("sales", (), ""), ["team lead", "head of customer service"]),
        (("sales", ("billing", "tone"), "gold"), ["team lead", "director", "head of customer service"]),
        (("sales", ("tone",), "gold"), ["team lead", "head of customer service"]),
    ],
)
def test_teams_and_customers_have_ladders_of_their_own(matter: Any, roles: list[str]) -> None:
    ladder = escalations(roles={"delivery lead": role()}, ladder=TEAMS)
    assert [step.role for step in ladder.ladder.for_(*matter)] == roles
    assert ladder.lowest_role(*matter) == roles[0]


def test_a_rung_that_such_a_case_does_not_have_is_the_next_one() -> None:
    ladder = escalations(roles={"delivery lead": role()}, ladder=TEAMS)
    assert climb(ladder, NOT_SOLVED, matter=("sales", (), "")).rung == 3


reasons = st.builds(
    Reason,
    code=st.sampled_from(["anger", "not_solved", "danger"]),
    rung=st.integers(1, 6),
    because=st.just("so it is"),
    page=st.booleans(),
)


@st.composite
def ladders(draw: st.DrawFn) -> Escalations:
    """A ladder of up to five steps, whose roles are held by people on leave, people at work, or nobody."""
    away = {"leave": [["2026-11-01", "2027-12-31"]]}
    staff = {name: draw(st.sampled_from([{}, away, {"hours": "always"}])) for name in "abc"}
    roles = {f"role {n}": role(*draw(st.lists(st.sampled_from("abc"), max_size=2, unique=True))) for n in range(5)}
    within = st.fixed_dictionaries({}, optional={"hours": st.just("always"), "owners": st.just(["delivery"])})
    steps = [
        {"role": name, "accept_within": draw(st.integers(1, 9)), **draw(within)}
        for name in list(roles)[: draw(st.integers(1, 5))]
    ]
    steps[-1].pop("owners", None)
    return escalations(staff, roles, ladder=steps)


@given(ladders(), st.lists(st.tuples(reasons, st.integers(0, 60_000)), max_size=8), st.sampled_from(["delivery", "sales"]))
def test_any_reasons_at_any_time_lead_up_and_unanswered_to_the_top(
    ladder: Escalations, given_reasons: list[tuple[Reason, int]], owner: str
) -> None:
    matter, now, current = (owner, (), ""), MONDAY, None
    steps = ladder.ladder.for_(*matter)
    rungs = [step.rung for step in steps]
    for reason, minutes in given_reasons:
        now += timedelta(minutes=minutes)
        before, reached = current, ladder.climb(current, reason, *matter, now)
        assert reached is None or _lawful(ladder, rungs, before, reached, reason, now)
        current = reached or current
        assert ladder.climb(current, reason, *matter, now) is None
        assert current is not None
    current = current or ladder.climb(None, ANGER, *matter, now)
    for _ in rungs:
        if current is not None and current.accept_by is not None:
            reason = ladder.not_accepted(current, *matter)
            reached = ladder.climb(current, reason, *matter, current.accept_by)
            assert reached is not None
            assert _lawful(ladder, rungs, current, reached, reason, current.accept_by)
            current = reached
    assert current is not None
    assert (current.rung, current.accept_by) == (rungs[-1], None)


def _lawful(
    ladder: Escalations, rungs: list[int], before: Escalation | None, reached: Escalation, reason: Reason, now: datetime
) -> bool:
    lowest = before.rung if before else 0
    wanted = max(lowest + 1, reason.rung) if not (before and reason.page and reason.rung <= lowest) else lowest
    passed = [step for step in ladder.ladder.steps if step.rung in rungs and wanted <= step.rung < reached.rung]
    return (
        reached.rung in rungs
        and reached.rung >= lowest
        and reached.rung >= min(reason.rung, rungs[-1])
        and all(ladder.holder(step.role, now).person is None and ladder.staff.has_people(step.role) for step in passed)
        and (reached.accept_by is None) == (reached.rung == rungs[-1])
        and (reached.accept_by is None or reached.accept_by > now)
        and reached.since == now
        and reached.accepted_at is None
        and reached.urgent == (reason.page or bool(before and before.urgent))
        and reached.why.startswith(f"Escalated to the {reached.role} because ")
    )
