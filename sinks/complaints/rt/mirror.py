"""Cases as tickets of Request Tracker 5.

Our case's id stands in a custom field; a ticket that was just created is found by it at once. Notes are comments, which RT
sends to no customer, and bear the event's id in their subject, so that one request shows which are there. What agents send by
Reply (a "Correspond" transaction) is meant for the customer.

RT's peculiarities: an unknown custom field is dropped in silence (201), so it is looked for at the start; a status that does
not exist or is not permitted is refused with 200 and words, so the ticket is looked at after each change; times in a query are
read in our RT user's own time zone, whatever zone they name, so more is asked for than needed.
Source: RT 5.0.3, docs/REST2.pod, docs/query_builder.pod, and experiments with it.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from golddust.errors import Misconfigured, NotFound, Problem, Refused, Unauthentic
from golddust.mirroring import Changed, MirrorComment, MirroredCase, MirrorNote, MirrorState, MirrorStatus
from sinks.complaints import wording
from sinks.complaints.rt.options import Options
from sinks.complaints.rt.session import Session

PER_PAGE = 100
WIDEST_ZONE = timedelta(hours=15)
PRIORITIES = {"low": 10, "normal": 30, "high": 60, "critical": 90}
STATUSES: Mapping[str, MirrorState] = {"new": "open", "open": "open", "rejected": "closed", "deleted": "gone"}
LATEST_COMMENTS = 20


class RtMirror:
    """A `ComplaintMirror` on RT."""

    name = "rt"
    brings_back = True
    settles_within = 30.0

    def __init__(self, options: Options) -> None:
        self._options = options
        self._rt = Session(self.name, options)
        self._status_of: dict[MirrorState, str] = {
            "open": options.open_status,
            "waiting": options.waiting_status,
            "resolved": options.resolved_status,
            "closed": options.closed_status,
        }
        ours = {status: state for state, status in reversed(self._status_of.items())}
        self._state_of: dict[str, MirrorState] = {**STATUSES, **ours}

    def check(self) -> None:
        """Whether RT lets us in, and has the queue with the custom field."""
        options = self._options
        try:
            queue = self._rt.ask("GET", f"queue/{options.queue}").body
        except (Unauthentic, NotFound):
            problem = Problem("mirrors.rt.queue", options.queue, "a queue that our user may see (rights SeeQueue, ShowTicket, …)")
            raise Misconfigured((problem,)) from None
        fields = [field.get("name") for field in queue.get("TicketCustomFields", [])]
        if options.case_field not in fields:
            expected = f"a custom field of tickets on queue {options.queue} that our user may see (right SeeCustomField)"
            raise Misconfigured((Problem("mirrors.rt.case_field", options.case_field, expected),))

    def find(self, case: MirroredCase) -> str | None:
        """The oldest ticket whose custom field holds the case's id."""
        options = self._options
        query = f"Queue = '{_quoted(options.queue)}' AND CF.{{{options.case_field}}} = '{_quoted(case.id)}'"
        found = self._rt.ask("GET", "tickets", params={"query": query, "orderby": "id"}).body["items"]
        return str(found[0]["id"]) if found else None

    def open(self, case: MirroredCase) -> str:
        """A ticket without a requestor, so that RT has nobody to write to."""
        ticket = {
            "Queue": self._options.queue,
            "Subject": wording.title(case),
            "Content": wording.description(case),
            "ContentType": "text/plain",
            "Priority": PRIORITIES.get(case.priority, PRIORITIES["normal"]),
            "CustomFields": {self._options.case_field: case.id},
        }
        return str(self._rt.ask("POST", "ticket", json=ticket).body["id"])

    def link(self, ticket: str) -> str:
        """RT's page of the ticket."""
        return f"{self._options.url.rstrip('/')}/Ticket/Display.html?id={ticket}"

    def notes(self, ticket: str) -> frozenset[str]:
        """By the subjects of comments."""
        found = (wording.marked(step.get("Data") or "") for step in self._history(ticket, "Type,Data"))
        return frozenset().union(*found)

    def add(self, ticket: str, note: MirrorNote) -> None:
        """As a comment."""
        comment = {"Subject": wording.mark(note.id), "Content": wording.body(note), "ContentType": "text/plain"}
        self._rt.ask("POST", f"ticket/{ticket}/comment", json=comment)

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """By status; Refused when the ticket has not come to it."""
        wanted = self._status_of[state]
        before = self._ticket(ticket)["Status"]
        if before == wanted or (state == "open" and self._state_of.get(before, "open") == "open"):
            return
        words = self._rt.ask("PUT", f"ticket/{ticket}", json={"Status": wanted}).body
        if self._ticket(ticket)["Status"] != wanted:
            raise Refused(f"rt did not set the status {wanted!r}: {' '.join(map(str, words or ['no reason given']))[:160]}")

    def status(self, ticket: str) -> MirrorStatus:
        """By status, with what was sent by Reply and by others than the requestors."""
        found = self._ticket(ticket)
        customers = {person.get("id") for person in found.get("Requestor", [])}
        steps = [s for s in self._history(ticket, "Type,Creator,Created,_hyperlinks") if s["Type"] == "Correspond"]
        answers = [step for step in steps if step["Creator"]["id"] not in customers][:LATEST_COMMENTS]
        comments = tuple(self._comment(step) for step in reversed(answers))
        state = self._state_of.get(found["Status"], "open")
        return MirrorStatus(state, wording.moment(found["LastUpdated"]), comments)

    def erase(self, ticket: str) -> str:
        """Given the status "deleted": only the shredder takes it out of the database."""
        try:
            self._rt.ask("PUT", f"ticket/{ticket}", json={"Status": "deleted", "Subject": "erased"})
        except NotFound:
            return ""
        if self._ticket(ticket)["Status"] != "deleted":
            return "it was not deleted there, because our account has not the right DeleteTicket: delete and shred it"
        return f"it is deleted there, and can still be found: `rt-shredder --plugin 'Tickets=query,id = {ticket}'` destroys it"

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By the time of the last update, newest first until one is older."""
        since = f"{when - WIDEST_ZONE:%Y-%m-%d %H:%M:%S}"
        query = f"Queue = '{_quoted(self._options.queue)}' AND LastUpdated > '{since}'"
        asked = {"query": query, "fields": "LastUpdated", "orderby": "LastUpdated", "order": "DESC"}
        changed: list[Changed] = []
        for row in self._pages("tickets", asked):
            at = wording.moment(row["LastUpdated"])
            if at < when:
                break
            changed.append(Changed(str(row["id"]), at))
        return changed[::-1]

    def _ticket(self, ticket: str) -> Any:
        return self._rt.ask("GET", f"ticket/{ticket}").body

    def _history(self, ticket: str, fields: str) -> Iterator[Any]:
        """What happened to the ticket, newest first."""
        return self._pages(f"ticket/{ticket}/history", {"fields": fields, "orderby": "id", "order": "DESC"})

    def _pages(self, path: str, asked: Mapping[str, str]) -> Iterator[Any]:
        page = 1
        while True:
            params = {**asked, "per_page": str(PER_PAGE), "page": str(page)}
            rows = self._rt.ask("GET", path, params=params).body["items"]
            yield from rows
            if len(rows) < PER_PAGE:
                return
            page += 1

    def _comment(self, step: Mapping[str, Any]) -> MirrorComment:
        parts = [link["_url"] for link in step["_hyperlinks"] if link.get("ref") == "attachment"]
        text = next(filter(None, map(self._text, parts)), "")
        return MirrorComment(str(step["id"]), wording.moment(step["Created"]), str(step["Creator"]["id"]), text)

    def _text(self, address: str) -> str:
        """What the attachment says; "" for what is no text."""
        part = self._rt.ask("GET", f"attachment/{address.rpartition('/')[2]}").body
        kind = str(part.get("ContentType", ""))
        if not kind.startswith("text/"):
            return ""
        text = base64.b64decode(part.get("Content", "")).decode("utf-8", "replace")
        return wording.plain(text) if kind == "text/html" else text.strip()[: wording.LONGEST_COMMENT]


def _quoted(text: str) -> str:
    """As it stands within quotes in RT's query language."""
    return text.replace("\\", "\\\\").replace("'", "\\'")
