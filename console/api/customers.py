"""The API's routes about what somebody must act on and about customers, who are pseudonyms here as everywhere outside."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from console.api.answering import json_answer, limit_asked, page_answer
from console.api.cursors import cursor_of, key_in
from console.api.openapi_customers import IssueItem
from golddust.ports import Archive, Told

ISSUES, CUSTOMERS = "issues", "customers"


@dataclass(frozen=True, slots=True)
class Named:
    """The customer that was told last."""

    customer: str


def add_customers(blueprint: Blueprint, archive: Archive) -> None:
    """Put them on the blueprint; who may what stands in `access.py`."""
    door = _Door(archive)
    blueprint.add_url_rule("/issues", ISSUES, door.issues)
    blueprint.add_url_rule("/customers", CUSTOMERS, door.customers)
    blueprint.add_url_rule("/customers/<customer>", "customer", door.customer)


@dataclass(frozen=True, slots=True)
class _Door:
    archive: Archive

    def issues(self) -> Response:
        """The newest first, each with the case that it is part of."""
        limit, given = limit_asked(), request.args.get("cursor", "")
        before = key_in(given, ISSUES, Told) if given else None
        rows = self.archive.issues(limit + 1, before, request.args.get("owner", ""))
        last = rows[limit - 1] if len(rows) > limit else None
        after = cursor_of(ISSUES, Told(last["id"], last["at"])) if last else None
        return page_answer([_issue(row) for row in rows[:limit]], after)

    def customers(self) -> Response:
        """Every address that ever wrote, by its pseudonym."""
        limit, given = limit_asked(), request.args.get("cursor", "")
        after = key_in(given, CUSTOMERS, Named).customer if given else ""
        found = self.archive.customers(limit + 1, after)
        more = cursor_of(CUSTOMERS, Named(found[limit - 1].customer)) if len(found) > limit else None
        return page_answer(found[:limit], more)

    def customer(self, customer: str) -> Response:
        """One, with all addresses of the person, and their cases."""
        return json_answer(self.archive.customer(customer))


def _issue(row: Any) -> dict[str, Any]:
    names = [topic["name"] for topic in row["topics"]]
    held = {name: row[name] for name in IssueItem.__struct_fields__ if name not in ("feedback", "topics")}
    return {"feedback": row["id"], "topics": names, **held}
