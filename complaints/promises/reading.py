"""Reads policies: what they are chosen by, what they promise, and in which working hours."""

from collections.abc import Mapping
from typing import Any, get_args

from complaints.promises.calendar import WorkingHours
from complaints.promises.checks import Problems, problem, refuse_unknown, texts_at
from complaints.promises.policy import DEFAULT, STANDARDS, WARN_AT, Matchers, Policy
from complaints.promises.spans import EXPECTED, Span, read_span
from complaints.promises.wordings import Final
from golddust.events import Channel, Kind, Priority

PRIORITIES: tuple[Priority, ...] = get_args(Priority)
KNOWN: Mapping[str, tuple[str, ...]] = {
    "segments": (),
    "topics": (),
    "priorities": PRIORITIES,
    "channels": get_args(Channel),
    "kinds": get_args(Kind),
}
"""What a policy can be chosen by, and the values that can be named; none: whatever the company calls them."""
FIELDS = ("name", "calendar", "pauses", "warn_at", "final", *KNOWN, *STANDARDS)
Spans = dict[tuple[str, str], Span]
Chosen = tuple[Matchers, Policy]


def read_policies(
    given: Any,
    default: Policy,
    calendars: Mapping[str, WorkingHours],
    wordings: Mapping[str, Final],
    problems: Problems,
) -> list[Chosen]:
    """The company's own policies, in their order."""
    if not isinstance(given, list) or not all(isinstance(table, Mapping) for table in given):
        problems.append(problem("policies", given, "tables [[policies]]"))
        return []
    found: list[Chosen] = []
    for number, table in enumerate(given, 1):
        path = f"policies.{_name(number, table, [policy.name for _, policy in found], problems)}"
        refuse_unknown(f"{path}.", table, FIELDS, problems)
        matchers = read_matchers(path, table, problems)
        if matchers == Matchers() and number < len(given):
            problems.append(problem(path, None, f"one of {', '.join(KNOWN)}: without, no later policy would be reached"))
        found.append(
            (matchers, read_policy(path, table, default, calendars, _wording(path, table, wordings, problems), problems))
        )
    return found


def read_policy(
    path: str,
    table: Mapping[str, Any],
    default: Policy,
    calendars: Mapping[str, WorkingHours],
    final: Final | None,
    problems: Problems,
) -> Policy:
    """The policy that the table holds; what it does not name is as in the default."""
    return Policy(
        name=path.removeprefix("policies."),
        hours=_calendar(f"{path}.calendar", table.get("calendar"), default.hours, calendars, problems),
        spans={**default.spans, **read_spans(f"{path}.", table, problems)},
        warn_at=_share(f"{path}.warn_at", table.get("warn_at", default.warn_at), problems),
        pausable=_flag(f"{path}.pauses", table.get("pauses", default.pausable), problems),
        final=final,
    )


def read_matchers(path: str, table: Mapping[str, Any], problems: Problems) -> Matchers:
    """What the policy is chosen by."""
    named = {
        field: texts_at(f"{path}.{field}", table[field], problems, known) for field, known in KNOWN.items() if field in table
    }
    return Matchers(**{field: frozenset(values) for field, values in named.items()})


def read_spans(above: str, table: Mapping[str, Any], problems: Problems) -> Spans:
    """The times that the table sets: for each standard one for all priorities, or a table of them."""
    spans: Spans = {}
    for standard in STANDARDS:
        given = table.get(standard)
        if given is None:
            continue
        if not isinstance(given, Mapping):
            given = dict.fromkeys(PRIORITIES, given) if read_span(given) else {"": given}
        spans |= _by_priority(above + standard, standard, given, problems)
    return spans


def _by_priority(path: str, standard: str, given: Mapping[str, Any], problems: Problems) -> Spans:
    spans: Spans = {}
    for priority, value in given.items():
        span = read_span(value)
        place = f"{path}.{priority}" if priority else path
        if priority and priority not in PRIORITIES:
            problems.append(problem(place, None, f"one of {', '.join(PRIORITIES)}"))
        elif span is None:
            problems.append(problem(place, value, EXPECTED))
        else:
            spans[standard, priority] = span
    return spans


def _name(number: int, table: Mapping[str, Any], taken: list[str], problems: Problems) -> str:
    name = table.get("name")
    if isinstance(name, str) and name and len(name) <= 60 and name not in (*taken, DEFAULT):  # noqa: PLR2004 - fits any column
        return name
    problems.append(problem(f"policies.{number}.name", name, f"a short name of its own, other than {DEFAULT!r}"))
    return str(number)


def _wording(path: str, table: Mapping[str, Any], wordings: Mapping[str, Final], problems: Problems) -> Final | None:
    name = table.get("final")
    if name is None or (isinstance(name, str) and name in wordings):
        return wordings[name] if name else None
    problems.append(problem(f"{path}.final", name, f"the name of a wording: {', '.join(wordings) or 'none is there'}"))
    return None


def _calendar(
    path: str, name: Any, default: WorkingHours, calendars: Mapping[str, WorkingHours], problems: Problems
) -> WorkingHours:
    if name is None:
        return default
    if isinstance(name, str) and name in calendars:
        return calendars[name]
    problems.append(problem(path, name, f"the name of a table [calendars.<name>]: {', '.join(calendars) or 'none is there'}"))
    return default


def _share(path: str, given: Any, problems: Problems) -> float:
    if isinstance(given, int | float) and not isinstance(given, bool) and 0 < given < 1:
        return float(given)
    problems.append(problem(path, given, "a share between 0 and 1, such as 0.75"))
    return WARN_AT


def _flag(path: str, given: Any, problems: Problems) -> bool:
    if isinstance(given, bool):
        return given
    problems.append(problem(path, given, "true or false"))
    return True
