"""The HTTP API under `/api/v1/`: what is stored, for programs with a bearer token. It shows redacted text and pseudonyms only."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from console.admission import Admission
from console.api_steps import add_steps
from console.api_subscriptions import add_subscriptions
from console.in_full import in_full
from console.openapi import FeedbackItem, document
from console.programs import ProgramsDoor
from golddust.errors import Malformed
from golddust.ports import Archive, Causes, Desk, Register, Sought, Wanted
from golddust.subscribing import Subscriptions

MOST_AT_ONCE = 200
USUAL = 50
FARTHEST = 10_000
"""How far into the list of cases a cursor may reach."""
FIELDS = tuple(name for name in FeedbackItem.__struct_fields__ if name not in ("attachments", "tagged"))


def console_api(
    archive: Archive, register: Register, admission: Admission, desk: Desk, causes: Causes, kept: Subscriptions
) -> Blueprint:
    """All routes under `/api/v1/`; each asks for a bearer token with the scope in `access.py`, except the OpenAPI document."""
    door = _Door(archive, register, desk, causes)
    described = Response(msgspec.json.encode(document()), mimetype="application/json").get_data()
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    ProgramsDoor(admission).watch(blueprint)
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: Response(described, mimetype="application/json"))
    for path, view in {"figures": door.figures, "feedback": door.feedback, "cases": door.cases, "offered": door.offered}.items():
        blueprint.add_url_rule(f"/{path}", path, view)
    blueprint.add_url_rule("/feedback/<feedback_id>", "one_feedback", door.one_feedback)
    blueprint.add_url_rule("/cases/<case>", "case", door.case)
    blueprint.add_url_rule("/cases/<case>/drafts", "drafts", door.drafts)
    add_steps(blueprint, register, causes)
    add_subscriptions(blueprint, kept)
    return blueprint


@dataclass(frozen=True, slots=True)
class _Door:
    archive: Archive
    register: Register
    desk: Desk
    causes: Causes

    def figures(self) -> Response:
        """How much is stored."""
        return _json(self.archive.figures())

    def feedback(self) -> Response:
        """The newest first; `cursor` goes on where the page before ended."""
        limit = _limit()
        rows = self.archive.feedback(limit + 1, request.args.get("cursor", ""), Sought(kind=request.args.get("kind", "")))
        after = rows[limit - 1]["id"] if len(rows) > limit else None
        return _json({"items": [_shown(row) for row in rows[:limit]], "next_cursor": after})

    def one_feedback(self, feedback_id: str) -> Response:
        """One feedback."""
        return _json(_shown(self.archive.one(feedback_id)))

    def cases(self) -> Response:
        """What breaks first first. The order moves with time, so a case may be on two pages; none is left out for that."""
        limit, start = _limit(), _start()
        wanted = Wanted(**{field.name: request.args.get(field.name, "") for field in fields(Wanted)})
        if wanted.cause:
            wanted = replace(wanted, cause=self.causes.id_of(wanted.cause))
        found = self.register.search(wanted, limit + 1, start)
        after = str(start + limit) if len(found) > limit else None
        return _json({"items": found[:limit], "next_cursor": after})

    def offered(self) -> Response:
        """Pairs of cases that may be one matter, among so many of the newest."""
        return _json({"items": self.desk.offered(_limit())})

    def case(self, case: str) -> Response:
        """One case with all that belongs to it."""
        return _json(in_full(self.register.find(case), self.register, self.archive, self.desk))

    def drafts(self, case: str) -> Response:
        """Resolutions that are proposed for it."""
        return _json({"items": self.desk.drafts(self.register.find(case))})


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored feedback without anything raw; `tagged` is null until it was tagged."""
    shown = {name: row[name] for name in FIELDS}
    return {**shown, "attachments": len(row["attachments"]), "tagged": row["tags"]}


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), mimetype="application/json")


def _limit() -> int:
    return _number("limit", USUAL, 1, MOST_AT_ONCE)


def _start() -> int:
    return _number("cursor", 0, 0, FARTHEST)


def _number(name: str, usual: int, least: int, most: int) -> int:
    given = request.args.get(name, "")
    if not given:
        return usual
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(most)) and least <= int(given) <= most):
        raise Malformed(f"{name}: a number from {least} to {most} is needed")
    return int(given)
