"""What is behind a figure: the messages or the cases that it counts."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from console.insight.asked import asked
from console.insight.pages.page import spoken
from console.insight.pages.promises import STANDARDS
from console.wording.called import capital
from console.wording.saying import marked, reader, say
from console.wording.terms import state_words
from console.wording.times import day_of
from golddust.insight import Insight, Waiting
from golddust.ports import Archive, Clock, Register

PAGE = 25
MOST = 100
JUDGED = {"yes": True, "no": False}
WORDS = {
    "yes": marked("%(standard)s: kept in %(month)s"),
    "no": marked("%(standard)s: broken in %(month)s"),
    "": marked("%(standard)s: due in %(month)s"),
}


@dataclass(frozen=True, slots=True)
class Behind:
    """The two lists."""

    insight: Insight
    archive: Archive
    register: Register
    clock: Clock

    def messages(self) -> Response:
        """The messages, newest first, a page at a time. Raises Malformed for what cannot be asked."""
        figures, before = self.insight.feedback, request.args.get("before", "")
        what = asked(request.args, self.clock.now().astimezone(figures.zone).date())
        found = figures.messages(what.which, what.first, what.last, PAGE + 1, before)
        rows = self.archive.those(found[:PAGE])
        older = found[PAGE - 1] if len(found) > PAGE else ""
        return make_response(
            render_template("insight/messages.html", rows=rows, asked=what, before=before, older=older, spoken=spoken)
        )

    def cases(self) -> Response:
        """The cases of a standard and month, or those that wait at one place."""
        title, found = self._promised() if request.args.get("standard") else self._waiting()
        cases = self.register.those(found)
        return make_response(render_template("insight/cases.html", cases=cases, title=title, most=MOST))

    def _promised(self) -> tuple[str, list[str]]:
        standard, kept = request.args["standard"], request.args.get("kept", "")
        month = day_of(request.args.get("month", "")).replace(day=1)
        segment = request.args.get("segment", "")
        found = self.insight.promises.cases(standard, month, MOST, kept=JUDGED.get(kept), segment=segment)
        named = say(STANDARDS.get(standard, marked("Promises")))
        return say(WORDS.get(kept, WORDS[""]), standard=named, month=reader().day(month, "month")), found

    def _waiting(self) -> tuple[str, list[str]]:
        state, owner, assignee = (request.args.get(name, "") for name in ("state", "owner", "assignee"))
        found = self.insight.cases.waiting_cases(Waiting(state, owner, assignee, 0, 0, self.clock.now()), MOST)
        what = state_words(state) if state else say("waiting")
        return capital(say("%(what)s at %(whom)s", what=what, whom=assignee or owner or say("nobody"))), found
