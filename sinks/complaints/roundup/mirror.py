"""Cases as issues of a Roundup tracker.

Our case's id stands in a property of the issue, our event's id in the `messageid` of a message; both are found at once. An
issue is opened through a link that works once. Roundup does not tell remarks among colleagues from answers to the customer, so
only a message that names a part of the answer (`Remedy: …`) is taken for one.

Roundup's peculiarities: writing needs X-Requested-With, Origin and Referer; changes need the ETag last seen; a message without
an author breaks those who are told of it; a new message reopens a resolved issue unless the status is given in the same
request; what was retired is still shown when asked for by its number, but not listed.
Source: Roundup 2.6, doc/rest.txt and detectors/statusauditor.py, and experiments with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from golddust.errors import Conflict, Misconfigured, NotFound, Problem, Refused
from golddust.mirroring import (
    Changed,
    InDoubt,
    MirrorComment,
    MirroredCase,
    MirrorNote,
    MirrorState,
    MirrorStatus,
)
from sinks.complaints import wording
from sinks.complaints.answering import meant_for_customer
from sinks.complaints.roundup.options import Options
from sinks.complaints.web import Web, basic

DATA = "rest/data"
PER_PAGE = 100
LATEST_MESSAGES = 20
QUICKER = 5
"""How often somebody else may change an issue between our look at it and our change."""


class RoundupMirror:
    """A `ComplaintMirror` on Roundup."""

    name = "roundup"
    brings_back = True
    settles_within = 30.0

    def __init__(self, options: Options) -> None:
        self._options = options
        password = options.password.get_secret_value()
        self._web = Web(self.name, options.url, basic(options.user, password), options.timeout, (password,))
        address, base = urlsplit(options.url), f"{options.url.rstrip('/')}/"
        origin = f"{address.scheme}://{address.netloc}"
        self._web.session.headers.update({"X-Requested-With": "golddust", "Origin": origin, "Referer": base})
        self._status_of: dict[MirrorState, str] = {
            "open": options.open_status,
            "waiting": options.waiting_status,
            "resolved": options.resolved_status,
            "closed": options.closed_status,
        }

    def check(self) -> None:
        """Whether the tracker lets us in, and its issues have the property and the statuses."""
        options, problems = self._options, []
        try:
            self._web.get(f"{DATA}/issue", params={f"{options.case_property}:": "-", "@page_size": "1"})
        except Refused:
            expected = "a text property of issues that our user may see and set (schema.py of the tracker)"
            problems.append(Problem("mirrors.roundup.case_property", options.case_property, expected))
        known = {row["name"] for row in self._web.get(f"{DATA}/status", params={"@fields": "name"}).body["data"]["collection"]}
        for state, status in self._status_of.items():
            if status not in known:
                problems.append(Problem(f"mirrors.roundup.{state}_status", status, f"one of {', '.join(sorted(known))}"))
        if problems:
            raise Misconfigured(tuple(problems))

    def find(self, case: MirroredCase) -> str | None:
        """The oldest issue whose property is the case's id."""
        found = self._listed("issue", {f"{self._options.case_property}:": case.id, "@sort": "id"})
        return str(found[0]["id"]) if found else None

    def open(self, case: MirroredCase) -> str:
        """Through a link that works once, so that a request whose answer is lost can be sent again."""
        message = self._message(wording.description(case), f"golddust.case.{case.id}")
        issue = {"title": wording.title(case), self._options.case_property: case.id, "messages": [message]}
        link = str(self._web.post(f"{DATA}/issue/@poe", {}).body["data"]["link"])
        once = f"{DATA}/{link.rpartition(f'/{DATA}/')[2]}"
        try:
            return str(self._web.post(once, issue).body["data"]["id"])
        except InDoubt:
            return self._opened_after_all(once, issue, case)

    def _opened_after_all(self, once: str, issue: Mapping[str, Any], case: MirroredCase) -> str:
        try:
            return str(self._web.post(once, issue).body["data"]["id"])
        except Refused:
            found = self.find(case)  # the link is used up: the first request has arrived
        if found is None:
            raise InDoubt("roundup had the request, did not answer, and does not show the issue")
        return found

    def link(self, ticket: str) -> str:
        """The tracker's page of the issue."""
        return f"{self._options.url.rstrip('/')}/issue{ticket}"

    def notes(self, ticket: str) -> frozenset[str]:
        """By the `messageid` of its messages."""
        messages = {message["id"] for message in self._issue(ticket)["messages"]}
        begins = f"golddust.{ticket}."
        found = self._listed("msg", {"messageid": begins, "@fields": "messageid"})
        ours = (row["messageid"] for row in found if row["id"] in messages)
        return frozenset(name.removeprefix(begins) for name in ours if name.startswith(begins))

    def add(self, ticket: str, note: MirrorNote) -> None:
        """As a message; Roundup mails it to those who follow the issue, which no customer does."""
        self._attach(ticket, wording.body(note), f"golddust.{ticket}.{note.id}")

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """By status."""
        before = self._issue(ticket)["status.name"]
        if before != self._status_of[state] and not (state == "open" and self._state_of(before) == "open"):
            self._change(ticket, lambda _: {"status": self._status_of[state]})

    def status(self, ticket: str) -> MirrorStatus:
        """By status, with the messages of others that name parts of an answer."""
        try:
            issue = self._issue(ticket)
        except NotFound:
            return MirrorStatus("gone", datetime.fromtimestamp(0, UTC))
        messages = [self._web.get(f"{DATA}/msg/{one['id']}", params=_WHOLE) for one in issue["messages"][-LATEST_MESSAGES:]]
        comments = [comment for message in messages if (comment := _comment(message.body["data"]))]
        return MirrorStatus(self._state_of(issue["status.name"]), _moment(issue["activity"]), tuple(comments))

    def erase(self, ticket: str) -> str:
        """Retired, with its messages: only who has the tracker's database can destroy it."""
        try:
            self._retire(ticket)
        except NotFound:
            return ""
        return "it is retired there: `roundup-admin` has the command to destroy it and its messages"

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By their last activity, newest first until one is older."""
        changed: list[Changed] = []
        for row in self._newest_first():
            at = _moment(row["activity"])
            if at < when:
                break
            changed.append(Changed(str(row["id"]), at))
        return changed[::-1]

    def _newest_first(self) -> Iterator[Mapping[str, Any]]:
        page = 1
        while True:
            asked = {"@fields": "activity", "@sort": "-activity", "@page_size": str(PER_PAGE), "@page_index": str(page)}
            rows = self._listed("issue", asked)
            yield from rows
            if len(rows) < PER_PAGE:
                return
            page += 1

    def _issue(self, ticket: str) -> Mapping[str, Any]:
        """As it is listed: what was retired is not."""
        found = self._listed("issue", {"id": ticket, "@fields": "messages,status.name,activity"})
        if not found:
            raise NotFound(f"roundup has no issue {ticket}")
        issue: Mapping[str, Any] = found[0]
        return issue

    def _listed(self, kind: str, asked: Mapping[str, str]) -> list[Mapping[str, Any]]:
        rows: list[Mapping[str, Any]] = self._web.get(f"{DATA}/{kind}", params=asked).body["data"]["collection"]
        return rows

    def _attach(self, ticket: str, text: str, name: str) -> None:
        """Add a message; the status is given with it, or Roundup would open a resolved issue again."""
        number = self._message(text, name)
        self._change(ticket, lambda seen: {"messages": [*_ids(seen["messages"]), number], "status": seen["status"]["id"]})

    def _retire(self, ticket: str) -> None:
        issue = self._issue(ticket)
        for kind, one in [("issue", ticket), *(("msg", str(message["id"])) for message in issue["messages"])]:
            path = f"{DATA}/{kind}/{one}"
            self._web.ask("DELETE", path, headers={"If-Match": self._web.get(path).body["data"]["@etag"]})

    def _message(self, text: str, name: str) -> str:
        message = {"content": text, "author": self._options.user, "messageid": name, "date": "."}  # ".": now
        return str(self._web.post(f"{DATA}/msg", message).body["data"]["id"])

    def _change(self, ticket: str, change: Any) -> None:
        """Change what we have seen; look again where somebody was quicker. Raises Conflict when somebody always is."""
        for left in reversed(range(QUICKER)):
            data = self._web.get(f"{DATA}/issue/{ticket}", params={"@fields": "messages,status"}).body["data"]
            try:
                self._web.ask(
                    "PATCH", f"{DATA}/issue/{ticket}", json=change(data["attributes"]), headers={"If-Match": data["@etag"]}
                )
            except Conflict:
                if not left:
                    raise
            else:
                return

    def _state_of(self, status: str | None) -> MirrorState:
        if status in self._options.ended_statuses:
            return "resolved"
        return "waiting" if status == self._options.waiting_status else "open"


_WHOLE = {"@verbose": "3", "@fields": "content,author,date,messageid,creation"}


def _ids(links: Sequence[Mapping[str, Any]]) -> list[str]:
    return [str(link["id"]) for link in links]


def _comment(data: Mapping[str, Any]) -> MirrorComment | None:
    message = data["attributes"]
    text = str(message["content"] or "").strip()
    if str(message["messageid"] or "").startswith("golddust.") or wording.marked(text) or not meant_for_customer(text):
        return None
    at = _moment(message["date"] or message["creation"])
    return MirrorComment(str(data["id"]), at, str((message["author"] or {}).get("username", "")), text[: wording.LONGEST_COMMENT])


def _moment(text: str) -> datetime:
    """Roundup's times are in UTC, as `2026-03-02.09:00:00`."""
    return wording.moment(text.replace(".", " ", 1))
