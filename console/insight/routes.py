"""The routes of the insight pages, each as a page and as files; notes and baselines."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from console.insight.asked import PRESETS, Asked, asked, of_slice
from console.insight.behind import Behind
from console.insight.charts import LETTER
from console.insight.pages import audit, bottlenecks, causes, digest, expectations, mood, promises, topics
from console.insight.pages.page import Make, Page, address, spoken
from console.insight.png import drawable, png
from console.insight.tables import as_csv
from console.wording.languages import choose
from console.wording.saying import ENGLISH, for_reader, marked, reader, say
from console.wording.terms import channels
from console.wording.times import day_of
from golddust.errors import NotFound
from golddust.insight import Insight
from golddust.ports import Archive, Clock, Register

PAGES: Mapping[str, tuple[str, Make]] = {
    "digest": (marked("The week"), digest.page),
    "": (marked("Mood"), mood.page),
    "topics": (marked("Rising and falling"), topics.page),
    "audit": (marked("Audit"), audit.page),
    "promises": (marked("Promises kept"), promises.page),
    "expectations": (marked("Expectations"), expectations.page),
    "bottlenecks": (marked("Bottlenecks"), bottlenecks.page),
    "causes": (marked("Causes"), causes.page),
}
DATED = ("", "audit", "expectations")
"""Those whose days are chosen; the others have days of their own."""
TEMPLATES = {"": "mood", "audit": "audit", "digest": "digest"}
CHOSEN: Mapping[str, str] = {"audit": "baseline", "digest": "week"}
"""What else the address of a page may choose."""
KINDS = ("complaint", "question", "suggestion", "praise", "other")
KEPT = ("days", "first", "last", "topic", "kind", "side", "value")


def add_insight(blueprint: Blueprint, insight: Insight, archive: Archive, register: Register, clock: Clock) -> None:
    """Add `/insight` and all below it."""
    views, behind = _Views(insight, archive, clock), Behind(insight, archive, register, clock)
    for name in PAGES:
        path = f"/insight/{name}" if name else "/insight"
        blueprint.add_url_rule(path, _endpoint(name).removeprefix("console."), views.show, defaults={"name": name})
    blueprint.add_url_rule("/insight/messages", "insight_messages", behind.messages)
    blueprint.add_url_rule("/insight/cases", "insight_cases", behind.cases)
    blueprint.add_url_rule("/insight/notes", "insight_note", views.note, methods=["POST"])
    blueprint.add_url_rule("/insight/notes/<note>/forget", "insight_forget", views.forget, methods=["POST"])
    blueprint.add_url_rule("/insight/baselines", "insight_freeze", views.freeze, methods=["POST"])


def _endpoint(name: str) -> str:
    return f"console.insight_{name}" if name else "console.insight"


@dataclass(frozen=True, slots=True)
class _Views:
    insight: Insight
    archive: Archive
    clock: Clock

    def show(self, name: str) -> Response:
        """One page, or with `?as=` one of its tables or pictures as a file. Raises Malformed for what cannot be asked."""
        what, choice = asked(request.args, self._today()), CHOSEN.get(name, "")
        more = {choice: request.args[choice]} if request.args.get(choice) else {}
        given = {"archive": self.archive} if name in ("digest", "audit") else {}
        given |= {"visitor": g.visitor} if name == "digest" else {}
        if request.args.get("as") == "png" and drawable(reader()) is ENGLISH:
            choose("en", "")
        with for_reader(ENGLISH) if request.args.get("as") == "csv" else nullcontext():  # programs read that
            page = PAGES[name][1](self.insight, what, self.clock.now(), **more, **given)
        if request.args.get("as"):
            return _file(page, request.args["as"], request.args.get("part", ""))
        template = f"insight/{TEMPLATES.get(name, 'page')}.html"
        return make_response(render_template(template, page=page, **self._frame(name, what, more)))

    def note(self) -> AnyResponse:
        """Write beside a day what happened on it."""
        self.insight.feedback.note(day_of(request.form.get("day", "")), request.form.get("words", ""), g.user)
        return redirect(_back(), 303)

    def forget(self, note: str) -> AnyResponse:
        """Take a note away."""
        self.insight.feedback.forget_note(note)
        return redirect(_back(), 303)

    def freeze(self) -> AnyResponse:
        """Keep the counts of these days as they stand, to measure change against."""
        what = asked(request.form, self._today())
        segment = what.which.value if what.which.side == "segment" else ""
        frozen = self.insight.feedback.freeze(request.form.get("name", ""), what.first, what.last, segment, g.user)
        return redirect(address("console.insight_audit", {**of_slice(what.which), "baseline": frozen.id}), 303)

    def _today(self) -> date:
        return self.clock.now().astimezone(self.insight.feedback.zone).date()

    def _frame(self, name: str, what: Asked, more: Mapping[str, str]) -> dict[str, Any]:
        """What the frame around each page shows: the other pages, the days, the slice."""
        endpoint, query = _endpoint(name), {**what.address, **more}
        return {
            "pages": {_endpoint(one): say(title) for one, (title, _) in PAGES.items()},
            "endpoint": endpoint,
            "asked": what,
            "dated": name in DATED,
            "presets": {days: say(words) for days, words in PRESETS.items()},
            "kinds": KINDS,
            "topics": sorted(self.insight.owners),
            "link": lambda **changes: address(endpoint, query | changes),
            "spoken": spoken,
            "side_words": channels(),
        }


def _file(page: Page, form: str, part: str) -> Response:
    section = next((one for one in page.sections if one.name == part), None)
    if section is None or section.table is None:
        raise NotFound("there is no such part of this page")
    if form == "csv":
        return _download(as_csv(section.table), "text/csv; charset=utf-8", f"{section.table.name}.csv")
    if form in ("svg", "png") and section.picture:
        drawing = render_template("insight/drawing.svg", picture=section.picture, letter=LETTER).strip()
        if form == "png":
            return _download(png(drawing), "image/png", f"{section.table.name}.png")
        return _download(drawing, "image/svg+xml; charset=utf-8", f"{section.table.name}.svg")
    raise NotFound("there is no such file of this part")


def _download(content: str | bytes, mimetype: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="golddust-{name}"'
    return response


def _back() -> str:
    """To the page that the form was on, with its filters."""
    return address("console.insight", {name: request.form.get(name, "") for name in KEPT})
