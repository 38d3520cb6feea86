"""The HTTP API under `/api/v1/`: what is stored, for programs with a bearer token. It shows redacted text and pseudonyms only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from flask import Blueprint, Response, request

from console.accounts import Accounts
from console.openapi import FeedbackItem, document
from console.requests import Acknowledge, Assign, Resolve
from golddust.errors import Malformed
from golddust.ports import Archive, Case, Register, Resolution

MOST_AT_ONCE = 200
USUAL = 50
FARTHEST = 10_000
"""How far into the list of cases a cursor may reach."""
BODY_LIMIT = 256 * 1024
FIELDS = tuple(name for name in FeedbackItem.__struct_fields__ if name not in ("attachments", "tagged"))

R = TypeVar("R", Acknowledge, Assign, Resolve)


def console_api(archive: Archive, register: Register, accounts: Accounts) -> Blueprint:
    """All routes under `/api/v1/`; every one but the OpenAPI document asks for a bearer token with the right scope."""
    door = _Door(archive, register, accounts)
    described = Response(msgspec.json.encode(document()), mimetype="application/json").get_data()
    blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
    blueprint.add_url_rule("/openapi.json", "openapi", lambda: Response(described, mimetype="application/json"))
    for path, view in {"figures": door.figures, "feedback": door.feedback, "cases": door.cases}.items():
        blueprint.add_url_rule(f"/{path}", path, view)
    blueprint.add_url_rule("/feedback/<feedback_id>", "one_feedback", door.one_feedback)
    blueprint.add_url_rule("/cases/<case>", "case", door.case)
    for action in (door.acknowledge, door.assign, door.resolve):
        blueprint.add_url_rule(f"/cases/<case>/{action.__name__}", action.__name__, action, methods=["POST"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Door:
    archive: Archive
    register: Register
    accounts: Accounts

    def figures(self) -> Response:
        """How much is stored."""
        self._demand("read:feedback")
        return _json(self.archive.figures())

    def feedback(self) -> Response:
        """The newest first; `cursor` goes on where the page before ended."""
        self._demand("read:feedback")
        limit = _limit()
        rows = self.archive.feedback(limit + 1, request.args.get("cursor", ""), request.args.get("kind", ""))
        after = rows[limit - 1]["id"] if len(rows) > limit else None
        return _json({"items": [_shown(row) for row in rows[:limit]], "next_cursor": after})

    def one_feedback(self, feedback_id: str) -> Response:
        """One feedback."""
        self._demand("read:feedback")
        return _json(_shown(self.archive.one(feedback_id)))

    def cases(self) -> Response:
        """What breaks first first. The order moves with time, so a case may be on two pages; none is left out for that."""
        self._demand("read:cases")
        limit, start = _limit(), _start()
        found = self.register.cases(request.args.get("state", ""), start + limit + 1)[start:]
        after = str(start + limit) if len(found) > limit else None
        return _json({"items": found[:limit], "next_cursor": after})

    def case(self, case: str) -> Response:
        """One case with its history and what was said to the customer."""
        self._demand("read:cases")
        found = self.register.find(case)
        fields: dict[str, Any] = msgspec.to_builtins(found)
        return _json({**fields, "history": self.register.history(found.id), "replies": self._replies(found)})

    def acknowledge(self, case: str) -> Response:
        """Take it into work."""
        actor, body = self._demand("write:cases"), _body(Acknowledge)
        return _json(self.register.acknowledge(case, actor, body.version))

    def assign(self, case: str) -> Response:
        """Give it to somebody."""
        actor, body = self._demand("write:cases"), _body(Assign)
        return _json(self.register.assign(case, body.assignee, actor, body.version))

    def resolve(self, case: str) -> Response:
        """Tell the customer how it ended."""
        actor, body = self._demand("write:cases"), _body(Resolve)
        resolution = Resolution(body.happened, body.apology, body.reason, body.remedy)
        return _json(self.register.resolve(case, resolution, actor, body.version))

    def _demand(self, scope: str) -> str:
        """The program's name. Raises Unauthentic."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        return self.accounts.check_token(secret.strip() if kind.lower() == "bearer" else "", scope)

    def _replies(self, case: Case) -> Sequence[Mapping[str, Any]]:
        told = ("id", "channel", "purpose", "requested_at", "state", "why", "changed_at")
        return [{name: row[name] for name in told} for row in self.archive.replies(case.id)]


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A stored feedback without anything raw; `tagged` is null until it was tagged."""
    shown = {name: row[name] for name in FIELDS}
    return {**shown, "attachments": len(row["attachments"]), "tagged": row["tags"]}


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), mimetype="application/json")


def _body(struct: type[R]) -> R:
    """The request's JSON. Raises Malformed, with 400 for what is no JSON."""
    request.max_content_length = BODY_LIMIT
    try:
        return msgspec.json.decode(request.get_data() or b"{}", type=struct)
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Malformed("the body is no JSON", status=400) from None


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
