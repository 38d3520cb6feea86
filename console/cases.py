"""The console's pages of cases, and what people do with a case."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console import times, wording
from console.accounts import Accounts
from golddust.errors import Conflict, Malformed, NotFound
from golddust.ports import Archive, Case, Clock, Register, Resolution

STATES = ("open", "received", "acknowledged", "in_work", "waiting", "reopened", "resolved", "closed", "all")
LONGEST_LIST = 100
WAITING_FOR_US = ("received", "acknowledged", "in_work", "reopened")


def add_cases(blueprint: Blueprint, archive: Archive, register: Register, accounts: Accounts, clock: Clock) -> None:
    """Add the routes of cases."""
    pages = _CasePages(archive, register, accounts, clock)
    blueprint.add_url_rule("/cases", "cases", pages.cases)
    blueprint.add_url_rule("/cases/<reference>", "case", pages.case)
    for action in (pages.acknowledge, pages.assign, pages.resolve):
        name = action.__name__
        blueprint.add_url_rule(f"/cases/<reference>/{name}", name, action, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _CasePages:
    archive: Archive
    register: Register
    accounts: Accounts
    clock: Clock

    def cases(self) -> AnyResponse:
        """The cases in one state, what breaks first first; or straight to the one whose reference was typed."""
        wanted = request.args.get("reference", "").strip()
        if wanted:
            return self._sought(wanted)
        return self._list("")

    def case(self, reference: str) -> Response:
        """One case: what was said, promised and done."""
        return self._show(self.register.find(reference))

    def acknowledge(self, reference: str) -> AnyResponse:
        """Take it into work."""
        return self._act(reference, lambda seen: self.register.acknowledge(reference, g.user, seen))

    def assign(self, reference: str) -> AnyResponse:
        """Give it to somebody."""
        assignee = request.form.get("assignee", "")
        return self._act(reference, lambda seen: self.register.assign(reference, assignee, g.user, seen))

    def resolve(self, reference: str) -> AnyResponse:
        """Tell the customer how it ended."""
        resolution = Resolution(**{part: request.form.get(part, "") for part in wording.PARTS})
        return self._act(reference, lambda seen: self.register.resolve(reference, resolution, g.user, seen))

    def _act(self, reference: str, act: Callable[[int], Case]) -> AnyResponse:
        """Do it and show the case; when it cannot be done, show why, what changed, and what was typed."""
        seen = _seen_version()
        try:
            act(seen)
        except Conflict as conflict:
            return self._show(self.register.find(reference), conflict.reason, 409, seen)
        except Malformed as malformed:
            return self._show(self.register.find(reference), malformed.reason, 422)
        return redirect(url_for("console.case", reference=reference), 303)

    def _sought(self, wanted: str) -> AnyResponse:
        try:
            found = self.register.find(wanted)
        except NotFound:
            return self._list(f"There is no case “{wanted[:40]}”.", 404)
        return redirect(url_for("console.case", reference=found.reference), 303)

    def _list(self, wrong: str, status: int = 200) -> Response:
        state = request.args.get("state", "open")
        known = state if state in STATES else "open"
        found = self.register.cases("" if known == "all" else known, LONGEST_LIST)
        page = render_template("console/cases.html", cases=found, states=STATES, state=known, most=LONGEST_LIST, wrong=wrong)
        return make_response(page, status)

    def _show(self, case: Case, wrong: str = "", status: int = 200, seen: int | None = None) -> Response:
        page = render_template(
            "console/case.html",
            case=case,
            promises=times.standings(case, self.clock.now()),
            lines=wording.lines(self.register.history(case.id), seen),
            replies=self.archive.replies(case.id),
            actions=_actions(case),
            people=sorted({*self.accounts.users(), g.user}),
            parts_of=wording.PARTS,
            typed=request.form,
            wrong=wrong,
        )
        return make_response(page, status)


def _actions(case: Case) -> frozenset[str]:
    """What may be done with a case in its state; the register has the last word."""
    if case.state in WAITING_FOR_US:
        return frozenset({"assign", "resolve"} | ({"acknowledge"} if case.state != "acknowledged" else set()))
    return frozenset({"assign"} if case.state == "resolved" else ())


def _seen_version() -> int:
    """The version that the page showed. Raises Malformed (400)."""
    version = request.form.get("version", "")
    if not version.isascii() or not version.isdecimal():
        raise Malformed("the form does not say which version of the case it is about", status=400)
    return int(version)
