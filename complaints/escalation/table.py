"""Reads `config/escalation.toml`, or a company's own: checked in full, then frozen."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, get_args

from complaints.escalation.dangers import DANGERS, patterns
from complaints.escalation.escalations import Escalations, Ideas, Paging
from complaints.escalation.ladder import Ladder, Step, Within
from complaints.escalation.reading import Table
from complaints.escalation.reasons import CODES, Rule, Rules
from complaints.escalation.staff import ALWAYS, Duty, Leave, Person, Role, Staff
from complaints.promises.calendar import WorkingHours
from complaints.promises.spans import EXPECTED, WorkingTime, read_span
from golddust.errors import Misconfigured
from golddust.events import Feeling, Level, Mood

MOST_RUNGS = 20
FIRST_MONDAY = date(2026, 1, 5)
MAIL = r"[^@\s<>]+@[^@\s<>]+"
PHONE = r"\+[0-9][0-9 ()./-]{5,24}"
HOOK = r"https?://[^\s]+"
OF_EACH_REASON = ("rung", "page")
ITS_OWN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(DANGERS, ("words",)),
    "anger": ("emotions",),
    "urgency": ("levels",),
    "repeated": ("complaints", "within_days"),
    "value": ("at_least", "segments"),
    "not_solved": ("times",),
}
"""What can be set of each reason beside the step that it demands."""


def parse(table: Mapping[str, Any], calendars: Mapping[str, WorkingHours], console_url: str = "") -> Escalations:
    """The rules, ladder and staff that the table holds. Raises Misconfigured with every problem at once.

    Of the calendars, which must not be empty, the first is the company's own. Links begin with `console_url`.
    """
    top = Table("escalation", table)
    top.only("staff", "roles", "ladder", "urgent", "paging", "reasons", "ideas")
    staff = _staff(top, calendars)
    ladder = _ladder(top, calendars, staff)
    rules = _rules(top.table("reasons"))
    paging = _paging(top.table("paging"), staff, ladder)
    ideas = _ideas(top.table("ideas"), calendars, staff)
    if top.problems:
        raise Misconfigured(tuple(top.problems))
    return Escalations(rules, ladder, staff, paging, ideas, console_url)


# --- who


def _staff(top: Table, calendars: Mapping[str, WorkingHours]) -> Staff:
    given = top.table("staff")
    people = {name: _person(name, one, calendars, given.given) for name, one in given.each()}
    roles = {name: _role(name, one, people) for name, one in top.table("roles").each()}
    return Staff(calendars, people, roles)


def _person(name: str, one: Table, calendars: Mapping[str, WorkingHours], everybody: Mapping[str, Any]) -> Person:
    one.only("full_name", "mail", "phone", "hours", "leave", "deputy", "hook", "hook_secret_file")
    hook, secret = one.text("hook", like=HOOK, expected="a URL"), one.text("hook_secret_file", expected="a file's path")
    if bool(hook) != bool(secret):
        one.refuse("hook_secret_file", None, "hook and hook_secret_file go together")
    return Person(
        name=name,
        full_name=one.text("full_name"),
        mail=one.text("mail", like=MAIL, expected="a mail address"),
        phone=one.text("phone", like=PHONE, expected="a telephone number that begins with + and the country"),
        hours=one.one_of("hours", (*calendars, ALWAYS), "", f'a calendar, or "{ALWAYS}"'),
        leave=tuple(Leave(first, last) for first, last, *_ in one.periods("leave")),
        deputy=one.one_of("deputy", everybody, "", "somebody of [staff]"),
        hook=hook,
        hook_secret=secret,
    )


def _role(name: str, one: Table, people: Mapping[str, Person]) -> Role:
    one.only("people", "on_call", "on_call_since", "on_call_on")
    since = one.day("on_call_since", FIRST_MONDAY)
    if since.weekday():
        one.refuse("on_call_since", since, "a Monday: weeks of being on call begin on one")
    duties = [Duty(first, last, *who) for first, last, *who in one.periods("on_call_on", more=1)]
    unknown = sorted({duty.person for duty in duties} - set(people))
    if unknown:
        one.refuse("on_call_on", ", ".join(unknown), f"people of [staff]; there are {', '.join(sorted(people)) or 'none'}")
    return Role(
        name=name,
        people=one.those("people", people, "people of [staff]"),
        weeks=one.those("on_call", people, "people of [staff]"),
        since=since,
        duties=tuple(duty for duty in duties if duty.person in people),
    )


# --- the ladder


def _ladder(top: Table, calendars: Mapping[str, WorkingHours], staff: Staff) -> Ladder:
    steps: list[Step] = []
    for one in top.tables("ladder"):
        steps.append(_step(one, steps[-1].rung if steps else 0, calendars, staff))
    if not steps:
        top.refuse("ladder", None, "at least one step: [[ladder]]")
    elif not any(step.rung == steps[-1].rung and step.for_all for step in steps):
        top.refuse("ladder", None, "a last step for every case, without owners, topics or segments")
    urgent = top.table("urgent")
    urgent.only("accept_within")
    return Ladder(tuple(steps), Within(urgent.read("accept_within", _working_time, "15 min", 'such as "15 min" or "1 h"')))


def _step(one: Table, before: int, calendars: Mapping[str, WorkingHours], staff: Staff) -> Step:
    one.only("role", "rung", "accept_within", "hours", "owners", "topics", "segments")
    rung = one.whole("rung", before + 1, 1, MOST_RUNGS)
    if rung < before:
        one.refuse("rung", rung, f"steps in order: this one cannot be below {before}")
    return Step(
        rung=max(rung, before),
        role=_held(one, "role", staff, ""),
        within=_within(one, "accept_within", 4, calendars),
        owners=frozenset(one.texts("owners")),
        topics=frozenset(one.texts("topics")),
        segments=frozenset(one.texts("segments")),
    )


def _held(one: Table, name: str, staff: Staff, default: str) -> str:
    """A role, which must be one of [roles]."""
    role = one.one_of(name, staff.roles, default, "one of [roles]")
    if not role:
        one.refuse(name, None, f"one of [roles]; there are {', '.join(sorted(staff.roles)) or 'none'}")
    return role


def _within(one: Table, name: str, default: Any, calendars: Mapping[str, WorkingHours]) -> Within:
    """Working time in the calendar `hours`, or, with hours = "always", time as it passes."""
    hours = one.one_of("hours", (*calendars, ALWAYS), "", f'a calendar, or "{ALWAYS}"')
    if hours == ALWAYS:
        return Within(one.read(name, _working_time, default, f'with hours = "{ALWAYS}", a time such as "30 min" or "2 h"'))
    return Within(one.read(name, read_span, default, EXPECTED), calendars[hours] if hours else next(iter(calendars.values())))


def _working_time(given: Any) -> WorkingTime | None:
    span = read_span(given)
    return span if isinstance(span, WorkingTime) else None


def _paging(one: Table, staff: Staff, ladder: Ladder) -> Paging:
    """The role that is paged; after it the roles of everybody's ladder, from the lowest on."""
    one.only("role")
    roles = (_held(one, "role", staff, ""), *(step.role for step in ladder.steps if step.for_all))
    return Paging(tuple(dict.fromkeys(roles)))


