"""Cases as issues on GitLab.

An issue is found by our case's reference, with which its title begins; it is confidential, so a public project publishes
nothing. Notes are internal. A comment of others that is not internal and names a part of the answer (`Remedy: …`) is meant for
the customer.

GitLab's peculiarities: what a Guest asks for beyond their rights (labels) is left out in silence; a line that begins with /
would be carried out as a command, so what customers said is fenced.
Source: docs.gitlab.com, "Issues API", "Notes API", "Rate limits" (429 with Retry-After).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from golddust.errors import Misconfigured, NotFound, Problem, Unauthentic
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
from sinks.complaints.gitlab.options import Options
from sinks.complaints.web import Web, bearing

REPORTER = 20


class GitlabMirror:
    """A `ComplaintMirror` on GitLab."""

    name = "gitlab"
    brings_back = True
    settles_within = 30.0

    def __init__(self, options: Options) -> None:
        self._options = options
        self._project = f"api/v4/projects/{quote(options.project, safe='')}"
        token = options.token.get_secret_value()
        self._web = Web(self.name, options.url, bearing("PRIVATE-TOKEN", token), options.timeout, (token,))

    def check(self) -> None:
        """Whether the project is there, takes issues, and we are a Reporter at least."""
        path, wanted = "mirrors.gitlab.project", self._options.project
        try:
            found = self._web.get(self._project).body
        except (NotFound, Unauthentic):
            raise Misconfigured((Problem(path, wanted, "a project that our token may see"),)) from None
        given = [access["access_level"] for access in found.get("permissions", {}).values() if access]
        problems = []
        if found.get("issues_access_level") == "disabled" or found.get("issues_enabled") is False:
            problems.append(Problem(path, wanted, "a project with issues"))
        if given and max(given) < REPORTER:
            problems.append(Problem(path, wanted, "a project in which our token is a Reporter at least"))
        if problems:
            raise Misconfigured(tuple(problems))

    def find(self, case: MirroredCase) -> str | None:
        """The oldest issue whose title begins with the reference."""
        asked = {"search": case.reference, "in": "title", "scope": "all", "order_by": "created_at", "sort": "asc"}
        begins = wording.title_begins(case)
        found = (row for row in self._web.pages(f"{self._project}/issues", asked) if row["title"].startswith(begins))
        return next((str(row["iid"]) for row in found), None)

    def open(self, case: MirroredCase) -> str:
        """Confidential."""
        text = f"{wording.fenced(wording.description(case))}\n\n{case.url}\n{wording.hidden(case.id)}"
        issue = {"title": wording.title(case), "description": text, "labels": self._options.label, "confidential": True}
        return str(self._web.post(f"{self._project}/issues", issue).body["iid"])

    def link(self, ticket: str) -> str:
        """The issue's page; "" for a project that is known by its number."""
        project = self._options.project
        return "" if project.isdigit() else f"{self._options.url.rstrip('/')}/{project}/-/issues/{ticket}"

    def notes(self, ticket: str) -> frozenset[str]:
        """By the marks in its notes."""
        return frozenset().union(*(wording.marked(note["body"]) for note in self._notes(ticket)))

    def add(self, ticket: str, note: MirrorNote) -> None:
        """As an internal note."""
        text = f"{wording.fenced(note.text)}\n\n{wording.stamp(note.at)}\n{wording.hidden(note.id)}"
        self._web.post(f"{self._project}/issues/{ticket}/notes", {"body": text, "internal": True})

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """Closed or open; there is no waiting."""
        ends = state in ENDED
        if (self._issue(ticket)["state"] == "closed") != ends:
            self._web.put(f"{self._project}/issues/{ticket}", {"state_event": "close" if ends else "reopen"})

    def status(self, ticket: str) -> MirrorStatus:
        """Closed is resolved, with the comments of others that name parts of an answer."""
        try:
            issue = self._issue(ticket)
        except NotFound:
            return MirrorStatus("gone", datetime.fromtimestamp(0, UTC))
        comments = [_comment(note) for note in self._notes(ticket) if _is_answer(note)]
        state: MirrorState = "resolved" if issue["state"] == "closed" else "open"
        return MirrorStatus(state, wording.moment(issue["updated_at"]), tuple(comments))

    def erase(self, ticket: str) -> str:
        """Deleted for good, which an owner of the project may."""
        try:
            self._web.ask("DELETE", f"{self._project}/issues/{ticket}")
        except NotFound:
            return ""
        return ""

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By the time of the last update."""
        asked = {
            "labels": self._options.label,
            "updated_after": when.isoformat(),
            "scope": "all",
            "order_by": "updated_at",
            "sort": "asc",
        }
        rows = self._web.pages(f"{self._project}/issues", asked)
        return [Changed(str(row["iid"]), wording.moment(row["updated_at"])) for row in rows]

    def _issue(self, ticket: str) -> Any:
        return self._web.get(f"{self._project}/issues/{ticket}").body

    def _notes(self, ticket: str) -> Iterator[Mapping[str, Any]]:
        """What people wrote, oldest first; the system's own remarks are left out."""
        asked = {"order_by": "created_at", "sort": "asc"}
        notes = self._web.pages(f"{self._project}/issues/{ticket}/notes", asked)
        return (note for note in notes if not note["system"])


def _is_answer(note: Mapping[str, Any]) -> bool:
    return not note.get("internal") and meant_for_customer(note["body"]) and not wording.marked(note["body"])


def _comment(note: Mapping[str, Any]) -> MirrorComment:
    text = str(note["body"]).strip()[: wording.LONGEST_COMMENT]
    return MirrorComment(str(note["id"]), wording.moment(note["created_at"]), str(note["author"]["username"]), text)
