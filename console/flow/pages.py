"""The routes of `/console/streams`: how it stands, dead letters, what can be tried."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, g, make_response, redirect, render_template, url_for
from jinja2.filters import do_filesizeformat
from markupsafe import Markup, escape
from werkzeug.wrappers import Response as AnyResponse

from console.admission.admission import Admission
from console.admission.visitors import PATH, Doorkeeper
from console.flow.lanes import NARROW, WIDE, lanes
from console.flow.letters import add_letters
from console.flow.seen import Seen
from console.flow.state import STATES, shown
from console.wording import times
from console.wording.saying import counted, marked, number, say
from console.wording.terms import channels
from golddust.errors import GoldDustError, NotFound, Unavailable
from golddust.findings import Connection, Finding, words_of
from golddust.ports import Clock, Desk

KINDS = {"way in": marked("Ways in"), "way out": marked("Ways out"), "beneath": marked("What all stands on")}
_UNITS = {
    "KiB": marked("%(number)s KiB"),
    "MiB": marked("%(number)s MiB"),
    "GiB": marked("%(number)s GiB"),
    "TiB": marked("%(number)s TiB"),
}


def streams_pages(admission: Admission, desk: Desk, clock: Clock, seen: Seen) -> Blueprint:
    """The routes of streams; who may what stands in `access.py`."""
    state, tried = _State(seen), _Connections(seen, clock)
    blueprint = Blueprint("streams", __name__, template_folder="../templates", url_prefix=PATH)
    Doorkeeper(admission).watch(blueprint)
    blueprint.context_processor(
        lambda: {
            **times.in_pages(desk.zone, clock.now()),
            "channels": channels(),
            "sized": sized,
            "states": STATES,
            "ticked": ticked,
        }
    )
    blueprint.add_url_rule("/streams", "state", state.show, methods=["GET"])
    add_letters(blueprint, seen, admission.audit, clock)
    blueprint.add_url_rule("/streams/connections", "connections", tried.show, methods=["GET"])
    blueprint.add_url_rule("/streams/connections/<connection>/try", "try_one", tried.try_one, methods=["POST"])
    return blueprint


def ticked(words: str) -> Markup:
    """The words with what stands between backticks as code, and everything as text."""
    parts = enumerate(words.split("`"))
    return Markup("").join(Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in parts)


def sized(size: int) -> str:
    """So many bytes in the largest unit that says something: 11.8 MiB."""
    words = do_filesizeformat(size, binary=True)
    amount, unit = words.split(" ")
    if unit not in _UNITS:
        return counted("%(num)s Byte", "%(num)s Bytes", size)
    return say(_UNITS[unit], number=number(float(amount), 1))


@dataclass(frozen=True, slots=True)
class _State:
    seen: Seen

    def show(self) -> Response:
        """How each stage and topic stands; a log that is away is said to be (503), and where it can be tried."""
        try:
            flow = self.seen.flow.look()
            letters = len(self.seen.parked.all(flow.tallies))
            size = self.seen.size() if self.seen.size else None
        except (Unavailable, NotFound) as away:
            return make_response(render_template("flow/away.html", reason=away.reason), HTTPStatus.SERVICE_UNAVAILABLE)
        at_work = self.seen.at_work()
        found = shown(flow, at_work)
        page = render_template(
            "flow/state.html",
            shown=found,
            letters=letters,
            doors=at_work.doors,
            at=flow.at,
            size=size,
            wide=lanes(found.stops, WIDE),
            narrow=lanes(found.stops, NARROW),
        )
        return make_response(page)


@dataclass(frozen=True, slots=True)
class _Trial:
    """What came of trying: when, by whom, and what was found."""

    at: datetime
    by: str
    findings: Sequence[Finding]

    @property
    def state(self) -> str:
        """The worst of it."""
        states = {one.state for one in self.findings}
        return next((state for state in ("bad", "note") if state in states), "good")


@dataclass(frozen=True, slots=True)
class _Connections:
    """What was tried last is kept by this process, for everybody to see."""

    seen: Seen
    clock: Clock
    trials: dict[str, _Trial] = field(default_factory=dict)

    def show(self) -> Response:
        """All of them, with what came of the last trial of each."""
        found = self.seen.connections()
        kinds = {say(title): [one for one in found if one.kind == kind] for kind, title in KINDS.items()}
        doors = {door.channel: door for door in self.seen.at_work().doors}
        return make_response(render_template("flow/connections.html", kinds=kinds, trials=self.trials, doors=doors))

    def try_one(self, connection: str) -> AnyResponse:
        """Try it as `golddust doctor` does. It changes nothing there."""
        one = next((one for one in self.seen.connections() if one.name == connection), None)
        if one is None:
            raise NotFound("there is no such connection")
        self.trials[one.name] = _Trial(self.clock.now(), g.user, _found(one))
        return redirect(url_for("streams.connections", _anchor=one.name), 303)


def _found(one: Connection) -> list[Finding]:
    try:
        found = list(one.tried())
    except GoldDustError as error:
        return [Finding(one.title, "bad", words_of(error), "see the log lines of the console")]
    return found or [Finding(one.title, "note", "there is nothing to try")]
