"""Cases as customer requests of Jira Service Management.

A request is found by our case's reference, with which its summary begins; Jira's index lags by seconds. Notes are internal
comments. Comments that are public ("Reply to customer") are meant for the customer.

Jira's peculiarities: states change by transitions, which differ from project to project; times in a query are in our user's own
zone, so more is asked for than needed; text is wiki markup, so what customers said is set between {noformat}.
Source: developer.atlassian.com, "Jira Service Management REST API" (request, comment) and "Jira REST API" (transitions, search).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from golddust.errors import Misconfigured, NotFound, Problem, Refused
from golddust.mirroring import Changed, MirrorComment, MirroredCase, MirrorNote, MirrorState, MirrorStatus
from sinks.complaints import wording
from sinks.complaints.jira.options import Options
from sinks.complaints.web import Web, basic, bearing

DESK, CORE = "rest/servicedeskapi", "rest/api/2"
PER_PAGE = 50
WIDEST_ZONE = timedelta(hours=15)
DONE = "done"


class JiraMirror:
    """A `ComplaintMirror` on Jira Service Management."""

    name = "jira"
    brings_back = True
    settles_within = 60.0

    def __init__(self, options: Options) -> None:
        self._options = options
        token = options.token.get_secret_value()
        sign = basic(options.user, token) if options.user else bearing("Authorization", f"Bearer {token}")
        self._web = Web(self.name, options.url, sign, options.timeout, (token,))
        self._web.session.headers["X-ExperimentalApi"] = "opt-in"

    def check(self) -> None:
        """Whether Jira lets us in, and has the project and the request type."""
        options, problems = self._options, []
        for path, setting, value in (
            (f"{CORE}/project/{options.project}", "project", options.project),
            (
                f"{DESK}/servicedesk/{options.service_desk}/requesttype/{options.request_type}",
                "request_type",
                options.request_type,
            ),
        ):
            try:
                self._web.get(path)
            except Refused:
                problems.append(Problem(f"mirrors.jira.{setting}", value, "one that our user may see and open requests with"))
        if problems:
            raise Misconfigured(tuple(problems))

    def find(self, case: MirroredCase) -> str | None:
        """The oldest request of ours whose summary begins with the reference."""
        asked = {"searchTerm": case.reference, "requestOwnership": "OWNED_REQUESTS", "serviceDeskId": self._options.service_desk}
        begins = wording.title_begins(case)
        rows = list(self._pages(f"{DESK}/request", asked))
        found = [row for row in rows if _summary(row).startswith(begins)]
        return str(min(found, key=lambda row: int(row["issueId"]))["issueKey"]) if found else None

    def open(self, case: MirroredCase) -> str:
        """As a request of ours, so that no customer is written to."""
        request = {
            "serviceDeskId": self._options.service_desk,
            "requestTypeId": self._options.request_type,
            "requestFieldValues": {
                "summary": wording.title(case),
                "description": wording.description(case, _unformatted(case.text)),
            },
        }
        return str(self._web.post(f"{DESK}/request", request).body["issueKey"])

    def link(self, ticket: str) -> str:
        """The agents' page of the request."""
        return f"{self._options.url.rstrip('/')}/browse/{ticket}"

    def notes(self, ticket: str) -> frozenset[str]:
        """By the marks in internal comments."""
        comments = self._pages(f"{DESK}/request/{ticket}/comment", {"public": "false", "internal": "true"})
        return frozenset().union(*(wording.marked(comment["body"]) for comment in comments))

    def add(self, ticket: str, note: MirrorNote) -> None:
        """As an internal comment."""
        comment = {"body": wording.body(note, _unformatted(note.text)), "public": False}
        self._web.post(f"{DESK}/request/{ticket}/comment", comment)

    def set_state(self, ticket: str, state: MirrorState) -> None:
        """By a transition. Refused where none leads there; waiting makes none unless one is named."""
        options = self._options
        named = {
            "resolved": options.resolve_transition,
            "closed": options.resolve_transition,
            "waiting": options.waiting_transition,
        }
        ends = state in ("resolved", "closed")
        if (state == "waiting" and not options.waiting_transition) or (state != "waiting" and self._has_ended(ticket) == ends):
            return
        transitions = self._web.get(f"{CORE}/issue/{ticket}/transitions").body["transitions"]
        chosen = _transition(transitions, named.get(state, options.reopen_transition), ends=ends)
        if chosen is None:
            offered = ", ".join(str(transition["name"]) for transition in transitions) or "none"
            raise Refused(f"jira offers no transition to {state!r} for {ticket}; it offers {offered}")
        made: dict[str, Any] = {"transition": {"id": chosen["id"]}}
        if ends and options.resolution:
            made["fields"] = {"resolution": {"name": options.resolution}}
        self._web.post(f"{CORE}/issue/{ticket}/transitions", made)

    def status(self, ticket: str) -> MirrorStatus:
        """By whether its status is one that is done, with the public comments of others."""
        try:
            request = self._web.get(f"{DESK}/request/{ticket}").body
        except NotFound:
            return MirrorStatus("gone", datetime.fromtimestamp(0, UTC))
        public = self._pages(f"{DESK}/request/{ticket}/comment", {"public": "true", "internal": "false"})
        comments = tuple(_comment(comment) for comment in public if not wording.marked(comment["body"]))
        current = request["currentStatus"]
        state: MirrorState = "resolved" if self._is_done(current) else "open"
        return MirrorStatus(state, wording.moment(current["statusDate"]["iso8601"]), comments)

    def erase(self, ticket: str) -> str:
        """Deleted for good, with its comments."""
        try:
            self._web.ask("DELETE", f"{CORE}/issue/{ticket}", params={"deleteSubtasks": "true"})
        except NotFound:
            return ""
        return ""

    def changed_since(self, when: datetime) -> Sequence[Changed]:
        """By the time of the last update, newest first until one is older."""
        since = f"{when - WIDEST_ZONE:%Y/%m/%d %H:%M}"
        changed: list[Changed] = []
        for issue in self._issues(f'project = "{self._options.project}" AND updated >= "{since}" ORDER BY updated DESC'):
            at = wording.moment(issue["fields"]["updated"])
            if at < when:
                break
            changed.append(Changed(str(issue["key"]), at))
        return changed[::-1]

    def _issues(self, jql: str) -> Iterator[Mapping[str, Any]]:
        """The cloud hands out a token for the next page, the data center counts."""
        in_cloud = self._options.deployment == "cloud"
        asked: dict[str, Any] = {"jql": jql, "fields": "updated", "maxResults": PER_PAGE}
        while True:
            body = self._web.get("rest/api/3/search/jql" if in_cloud else f"{CORE}/search", params=asked).body
            yield from body["issues"]
            if in_cloud and body.get("nextPageToken"):
                asked["nextPageToken"] = body["nextPageToken"]
            elif not in_cloud and body["startAt"] + len(body["issues"]) < body["total"] and body["issues"]:
                asked["startAt"] = body["startAt"] + len(body["issues"])
            else:
                return

    def _pages(self, path: str, asked: Mapping[str, str]) -> Iterator[Any]:
        start = 0
        while True:
            body = self._web.get(path, params={**asked, "start": start, "limit": PER_PAGE}).body
            yield from body["values"]
            start += len(body["values"])
            if body["isLastPage"] or not body["values"]:
                return

    def _has_ended(self, ticket: str) -> bool:
        return self._is_done(self._web.get(f"{DESK}/request/{ticket}").body["currentStatus"])

    def _is_done(self, current: Mapping[str, Any]) -> bool:
        category = current.get("statusCategory")
        return category == "DONE" if category else current["status"] in self._options.done_statuses


def _transition(transitions: Sequence[Mapping[str, Any]], name: str, *, ends: bool) -> Mapping[str, Any] | None:
    """The one of that name; without a name, the first that leads to a status that is done, or to one that is not."""
    if name:
        return next((one for one in transitions if one["name"].casefold() == name.casefold()), None)
    return next((one for one in transitions if (one["to"]["statusCategory"]["key"] == DONE) == ends), None)


def _summary(request: Mapping[str, Any]) -> str:
    values = {value["fieldId"]: value.get("value") for value in request["requestFieldValues"]}
    return str(values.get("summary", ""))


def _unformatted(text: str) -> str:
    return "{noformat}\n" + text.replace("{noformat}", "{ noformat }") + "\n{noformat}"


def _comment(comment: Mapping[str, Any]) -> MirrorComment:
    at = wording.moment(comment["created"]["iso8601"])
    text = str(comment["body"]).strip()[: wording.LONGEST_COMMENT]
    return MirrorComment(str(comment["id"]), at, str(comment["author"].get("displayName", "")), text)
