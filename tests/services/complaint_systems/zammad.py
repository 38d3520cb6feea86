"""Zammad. Source: docs.zammad.org, REST API. Fixture: `zammad`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.services.complaint_systems.served import Asked, Clockwork, Said, Served, page_of, serving

STATES = ("new", "open", "pending reminder", "pending close", "closed", "merged")


@dataclass(slots=True)
class Zammad:
    """Tickets with their articles."""

    token: str = "zammad-token"
    groups: dict[str, list[str]] = field(default_factory=lambda: {"Complaints": ["full"], "Seen": ["read"]})
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    articles: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    clock: Clockwork = field(default_factory=Clockwork)

    def respond(self, asked: Asked) -> Said:  # noqa: PLR0911 - a line a route
        if asked.headers.get("authorization") != f"Token token={self.token}":
            return Said(401, {"error": "authentication failed"})
        match asked.method, asked.path.removeprefix("/api/v1/").split("/"):
            case "GET", ["users", "me"]:
                return Said(200, {"id": 3, "login": "bridge@example.com", "groups": self.groups})
            case "GET", ["tickets", "search"]:
                return Said(200, self._search(asked))
            case "POST", ["tickets"]:
                return self._open(asked.body)
            case "GET", ["tickets", number]:
                return self._known(int(number)) or Said(200, self.tickets[int(number)])
            case "DELETE", ["tickets", number]:
                return self._known(int(number)) or self._delete(number)
            case "PUT", ["tickets", number]:
                return self._known(int(number)) or self._change(int(number), asked.body)
            case "GET", ["ticket_articles", "by_ticket", number]:
                return self._known(int(number)) or Said(200, self.articles[int(number)])
            case "POST", ["ticket_articles"]:
                number = asked.body["ticket_id"]
                return self._known(number) or Said(201, self._write(number, asked.body, "Agent"))
        return Said(404, {"error": "No such route"})

    def _delete(self, number: str) -> Said:
        self.remove(number)
        return Said(200, {})

    def _known(self, number: int) -> Said | None:
        return None if number in self.tickets else Said(404, {"error": "Couldn't find Ticket with 'id'=" + str(number)})

    def _search(self, asked: Asked) -> list[dict[str, Any]]:
        """As Elasticsearch does: a range of update times, or words of the title."""
        query = asked.query["query"]
        rows = [row for row in self.tickets.values() if row["state"] != "removed"]
        if query.startswith("updated_at:["):
            since = query.removeprefix("updated_at:[").partition(" ")[0]
            rows = [row for row in rows if row["updated_at"] >= since]
        else:
            rows = [row for row in rows if query.lower() in row["title"].lower()]
        rows.sort(key=lambda row: (row[asked.query["sort_by"]], row["id"]), reverse=asked.query["order_by"] == "desc")
        return page_of(rows, asked.query)

    def _open(self, body: dict[str, Any]) -> Said:
        if "full" not in self.groups.get(body.get("group", ""), ()):
            return Said(422, {"error": "No lookup value found for 'group': " + repr(body.get("group"))})
        if not str(body.get("customer_id", "")).startswith("guess:"):
            return Said(422, {"error": "Missing required value for field 'customer_id'!"})
        number, now = self.clock.number(), self.clock.tick()
        known = {
            "title": body["title"],
            "group": body["group"],
            "priority": body.get("priority", "2 normal"),
        }  # the rest is dropped
        self.tickets[number] = {"id": number, "state": "new", "created_at": now, "updated_at": now, **known}
        self.articles[number] = []
        self._write(number, body["article"], "Agent")
        return Said(201, self.tickets[number])

    def _write(self, number: int, body: dict[str, Any], sender: str) -> dict[str, Any]:
        now = self.clock.tick()
        known = {name: body[name] for name in ("body", "internal", "content_type", "type")}
        article = {
            "id": self.clock.number(),
            "ticket_id": number,
            "sender": sender,
            "created_at": now,
            "created_by": "x",
            **known,
        }
        self.articles[number].append(article)
        self.tickets[number]["updated_at"] = now
        return article

    def _change(self, number: int, body: dict[str, Any]) -> Said:
        if body.get("state", "open") not in STATES:
            return Said(422, {"error": "No lookup value found for 'state': " + repr(body["state"])})
        if body.get("state") == "pending reminder" and "pending_time" not in body:
            return Said(422, {"error": "Missing required value for field 'pending_time'!"})
        self.tickets[number] |= {**body, "updated_at": self.clock.tick()}
        return Said(200, self.tickets[number])

    # --- what people do

    def answer(self, ticket: str, text: str) -> None:
        self._write(
            int(ticket),
            {"body": f"<p>{text}</p>".replace("\n", "<br>"), "internal": False, "content_type": "text/html", "type": "email"},
            "Agent",
        )

    def remark(self, ticket: str, text: str) -> None:
        self._write(int(ticket), {"body": text, "internal": True, "content_type": "text/plain", "type": "note"}, "Agent")

    def resolve(self, ticket: str) -> None:
        self._change(int(ticket), {"state": "closed"})

    def reopen(self, ticket: str) -> None:
        self._change(int(ticket), {"state": "open"})

    def remove(self, ticket: str) -> None:
        del self.tickets[int(ticket)]

    def texts(self, ticket: str) -> list[str]:
        return [self.tickets[int(ticket)]["title"], *(article["body"] for article in self.articles[int(ticket)])]

    def count(self, reference: str) -> int:
        return sum(reference in row["title"] for row in self.tickets.values())


@pytest.fixture
def zammad() -> Iterator[Served]:
    """A Zammad of this test's own."""
    with serving(Zammad()) as served:
        yield served
