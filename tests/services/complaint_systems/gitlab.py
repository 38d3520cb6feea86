"""GitLab. Source: docs.gitlab.com, REST API: projects, issues, notes. Fixture: `gitlab`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.services.complaint_systems.served import Asked, Clockwork, Said, Served, page_of, serving

PROJECT = "example%2Fcare"
GUEST, REPORTER = 10, 20


@dataclass(slots=True)
class Gitlab:
    """One project with issues. What a Guest may not set is left out in silence; commands in notes are carried out."""

    token: str = "gitlab-token"
    level: int = REPORTER
    issues_access_level: str = "enabled"
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    notes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    clock: Clockwork = field(default_factory=Clockwork)

    def respond(self, asked: Asked) -> Said:  # noqa: PLR0911 - a line a route
        if asked.headers.get("private-token") != self.token:
            return Said(401, {"message": "401 Unauthorized"})
        begins = f"/api/v4/projects/{PROJECT}"
        if not asked.path.startswith(begins):
            return Said(404, {"message": "404 Project Not Found"})
        match asked.method, asked.path.removeprefix(begins).strip("/").split("/"):
            case "GET", [""]:
                permissions = {"project_access": {"access_level": self.level}, "group_access": None}
                return Said(200, {"permissions": permissions, "issues_access_level": self.issues_access_level})
            case "GET", ["issues"]:
                return Said(200, self._list(asked))
            case "POST", ["issues"]:
                return self._open(asked.body)
            case "DELETE", ["issues", number] if int(number) in self.issues:
                self.remove(number)
                return Said(204, None)
            case method, ["issues", number, *rest] if int(number) in self.issues:
                return self._of_issue(method, int(number), rest, asked)
        return Said(404, {"message": "404 Not found"})

    def _of_issue(self, method: str, number: int, rest: list[str], asked: Asked) -> Said:
        if rest == ["notes"]:
            if method == "GET":
                return Said(200, page_of(self.notes[number], asked.query))
            self._write(number, "bridge", asked.body["body"], internal=asked.body.get("internal", False))
            return Said(201, self.notes[number][-1])
        return Said(200, self.issues[number]) if method == "GET" else self._change(number, asked.body)

    def _list(self, asked: Asked) -> list[dict[str, Any]]:
        query, rows = asked.query, list(self.issues.values())
        if query.get("scope") != "all":
            rows = []  # those created by the token's owner: none, as far as this project's people go
        if "search" in query:
            rows = [row for row in rows if query["search"].lower() in row["title"].lower()]
        if "labels" in query:
            rows = [row for row in rows if query["labels"] in row["labels"]]
        if "updated_after" in query:
            rows = [row for row in rows if row["updated_at"] >= query["updated_after"][:19]]
        rows.sort(key=lambda row: row[query.get("order_by", "created_at")], reverse=query.get("sort", "desc") == "desc")
        return page_of(rows, query)

    def _open(self, body: dict[str, Any]) -> Said:
        if not body.get("title"):
            return Said(400, {"message": {"title": ["can't be blank"]}})
        number, now = self.clock.number(), self.clock.tick()
        labels = body.get("labels", "").split(",") if self.level > GUEST else []
        known = {"title": body["title"], "description": body["description"], "confidential": body.get("confidential", False)}
        self.issues[number] = {"iid": number, "state": "opened", "labels": labels, "created_at": now, "updated_at": now, **known}
        self.notes[number] = []
        return Said(201, self.issues[number])

    def _write(self, number: int, username: str, text: str, *, internal: bool, system: bool = False) -> None:
        now = self.clock.tick()
        note = {"id": self.clock.number(), "body": text, "author": {"username": username}, "created_at": now}
        self.notes[number].append({**note, "internal": internal, "system": system})
        self.issues[number]["updated_at"] = now
        fenced = False
        for line in text.splitlines():
            fenced ^= line.startswith("```")
            if line.strip() == "/close" and not fenced:
                self._change(number, {"state_event": "close"})

    def _change(self, number: int, body: dict[str, Any]) -> Said:
        state = {"close": "closed", "reopen": "opened"}[body["state_event"]]
        self.issues[number] |= {"state": state, "updated_at": self.clock.tick()}
        self._write(number, "bridge", state, internal=False, system=True)
        return Said(200, self.issues[number])

    # --- what people do

    def answer(self, ticket: str, text: str) -> None:
        self._write(int(ticket), "agent", text, internal=False)

    def remark(self, ticket: str, text: str) -> None:
        self._write(int(ticket), "agent", text, internal=True)

    def resolve(self, ticket: str) -> None:
        self._change(int(ticket), {"state_event": "close"})

    def reopen(self, ticket: str) -> None:
        self._change(int(ticket), {"state_event": "reopen"})

    def remove(self, ticket: str) -> None:
        del self.issues[int(ticket)]

    def texts(self, ticket: str) -> list[str]:
        found = self.issues[int(ticket)]
        return [found["title"], found["description"], *(note["body"] for note in self.notes[int(ticket)])]

    def count(self, reference: str) -> int:
        return sum(reference in row["title"] for row in self.issues.values())


@pytest.fixture
def gitlab() -> Iterator[Served]:
    """A GitLab of this test's own."""
    with serving(Gitlab()) as served:
        yield served
