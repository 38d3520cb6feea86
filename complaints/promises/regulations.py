"""Ready policies for what laws and guidelines demand: files beside this one, which a company names and says whom they are for.

They come before the company's own policies, because nobody can promise a law away. Its times can be made shorter, never longer.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from complaints.promises.checks import Problems, problem, refuse_unknown, table_at, texts_at
from complaints.promises.hours import read_hours
from complaints.promises.policy import STANDARDS, Policy
from complaints.promises.reading import KNOWN, Chosen, Surroundings, read_matchers, read_policy
from complaints.promises.wordings import Final, read_final, text_at
from golddust.events import PRIORITIES

FOLDER = Path(__file__).with_name("regulations")
OURS = (*KNOWN, *STANDARDS, "pauses", "warn_at")
SET = (*KNOWN, *STANDARDS, "body", "calendar", "final", "warn_at")
"""What a company can say of a regulation."""
BUSINESS_DAYS = 5
"""Monday to Friday count in law, whether a company works on them or not."""
STARTS = tuple(datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=day) for day in range(365))
"""When a complaint may come, to see whether one time is ever later than another."""


def names() -> tuple[str, ...]:
    """The regulations that come with golddust."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def read_regulations(table: Mapping[str, Any], around: Surroundings, company: str, problems: Problems) -> list[Chosen]:
    """The policies of the regulations that the table names, in its order."""
    named = texts_at("regulations", table.get("regulations", []), problems, names())
    given = table_at("", table, "regulation", problems) if "regulation" in table else {}
    refuse_unknown("regulation.", given, named or ("none, because `regulations` names none",), problems)
    found: list[Chosen] = []
    for name in dict.fromkeys(named):
        said = table_at("regulation.", given, name, problems) if name in given else {}
        found.append(_read(name, said, around, company, problems))
    return found


def _read(name: str, said: Mapping[str, Any], around: Surroundings, company: str, problems: Problems) -> Chosen:
    path = f"regulation.{name}"
    refuse_unknown(f"{path}.", said, SET, problems)
    ours = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    default = around.default
    missing = {field: span for field, span in ours.get("otherwise", {}).items() if not default.span(field, "normal")}
    prescribed = {field: value for field, value in ours.items() if field in OURS} | missing
    table = prescribed | {field: value for field, value in said.items() if field in SET and field != "body"}
    if "working_hours" in ours:
        default = replace(default, hours=read_hours(path, ours["working_hours"], problems))
    policy = read_policy(path, name, table, replace(around, default=default), problems)
    by_law = read_policy(path, name, prescribed, replace(around, default=default), problems)
    _demand_in_time(path, policy, replace(by_law, hours=policy.hours), ours, problems)
    if "working_hours" in ours and not all(policy.hours.week[:BUSINESS_DAYS]):
        problems.append(problem(f"{path}.calendar", said.get("calendar"), "a calendar with working hours from Monday to Friday"))
    final = _final(path, ours, said, company, problems)
    policy = replace(policy, final=policy.final or final, law=ours["law"])
    return read_matchers(path, table, problems), policy


def _final(path: str, ours: Mapping[str, Any], said: Mapping[str, Any], company: str, problems: Problems) -> Final | None:
    """The wording of the regulation; None where the company has its own."""
    if "final" in said:
        return None
    known = {"company": company, "body": text_at(f"{path}.body", said.get("body", ""), "who customers can turn to", problems)}
    return read_final(f"{path}.final", ours["final"], known, problems)


def _demand_in_time(path: str, policy: Policy, by_law: Policy, ours: Mapping[str, Any], problems: Problems) -> None:
    """Note every time that is later than the law's on some day of a year."""
    for standard in ours["set_by_law"]:
        limit = by_law.spans[standard, "normal"]
        for span in {policy.spans[standard, priority] for priority in PRIORITIES} - {limit}:
            if any(span.due(start, policy.hours) > limit.due(start, policy.hours) for start in STARTS):
                problems.append(problem(f"{path}.{standard}", span, f"never later than {limit}, which {ours['law']} sets"))
