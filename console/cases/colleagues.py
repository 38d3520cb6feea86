"""Those at work on one case see each other: who looks at it, who is writing, and what somebody did meanwhile.

An open page says every few seconds that it is; no word that is typed goes with it, and none of it is in the audit log.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, g, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from console.audit.chain import Audit
from console.wording import terms
from console.wording.saying import marked, say
from golddust.errors import Malformed
from golddust.events import CaseEvent, CaseStep
from golddust.ports import Presence, Register

NOTHING = 204
LONGEST_VERSION = 10
_DID: Mapping[CaseStep, str] = {
    "acknowledged": marked("%(name)s has seen this"),
    "started": marked("%(name)s took this into work"),
    "assigned": marked("%(name)s gave this to somebody"),
    "waiting": marked("%(name)s asked the customer something"),
    "told": marked("%(name)s wrote to the customer"),
    "noted": marked("%(name)s noted something"),
    "changed": marked("%(name)s changed something about this"),
    "escalated": marked("%(name)s called somebody with more authority"),
    "accepted": marked("%(name)s accepted the escalation"),
    "resolved": marked("%(name)s resolved this"),
    "kept": marked("%(name)s kept a pledge"),
    "closed": marked("%(name)s closed this"),
    "reopened": marked("%(name)s opened this again"),
    "merged": marked("%(name)s merged this with another case"),
    "split": marked("%(name)s made a message a case of its own"),
}
_NOBODY_OF_US = frozenset(("", "register", "customer", "another address"))


@dataclass(frozen=True, slots=True)
class News:
    """What was done to a case since its page was made: the heart of it in one sentence, and all of it as lines, newest first.

    `quiet`: nothing but notes of the register's own, such as that an answer went out. They are no reason to stop anybody.
    """

    version: int
    title: str
    at: datetime
    lines: Sequence[terms.Line]
    quiet: bool


def add_colleagues(blueprint: Blueprint, register: Register, presence: Presence, audit: Audit) -> None:
    """Add the route to which open pages of cases say that they are open."""
    view = _Colleagues(register, presence, audit)
    blueprint.add_url_rule("/cases/<reference>/here", "here", view.here, methods=["POST"])


def news(history: Sequence[CaseEvent], seen: int) -> News | None:
    """What came after version `seen`; None for nothing."""
    new = [event for event in history if event.number > seen]
    if not new:
        return None
    chief = max(new, key=lambda event: (_weight(event), event.number))
    quiet = all((event.actor, event.step) == ("register", "noted") for event in new)
    return News(new[-1].number, _title(chief), chief.at, terms.lines(new), quiet)


def _weight(event: CaseEvent) -> int:
    """A colleague's step says more than a customer's, and that more than what the register did of itself."""
    return 2 if _by_one_of_us(event) else event.actor != "register"


def _by_one_of_us(event: CaseEvent) -> bool:
    return event.actor not in _NOBODY_OF_US and event.step in _DID


def _title(event: CaseEvent) -> str:
    """Such as "Ben resolved this"; what no colleague did is said as the history says it."""
    return say(_DID[event.step], name=event.actor) if _by_one_of_us(event) else terms.lines([event])[0].title


@dataclass(frozen=True, slots=True)
class _Colleagues:
    register: Register
    presence: Presence
    audit: Audit

    def here(self, reference: str) -> AnyResponse:
        """A page says that it is open; it is told who else is there, and what was done since it was made.

        Nothing (204) where there is neither: most pages are alone most of the time.
        """
        if request.form.get("left"):
            self.presence.left(reference, g.user)
            return Response(status=NOTHING)
        seen = version_of(request.form.get("version", ""))
        watched = self.presence.here(reference, g.user, writing=request.form.get("writing") == "yes")
        if watched.version <= seen and not watched.writing and not watched.looking:
            return Response(status=NOTHING)
        since = None
        if watched.version > seen:  # seldom; a look at a history is written down as that at its page
            self.audit.write("person", g.user, "saw.case", reference)
            since = news(self.register.history(reference), seen)
        page = render_template("console/case_here.html", reference=reference, watched=watched, news=since)
        return Response(page, mimetype="text/html")


def version_of(typed: str) -> int:
    """The version that a page says it shows. Raises Malformed (400)."""
    if not typed.isascii() or not typed.isdecimal() or len(typed) > LONGEST_VERSION:
        raise Malformed("the form does not say which version of the case it is about", status=400)
    return int(typed)
