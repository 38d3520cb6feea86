"""The console's pages of cases: the list with its filters, and one case with all that belongs to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.admission.accounts import Accounts
from console.admission.visitors import may
from console.audit.chain import Audit
from console.cases.actions import NOTHING_TRIED, Tried, add_actions
from console.cases.colleagues import add_colleagues
from console.cases.in_full import stored_messages
from console.wording import terms, times
from console.wording.retelling import sentence
from console.wording.saying import say
from golddust.errors import Malformed, NotFound
from golddust.events import PRIORITIES, CaseEvent
from golddust.ports import Archive, Case, Causes, Clock, Desk, DraftedResolution, Presence, Register, Wanted
from golddust.purposes import BY_PERSONS, NEWS

STATES = ("open", "unresolved", *terms.STATES, "all")
FILTERS = tuple(field.name for field in fields(Wanted))
LONGEST_LIST = 100
ACTED_ON = ("complaint", "question", "suggestion")
"""The kinds of messages on which somebody must act, as the tagging has them."""


@dataclass(frozen=True, slots=True)
class Casework:
    """What the pages of cases ask, beside archive and register."""

    accounts: Accounts
    audit: Audit
    desk: Desk
    causes: Causes
    presence: Presence
    clock: Clock


def add_cases(blueprint: Blueprint, archive: Archive, register: Register, work: Casework) -> None:
    """Add the routes of cases."""
    pages = _CasePages(archive, register, work.accounts, work.desk, work.causes, work.presence, work.clock)
    blueprint.add_url_rule("/cases", "cases", pages.cases)
    blueprint.add_url_rule("/cases/<reference>", "case", pages.case)
    add_actions(blueprint, register, work.desk, work.causes, pages.show)
    add_colleagues(blueprint, register, work.presence, work.audit)


@dataclass(frozen=True, slots=True)
class _CasePages:
    archive: Archive
    register: Register
    accounts: Accounts
    desk: Desk
    causes: Causes
    presence: Presence
    clock: Clock

    def cases(self) -> AnyResponse:
        """The cases that fit, what breaks first first; or straight to the one whose reference was typed."""
        wanted = request.args.get("reference", "").strip()
        if wanted:
            return self._sought(wanted)
        return self._list("")

    def case(self, reference: str) -> Response:
        """One case: what was said, promised and done; `?draft=` fills the form for its resolution."""
        return self.show(self.register.find(reference))

    def show(self, case: Case, tried: Tried = NOTHING_TRIED, status: int = 200, seen: int | None = None) -> Response:
        """The case's page, with what came of what was tried on it; `seen`: the version that its form was of."""
        possible = self.desk.possible(case) if may("console.note") else ()
        drafts = self._drafts(case)
        chosen = next((draft for draft in drafts if draft.name == request.args.get("draft")), None)
        messages = list(stored_messages(case, self.register, self.archive))
        replies, history = self.archive.replies(case.id), self.register.history(case.id)
        page = render_template(
            "console/case.html",
            case=case,
            watched=self.presence.others(case.reference, g.user),
            similar=self.causes.similar(case.id) if "changed" in possible else (),
            reread=_reread(case, messages),
            put_right=_put_right(case, messages, history),
            promises=times.standings(case, self.desk.clocks(case), self.clock.now()),
            lines=terms.lines(history, seen),
            messages=messages,
            told_before=self.desk.told_before(case),
            perhaps_same=self.desk.perhaps_same(case),
            replies=replies,
            untold=_untold(case, replies),
            heir=self.register.find(case.merged_into).reference if case.merged_into else "",
            cause=self.causes.name(case.cause) if case.cause else "",
            offered=self.causes.offered(),
            possible=possible,
            drafts=drafts,
            chosen=chosen,
            people=sorted({*self.accounts.users(), g.user}),
            priorities=PRIORITIES,
            zone=times.wall(self.desk.zone),
            tried=tried.action,
            typed=tried.typed,
            wrong=tried.wrong,
            preview=tried.preview,
        )
        return make_response(page, status)

    def _drafts(self, case: Case) -> list[DraftedResolution]:
        return self.desk.drafts(case) if "resolved" in self.desk.possible(case) else []

    def _sought(self, wanted: str) -> AnyResponse:
        try:
            found = self.register.find(wanted)
        except NotFound:
            return self._list(say("There is no case “%(wanted)s”.", wanted=wanted[:40]), 404)
        return redirect(url_for("console.case", reference=found.reference), 303)

    def _list(self, wrong: str, status: int = 200) -> Response:
        asked = asked_for()
        try:
            found = self.register.search(wanted_by(asked, self.causes), LONGEST_LIST)
        except (Malformed, NotFound) as refused:
            found, wrong, status = [], sentence(refused.reason), 422
        page = render_template(
            "console/cases.html",
            cases=found,
            asked=asked,
            query=urlencode(_without_empty(asked)),
            states=STATES,
            link=lambda **changes: url_for("console.cases", **_without_empty(asked | changes)),
            priorities=PRIORITIES,
            most=LONGEST_LIST,
            wrong=wrong,
        )
        return make_response(page, status)


