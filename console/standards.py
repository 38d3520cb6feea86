"""`/standards`, on the public door: what we promise and how often we kept it; as JSON, too, and as a badge for other pages.

Only what was published is shown, by the rules of `insight/publishing.py`: no figure stands for a few people, none ever changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, render_template, request

from console.insight.publishing import LEAST, total
from console.insight.shares import share
from console.wording.languages import speak_to
from console.wording.retelling import length
from console.wording.saying import marked, reader, say
from golddust.insight import Kept, PromiseFigures, Published

HEADINGS = {
    "acknowledge": marked("We tell you that we have your message"),
    "answer": marked("We answer you"),
    "resolve": marked("We put it right, and tell you what happened"),
    "update": marked("We tell you how it stands"),
    "pledge": marked("We do what we said we would do"),
}
"""In the order of a customer's way."""
SHOWN = 12
"""The latest figures of each standard; the badge is made of them, too."""
FRESH = "public, max-age=3600"


@dataclass(frozen=True, slots=True)
class Line:
    """One standard: its name, heading, latest figures, the newest first, and all of these together."""

    standard: str
    heading: str
    figures: Sequence[Published]
    together: Kept


def standards_pages(promises: PromiseFigures, promised: Mapping[str, str]) -> Blueprint:
    """The three routes, which need nobody's leave, set no cookie, and may be kept for an hour.

    `promised` has the usual time of each standard, in words.
    """
    door = _Door(promises, promised)
    blueprint = Blueprint("standards", __name__, template_folder="templates")
    blueprint.add_url_rule("/standards", "page", door.page)
    blueprint.add_url_rule("/standards.json", "figures", door.figures)
    blueprint.add_url_rule("/standards/badge.svg", "badge", door.badge)
    return blueprint


@dataclass(frozen=True, slots=True)
class _Door:
    promises: PromiseFigures
    promised: Mapping[str, str]

    def page(self) -> Response:
        """Promised against kept, in plain words."""
        speak_to(request.args.get("lang", ""))
        lines = _lines(self.promises.published())
        page = render_template(
            "standards/page.html", lines=lines, promised=self.promised, least=LEAST, hundred=hundred, when=when, time_words=length
        )
        return _fresh(make_response(page))

    def figures(self) -> Response:
        """All that was ever published; other sites may read it."""
        figures = [_as_json(one) for one in self.promises.published()]
        response = _fresh(jsonify({"at_least_cases": LEAST, "figures": figures}))
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    def badge(self) -> Response:
        """How many of 100 promises were kept, as a picture for other pages."""
        speak_to(request.args.get("lang", ""))
        shown = [one for line in _lines(self.promises.published()) for one in line.figures]
        response = _fresh(make_response(render_template("standards/badge.svg", kept=hundred(total(shown)))))
        response.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
        return response


def hundred(kept: Kept | Published) -> int | None:
    """How many of a hundred were kept, or None of nothing. All only when it was all, none only when it was none."""
    part = share(kept.kept, kept.cases)
    if part is None:
        return None
    return floor(100 * part.value) if part.value > 0.5 else ceil(100 * part.value)  # noqa: PLR2004 - rounded away from the ends


def when(figure: Published) -> str:
    """The months that it stands for."""
    last = reader().day(figure.last, "month")
    if figure.first == figure.last:
        return last
    form = "month-alone" if figure.first.year == figure.last.year else "month"
    return say("%(first)s to %(last)s", first=reader().day(figure.first, form), last=last)


def _lines(published: Sequence[Published]) -> list[Line]:
    by_standard = {name: list(figures) for name, figures in groupby(published, key=lambda one: one.standard)}
    latest = {name: sorted(by_standard.get(name, ()), key=lambda one: one.first, reverse=True)[:SHOWN] for name in HEADINGS}
    return [Line(name, say(HEADINGS[name]), figures, total(figures)) for name, figures in latest.items() if figures]


def _as_json(one: Published) -> dict[str, Any]:
    months = {"first_month": f"{one.first:%Y-%m}", "last_month": f"{one.last:%Y-%m}"}
    return {"standard": one.standard, **months, "cases": one.cases, "kept": one.kept}


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = FRESH
    return response
