"""The HTTP API under `/api/v1/`: what is stored, for programs with a bearer token. It shows redacted text and pseudonyms only."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, request

from console.admission import Admission
from console.api_steps import add_steps
from console.api_subscriptions import add_subscriptions
from console.cursors import cursor_of, key_in
from console.exports.for_programs import add_exports
from console.in_full import in_full
from console.openapi import FeedbackItem, document
from console.programs import ProgramsDoor
from golddust.errors import Malformed
from golddust.identity import is_id
from golddust.ports import Archive, CaseOrder, Causes, Desk, Register, Sought, Told, Turn, Wanted
from golddust.subscribing import Subscriptions

MOST_AT_ONCE = 200
USUAL = 50
FRESH = "private, no-cache"
"""May be kept, and asked about with `If-None-Match` before it is used again."""
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
        return _json(self.archive.figures())

    def feedback(self) -> Response:
        """The newest first; `cursor` goes on where the page before ended, whatever came in since."""
        limit, given = _limit(), request.args.get("cursor", "")
        before: str | Told = given if is_id(given) or not given else key_in(given, "feedback", Told)
        rows = self.archive.feedback(limit + 1, before, Sought(kind=request.args.get("kind", "")))
        last = rows[limit - 1] if len(rows) > limit else None
        after = cursor_of("feedback", Told(last["id"], last["received_at"])) if last else None
        return _page([_shown(row) for row in rows[:limit]], after)

    def one_feedback(self, feedback_id: str) -> Response:
        """One feedback."""
        return _json(_shown(self.archive.one(feedback_id)))

    def cases(self) -> Response:
        """What breaks first first, or in the order in which they were opened; `cursor` goes on behind the case told last."""
        limit, order, given = _limit(), _order(), request.args.get("cursor", "")
        wanted = Wanted(**{field.name: request.args.get(field.name, "") for field in fields(Wanted)})
        if wanted.cause:
            wanted = replace(wanted, cause=self.causes.id_of(wanted.cause))
        after = key_in(given, f"cases {order}", Turn) if given else None
        found = self.register.page(wanted, limit, after, order)
        return _page(found.cases, cursor_of(f"cases {order}", found.after) if found.after else None)

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


def _page(items: object, after: str | None) -> Response:
    """With the address of the next page as RFC 8288 has it."""
    answer = _json({"items": items, "next_cursor": after})
    if after:
        onward = urlencode([*((n, v) for n, v in request.args.items(multi=True) if n != "cursor"), ("cursor", after)])
        answer.headers["Link"] = f'<{request.path}?{onward}>; rel="next"'
    return answer


def _json(content: object) -> Response:
    """Or that it is what the program has already (RFC 9110, section 13.1.2)."""
    answer = Response(msgspec.json.encode(content), mimetype="application/json")
    answer.headers["Cache-Control"] = FRESH
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _limit() -> int:
    return _number("limit", USUAL, 1, MOST_AT_ONCE)


def _order() -> CaseOrder:
    """Raises Malformed."""
    match request.args.get("order", "due"):
        case "due" | "":
            return "due"
        case "opened":
            return "opened"
        case other:
            raise Malformed(f"no such order: {other[:40]!r}; there are due, opened")


def _number(name: str, usual: int, least: int, most: int) -> int:
    given = request.args.get(name, "")
    if not given:
        return usual
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(most)) and least <= int(given) <= most):
        raise Malformed(f"{name}: a number from {least} to {most} is needed")
    return int(given)
