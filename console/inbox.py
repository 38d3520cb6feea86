"""The inbox: what customers say, narrowed by what its address says, and the tags that people put right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, tzinfo
from typing import Any, cast, get_args
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.admission.visitors import may
from console.feeds import id_of
from console.shared import Shared
from console.wording import evidence, times
from console.wording.languages import forms, of_reader
from console.wording.saying import marked, say
from golddust.errors import Malformed
from golddust.events import Channel, Feeling, Kind, Level, Mood, Question
from golddust.ports import Archive, Clock, Corrections, Sought, Views

PAGE = 25
MOST_NEW = 50
"""Rows that are asked for at once when they are new."""
SHOWN = 320
"""Characters of a text in the list."""
CHOICES: Mapping[str, Sequence[str]] = {"channel": get_args(Channel), "kind": get_args(Kind), "mood": get_args(Mood)}
LABELS: Mapping[str, Sequence[str]] = {
    "kind": get_args(Kind),
    "sentiment": get_args(Mood),
    "emotion": get_args(Feeling),
    "urgency": get_args(Level),
}
WRONG = {
    "pick": marked("Pick some messages first."),
    "view": marked("That view was not kept: it needs a name of at most 80 characters, and 50 views are the most."),
}
"""What an address may have the page say: these words and no others."""
FILTERS = tuple(field.name for field in fields(Sought))
FRESH = 5.0
"""Seconds for which the rows of what just came are the same for all: nothing in them is one reader's own."""
NEW = timedelta(days=1)
"""Rows of what is older are on the inbox and its further pages only, each look at which is written down."""
BEFORE = timedelta(seconds=5)
"""So long before the page is made its stream begins: what was on its way to the database then is in it."""
LONGEST = 200
"""Characters of one filter."""


def add_inbox(blueprint: Blueprint, archive: Archive, corrections: Corrections, views: Views, zone: tzinfo, clock: Clock) -> None:
    """Add the routes of the inbox."""
    pages = _Inbox(archive, corrections, views, zone, clock, Shared(clock, FRESH))
    blueprint.context_processor(lambda: _words(zone, clock.now()))
    blueprint.add_url_rule("/feedback", "feedback", pages.inbox)
    blueprint.add_url_rule("/feedback/rows", "rows", pages.rows)
    blueprint.add_url_rule("/feedback/correct", "correct", pages.correct, methods=["POST"])
    blueprint.add_url_rule("/feedback/undo", "undo", pages.undo, methods=["POST"])
    blueprint.add_url_rule("/feedback/views", "save_view", pages.save_view, methods=["POST"])
    blueprint.add_url_rule("/feedback/views/forget", "forget_view", pages.forget_view, methods=["POST"])


def _words(zone: tzinfo, now: datetime) -> dict[str, Any]:
    """What its templates may call."""
    return {
        "excerpt": lambda row: evidence.excerpt(_said(row), evidence.words_of(row["tags"]), SHOWN),
        "short_time": lambda at: times.short(at, now, zone),
        "labels_of": LABELS,
        "script_words": script_words,
    }


def script_words() -> dict[str, object]:
    """What the page's script says."""
    return {
        "fresh": forms("%(num)s new message", "%(num)s new messages"),
        "picked": forms("The one that is picked is", "All %(num)s that are picked are"),
        "much": say("Much is new: load the page again."),
    }


def _said(row: Mapping[str, Any]) -> str:
    return f"{row['subject']} \N{EN DASH} {row['text']}" if row["subject"] else str(row["text"])


