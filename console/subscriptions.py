"""The pages of `/console/streams/subscriptions`: to whom events are posted, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, get_args

import msgspec
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.admission.admission import Admission
from console.admission.visitors import PATH, Doorkeeper
from console.wording import times
from console.wording.terms import channels
from golddust import topics
from golddust.errors import Conflict, Malformed
from golddust.events import CaseStep, Channel, Kind, Level, Mood
from golddust.ports import Clock, Desk
from golddust.subscribing import Attempt, Subscriptions, Wish

SHOWN = 60
"""Tries."""
TALL = 40
"""Pixels of the picture; a try that took a second or more fills it."""


def subscriptions_pages(admission: Admission, desk: Desk, clock: Clock, kept: Subscriptions) -> Blueprint:
    """The routes of subscriptions; who may what stands in `access.py`."""
    pages = _Pages(kept, desk)
    blueprint = Blueprint("subscriptions", __name__, template_folder="templates", url_prefix=f"{PATH}/streams/subscriptions")
    Doorkeeper(admission).watch(blueprint)
    blueprint.context_processor(
        lambda: {
            **times.in_pages(desk.zone, clock.now()),
            "channels": channels(),
        }
    )
    blueprint.add_url_rule("", "all", pages.all, methods=["GET"])
    blueprint.add_url_rule("/new", "adding", pages.adding, methods=["GET"])
    blueprint.add_url_rule("/new", "add", pages.add, methods=["POST"])
    blueprint.add_url_rule("/at/<name>", "one", pages.one, methods=["GET"])
    blueprint.add_url_rule("/at/<name>/change", "changing", pages.changing, methods=["GET"])
    blueprint.add_url_rule("/at/<name>/change", "change", pages.change, methods=["POST"])
    blueprint.add_url_rule("/at/<name>/remove", "removing", pages.removing, methods=["GET"])
    for action in ("pause", "resume", "rotate", "replay", "test", "remove"):
        blueprint.add_url_rule(f"/at/<name>/{action}", action, getattr(pages, action), methods=["POST"])
    return blueprint


@dataclass(frozen=True, slots=True)
class Bar:
    """One try in the picture: where it stands, how tall it is, and whether it was taken."""

    x: int
    y: int
    height: int
    taken: bool


def bars(tries: Sequence[Attempt]) -> list[Bar]:
    """The tries from the oldest on, each as tall as it took long."""
    return [_bar(place, one) for place, one in enumerate(reversed(tries))]


def _bar(place: int, one: Attempt) -> Bar:
    height = max(4, min(TALL, one.ms * TALL // 1000))
    return Bar(place * 8, TALL - height, height, not one.error)


@dataclass(frozen=True, slots=True)
class _Pages:
    kept: Subscriptions
    desk: Desk

    def all(self) -> Response:
        """Every one, with how it stands."""
        return make_response(render_template("subscriptions/list.html", found=self.kept.all()))

    def one(self, name: str) -> Response:
        """One, with its last tries and what can be done with it."""
        return self._one(name)

    def adding(self) -> Response:
        """The form for a new one."""
        return self._form("", None)

    def add(self) -> Response:
        """A new one; its secret is on the page this once."""
        name = request.form.get("name", "").strip()
        try:
            wish = _wish()
            secret = self.kept.add(name, wish)
        except (Malformed, Conflict) as refused:
            return self._form("", _typed(), refused.reason, 422)
        return self._one(name, secret=secret)

    def changing(self, name: str) -> Response:
        """The form with what it wants now."""
        one = self.kept.one(name)
        return self._form(name, Wish(url=one.url, topics=one.topics, filter=one.filter))

    def change(self, name: str) -> AnyResponse:
        """Let it want that."""
        self.kept.one(name)
        try:
            self.kept.change(name, _wish())
        except Malformed as refused:
            return self._form(name, _typed(), refused.reason, 422)
        return _back(name)

    def pause(self, name: str) -> AnyResponse:
        """Nothing is sent."""
        self.kept.pause(name)
        return _back(name)

    def resume(self, name: str) -> AnyResponse:
        """It goes on."""
        self.kept.resume(name)
        return _back(name)

    def rotate(self, name: str) -> Response:
        """A new secret, on the page this once."""
        try:
            secret = self.kept.rotate(name)
        except Conflict as refused:
            return self._one(name, wrong=refused.reason, status=409)
        return self._one(name, secret=secret)

    def replay(self, name: str) -> AnyResponse:
        """Once more, since a time by the house's clock."""
        try:
            self.kept.replay(name, times.moment_in(self.desk.zone, request.form.get("since", "")))
        except Malformed as refused:
            return self._one(name, wrong=refused.reason, status=422)
        return _back(name)

    def test(self, name: str) -> Response:
        """A made-up event, and what came of it."""
        return self._one(name, tried=self.kept.test(name))

    def removing(self, name: str) -> Response:
        """The question before."""
        return make_response(render_template("subscriptions/remove.html", one=self.kept.one(name)))

    def remove(self, name: str) -> AnyResponse:
        """It is no more."""
        self.kept.remove(name)
        return redirect(url_for("subscriptions.all"), 303)

    def _one(self, name: str, *, secret: str = "", wrong: str = "", tried: Attempt | None = None, status: int = 200) -> Response:
        tries = self.kept.tries(name, SHOWN)
        given = {"secret": secret, "wrong": wrong, "tried": tried}
        page = render_template(
            "subscriptions/one.html", one=self.kept.one(name), tries=tries, bars=bars(tries), tall=TALL, **given
        )
        return make_response(page, status)

    def _form(self, name: str, wish: Wish | None, wrong: str = "", status: int = 200) -> Response:
        offered = self.kept.offered()
        page = render_template(
            "subscriptions/form.html",
            name=name,
            wish=wish or Wish(url="", topics=()),
            typed=request.form,
            offered=offered,
            named=[topic.removeprefix(topics.BY_TOPIC) for topic in offered if topic.startswith(topics.BY_TOPIC)],
            choices={field: get_args(words) for field, words in CHOICES.items()},
            levels=get_args(Level),
            wrong=wrong,
        )
        return make_response(page, status)


CHOICES: dict[str, Any] = {"kinds": Kind, "sentiments": Mood, "channels": Channel, "steps": CaseStep}
"""The conditions of which several boxes may be ticked."""


def _wish() -> Wish:
    """What the form says. Raises Malformed."""
    try:
        return msgspec.convert(_said(), Wish)
    except msgspec.ValidationError as error:
        raise Malformed(str(error)) from None


def _typed() -> Wish:
    """The same to be shown once more; what is no choice is left out."""
    try:
        return _wish()
    except Malformed:
        return Wish(url=request.form.get("url", ""), topics=tuple(request.form.getlist("log")))


def _said() -> dict[str, Any]:
    conditions: dict[str, Any] = {field: request.form.getlist(field) for field in (*CHOICES, "topics")}
    conditions["urgency"] = request.form.get("urgency", "none")
    pairs = [line.partition("=") for line in request.form.get("labels", "").splitlines() if line.strip()]
    conditions["labels"] = {name.strip(): value.strip() for name, _, value in pairs}
    return {"url": request.form.get("url", "").strip(), "topics": request.form.getlist("log"), "filter": conditions}


def _back(name: str) -> AnyResponse:
    return redirect(url_for("subscriptions.one", name=name), 303)
