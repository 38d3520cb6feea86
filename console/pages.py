"""The console: what customers say and what was promised to them, for the people who keep the promises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from console.admission.admission import Admission
from console.admission.sign_in import add_sign_in
from console.admission.visitors import PATH, Doorkeeper
from console.cases.pages import Casework, add_cases
from console.exports.for_people import add_downloads
from console.inbox import add_inbox, ids_of
from console.insight.routes import add_insight
from console.originals import FileIn, add_originals
from console.wording import called, evidence, terms, times
from console.wording.retelling import clock_words
from golddust.insight import Insight
from golddust.ports import Archive, Causes, Clock, Corrections, Desk, Originals, Presence, Register, Views

NEWEST = 6
DUE_FIRST = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """What helps those who read what customers say, and work on it beside each other."""

    corrections: Corrections
    views: Views
    originals: Originals
    file_in: FileIn
    presence: Presence


def console_pages(
    archive: Archive,
    register: Register,
    admission: Admission,
    desk: Desk,
    causes: Causes,
    clock: Clock,
    insight: Insight,
    reading: Reading,
) -> Blueprint:
    """All routes under `/console/`; who may what stands in `access.py`."""
    pages = _Pages(archive, register, clock)
    blueprint = Blueprint("console", __name__, template_folder="templates", url_prefix=PATH)
    Doorkeeper(admission).watch(blueprint)
    blueprint.context_processor(lambda: _words(desk, clock.now()))
    blueprint.add_url_rule("/", "overview", pages.overview)
    blueprint.add_url_rule("/feedback/<feedback_id>", "one_feedback", pages.one_feedback)
    add_inbox(blueprint, archive, reading.corrections, reading.views, desk.zone, clock)
    add_originals(blueprint, archive, reading.originals, reading.file_in)
    add_cases(blueprint, archive, register, Casework(admission.accounts, admission.audit, desk, causes, reading.presence, clock))
    add_insight(blueprint, insight, archive, register, clock)
    add_downloads(blueprint, archive, register, causes, desk.zone)
    add_sign_in(blueprint, admission)
    return blueprint


def _words(desk: Desk, now: datetime) -> dict[str, Any]:
    """What templates may call."""
    return {
        **times.in_pages(desk.zone, now),
        "next_standing": lambda case: times.next_standing(case, desk.clocks(case), now),
        "house_zone": str(desk.zone),
        "clock_words": lambda words: _of_the_house(clock_words(words), desk.zone),
        "automatic_words": called.automatic_words,
        "channels": terms.channels(),
        "file_states": terms.FILES,
        "state_words": terms.state_words,
        "parts_of": terms.PARTS,
        "missing_words": terms.missing_words,
        "reply_state": terms.reply_state,
        "reply_title": terms.reply_title,
        "waiting_together": terms.waiting_together,
    }


def _of_the_house(words: str, zone: tzinfo) -> str:
    """Clocks explain themselves by the wall of the house; whoever has another clock is told so."""
    return words if str(times.wall(zone)) == str(zone) else f"{words} ({zone})"


@dataclass(frozen=True, slots=True)
class _Pages:
    archive: Archive
    register: Register
    clock: Clock

    def overview(self) -> Response:
        """Figures, what is due first, what came in last, what waits."""
        page = render_template(
            "console/overview.html",
            figures=self.archive.figures(),
            cases=self.register.cases("open", DUE_FIRST),
            rows=self.archive.feedback(NEWEST),
            waiting=self.archive.waiting_replies(),
        )
        return make_response(page)

    def one_feedback(self, feedback_id: str) -> Response:
        """One feedback as it was received, and what was read into it."""
        row = self.archive.one(feedback_id)
        tags: Mapping[str, Any] | None = row["tags"]
        pieces, choices = evidence.pieces(row["text"], evidence.words_of(tags)), self.archive.choices()
        undo = ids_of(request.args.get("undo", ""))
        page = render_template("console/one_feedback.html", row=row, tags=tags, pieces=pieces, choices=choices, undo=undo)
        return make_response(page)
