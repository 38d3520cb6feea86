"""Reads policies: what they are chosen by, what they promise, and in which working hours."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from complaints.promises.calendar import WorkingHours
from complaints.promises.checks import Problems, problem, refuse_unknown, texts_at
from complaints.promises.policy import DEFAULT, STANDARDS, WARN_AT, Matchers, Policy
from complaints.promises.spans import EXPECTED, Span, read_span
from complaints.promises.wordings import Final
from golddust.events import PRIORITIES, Channel, Kind

KNOWN: Mapping[str, tuple[str, ...]] = {
    "segments": (),
    "topics": (),
    "priorities": PRIORITIES,
    "channels": get_args(Channel),
    "kinds": get_args(Kind),
}
"""What a policy can be chosen by, and the values that can be named; none: whatever the company calls them."""
FIELDS = ("name", "calendar", "pauses", "warn_at", "final", *KNOWN, *STANDARDS)
MOST_LETTERS = 60
"""Names of policies stand in the database, on metrics and in explanations."""
T = TypeVar("T")
Spans = dict[tuple[str, str], Span]
Chosen = tuple[Matchers, Policy]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a policy can refer to: the default for what it does not name, calendars and wordings by name."""

    default: Policy
    calendars: Mapping[str, WorkingHours]
    wordings: Mapping[str, Final]


def read_policies(given: Any, around: Surroundings, taken: Collection[str], problems: Problems) -> list[Chosen]:
    """The company's own policies, in their order; `taken` are names that they cannot have."""
    if not isinstance(given, list) or not all(isinstance(table, Mapping) for table in given):
        problems.append(problem("policies", given, "tables [[policies]]"))
        return []
    found: list[Chosen] = []
    for number, table in enumerate(given, 1):
        name = _name(number, table, (*taken, *(policy.name for _, policy in found)), problems)
        path = f"policies.{name}"
        refuse_unknown(f"{path}.", table, FIELDS, problems)
        matchers = read_matchers(path, table, problems)
        if matchers == Matchers() and number < len(given):
            problems.append(problem(path, None, f"one of {', '.join(KNOWN)}: without, no later policy would be reached"))
        found.append((matchers, read_policy(path, name, table, around, problems)))
    return found


def read_policy(path: str, name: str, table: Mapping[str, Any], around: Surroundings, problems: Problems) -> Policy:
    """The policy that the table holds; what it does not name is as in the default."""
    default = around.default
    hours = around.calendars, "the name of a table [calendars.<name>]"
    return Policy(
        name=name,
        hours=_named(f"{path}.calendar", table.get("calendar"), *hours, problems) or default.hours,
        spans={**default.spans, **read_spans(f"{path}.", table, problems)},
        warn_at=_share(f"{path}.warn_at", table.get("warn_at", default.warn_at), problems),
        pausable=_flag(f"{path}.pauses", table.get("pauses", default.pausable), problems),
        final=_named(f"{path}.final", table.get("final"), around.wordings, "the name of a wording", problems),
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


def _name(number: int, table: Mapping[str, Any], taken: Collection[str], problems: Problems) -> str:
    name = table.get("name")
    if isinstance(name, str) and name and len(name) <= MOST_LETTERS and name not in (*taken, DEFAULT):
        return name
    problems.append(problem(f"policies.{number}.name", name, f"a short name of its own, other than {DEFAULT!r}"))
    return str(number)


def _named(path: str, name: Any, known: Mapping[str, T], expected: str, problems: Problems) -> T | None:
    """What has that name; None without a name, and None with a problem when nothing has it."""
    if name is None or (isinstance(name, str) and name in known):
        return known[name] if name else None
    problems.append(problem(path, name, f"{expected}: {', '.join(known) or 'there is none'}"))
    return None


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
