"""GitHub. Source: docs.github.com, REST API 2022-11-28. Fixture: `github`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.services.complaint_systems.served import Asked, Clockwork, Said, Served, page_of, serving

REPOSITORY = "example/care"


@dataclass(slots=True)
class Github:
    """One repository with issues and a pull request. Who may not push loses labels in silence."""

    token: str = "github-token"
    private: bool = True
    has_issues: bool = True
    push: bool = True
    issues: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    clock: Clockwork = field(default_factory=Clockwork)

    def respond(self, asked: Asked) -> Said:  # noqa: PLR0911 - a line a route
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Said(401, {"message": "Bad credentials", "documentation_url": "https://docs.github.com/rest"})
        if "user-agent" not in asked.headers:
            return Said(403, {"message": "Request forbidden by administrative rules."})
        begins = f"/repos/{REPOSITORY}"
        if not asked.path.startswith(begins):
            return _missing()
        match asked.method, asked.path.removeprefix(begins).strip("/").split("/"):
            case "GET", [""]:
                permissions = {"push": self.push, "triage": self.push, "pull": True}
                return Said(200, {"private": self.private, "has_issues": self.has_issues, "permissions": permissions})
            case "GET", ["issues"]:
                return Said(200, self._list(asked))
            case "POST", ["issues"]:
                return self._open(asked.body)
            case "DELETE", ["issues", "comments", number]:
                for written in self.comments.values():
                    written[:] = [one for one in written if one["id"] != int(number)]
                return Said(204, None)
            case method, ["issues", number, *rest] if int(number) in self.issues:
                return self._of_issue(method, int(number), rest, asked)
        return _missing()

    def _of_issue(self, method: str, number: int, rest: list[str], asked: Asked) -> Said:
        if rest == ["comments"]:
            if method == "GET":
                return Said(200, page_of(self.comments[number], asked.query, usual=30))
            self._write(number, "bridge", asked.body["body"])
            return Said(201, self.comments[number][-1])
        return Said(200, self.issues[number]) if method == "GET" else self._change(number, asked.body)

    def _list(self, asked: Asked) -> list[dict[str, Any]]:
        rows = [row for row in self.issues.values() if asked.query["labels"] in {label["name"] for label in row["labels"]}]
        rows = [row for row in rows if row["updated_at"] >= asked.query["since"]]
        rows = [row for row in rows if asked.query.get("state", "open") in ("all", row["state"])]
        rows.sort(key=lambda row: row["updated_at"], reverse=asked.query.get("direction", "desc") == "desc")
        return page_of(rows, asked.query, usual=30)

    def _open(self, body: dict[str, Any]) -> Said:
        if not body.get("title") or len(body["title"]) > 256:
            errors = [{"resource": "Issue", "field": "title", "code": "missing_field"}]
            return Said(422, {"message": "Validation Failed", "errors": errors})
        number, now = self.clock.number(), self.clock.tick()
        labels = [{"name": name} for name in body.get("labels", ())] if self.push else []
        known = {"title": body["title"], "body": body.get("body"), "labels": labels}
        self.issues[number] = {"number": number, "state": "open", "state_reason": None, "updated_at": now, **known}
        self.comments[number] = []
        return Said(201, self.issues[number])

    def _write(self, number: int, login: str, text: str) -> None:
        now = self.clock.tick()
        self.comments[number].append({"id": self.clock.number(), "body": text, "user": {"login": login}, "created_at": now})
        self.issues[number]["updated_at"] = now

    def _change(self, number: int, body: dict[str, Any]) -> Said:
        reason = body.get("state_reason", "completed") if body["state"] == "closed" else "reopened"
        self.issues[number] |= {"state": body["state"], "state_reason": reason, "updated_at": self.clock.tick()}
        return Said(200, self.issues[number])

    # --- what people do

    def answer(self, ticket: str, text: str) -> None:
        self._write(int(ticket), "agent", text)

    remark = answer

    def resolve(self, ticket: str) -> None:
        self._change(int(ticket), {"state": "closed"})

    def reopen(self, ticket: str) -> None:
        self._change(int(ticket), {"state": "open"})

    def remove(self, ticket: str) -> None:
        del self.issues[int(ticket)]

    def texts(self, ticket: str) -> list[str]:
        found = self.issues[int(ticket)]
        return [found["title"], found["body"], *(comment["body"] for comment in self.comments[int(ticket)])]

    def count(self, reference: str) -> int:
        return sum(reference in row["title"] for row in self.issues.values())


def _missing() -> Said:
    return Said(404, {"message": "Not Found", "documentation_url": "https://docs.github.com/rest"})


@pytest.fixture
def github() -> Iterator[Served]:
    """A GitHub of this test's own."""
    with serving(Github()) as served:
        yield served
