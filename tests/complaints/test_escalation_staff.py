"""Who holds a role now, and why it is they."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.complaints.escalating import NIGHT, STAFF, escalations, role
from tests.complaints.made import MONDAY

AWAY = [["2026-11-20", "2026-11-27"]]


def holder(staff: dict[str, Any], now: datetime = MONDAY, **team_lead: Any) -> tuple[str, str]:
    """The name of the team lead now, and how it came to be they."""
    found = escalations(staff, {"team lead": team_lead}).holder("team lead", now)
    return found.person.name if found.person else "", found.via


def changed(name: str, **more: Any) -> dict[str, Any]:
    return STAFF | {name: STAFF[name] | more}


def test_the_first_of_the_role_holds_it() -> None:
    assert holder(STAFF, **role("kim", "sam")) == ("kim", "Kim Example")


def test_who_is_on_leave_is_stood_in_for_by_the_deputy() -> None:
    staff = changed("kim", leave=AWAY, deputy="lee")
    assert holder(staff, **role("kim", "sam")) == ("lee", "Lee Example, deputy of Kim Example who is on leave until Sat 28 Nov")


def test_a_deputy_on_leave_is_stood_in_for_by_theirs() -> None:
    staff = changed("kim", leave=AWAY, deputy="sam") | {"sam": STAFF["sam"] | {"leave": AWAY, "deputy": "lee"}}
    name, via = holder(staff, **role("kim"))
    assert name == "lee"
    assert via.startswith("Lee Example, deputy of Sam Example who is on leave until Sat 28 Nov, deputy of Kim Example")


def test_deputies_in_a_circle_end_in_the_next_of_the_role() -> None:
    staff = changed("kim", leave=AWAY, deputy="sam") | {"sam": STAFF["sam"] | {"leave": AWAY, "deputy": "kim"}}
    assert holder(staff, **role("kim", "lee"))[0] == "lee"
    name, via = holder(staff, **role("kim"))
    assert name == ""
    assert via == "Kim Example is on leave until Sat 28 Nov and Sam Example is on leave until Sat 28 Nov"


def test_who_is_their_own_deputy_cannot_be_reached_on_leave() -> None:
    assert holder(changed("kim", leave=AWAY, deputy="kim"), **role("kim"))[0] == ""


@pytest.mark.parametrize(("day", "name"), [(19, "kim"), (20, "sam"), (27, "sam"), (28, "kim")])
def test_leave_is_from_the_first_to_the_last_day(day: int, name: str) -> None:
    staff = {n: p | {"hours": "always"} for n, p in changed("kim", leave=AWAY, deputy="sam").items()}
    for hour in (0, 23):
        assert holder(staff, datetime(2026, 11, day, hour, tzinfo=UTC), **role("kim"))[0] == name


def test_leaves_that_follow_each_other_are_one() -> None:
    staff = changed("kim", leave=[*AWAY, ["2026-11-28", "2026-12-02"]], deputy="sam")
    assert "until Thu 3 Dec" in holder(staff, **role("kim"))[1]


def test_at_night_whoever_works_then_comes_first() -> None:
    assert holder(STAFF, NIGHT, **role("kim", "lee"))[0] == "lee"


def test_where_nobody_is_at_work_it_waits_for_the_first_in_order() -> None:
    name, via = holder(STAFF, NIGHT, **role("kim", "sam"))
    assert (name, via) == ("kim", "Kim Example, whose working hours begin on Tue 24 Nov at 09:00")


def test_who_is_on_call_comes_before_all_others_at_any_hour() -> None:
    assert holder(STAFF, NIGHT, **role("lee", on_call=["kim", "sam"], on_call_since="2026-11-23")) == (
        "kim",
        "Kim Example, on call until Mon 30 Nov",
    )


@pytest.mark.parametrize(("weeks", "name"), [(-2, "sam"), (-1, "lee"), (0, "kim"), (1, "sam"), (2, "lee"), (3, "kim")])
def test_weeks_of_being_on_call_go_round(weeks: int, name: str) -> None:
    rota = {"on_call": ["kim", "sam", "lee"], "on_call_since": "2026-11-23"}
    assert holder(STAFF, MONDAY + timedelta(weeks=weeks), **rota)[0] == name


def test_days_that_are_named_go_before_the_weeks() -> None:
    rota = {"on_call": ["kim"], "on_call_on": [["2026-11-23", "2026-11-24", "sam"]]}
    assert holder(STAFF, MONDAY, **rota) == ("sam", "Sam Example, on call until Wed 25 Nov")
    assert holder(STAFF, MONDAY + timedelta(days=2), **rota)[0] == "kim"


def test_who_is_on_call_and_on_leave_is_stood_in_for() -> None:
    staff = changed("kim", leave=AWAY, deputy="lee")
    name, via = holder(staff, **role("sam", on_call=["kim"]))
    assert name == "lee"
    assert via.endswith("on call until Mon 30 Nov")


def test_who_is_on_call_and_cannot_be_reached_leaves_it_to_the_role() -> None:
    assert holder(changed("kim", leave=AWAY), **role("sam", on_call=["kim"]))[0] == "sam"


@pytest.mark.parametrize("name", ["team lead", "no such role"])
def test_a_role_that_nobody_is_named_for_is_held_by_nobody(name: str) -> None:
    found = escalations().holder(name, MONDAY)
    assert (found.person, found.via) == (None, f"nobody is named for the role {name}")


@pytest.mark.parametrize(("person", "begins"), [("kim", NIGHT.replace(hour=9)), ("lee", NIGHT), ("nobody", NIGHT)])
def test_working_time_begins_in_the_morning_or_now(person: str, begins: datetime) -> None:
    assert escalations(STAFF).at_work_from(person, NIGHT) == begins


people = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True)


@given(st.data(), people)
def test_whoever_holds_a_role_is_not_on_leave(data: st.DataObject, names: list[str]) -> None:
    staff = {
        name: {
            "deputy": data.draw(st.sampled_from(["", *names])),
            "leave": AWAY if data.draw(st.booleans()) else [],
            "hours": data.draw(st.sampled_from(["", "always"])),
        }
        for name in names
    }
    asked = data.draw(st.lists(st.sampled_from(names), unique=True))
    weeks = data.draw(st.lists(st.sampled_from(names), max_size=3))
    now = MONDAY + timedelta(hours=data.draw(st.integers(-300, 300)))
    found = escalations(staff, {"team lead": role(*asked, on_call=weeks)}).holder("team lead", now)
    away = now.date().isoformat() in [f"2026-11-{day}" for day in range(20, 28)]
    named = [*asked, *weeks]
    if found.person:
        assert not (away and staff[found.person.name]["leave"])
    else:
        assert not named or (away and all(staff[name]["leave"] for name in named))
    assert found.via
