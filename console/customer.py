"""A customer's own page: what they said, what was promised, what was done, and a way to say "not solved".

Whoever has the link has the page, and nothing else: the token says of which feedback, and only we can make one. Looking changes
nothing, because programs look into links before people do.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.cases.in_full import stored_messages
from console.journey import journey
from console.wording import times
from console.wording.languages import speak_to
from console.wording.retelling import sentence
from console.wording.saying import number, say
from console.wording.terms import resolution_of
from golddust.errors import Conflict, Malformed, NotFound
from golddust.identity import Keys
from golddust.ports import Archive, Case, Clock, Desk, Register

PURPOSE = "case"
WORDS_LIMIT = 4_000
"""In characters."""
FORM_LIMIT = 64 * 1024
ACTOR = "customer"
NEEDS_SOMEBODY = ("complaint", "question", "suggestion")


def customer_pages(archive: Archive, register: Register, keys: Keys, desk: Desk, clock: Clock) -> Blueprint:
    """The routes under `/case/<token>`. Times are told by the reader's clock, and in the company's zone until it is known."""
    door = _Door(archive, register, keys, desk, clock)
    blueprint = Blueprint("customer", __name__, template_folder="templates", url_prefix="/case")
    blueprint.context_processor(lambda: {"house_zone": str(desk.zone)})
    blueprint.add_url_rule("/<token>", "case", door.show, methods=["GET"])
    blueprint.add_url_rule("/<token>", "not_solved", door.take_words, methods=["POST"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Door:
    archive: Archive
    register: Register
    keys: Keys
    desk: Desk
    clock: Clock

    def show(self, token: str) -> Response:
        """How it stands. Raises NotFound for a token that is not ours."""
        return self._page(token, "", 200)

    def take_words(self, token: str) -> AnyResponse:
        """The customer says that it is not solved, or something more about it; words are welcome but not demanded."""
        request.max_content_length = FORM_LIMIT
        case = self.register.of_feedback(self._feedback(token))
        if case is None:
            raise NotFound("there is no case yet to say this about")
        words = request.form.get("words", "").strip()
        self._speak(self._feedback(token))
        if len(words) > WORDS_LIMIT:
            least, given = number(WORDS_LIMIT), number(len(words))
            wrong = say("Please cut it to %(most)s characters; it has %(given)s now.", most=least, given=given)
            return self._page(token, wrong, 422)
        try:
            self.register.not_solved(case.id, words, ACTOR)
        except Malformed as malformed:
            return self._page(token, sentence(malformed.reason), 422)
        except Conflict as conflict:
            return self._page(token, sentence(conflict.reason), 409)
        return redirect(
            url_for("customer.case", token=token, lang=request.args.get("lang") or None, _anchor="thanks", told=1), 303
        )

    def _page(self, token: str, wrong: str, status: int) -> Response:
        feedback = self._feedback(token)
        self._speak(feedback)
        case = self.register.of_feedback(feedback)
        text = self._with_case(token, case, wrong) if case else self._without_case(feedback)
        return make_response(text, status)

    def _with_case(self, token: str, case: Case, wrong: str) -> str:
        history = self.register.history(case.id)
        resolutions = [found for event in history if (found := resolution_of(event))]
        question = next((event.note for event in reversed(history) if event.step == "waiting"), "")
        return render_template(
            "customer/case.html",
            case=case,
            token=token,
            promises=times.standings(case, self.desk.clocks(case), self.clock.now()),
            stages=journey(history),
            question=question if case.state == "waiting" else "",
            messages=stored_messages(case, self.register, self.archive),
            resolution=resolutions[-1] if resolutions and case.state in ("resolved", "closed") else None,
            moment=lambda at: times.moment(at, self.desk.zone),
            told="told" in request.args,
            words=request.form.get("words", ""),
            wrong=wrong,
        )

    def _without_case(self, feedback: str) -> str:
        """What was taken in a moment ago may not be stored yet; our token proves that it was taken in."""
        try:
            row = self.archive.one(feedback)
        except NotFound:
            return render_template("customer/received.html", said=None, needs_case=True)
        needs = row["kind"] is None or row["kind"] in NEEDS_SOMEBODY
        return render_template("customer/received.html", said=row["redacted"], needs_case=needs)

    def _speak(self, feedback: str) -> None:
        """The language that they choose, else the one that they wrote in, else the one of their browser."""
        try:
            tags = self.archive.one(feedback)["tags"]
        except NotFound:
            tags = None
        speak_to(request.args.get("lang", ""), tags["language"]["code"] if tags else "")

    def _feedback(self, token: str) -> str:
        feedback = self.keys.subject_of(PURPOSE, token)
        if feedback is None:
            raise NotFound("there is no such page; the link may have been cut on its way")
        return feedback