@dataclass(frozen=True, slots=True)
class _Inbox:
    archive: Archive
    corrections: Corrections
    views: Views
    zone: tzinfo
    clock: Clock
    fresh: Shared

    def inbox(self) -> AnyResponse:
        """The newest feedback first, what fits the address, a page at a time."""
        asked = asked_for()
        if any(asked[name] not in ("", *known) for name, known in CHOICES.items()):
            return redirect(url_for("console.feedback"), 303)
        sought, wrong = sought_by(asked, self.zone)
        before = request.args.get("before", "")
        rows = self.archive.feedback(PAGE + 1, before, sought)
        older = rows[PAGE - 1]["id"] if len(rows) > PAGE else ""
        page = render_template(
            "console/feedback.html",
            rows=rows[:PAGE],
            asked=asked,
            before=before,
            older=older,
            wrong=wrong or say(WRONG.get(request.args.get("wrong", ""), "")),
            choices=self.archive.choices(),
            known=CHOICES,
            views=self.views.of(g.user),
            place=id_of(self.clock.now() - BEFORE),
            query=urlencode(_given(asked)),
            undo=ids_of(request.args.get("undo", "")),
            link=lambda **changes: url_for("console.feedback", **_given({**asked, **changes})),
        )
        return make_response(page)

    def rows(self) -> Response:
        """The rows of those that are new, as far as they fit the address: what the page's script puts on top."""
        ids, asked = ids_of(request.args.get("ids", ""))[:MOST_NEW], asked_for()
        return Response(
            self.fresh.get((*ids, *asked.items(), *of_reader(), may("console.correct")), lambda: self._rows_of(ids, asked)),
            mimetype="text/html",
        )

    def _rows_of(self, ids: Sequence[str], asked: Mapping[str, str]) -> str:
        since = self.clock.now() - NEW
        rows = [
            row for row in (self.archive.those(ids, sought_by(asked, self.zone)[0]) if ids else []) if row["received_at"] > since
        ]
        return render_template("console/inbox_rows.html", rows=rows)

    def correct(self) -> AnyResponse:
        """Put one tag right: `put` is "<feedback>:<question>:<answer>", without the feedback it is about all that are picked."""
        feedback, _, put = request.form.get("put", "").partition(":")
        question, _, answer = put.partition(":")
        picked = [feedback] if feedback else request.form.getlist("pick")[:PAGE]
        if not picked:
            return _back(wrong="pick")
        if question == "topic":  # one more, of each
            made = self.corrections.turn_topic(picked, answer, g.user)
        else:
            made = self.corrections.correct(picked, cast("Question", question), [answer], g.user)
        return _back(undo=made, at=picked[0])

    def undo(self) -> AnyResponse:
        """Take corrections back."""
        self.corrections.take_back(ids_of(request.form.get("corrections", ""))[:PAGE], g.user)
        return _back(at=request.form.get("at", ""))

    def save_view(self) -> AnyResponse:
        """Keep what the address says under a name."""
        try:
            self.views.save(g.user, request.form.get("name", ""), urlencode(_given(_of_query(request.form.get("back", "")))))
        except Malformed:
            return _back(wrong="view")
        return _back()

    def forget_view(self) -> AnyResponse:
        """Keep it no more."""
        self.views.forget(g.user, request.form.get("name", ""))
        return _back()


def sought_by(asked: Mapping[str, str], zone: tzinfo) -> tuple[Sought, str]:
    """What is looked for, and what could not be understood of it. Days are those of the reader's clock, the last included."""
    try:
        begin, end = (times.beginning_of(asked[name], times.wall(zone)) for name in ("since", "until"))
    except Malformed as refused:
        return Sought(**{**asked, "since": None, "until": None}), refused.reason  # type: ignore[arg-type] # the others are texts
    until = end + timedelta(days=1) if end else None
    return Sought(**{**asked, "since": begin, "until": until}), ""  # type: ignore[arg-type] # as above


def asked_for() -> dict[str, str]:
    """The filters in the page's address."""
    return {name: request.args.get(name, "").strip()[:LONGEST] for name in FILTERS}


def _of_query(query: str) -> dict[str, str]:
    """The filters that a query holds, and nothing else of it."""
    return {name: value[:LONGEST] for name, value in parse_qsl(query[: 10 * LONGEST]) if name in FILTERS}


def _given(asked: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}


def ids_of(listed: str) -> list[str]:
    """The ids in a list with commas, and nothing else of it."""
    return [one for one in listed.split(",") if one.isascii() and one.isalnum()]


def _back(wrong: str = "", undo: Sequence[str] = (), at: str = "") -> AnyResponse:
    """To the page that the form stood on, or to the feedback's own: never to another site."""
    told = _given({"wrong": wrong, "undo": ",".join(undo)})
    if one := request.form.get("one", ""):
        return redirect(url_for("console.one_feedback", feedback_id=one, **told), 303)
    query = _given(_of_query(request.form.get("back", "")))
    query |= _given({"before": request.form.get("before", "")})
    anchor = f"said-{at}" if at.isascii() and at.isalnum() and at else None
    return redirect(url_for("console.feedback", **query, **told, _anchor=anchor), 303)
