"""Jira Service Management, in the cloud or on one's own machines. Source: developer.atlassian.com. Fixture: `jira`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.services.complaint_systems.served import Asked, Clockwork, Said, Served, serving

WAITS, ASKS, DONE = "Waiting for support", "Waiting for customer", "Resolved"
TRANSITIONS = {
    WAITS: {"761": ("Resolve this issue", DONE), "851": ("Respond to customer", ASKS)},
    ASKS: {"761": ("Resolve this issue", DONE), "781": ("Respond to support", WAITS)},
    DONE: {"921": ("Back to in progress", WAITS)},
}


@dataclass(slots=True)
class Jira:
    """Requests with their comments. `in_cloud`: Atlassian's, which says whether a status is done, and hands out page tokens."""

    user: str = "bridge@example.com"
    token: str = "jira-token"
    in_cloud: bool = True
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    clock: Clockwork = field(default_factory=Clockwork)

    def respond(self, asked: Asked) -> Said:  # noqa: C901, PLR0911 - a line a route
        if not self._lets_in(asked):
            return Said(401, {"message": "Client must be authenticated to access this resource."})
        match asked.method, asked.path.strip("/").split("/"):
            case "GET", ["rest", "api", "2", "project", key]:
                return Said(200, {"key": key}) if key == "CARE" else _missing("No project could be found with key '" + key + "'.")
            case "GET", ["rest", "servicedeskapi", "servicedesk", "3", "requesttype", "25"]:
                return Said(200, {"id": "25"})
            case "GET", ["rest", "servicedeskapi", "request"]:
                term = asked.query["searchTerm"].lower()
                return _paged([self._shown(row) for row in self.requests.values() if term in row["summary"].lower()], asked)
            case "POST", ["rest", "servicedeskapi", "request"]:
                return self._open(asked.body)
            case method, ["rest", "servicedeskapi", "request", key, *rest] if key in self.requests:
                return self._of_request(method, key, rest, asked)
            case method, ["rest", "api", "2", "issue", key, "transitions"] if key in self.requests:
                return self._offered(key) if method == "GET" else self._move(key, asked.body["transition"]["id"])
            case "DELETE", ["rest", "api", "2", "issue", key] if key in self.requests:
                self.remove(key)
                return Said(204, None)
            case "GET", ["rest", "api", "3", "search", "jql"] if self.in_cloud:
                return self._found(asked)
            case "GET", ["rest", "api", "2", "search"] if not self.in_cloud:
                return self._found(asked)
        return _missing("The request does not exist.")

    def _lets_in(self, asked: Asked) -> bool:
        bearer = asked.headers.get("authorization") == f"Bearer {self.token}"
        return asked.basic() == (self.user, self.token) if self.in_cloud else bearer

    def _of_request(self, method: str, key: str, rest: list[str], asked: Asked) -> Said:
        if not rest:
            return Said(200, self._shown(self.requests[key]))
        if method == "POST":
            self._write(key, asked.body["body"], "Bridge", public=asked.body["public"])
            return Said(201, self.comments[key][-1])
        wanted = {True: asked.query.get("public", "true") == "true", False: asked.query.get("internal", "true") == "true"}
        return _paged([comment for comment in self.comments[key] if wanted[comment["public"]]], asked)

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        current = {"status": row["status"], "statusDate": {"iso8601": _local(row["moved_at"])}}
        if self.in_cloud:
            current["statusCategory"] = "DONE" if row["status"] == DONE else "INDETERMINATE"
        values = [{"fieldId": name, "label": name, "value": row[name]} for name in ("summary", "description")]
        return {"issueId": row["id"], "issueKey": row["key"], "requestFieldValues": values, "currentStatus": current}

    def _open(self, body: dict[str, Any]) -> Said:
        values = body["requestFieldValues"]
        if not values.get("summary") or set(values) - {"summary", "description"}:
            return Said(
                400, {"errorMessage": "Your request could not be created. Please check the fields have been correctly filled in."}
            )
        if len(values["summary"]) > 255 or "\n" in values["summary"]:
            return Said(400, {"errorMessage": "The summary is invalid because it contains newline characters."})
        number, now = self.clock.number(), self.clock.tick()
        key = f"CARE-{number}"
        self.requests[key] = {"id": str(number), "key": key, "status": WAITS, "moved_at": now, "updated": now, **values}
        self.comments[key] = []
        return Said(201, self._shown(self.requests[key]))

    def _write(self, key: str, text: str, author: str, *, public: bool) -> None:
        now = self.clock.tick()
        comment = {"id": str(self.clock.number()), "body": text, "public": public, "author": {"displayName": author}}
        self.comments[key].append({**comment, "created": {"iso8601": _local(now)}})
        self.requests[key]["updated"] = now

    def _offered(self, key: str) -> Said:
        def shown(number: str, name: str, status: str) -> dict[str, Any]:
            category = {"key": "done" if status == DONE else "indeterminate"}
            return {"id": number, "name": name, "to": {"name": status, "statusCategory": category}}

        offers = TRANSITIONS[self.requests[key]["status"]]
        return Said(200, {"transitions": [shown(number, *offer) for number, offer in offers.items()]})

    def _move(self, key: str, number: str) -> Said:
        offers = TRANSITIONS[self.requests[key]["status"]]
        if number not in offers:
            return Said(
                400, {"errorMessages": ["It seems that you have tried to perform a workflow operation that is not valid"]}
            )
        now = self.clock.tick()
        self.requests[key] |= {"status": offers[number][1], "moved_at": now, "updated": now}
        return Said(204)

    def _found(self, asked: Asked) -> Said:
        since = re.fullmatch(r'project = "CARE" AND updated >= "([0-9/]+ [0-9:]+)" ORDER BY updated DESC', asked.query["jql"])
        if since is None:
            return Said(400, {"errorMessages": ["Error in the JQL Query"]})
        begins = since[1].replace("/", "-").replace(" ", "T")
        rows = sorted((r for r in self.requests.values() if r["updated"] >= begins), key=lambda r: r["updated"], reverse=True)
        start, most = int(asked.query.get("nextPageToken", asked.query.get("startAt", 0))), int(asked.query["maxResults"])
        issues = [{"key": row["key"], "fields": {"updated": _local(row["updated"])}} for row in rows[start : start + most]]
        if not self.in_cloud:
            return Said(200, {"issues": issues, "startAt": start, "total": len(rows)})
        more = {"nextPageToken": str(start + most)} if start + most < len(rows) else {"isLast": True}
        return Said(200, {"issues": issues, **more})

    # --- what people do

    def answer(self, ticket: str, text: str) -> None:
        self._write(ticket, text, "An Agent", public=True)

    def remark(self, ticket: str, text: str) -> None:
        self._write(ticket, text, "An Agent", public=False)

    def resolve(self, ticket: str) -> None:
        self._move(ticket, "761")

    def reopen(self, ticket: str) -> None:
        self._move(ticket, "921")

    def remove(self, ticket: str) -> None:
        del self.requests[ticket]

    def texts(self, ticket: str) -> list[str]:
        found = self.requests[ticket]
        return [found["summary"], found["description"], *(comment["body"] for comment in self.comments[ticket])]

    def count(self, reference: str) -> int:
        return sum(reference in row["summary"] for row in self.requests.values())


def _local(moment: str) -> str:
    """As Jira writes times: with milliseconds, and a zone without a colon."""
    return moment.replace("Z", ".000+0000")


def _missing(words: str) -> Said:
    return Said(404, {"errorMessages": [words], "errors": {}})


def _paged(rows: list[Any], asked: Asked) -> Said:
    start, most = int(asked.query.get("start", 0)), min(int(asked.query.get("limit", 50)), 50)
    shown = rows[start : start + most]
    return Said(
        200, {"size": len(shown), "start": start, "limit": most, "isLastPage": start + most >= len(rows), "values": shown}
    )


@pytest.fixture
def jira() -> Iterator[Served]:
    """A Jira in the cloud, of this test's own."""
    with serving(Jira()) as served:
        yield served
