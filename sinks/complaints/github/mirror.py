"""Cases as issues on GitHub.

An issue is found by our case's reference, with which its title begins, among those with our label; lists are never stale, as
search is. Everybody who sees the repository sees comments, so only one that names a part of the answer (`Remedy: …`) is meant
for the customer.

GitHub's peculiarities: who may not set labels loses them in silence; what customers said is fenced, or it could mention people
and link issues; being asked too often is 403 or 429; an issue that was moved is 301.
Source: docs.github.com, "REST API endpoints for issues", "Rate limits for the REST API" (2022-11-28).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from golddust.errors import Misconfigured, NotFound, Problem, Refused, Unauthentic
from golddust.mirroring import (
    ENDED,
    Changed,
    MirrorComment,
    MirroredCase,
    MirrorNote,
    MirrorState,
    MirrorStatus,
)
from sinks.complaints import wording
from sinks.complaints.answering import meant_for_customer
from sinks.complaints.github.options import Options
from sinks.complaints.web import Web, bearing


class GithubMirror:
    """A `ComplaintMirror` on GitHub."""

    name = "github"
    brings_back = True
    settles_within = 30.0

    def __init__(self, options: Options) -> None:
        self._options = options
        self._issues = f"repos/{options.repository}/issues"
        token = options.token.get_secret_value()
        self._web = Web(self.name, options.url, bearing("Authorization", f"Bearer {token}"), options.timeout, (token,))
        self._web.session.headers.update({"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"})

    def check(self) -> None:
        """Whether the repository is there, is not everybody's to read, takes issues, and lets us set labels."""
        path, wanted = "mirrors.github.repository", self._options.repository
        try:
            found = self._web.get(f"repos/{wanted}").body
        except (NotFound, Unauthentic):
            raise Misconfigured((Problem(path, wanted, "a repository that our token may see"),)) from None
        may = found.get("permissions", {})
        problems = [
            Problem(path, wanted, expected)
            for expected, is_so in (
                ("one that not everybody can read (or set mirrors.github.public)", found["private"] or self._options.public),
                ("one with issues", found["has_issues"]),
                ("one in which our token may set labels (triage or push)", may.get("push") or may.get("triage")),
            )
            if not is_so
        ]
        if problems:
            raise Misconfigured(tuple(problems))

    def find(self, case: MirroredCase) -> str | None:
        """The oldest issue of ours whose title begins with the reference, of those that changed since the case was opened."""
        begins = wording.title_begins(case)
        numbers = [row["number"] for row in self._labelled(case.opened_at) if row["title"].startswith(begins)]
        return str(min(numbers)) if numbers else None

    def open(self, case: MirroredCase) -> str:
        """With our label."""
        body = f"{wording.fenced(wording.description(case))}\n\n{case.url}\n{wording.hidden(case.id)}"
        issue = {"title": wording.title(case), "body": body, "labels": [self._options.label]}
        opened = self._web.post(self._issues, issue).body
        if self._options.label not in {label["name"] for label in opened["labels"]}:
            raise Refused(
                f"github left out the label {self._options.label!r} of issue {opened['number']}: may our token set labels?"
            )
        return str(opened["number"])

    def link(self, ticket: str) -> str:
        """The issue's page; "" on a server whose pages are elsewhere."""
        api = self._options.url.rstrip("/")
        site = "https://github.com" if api == "https://api.github.com" else api.removesuffix("/api/v3")
        return f"{site}/{self._options.repository}/issues/{ticket}"

    def notes(self, ticket: str) -> frozenset[str]:
        """By the marks in its comments."""
        return frozenset().union(*(wording.marked(comment["body"] or "") for comment in self._comments(ticket)))

    def add(self, ticket: str, note: MirrorNote) -> None:
        """As a comment."""
        text = f"{wording.fenced(note.text)}\n{wording.stamp(note.at)}\n{wording.hidden(note.id)}"
        self._web.post(f"{self._issues}/{ticket}/comments", {"body": text})

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """Closed as completed, or open; there is no waiting."""
        ends = state in ENDED
        if (self._issue(ticket)["state"] == "closed") != ends:
            change = {"state": "closed", "state_reason": "completed"} if ends else {"state": "open"}
            self._web.ask("PATCH", f"{self._issues}/{ticket}", json=change)

    def status(self, ticket: str) -> MirrorStatus:
        """Closed as completed is resolved, else closed; with the comments of others that name parts of an answer."""
        try:
            issue = self._issue(ticket)
        except NotFound:
            return MirrorStatus("gone", datetime.fromtimestamp(0, UTC))
        comments = [_comment(c) for c in self._comments(ticket) if _is_answer(c)]
        completed = issue.get("state_reason") in (None, "completed")
        ended: MirrorState = "resolved" if completed else "closed"
        state: MirrorState = ended if issue["state"] == "closed" else "open"
        return MirrorStatus(state, wording.moment(issue["updated_at"]), tuple(comments))

    def erase(self, ticket: str) -> str:
        """Emptied and closed: GitHub deletes issues only for people, and shows what was written over as history."""
        try:
            for comment in self._comments(ticket):
                self._web.ask("DELETE", f"{self._issues}/comments/{comment['id']}")
            self._web.ask("PATCH", f"{self._issues}/{ticket}", json={"title": "erased", "body": "", "state": "closed"})
        except NotFound:
            return ""
        return "it is emptied there, and its history shows what it said: delete the issue"

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By the time of the last update."""
        return [Changed(str(row["number"]), wording.moment(row["updated_at"])) for row in self._labelled(when)]

    def _labelled(self, since: datetime) -> Iterator[Mapping[str, Any]]:
        """Our issues that changed since then, what changed first first; pull requests are listed as well, and are none."""
        asked = {
            "labels": self._options.label,
            "state": "all",
            "since": f"{since:%Y-%m-%dT%H:%M:%SZ}",
            "sort": "updated",
            "direction": "asc",
        }
        return (row for row in self._web.pages(self._issues, asked) if "pull_request" not in row)

    def _issue(self, ticket: str) -> Any:
        return self._web.get(f"{self._issues}/{ticket}").body

    def _comments(self, ticket: str) -> Iterator[Mapping[str, Any]]:
        return self._web.pages(f"{self._issues}/{ticket}/comments", {})


def _is_answer(comment: Mapping[str, Any]) -> bool:
    text = comment["body"] or ""
    return meant_for_customer(text) and not wording.marked(text)


def _comment(comment: Mapping[str, Any]) -> MirrorComment:
    text = str(comment["body"]).strip()[: wording.LONGEST_COMMENT]
    return MirrorComment(
        str(comment["id"]), wording.moment(comment["created_at"]), str((comment["user"] or {}).get("login", "")), text
    )
