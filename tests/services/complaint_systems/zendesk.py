"""Zendesk. Source: developer.zendesk.com, Ticketing API. Fixture: `zendesk`."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.services.complaint_systems.served import Asked, Clockwork, Said, Served, page_of, serving

BRIDGE, AGENT, CUSTOMER = 11, 12, 13
ROLES = {BRIDGE: "agent", AGENT: "agent", CUSTOMER: "end-user"}
STATUSES = ("new", "open", "pending", "hold", "solved", "closed")


@dataclass(slots=True)
class Zendesk:
    """Tickets with their comments, and the idempotency keys that were used."""

    user: str = "bridge@example.com"
    token: str = "zendesk-token"
    groups: tuple[int, ...] = (5,)
    dislikes: str = "\0"
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    keys: dict[str, tuple[str, int]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    clock: Clockwork = field(default_factory=Clockwork)

    def respond(self, asked: Asked) -> Said:  # noqa: C901, PLR0911 - a line a route
        if asked.path == "/api/v2/users/me.json":  # who is not let in is nobody, and not refused
            known = self._lets_in(asked)
            return Said(200, {"user": {"id": BRIDGE, "role": "agent"} if known else {"id": None, "role": "end-user"}})
        if not self._lets_in(asked):
            return Said(401, {"error": "Couldn't authenticate you"})
        match asked.method, asked.path.removeprefix("/api/v2/").removesuffix(".json").split("/"):
            case "GET", ["groups", number]:
                return Said(200, {"group": {"id": int(number)}}) if int(number) in self.groups else _missing()
            case "GET", ["tickets"]:
                return Said(200, self._list(asked))
            case "POST", ["tickets"]:
                return self._open_once(asked)
            case "GET", ["tickets", number]:
                return self._known(int(number)) or Said(200, {"ticket": self.tickets[int(number)]})
            case "DELETE", ["tickets", number]:
                return self._known(int(number)) or self._delete(int(number))
            case "DELETE", ["deleted_tickets", number] if int(number) in self.deleted:
                self.deleted.remove(int(number))
                return Said(200, {"job_status": {"status": "queued"}})
            case "PUT", ["tickets", number]:
                return self._known(int(number)) or self._change(int(number), asked.body["ticket"])
            case "GET", ["tickets", number, "comments"]:
                return self._known(int(number)) or Said(200, self._comments_page(int(number), asked))
        return _missing()

    def _lets_in(self, asked: Asked) -> bool:
        return asked.basic() == (f"{self.user}/token", self.token)

    def _delete(self, number: int) -> Said:
        self.remove(str(number))
        self.deleted.add(number)
        return Said(204, None)

    def _known(self, number: int) -> Said | None:
        return None if number in self.tickets else _missing()

    def _list(self, asked: Asked) -> dict[str, Any]:
        rows = list(self.tickets.values())
        if "external_id" in asked.query:
            rows = [row for row in rows if row["external_id"] == asked.query["external_id"]]
        if asked.query.get("sort_by") == "updated_at":
            rows.sort(key=lambda row: row["updated_at"], reverse=asked.query.get("sort_order") == "desc")
        shown = page_of(rows, asked.query, usual=100)
        more = int(asked.query.get("page", 1)) * int(asked.query.get("per_page", 100)) < len(rows)
        return {"tickets": shown, "count": len(rows), "next_page": "https://example.zendesk.com/next" if more else None}

    def _open_once(self, asked: Asked) -> Said:
        key, body = asked.headers.get("idempotency-key", ""), json.dumps(asked.body)
        if key in self.keys:
            before, number = self.keys[key]
            if before != body:
                words = "Request parameters don't match the given idempotency key"
                return Said(400, {"error": "IdempotentRequestError", "description": words})
            return Said(201, {"ticket": self.tickets[number]}, {"x-idempotency-lookup": "hit"})
        said = self._open(asked.body["ticket"])
        if key and said.status == 201:
            self.keys[key] = (body, said.body["ticket"]["id"])
        return said

    def _open(self, body: dict[str, Any]) -> Said:
        if not body.get("comment", {}).get("body"):
            return _invalid("comment", "Description: cannot be blank")
        if self.dislikes in body["subject"]:
            return _invalid("subject", "Subject: is not liked")
        number, now = self.clock.number(), self.clock.tick()
        known = {name: body.get(name) for name in ("subject", "external_id", "priority", "group_id", "tags")}
        fresh = {"id": number, "status": "new", "assignee_id": None, "requester_id": BRIDGE, "updated_at": now}
        self.tickets[number] = {**known, **fresh}
        self.comments[number] = []
        self._write(number, BRIDGE, body["comment"]["body"], public=body["comment"].get("public", True))
        return Said(201, {"ticket": self.tickets[number]})

    def _write(self, number: int, author: int, text: str, *, public: bool) -> None:
        now = self.clock.tick()
        comment = {"id": self.clock.number(), "author_id": author, "body": text, "plain_body": text, "public": public}
        self.comments[number].append({**comment, "created_at": now})
        self.tickets[number]["updated_at"] = now

    def _change(self, number: int, body: dict[str, Any]) -> Said:
        ticket = self.tickets[number]
        if ticket["status"] == "closed":
            return _invalid("status", "Status: closed prevents ticket update")
        if body.get("status", "open") not in STATUSES:
            return _invalid("status", "Status: is invalid")
        assignee = ticket["assignee_id"] or (BRIDGE if body.get("assignee_email") else None)
        if body.get("status") == "solved" and assignee is None:
            return _invalid("base", "Assignee: is required when solving a ticket")
        if "comment" in body:
            self._write(number, BRIDGE, body["comment"]["body"], public=body["comment"].get("public", True))
        ticket |= {"assignee_id": assignee, "status": body.get("status", ticket["status"]), "updated_at": self.clock.tick()}
        return Said(200, {"ticket": ticket})

    def _comments_page(self, number: int, asked: Asked) -> dict[str, Any]:
        size, start = int(asked.query.get("page[size]", 100)), int(asked.query.get("page[after]", 0))
        shown = self.comments[number][start : start + size]
        more = start + size < len(self.comments[number])
        users = [{"id": who, "role": ROLES[who]} for who in sorted({c["author_id"] for c in shown})]
        return {
            "comments": shown,
            "users": users,
            "meta": {"has_more": more, "after_cursor": str(start + size) if more else None},
        }

    # --- what people do

    def answer(self, ticket: str, text: str) -> None:
        self._write(int(ticket), AGENT, text, public=True)

    def remark(self, ticket: str, text: str) -> None:
        self._write(int(ticket), AGENT, text, public=False)

    def resolve(self, ticket: str) -> None:
        self._change(int(ticket), {"status": "solved", "assignee_email": "agent@example.com"})

    def reopen(self, ticket: str) -> None:
        self._change(int(ticket), {"status": "open"})

    def remove(self, ticket: str) -> None:
        del self.tickets[int(ticket)]

    def texts(self, ticket: str) -> list[str]:
        return [self.tickets[int(ticket)]["subject"], *(comment["body"] for comment in self.comments[int(ticket)])]

    def count(self, reference: str) -> int:
        return sum(reference in row["subject"] for row in self.tickets.values())


def _missing() -> Said:
    return Said(404, {"error": "RecordNotFound", "description": "Not found"})


def _invalid(name: str, words: str) -> Said:
    details = {name: [{"description": words}]}
    return Said(422, {"error": "RecordInvalid", "description": "Record validation errors", "details": details})


@pytest.fixture
def zendesk() -> Iterator[Served]:
    """A Zendesk of this test's own."""
    with serving(Zendesk()) as served:
        yield served
