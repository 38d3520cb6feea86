"""Cases as tickets of Freshdesk.

A ticket is found by a tag, our case's reference. Freshdesk's search lags by minutes, so after a request without an answer
nothing is opened before it has caught up. Notes are private. What agents reply, or note in public, is meant for the customer.
Source: developers.freshdesk.com/api, version 2: tickets, filter tickets, conversations, rate limit (429 with Retry-After).
"""

import html
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from golddust.errors import Misconfigured, NotFound, Problem, Refused
from golddust.mirroring import Changed, MirrorComment, MirroredCase, MirrorNote, MirrorState, MirrorStatus
from sinks.complaints import wording
from sinks.complaints.freshdesk.options import Options
from sinks.complaints.web import Web, basic

API = "api/v2"
PER_PAGE = 100
BY_PORTAL = 2
PRIORITIES = {"low": 1, "normal": 2, "high": 3, "critical": 4}
OPEN, PENDING, RESOLVED, CLOSED = 2, 3, 4, 5
STATUS_OF: Mapping[MirrorState, int] = {"open": OPEN, "waiting": PENDING, "resolved": RESOLVED, "closed": CLOSED}
STATES: Mapping[int, MirrorState] = {status: state for state, status in STATUS_OF.items()}


class FreshdeskMirror:
    """A `ComplaintMirror` on Freshdesk."""

    name = "freshdesk"
    brings_back = True
    settles_within = 300.0

    def __init__(self, options: Options) -> None:
        self._options = options
        key = options.api_key.get_secret_value()
        self._web = Web(self.name, options.url, basic(key, "X"), options.timeout, (key,))

    def check(self) -> None:
        """Whether Freshdesk knows us as an agent, and has the group."""
        self._web.get(f"{API}/agents/me")
        if self._options.group_id is not None:
            try:
                self._web.get(f"{API}/groups/{self._options.group_id}")
            except Refused:
                problem = Problem("mirrors.freshdesk.group_id", str(self._options.group_id), "a group that our agent may see")
                raise Misconfigured((problem,)) from None

    def find(self, case: MirroredCase) -> str | None:
        """The oldest ticket with the reference as a tag and at the beginning of its subject."""
        found = self._web.get(f"{API}/search/tickets", params={"query": f"\"tag:'{_tag(case)}'\""}).body["results"]
        begins = wording.title_begins(case)
        tickets = [row["id"] for row in found if row["subject"].startswith(begins)]
        return str(min(tickets)) if tickets else None

    def open(self, case: MirroredCase) -> str:
        """With a requester of ours, so that no customer is written to."""
        ticket = {
            "subject": wording.title(case),
            "description": _as_html(wording.description(case)),
            "email": self._options.requester,
            "priority": PRIORITIES.get(case.priority, PRIORITIES["normal"]),
            "status": OPEN,
            "source": BY_PORTAL,
            "tags": [_tag(case)],
        }
        if self._options.group_id is not None:
            ticket["group_id"] = self._options.group_id
        return str(self._web.post(f"{API}/tickets", ticket).body["id"])

    def link(self, ticket: str) -> str:
        """The agents' page of the ticket."""
        return f"{self._options.url.rstrip('/')}/a/tickets/{ticket}"

    def notes(self, ticket: str) -> frozenset[str]:
        """By the marks in its conversation."""
        return frozenset().union(*(wording.marked(entry["body_text"]) for entry in self._conversation(ticket)))

    def add(self, ticket: str, note: MirrorNote) -> None:
        """As a private note."""
        self._web.post(f"{API}/tickets/{ticket}/notes", {"body": _as_html(wording.body(note)), "private": True})

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """By status."""
        if STATES.get(self._ticket(ticket)["status"], "open") != state:
            self._web.put(f"{API}/tickets/{ticket}", {"status": STATUS_OF[state]})

    def status(self, ticket: str) -> MirrorStatus:
        """By status, with what agents wrote in public."""
        try:
            found = self._ticket(ticket)
        except NotFound:
            return MirrorStatus("gone", datetime.fromtimestamp(0, UTC))
        state: MirrorState = "gone" if found.get("deleted") else STATES.get(found["status"], "open")
        answers = [_comment(e) for e in self._conversation(ticket) if not (e["private"] or e["incoming"])]
        return MirrorStatus(state, wording.moment(found["updated_at"]), tuple(answers))

    def erase(self, ticket: str) -> str:
        """Into the trash, which only people can empty."""
        try:
            self._web.ask("DELETE", f"{API}/tickets/{ticket}")
        except NotFound:
            return ""
        return "it is in the trash there: delete it forever, or it goes by itself after 30 days"

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By the time of the last update."""
        asked = {"updated_since": f"{when:%Y-%m-%dT%H:%M:%SZ}", "order_by": "updated_at", "order_type": "asc"}
        return [Changed(str(row["id"]), wording.moment(row["updated_at"])) for row in self._pages("tickets", asked)]

    def _ticket(self, ticket: str) -> Any:
        return self._web.get(f"{API}/tickets/{ticket}").body

    def _conversation(self, ticket: str) -> Iterator[Mapping[str, Any]]:
        return self._pages(f"tickets/{ticket}/conversations", {})

    def _pages(self, path: str, asked: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        page = 1
        while True:
            rows = self._web.get(f"{API}/{path}", params={**asked, "per_page": PER_PAGE, "page": page}).body
            yield from rows
            if len(rows) < PER_PAGE:
                return
            page += 1


def _tag(case: MirroredCase) -> str:
    return case.reference.lower()


def _as_html(text: str) -> str:
    """The text as Freshdesk shows it untouched: notes and descriptions are HTML there."""
    return html.escape(text).replace("\n", "<br>")


def _comment(entry: Mapping[str, Any]) -> MirrorComment:
    text = str(entry["body_text"]).strip()[: wording.LONGEST_COMMENT]
    return MirrorComment(str(entry["id"]), wording.moment(entry["created_at"]), str(entry["user_id"]), text)
