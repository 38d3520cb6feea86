"""Cases as tickets of Zendesk.

Our case's id is the ticket's `external_id`, and the idempotency key with which it is opened: Zendesk keeps such keys for two
hours and answers again as it did. Notes are private comments. What agents write in public is meant for the customer.

Zendesk's peculiarities: who is not let in is somebody without an id, and 200; a ticket is solved only with an assignee; one
that Zendesk closed (some days after it was solved) can never be changed again; `{{…}}` in a comment is filled in.
Source: developer.zendesk.com, "Ticketing API": introduction (idempotency), tickets, ticket comments, users.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from golddust.errors import Misconfigured, NotFound, Problem, Refused
from golddust.mirroring import Changed, InDoubt, MirrorComment, MirroredCase, MirrorNote, MirrorState, MirrorStatus
from sinks.complaints import wording
from sinks.complaints.web import Web, basic
from sinks.complaints.zendesk.options import Options

API = "api/v2"
PER_PAGE = 100
MOST_PAGES = 100
"""Zendesk shows no more than 100 pages of a list."""
CLOSED_FOR_GOOD = "closed prevents ticket update"
PRIORITIES = {"low": "low", "normal": "normal", "high": "high", "critical": "urgent"}
STATUS_OF: Mapping[MirrorState, str] = {"open": "open", "waiting": "pending", "resolved": "solved", "closed": "solved"}
STATES: Mapping[str, MirrorState] = {"pending": "waiting", "solved": "resolved", "closed": "closed", "deleted": "gone"}


class ZendeskMirror:
    """A `ComplaintMirror` on Zendesk."""

    name = "zendesk"
    brings_back = True
    settles_within = 30.0

    def __init__(self, options: Options) -> None:
        self._options = options
        token = options.token.get_secret_value()
        self._web = Web(self.name, options.url, basic(f"{options.user}/token", token), options.timeout, (token,))

    def check(self) -> None:
        """Whether Zendesk knows us as an agent, and has the group."""
        problems = []
        if self._web.get(f"{API}/users/me.json").body["user"].get("role") not in ("agent", "admin"):
            problems.append(
                Problem("mirrors.zendesk.user", self._options.user, "an agent, with an API token that is switched on")
            )
        elif self._options.group_id is not None:
            try:
                self._web.get(f"{API}/groups/{self._options.group_id}.json")
            except Refused:
                problems.append(Problem("mirrors.zendesk.group_id", str(self._options.group_id), "a group that there is"))
        if problems:
            raise Misconfigured(tuple(problems))

    def find(self, case: MirroredCase) -> str | None:
        """The oldest ticket with the case's id as `external_id` that can still be changed."""
        found = self._web.get(f"{API}/tickets.json", params={"external_id": case.id}).body["tickets"]
        numbers = [row["id"] for row in found if row["status"] != "closed"]
        return str(min(numbers)) if numbers else None

    def open(self, case: MirroredCase) -> str:
        """With a private comment, so that nobody is written to."""
        ticket: dict[str, Any] = {
            "subject": wording.title(case),
            "comment": {"body": _unfilled(wording.description(case)), "public": False},
            "external_id": case.id,
            "priority": PRIORITIES.get(case.priority, "normal"),
            "tags": ["golddust", case.kind],
        }
        if self._options.group_id is not None:
            ticket["group_id"] = self._options.group_id
        try:
            answer = self._web.post(f"{API}/tickets.json", {"ticket": ticket}, headers={"Idempotency-Key": case.id})
        except Refused as refused:
            if "IdempotentRequestError" not in refused.reason:
                raise
            return self._opened_before(case)
        return str(answer.body["ticket"]["id"])

    def _opened_before(self, case: MirroredCase) -> str:
        """The key was used for a case that has changed a little since."""
        found = self.find(case)
        if found is None:
            raise InDoubt("zendesk had the case before, and does not show its ticket")
        return found

    def link(self, ticket: str) -> str:
        """The agents' page of the ticket."""
        return f"{self._options.url.rstrip('/')}/agent/tickets/{ticket}"

    def notes(self, ticket: str) -> frozenset[str]:
        """By the marks in its comments."""
        return frozenset().union(*(wording.marked(comment["body"]) for comment, _ in self._comments(ticket)))

    def add(self, ticket: str, note: MirrorNote) -> None:
        """As a private comment."""
        self._change(ticket, {"comment": {"body": _unfilled(wording.body(note)), "public": False}})

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """By status; who solves must be the assignee where there is none."""
        found = self._ticket(ticket)
        before = STATES.get(found["status"], "open")
        if before == state or (state == "closed" and before == "resolved"):
            return
        needed = (
            {"assignee_email": self._options.user} if state in ("resolved", "closed") and not found.get("assignee_id") else {}
        )
        self._change(ticket, {"status": STATUS_OF[state], **needed})

    def status(self, ticket: str) -> MirrorStatus:
        """By status, with what agents wrote in public."""
        try:
            found = self._ticket(ticket)
        except NotFound:
            return MirrorStatus("gone", datetime.fromtimestamp(0, UTC))
        answers = [_comment(c) for c, role in self._comments(ticket) if _is_answer(c, role)]
        return MirrorStatus(STATES.get(found["status"], "open"), wording.moment(found["updated_at"]), tuple(answers))

    def erase(self, ticket: str) -> str:
        """Deleted, and then for good: Zendesk keeps what is deleted once for 30 days."""
        try:
            self._web.ask("DELETE", f"{API}/tickets/{ticket}.json")
            self._web.ask("DELETE", f"{API}/deleted_tickets/{ticket}.json")
        except NotFound:
            return ""
        return ""

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By the time of the last update, newest first until one is older."""
        changed: list[Changed] = []
        for row in self._newest_first():
            at = wording.moment(row["updated_at"])
            if at < when:
                break
            changed.append(Changed(str(row["id"]), at))
        return changed[::-1]

    def _newest_first(self) -> Iterator[Mapping[str, Any]]:
        for page in range(1, MOST_PAGES + 1):
            asked = {"sort_by": "updated_at", "sort_order": "desc", "per_page": PER_PAGE, "page": page}
            body = self._web.get(f"{API}/tickets.json", params=asked).body
            yield from body["tickets"]
            if not body.get("next_page"):
                return

    def _ticket(self, ticket: str) -> Any:
        return self._web.get(f"{API}/tickets/{ticket}.json").body["ticket"]

    def _change(self, ticket: str, change: Mapping[str, Any]) -> None:
        try:
            self._web.put(f"{API}/tickets/{ticket}.json", {"ticket": change})
        except Refused as refused:
            raise NotFound(refused.reason) if CLOSED_FOR_GOOD in refused.reason else refused from None

    def _comments(self, ticket: str) -> Iterator[tuple[Mapping[str, Any], str]]:
        """Each comment with the role of its author, oldest first."""
        asked: dict[str, str] = {"page[size]": str(PER_PAGE), "include": "users"}
        while True:
            body = self._web.get(f"{API}/tickets/{ticket}/comments.json", params=asked).body
            roles = {user["id"]: user["role"] for user in body.get("users", [])}
            yield from ((comment, roles.get(comment["author_id"], "")) for comment in body["comments"])
            meta = body.get("meta", {})
            if not meta.get("has_more"):
                return
            asked["page[after]"] = meta["after_cursor"]


def _unfilled(text: str) -> str:
    """Without what Zendesk would take for a placeholder."""
    return text.replace("{{", "{ {").replace("{%", "{ %")


def _is_answer(comment: Mapping[str, Any], role: str) -> bool:
    return bool(comment["public"]) and role != "end-user" and not wording.marked(comment["body"])


def _comment(comment: Mapping[str, Any]) -> MirrorComment:
    text = str(comment.get("plain_body") or comment["body"]).strip()[: wording.LONGEST_COMMENT]
    return MirrorComment(str(comment["id"]), wording.moment(comment["created_at"]), str(comment["author_id"]), text)
