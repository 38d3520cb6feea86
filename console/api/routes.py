"""The HTTP API under `/api/v1/`: what is stored, for programs with a bearer token. It shows redacted text and pseudonyms only."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import msgspec
from flask import Blueprint, Response, request

from console.admission.admission import Admission
from console.api.answering import json_answer, limit_asked, page_answer
from console.api.cursors import cursor_of, key_in
from console.api.customers import add_customers
from console.api.openapi import FeedbackItem, document
from console.api.programs import ProgramsDoor
from console.api.steps import add_steps
from console.api.subscriptions import add_subscriptions
from console.cases.in_full import in_full
from console.exports.for_programs import add_exports
from golddust.errors import Malformed
from golddust.identity import is_id
from golddust.ports import Archive, CaseOrder, Causes, Desk, Register, Sought, Told, Turn, Wanted
from golddust.subscribing import Subscriptions

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
    add_customers(blueprint, archive)
    add_steps(blueprint, register, causes)
    add_exports(blueprint, archive, register, causes)
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
        return json_answer(self.archive.figures())

    def feedback(self) -> Response:
        """The newest first; `cursor` goes on where the page before ended, whatever came in since."""
        limit, given = limit_asked(), request.args.get("cursor", "")
        before: str | Told = given if is_id(given) or not given else key_in(given, "feedback", Told)
        rows = self.archive.feedback(limit + 1, before, Sought(kind=request.args.get("kind", "")))
        last = rows[limit - 1] if len(rows) > limit else None
        after = cursor_of("feedback", Told(last["id"], last["received_at"])) if last else None
        return page_answer([_shown(row) for row in rows[:limit]], after)

    def one_feedback(self, feedback_id: str) -> Response:
        """One feedback."""
        return json_answer(_shown(self.archive.one(feedback_id)))

    def cases(self) -> Response:
        """What breaks first first, or in the order in which they were opened; `cursor` goes on behind the case told last."""
        limit, order, given = limit_asked(), _order(), request.args.get("cursor", "")
        wanted = Wanted(**{field.name: request.args.get(field.name, "") for field in fields(Wanted)})
        if wanted.cause:
            wanted = replace(wanted, cause=self.causes.id_of(wanted.cause))
        after = key_in(given, f"cases {order}", Turn) if given else None
        found = self.register.page(wanted, limit, after, order)
        return page_answer(found.cases, cursor_of(f"cases {order}", found.after) if found.after else None)

    def offered(self) -> Response:
        """Pairs of cases that may be one matter, among so many of the newest."""
        return json_answer({"items": self.desk.offered(limit_asked())})

    def case(self, case: str) -> Response:
        """One case with all that belongs to it."""
        return json_answer(in_full(self.register.find(case), self.register, self.archive, self.desk))

    def drafts(self, case: str) -> Response:
        """Resolutions that are proposed for it."""
        return json_answer({"items": self.desk.drafts(self.register.find(case))})


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored feedback without anything raw; `tagged` is null until it was tagged."""
    shown = {name: row[name] for name in FIELDS}
    return {**shown, "attachments": len(row["attachments"]), "tagged": row["tags"]}


def _order() -> CaseOrder:
    """Raises Malformed."""
    match request.args.get("order", "due"):
        case "due" | "":
            return "due"
        case "opened":
            return "opened"
        case other:
            raise Malformed(f"no such order: {other[:40]!r}; there are due, opened")
