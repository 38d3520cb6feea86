"""Freshdesk. Source: developers.freshdesk.com/api, version 2. Fixture: `freshdesk`."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.services.complaint_systems.served import Asked, Clockwork, Said, Served, page_of, serving

OPEN, PENDING, RESOLVED, CLOSED = 2, 3, 4, 5
KNOWN = frozenset(("subject", "description", "email", "priority", "status", "source", "tags", "group_id"))


@dataclass(slots=True)
class Freshdesk:
    """Tickets with their conversations. `unindexed`: how many of the latest tickets the search does not show yet."""

    key: str = "freshdesk-key"
    groups: tuple[int, ...] = (7,)
    unindexed: int = 0
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    conversations: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    clock: Clockwork = field(default_factory=Clockwork)

    def respond(self, asked: Asked) -> Said:  # noqa: PLR0911, C901 - a line a route
        if asked.basic() != (self.key, "X"):
            return Said(401, {"code": "invalid_credentials", "message": "You have to be logged in to perform this action."})
        match asked.method, asked.path.removeprefix("/api/v2/").split("/"):
            case "GET", ["agents", "me"]:
                return Said(200, {"id": 1})
            case "GET", ["groups", number]:
                return Said(200, {"id": int(number)}) if int(number) in self.groups else Said(404)
            case "GET", ["search", "tickets"]:
                return self._search(asked.query["query"])
            case "GET", ["tickets"]:
                return Said(200, self._list(asked))
            case "POST", ["tickets"]:
                return self._open(asked.body)
            case "GET", ["tickets", number]:
                return self._known(int(number)) or Said(200, self.tickets[int(number)])
            case "DELETE", ["tickets", number]:
                return self._known(int(number)) or self._delete(number)
            case "PUT", ["tickets", number]:
                return self._known(int(number)) or self._change(int(number), asked.body)
            case "POST", ["tickets", number, "notes"]:
                private = asked.body.get("private", True)
                return self._known(int(number)) or Said(201, self._write(int(number), asked.body["body"], private=private))
            case "GET", ["tickets", number, "conversations"]:
                return self._known(int(number)) or Said(200, page_of(self.conversations[int(number)], asked.query, usual=30))
        return Said(404)

    def _delete(self, number: str) -> Said:
        self.remove(number)
        return Said(204, None)

    def _known(self, number: int) -> Said | None:
        return None if number in self.tickets else Said(404)

    def _search(self, query: str) -> Said:
        found = re.fullmatch(r"\"tag:'([^']+)'\"", query)
        if found is None:
            return _invalid("query", "Given query is invalid")
        numbers = sorted(self.tickets)[: len(self.tickets) - self.unindexed]
        rows = [self.tickets[number] for number in numbers if found[1] in self.tickets[number]["tags"]]
        return Said(200, {"total": len(rows), "results": rows})

    def _list(self, asked: Asked) -> list[dict[str, Any]]:
        rows = [
            row for row in self.tickets.values() if row["updated_at"] >= asked.query["updated_since"] and not row.get("deleted")
        ]
        rows.sort(key=lambda row: row[asked.query["order_by"]], reverse=asked.query["order_type"] == "desc")
        return page_of(rows, asked.query, usual=30)

    def _open(self, body: dict[str, Any]) -> Said:
        if unknown := sorted(set(body) - KNOWN):
            return _invalid(unknown[0], "Unexpected/invalid field in request")
        if "@" not in body.get("email", ""):
            return _invalid("email", "It should be a valid email address")
        if any(len(tag) > 32 for tag in body.get("tags", ())):
            return _invalid("tags", "It should have a maximum length of 32 characters")
        number, now = self.clock.number(), self.clock.tick()
        text = _plain(body["description"])
        known = {name: body.get(name) for name in ("subject", "status", "priority", "tags", "group_id")}
        self.tickets[number] = {"id": number, "created_at": now, "updated_at": now, "description_text": text, **known}
        self.conversations[number] = []
        return Said(201, self.tickets[number])

    def _write(self, number: int, body: str, *, private: bool, incoming: bool = False) -> dict[str, Any]:
        now = self.clock.tick()
        entry = {"id": self.clock.number(), "body": body, "body_text": _plain(body), "private": private, "incoming": incoming}
        entry |= {"user_id": 2, "created_at": now}
        self.conversations[number].append(entry)
        self.tickets[number]["updated_at"] = now
        return entry

    def _change(self, number: int, body: dict[str, Any]) -> Said:
        if body.get("status") not in (OPEN, PENDING, RESOLVED, CLOSED):
            return _invalid("status", "It should be one of these values: '2,3,4,5'")
        self.tickets[number] |= {**body, "updated_at": self.clock.tick()}
        return Said(200, self.tickets[number])

    # --- what people do

    def answer(self, ticket: str, text: str) -> None:
        self._write(int(ticket), html.escape(text), private=False)

    def remark(self, ticket: str, text: str) -> None:
        self._write(int(ticket), html.escape(text), private=True)

    def resolve(self, ticket: str) -> None:
        self._change(int(ticket), {"status": RESOLVED})

    def reopen(self, ticket: str) -> None:
        self._change(int(ticket), {"status": OPEN})

    def remove(self, ticket: str) -> None:
        self.tickets[int(ticket)]["deleted"] = True

    def texts(self, ticket: str) -> list[str]:
        found = self.tickets[int(ticket)]
        return [found["subject"], found["description_text"], *(entry["body_text"] for entry in self.conversations[int(ticket)])]

    def count(self, reference: str) -> int:
        return sum(reference in row["subject"] for row in self.tickets.values())


def _plain(body: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", body.replace("<br>", "\n")))


def _invalid(name: str, words: str) -> Said:
    return Said(400, {"description": "Validation failed", "errors": [{"field": name, "message": words, "code": "invalid_value"}]})


@pytest.fixture
def freshdesk() -> Iterator[Served]:
    """A Freshdesk of this test's own."""
    with serving(Freshdesk()) as served:
        yield served