def wanted_by(asked: Mapping[str, str], causes: Causes) -> Wanted:
    """Which cases the filters mean. Raises NotFound for a cause that there is not."""
    state = "" if asked["state"] == "all" else asked["state"]
    cause = causes.id_of(asked["cause"]) if asked["cause"] else ""
    return Wanted(**(dict(asked) | {"state": state, "cause": cause}))


def _opening(case: Case, messages: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The message that opened the case, where it is stored."""
    return next((row for row in messages if row["id"] == case.feedback), None)


def _reread(case: Case, messages: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The message that opened an open case, where somebody said since that it is of a kind on which nobody must act."""
    mine = _opening(case, messages)
    if mine is None or case.state in ("resolved", "closed") or mine["kind"] in (None, case.kind, *ACTED_ON):
        return None
    return mine if "kind" in mine["corrected"] else None


def _put_right(case: Case, messages: Sequence[Mapping[str, Any]], history: Sequence[CaseEvent]) -> str:
    """Who put right what the message is about or how it presses, where the case has it otherwise; "" for nobody.

    Nor is it told once owner or priority were set since.
    """
    mine = _opening(case, messages)
    if mine is None or case.state in ("resolved", "closed"):
        return ""
    otherwise = {
        "topics": {topic["name"] for topic in mine["topics"]} != set(case.topics),
        "urgency": mine["urgency"] != case.urgency,
    }
    said = [mine["corrected"][question] for question, differs in otherwise.items() if differs and question in mine["corrected"]]
    last = max(said, key=lambda one: one["at"], default=None)
    if last is None:
        return ""
    followed = (
        (one.owner, one.priority) != (before.owner, before.priority) for before, one in pairwise(history) if one.at > last["at"]
    )
    return "" if any(followed) else str(last["actor"])


def _untold(case: Case, replies: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What a person wrote, or a machine promised, that did not reach the customer, as far as no later word of its sort did.

    Of what failed for one reason, the newest. News, which a customer may do without, is not among it; nor is anything of somebody
    who was erased.
    """
    failed: dict[tuple[bool, str], Mapping[str, Any]] = {}
    for reply in replies if case.customer else ():
        by_person = reply["purpose"] in BY_PERSONS
        if reply["state"] == "sent" and not reply["why"] and reply["carrier"] != "undelivered":
            failed = {} if by_person else {sort: one for sort, one in failed.items() if sort[0]}
        elif reply["why"] and reply["purpose"] not in NEWS:
            failed[by_person, reply["why"]] = reply
    return list(failed.values())


def asked_for() -> dict[str, str]:
    """The filters in the page's address; by default what waits for us."""
    given = {name: request.args.get(name, "").strip() for name in FILTERS}
    default = "unresolved" if given["person"] else "open" if not given["standing"] else "all"
    return given | {"state": given["state"] if given["state"] in STATES else default}


def _without_empty(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}
