"""What the company promises its customers: read from a table, checked in full, then frozen."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from complaints.promises import regulations
from complaints.promises.calendar import WorkingHours
from complaints.promises.checks import Problems, problem, refuse_unknown, table_at
from complaints.promises.closed import FeedReader, in_words
from complaints.promises.hours import read_hours
from complaints.promises.policy import DEFAULT, NEEDED, STANDARDS, WARN_AT, Matchers, Matter, Policy
from complaints.promises.reading import Chosen, Surroundings, read_policies, read_policy, read_spans
from complaints.promises.regulations import read_regulations
from complaints.promises.spans import EXPECTED
from complaints.promises.wordings import read_company, read_wordings
from golddust.errors import Misconfigured
from golddust.events import PRIORITIES

__all__ = ["PRIORITIES", "STANDARDS", "Matter", "Policy", "Standards", "parse"]

OWN = "working_hours"
"""The name of the company's own calendar, which policies without another have."""
FIELDS = (OWN, *STANDARDS, "warn_at", "calendars", "policies", "company", "wordings", "regulations", "regulation")


@dataclass(frozen=True, slots=True)
class Standards:
    """All policies: those that are chosen by what a matter is, in their order, and the one for everything else.

    `digest` changes exactly when something that is promised changed: a time, a calendar, whom a policy is for. `calendars` are by
    name, the company's own, "working_hours", first.
    """

    default: Policy
    chosen: tuple[Chosen, ...]
    digest: str
    calendars: Mapping[str, WorkingHours]

    @property
    def hours(self) -> WorkingHours:
        """The working hours of the default policy; times are told in their zone."""
        return self.default.hours

    def policy(self, matter: Matter) -> Policy:
        """The first policy that means this matter, or the default."""
        return next((policy for matchers, policy in self.chosen if matchers.match(matter)), self.default)

    def named(self, name: str) -> Policy | None:
        """The policy of that name; None when there is no such policy, or no longer."""
        return next((policy for policy in (self.default, *(policy for _, policy in self.chosen)) if policy.name == name), None)


def parse(table: Mapping[str, Any], feeds: FeedReader | None = None) -> Standards:
    """The standards that the table holds. Raises Misconfigured with every problem at once.

    `feeds` tells where the iCal feeds of calendars are read from; without it no calendar may name one.
    """
    problems: Problems = []
    refuse_unknown("", table, FIELDS, problems)
    company = read_company(table, problems)
    calendars = _calendars(table, feeds, problems)
    default = _default(table, calendars[OWN], problems)
    around = Surroundings(default, calendars, read_wordings(table, company, problems))
    chosen = read_regulations(table, around, company, problems)
    chosen += read_policies(table.get("policies", []), around, regulations.names(), problems)
    if problems:
        raise Misconfigured(tuple(dict.fromkeys(problems)))
    return Standards(default, tuple(chosen), _digest([(Matchers(), default), *chosen]), calendars)


def _default(table: Mapping[str, Any], hours: WorkingHours, problems: Problems) -> Policy:
    missing = {standard: table_at("", table, standard, problems) for standard in NEEDED if table.get(standard) is None}
    given = {standard: table[standard] for standard in STANDARDS if table.get(standard) is not None} | missing
    for standard in STANDARDS:
        if isinstance(given.get(standard), Mapping):
            lacking = [priority for priority in PRIORITIES if priority not in given[standard]]
            problems += [problem(f"{standard}.{priority}", None, EXPECTED) for priority in lacking]
    empty = Policy(DEFAULT, hours, read_spans("", given, problems), WARN_AT)
    warned = {"warn_at": table["warn_at"]} if "warn_at" in table else {}
    return read_policy("", DEFAULT, warned, Surroundings(empty, {}, {}), problems)


def _calendars(table: Mapping[str, Any], feeds: FeedReader | None, problems: Problems) -> dict[str, WorkingHours]:
    """All calendars by name; the company's own is the first."""
    given = table_at("", table, "calendars", problems) if "calendars" in table else {}
    if OWN in given:
        problems.append(problem(f"calendars.{OWN}", None, f"another name: [{OWN}] is the company's own"))
    own = {OWN: read_hours(OWN, table_at("", table, OWN, problems), problems, feeds)}
    return own | {
        name: read_hours(f"calendars.{name}", table_at("calendars.", given, name, problems), problems, feeds)
        for name in given
        if name != OWN
    }


def _digest(policies: Sequence[Chosen]) -> str:
    """What is promised, in 64 hexadecimal digits."""
    return hashlib.sha256("\n".join(_in_words(*each) for each in policies).encode()).hexdigest()


def _in_words(matchers: Matchers, policy: Policy) -> str:
    """All that decides when a promise is due and to whom it is made, in a form that stays the same as long as it does."""
    hours = policy.hours
    meant = [sorted(getattr(matchers, name)) for name in matchers.__dataclass_fields__]
    spans = sorted((standard, priority, repr(span)) for (standard, priority), span in policy.spans.items())
    closed = [in_words(days) for days in hours.closed]
    return repr((policy.name, meant, spans, policy.warn_at, policy.pausable, hours.zone.key, hours.week, closed))
