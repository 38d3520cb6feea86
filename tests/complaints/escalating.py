"""A made-up company's ladder: parsed from our own file, with people and tables changed."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from complaints.escalation.escalations import Escalations
from complaints.escalation.table import parse
from golddust.ports import Case
from tests.complaints.made import MONDAY, standards

ESCALATION_FILE = Path(__file__).parents[2] / "config" / "escalation.toml"
URL = "https://console.example.com"
NIGHT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""Between Monday and Tuesday."""

STAFF: dict[str, dict[str, Any]] = {
    "kim": {"full_name": "Kim Example", "mail": "kim@example.com", "phone": "+12025550101"},
    "sam": {"full_name": "Sam Example", "mail": "sam@example.com"},
    "lee": {"full_name": "Lee Example", "mail": "lee@example.com", "hours": "always"},
}


def role(*people: str, **more: Any) -> dict[str, Any]:
    return {"people": list(people), **more}


def table(**changes: Any) -> dict[str, Any]:
    """Our own table, with whole tables changed."""
    return tomllib.loads(ESCALATION_FILE.read_text(encoding="utf-8")) | changes


def escalations(staff: dict[str, Any] | None = None, roles: dict[str, Any] | None = None, **changes: Any) -> Escalations:
    """What is parsed from our own table with these people, with these roles beside or instead of ours."""
    given = table(staff=staff or {}, **changes)
    given["roles"] = given["roles"] | (roles or {})
    return parse(given, standards().calendars, URL)


def case(**changes: Any) -> Case:
    """A case as the register has it."""
    given: dict[str, Any] = {
        "id": "case1",
        "reference": "GD-7KQ2",
        "state": "opened",
        "kind": "complaint",
        "priority": "high",
        "owner": "delivery",
        "assignee": "",
        "channel": "email",
        "customer": "cust_x",
        "feedback": "feedback1",
        "subject": "My parcel",
        "text": "It never came, and nobody answers.",
        "why": "A complaint about delivery.",
        "topics": ("delivery",),
        "sentiment": "negative",
        "emotion": "anger",
        "urgency": "none",
        "opened_at": MONDAY,
        "changed_at": MONDAY,
        "promises": (),
        "answerable": True,
        "version": 1,
    }
    return Case(**(given | changes))