# --- reasons and ideas


def _rules(reasons: Table) -> Rules:
    reasons.only(*CODES)
    each = {code: reasons.table(code) for code in CODES}
    for code, one in each.items():
        one.only(*OF_EACH_REASON, *ITS_OWN.get(code, ()))
    return Rules(
        demands={code: Rule(one.whole("rung", 0, 0, MOST_RUNGS), one.yes("page", default=False)) for code, one in each.items()},
        dangers=patterns({danger: each[danger].texts("words") for danger in DANGERS}),
        emotions=frozenset(each["anger"].those("emotions", get_args(Feeling), "feelings", ("anger",))),
        levels=frozenset(each["urgency"].those("levels", get_args(Level), "levels", ("high", "critical"))),
        complaints=each["repeated"].whole("complaints", 3, 1, 1000),
        window=timedelta(days=each["repeated"].whole("within_days", 90, 1, 3660)),
        value=each["value"].number("at_least", 0, 0, 1e12),
        segments=frozenset(each["value"].texts("segments")),
        times=each["not_solved"].whole("times", 2, 1, 100),
    )


def _ideas(one: Table, calendars: Mapping[str, WorkingHours], staff: Staff) -> Ideas:
    one.only("role", "answer_within", "hours", "emotions", "sentiments", "segments")
    return Ideas(
        role=_held(one, "role", staff, ""),
        within=_within(one, "answer_within", 40, calendars),
        emotions=frozenset(one.those("emotions", get_args(Feeling), "feelings")),
        sentiments=frozenset(one.those("sentiments", get_args(Mood), "moods")),
        segments=frozenset(one.texts("segments")),
    )
