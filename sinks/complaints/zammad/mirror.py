"""Cases as tickets of Zammad.

A ticket is found by our case's reference, with which its title begins: every Zammad searches titles, with Elasticsearch a
moment after they were written. Notes are internal articles. What agents write otherwise (mail, phone, a note that is not
internal) is meant for the customer.
Source: docs.zammad.org, "REST API": tickets, ticket articles, users.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from golddust.errors import Misconfigured, NotFound, Problem
from golddust.mirroring import Changed, MirrorComment, MirroredCase, MirrorNote, MirrorState, MirrorStatus
from golddust.ports import Clock
from sinks.complaints import wording
from sinks.complaints.web import Web, bearing
from sinks.complaints.zammad.options import Options

API = "api/v1"
PER_PAGE = 100
MOST_FOUND = 20
PRIORITIES = {"low": "1 low", "high": "3 high", "critical": "3 high"}
WAITING = "pending reminder"
STATUS_OF: Mapping[MirrorState, str] = {"open": "open", "waiting": WAITING, "resolved": "closed", "closed": "closed"}
STATES: Mapping[str, MirrorState] = {
    WAITING: "waiting",
    "closed": "resolved",
    "pending close": "resolved",
    "merged": "closed",
    "removed": "gone",
}


class ZammadMirror:
    """A `ComplaintMirror` on Zammad."""

    name = "zammad"
    brings_back = True
    settles_within = 60.0

    def __init__(self, options: Options, clock: Clock) -> None:
        self._options = options
        self._clock = clock
        token = options.token.get_secret_value()
        self._web = Web(self.name, options.url, bearing("Authorization", f"Token token={token}"), options.timeout, (token,))

    def check(self) -> None:
        """Whether Zammad lets us in, and lets us write in the group."""
        me = self._web.get(f"{API}/users/me", params={"expand": "true"}).body
        groups = me.get("groups")
        if isinstance(groups, Mapping) and not {"full", "create"} & set(groups.get(self._options.group, ())):
            expected = "a group in which our user may create, read and change tickets"
            raise Misconfigured((Problem("mirrors.zammad.group", self._options.group, expected),))

    def find(self, case: MirroredCase) -> str | None:
        """The oldest ticket whose title begins with the reference."""
        rows = self._search(case.reference, MOST_FOUND, "created_at", "asc", 1)
        return next((str(row["id"]) for row in rows if str(row["title"]).startswith(wording.title_begins(case))), None)

    def open(self, case: MirroredCase) -> str:
        """With an internal article, so that no customer is written to."""
        article = {"subject": wording.title(case), "body": wording.description(case), **_INTERNAL}
        ticket = {
            "title": wording.title(case),
            "group": self._options.group,
            "customer_id": f"guess:{self._options.customer}",
            "priority": PRIORITIES.get(case.priority, "2 normal"),
            "article": article,
        }
        return str(self._web.post(f"{API}/tickets", ticket).body["id"])

    def link(self, ticket: str) -> str:
        """Zammad's page of the ticket."""
        return f"{self._options.url.rstrip('/')}/#ticket/zoom/{ticket}"

    def notes(self, ticket: str) -> frozenset[str]:
        """By the marks in its articles."""
        return frozenset().union(*(wording.marked(str(article["body"])) for article in self._articles(ticket)))

    def add(self, ticket: str, note: MirrorNote) -> None:
        """As an internal article."""
        self._web.post(f"{API}/ticket_articles", {"ticket_id": int(ticket), "body": wording.body(note), **_INTERNAL})

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """By state; waiting needs a time at which Zammad reminds of it."""
        before = STATES.get(self._ticket(ticket)["state"], "open")
        if before == state or STATUS_OF[state] == STATUS_OF.get(before):
            return
        change = {"state": STATUS_OF[state]}
        if state == "waiting":
            remind = self._clock.now() + timedelta(days=self._options.waiting_days)
            change["pending_time"] = remind.strftime("%Y-%m-%dT%H:%M:%SZ")
        self._web.put(f"{API}/tickets/{ticket}", change)

    def status(self, ticket: str) -> MirrorStatus:
        """By state, with the articles of agents that are not internal."""
        try:
            found = self._ticket(ticket)
        except NotFound:
            return MirrorStatus("gone", datetime.fromtimestamp(0, UTC))
        comments = [_comment(a) for a in self._articles(ticket) if a["sender"] == "Agent" and not a["internal"]]
        return MirrorStatus(STATES.get(found["state"], "open"), wording.moment(found["updated_at"]), tuple(comments))

    def erase(self, ticket: str) -> str:
        """Deleted for good, with its articles."""
        try:
            self._web.ask("DELETE", f"{API}/tickets/{ticket}")
        except NotFound:
            return ""
        return ""

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By the time of the last update."""
        changed: list[Changed] = []
        page = 1
        while True:
            rows = self._search(f"updated_at:[{when:%Y-%m-%dT%H:%M:%SZ} TO *]", PER_PAGE, "updated_at", "asc", page)
            changed += [Changed(str(row["id"]), wording.moment(row["updated_at"])) for row in rows]
            if len(rows) < PER_PAGE:
                return changed
            page += 1

    def _ticket(self, ticket: str) -> Any:
        return self._web.get(f"{API}/tickets/{ticket}", params={"expand": "true"}).body

    def _articles(self, ticket: str) -> list[Any]:
        articles: list[Any] = self._web.get(f"{API}/ticket_articles/by_ticket/{ticket}").body
        return articles

    def _search(self, query: str, most: int, by: str, order: str, page: int) -> list[Mapping[str, Any]]:
        """Tickets; how they are wrapped depends on Zammad's version."""
        asked = {
            "query": query,
            "per_page": most,
            "limit": most,
            "page": page,
            "sort_by": by,
            "order_by": order,
            "expand": "true",
        }
        found = self._web.get(f"{API}/tickets/search", params=asked).body
        if isinstance(found, list):
            return found
        if "assets" in found:
            tickets = found["assets"].get("Ticket", {})
            return [tickets[str(number)] for number in found["tickets"]]
        return list(found.get("records", found.get("tickets", [])))


_INTERNAL = {"type": "note", "internal": True, "content_type": "text/plain"}


def _comment(article: Mapping[str, Any]) -> MirrorComment:
    text = str(article["body"])
    text = wording.plain(text) if article["content_type"] == "text/html" else text.strip()[: wording.LONGEST_COMMENT]
    return MirrorComment(str(article["id"]), wording.moment(article["created_at"]), str(article.get("created_by", "")), text)
