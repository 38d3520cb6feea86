"""The page where anybody can tell us something, and the page that thanks them.

No session and no cookie stands behind it, so there is nothing that a forged request could borrow: the signed nonce in the form is
enough. It makes a double post one message, and keeps out what never saw the form.
"""

import json
import secrets
from contextlib import nullcontext
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_network
from math import ceil
from pathlib import Path

from flask import Blueprint, Request, make_response, redirect, request, send_from_directory
from werkzeug import Response

from golddust.errors import Malformed, NotFound, TooLarge, Unavailable
from golddust.identity import Keys
from golddust.ports import Clock, Inbox, Metrics, Receipt
from ingest.clients import MINUTE, Rate, client_at
from ingest.form.entries import MULTIPART, NOTHING, URLENCODED, Entries, entries_of
from ingest.form.languages import tongues
from ingest.form.options import OURS, PLACE, WORDS_LIMIT, Options
from ingest.form.pages import Pages, kept_private
from ingest.form.places import Places
from ingest.form.room import Room
from ingest.form.visits import Visit, visit_of
from ingest.form.wrong import LONGEST_TEXT, Wrong, wrongs_of
from ingest.inbox import new_delivery
from ingest.web import body_of, refusals_counted

SOURCE = "tell-us"
STATIC = Path(__file__).with_name("static")
EMBED_SECONDS = 3600
"""For how long other sites' visitors may keep the script that shows the form there."""
NOT_COUNTED = tuple(
    ip_network(text) for text in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
"""This machine and private networks (RFC 1918, RFC 4193). A proxy that is not known as one stands there, and would count as one
client with all who come through it."""
HEARD_OUT = 4
"""How many times the largest form a form may be and still get a page in answer; beyond, the connection is cut."""
_PIECE = 1 << 16
_PURPOSE = "form"


def form_blueprint(options: Options, keys: Keys, inbox: Inbox, clock: Clock, metrics: Metrics) -> Blueprint:
    """The form's routes, its style sheet among them. Raises Misconfigured for words that are not whole in a language."""
    tongues()
    rate = Rate(options.posts_per_minute, clock.monotonic)
    door = _Door(
        keys, inbox, clock, metrics, options, Places(options.places, keys), Pages(options), rate, Room(options.max_under_way)
    )
    blueprint = Blueprint("form", __name__, template_folder="templates", static_folder=STATIC, static_url_path="/tell-us/static")
    for path in ("/tell-us", "/tell-us/<place>"):
        blueprint.add_url_rule(path, "ask", door.ask, methods=["GET"])
        blueprint.add_url_rule(path, "take_in", door.take_in, methods=["POST"])
    blueprint.add_url_rule("/tell-us/thanks", "thank", door.thank, methods=["GET"])
    blueprint.add_url_rule("/tell-us/embed.js", "embed", door.embed, methods=["GET"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Door:
    keys: Keys
    inbox: Inbox
    clock: Clock
    metrics: Metrics
    options: Options
    places: Places
    pages: Pages
    rate: Rate
    room: Room

    def ask(self, place: str = "") -> Response:
        """The empty form."""
        return self._form(self._visit(place), NOTHING, [], HTTPStatus.OK)

    def take_in(self, place: str = "") -> Response:
        """Make what was written durable and go on to the thanks; or show the form again, with all that was written in it."""
        visit = self._visit(place)
        small = (request.content_length or 0) <= WORDS_LIMIT
        try:
            with nullcontext() if small else self.room.taken(request.content_length or 0):
                return self._taken_in(visit)
        except Unavailable as busy:
            return self._put_off(visit, NOTHING, "wrong.busy", HTTPStatus.SERVICE_UNAVAILABLE, busy.retry_after)

    def thank(self) -> Response:
        """What happens next. The token in the address is that of the customer's own page, so an id alone opens nothing."""
        token = request.args.get("id", "")
        if self.keys.subject_of("case", token) is None:
            raise NotFound("there is no such page")
        return self.pages.thanks(self._visit(request.args.get("place", "")), f"/case/{token}")

    def embed(self) -> Response:
        """The script that shows the form on another site; it does nothing while no site may show it."""
        script = send_from_directory(STATIC, "embed.js", max_age=EMBED_SECONDS) if self.options.embed_on else make_response("")
        script.headers["Content-Type"] = "text/javascript; charset=utf-8"
        script.headers["Cache-Control"] = f"public, max-age={EMBED_SECONDS}"
        script.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        return script

    def _visit(self, place: str) -> Visit:
        """Raises NotFound for what cannot be a place; one that is not there any more is a form like any other."""
        if place and (place in OURS or not PLACE.fullmatch(place)):
            raise NotFound("there is no such page")
        return visit_of(request, self.places, place)

    def _taken_in(self, visit: Visit) -> Response:
        try:
            entries = self._entries()
        except TooLarge:
            _let_pass(request, HEARD_OUT * self.options.body_limit)
            words = visit.tongue.say("wrong.too_large", limit=visit.tongue.number(LONGEST_TEXT))
            return self._form(visit, NOTHING, [Wrong("", words)], HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if entries.switch:
            return self._form(visit, entries, [], HTTPStatus.OK)
        if not self._may_post():
            self.metrics.count("golddust_refusals_total", channel="form", reason="rate")
            return self._put_off(visit, entries, "wrong.too_many", HTTPStatus.TOO_MANY_REQUESTS, MINUTE)
        wrongs = wrongs_of(entries, visit.tongue, self.options) or self._stale(visit, entries)
        if wrongs:
            self.metrics.count("golddust_refusals_total", channel="form", reason="malformed")
            return self._form(visit, entries, wrongs, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            receipt = self._accept(visit, entries)
        except Unavailable as away:
            return self._put_off(visit, entries, "wrong.away", HTTPStatus.SERVICE_UNAVAILABLE, away.retry_after)
        return kept_private(redirect(visit.address("thank", id=self.keys.link_token("case", receipt.id)), HTTPStatus.SEE_OTHER))

    def _entries(self) -> Entries:
        with refusals_counted(self.metrics, "form"):
            if request.mimetype not in (URLENCODED, MULTIPART):
                raise Malformed("expected a posted form", status=400)
            limit = self.options.body_limit if request.mimetype == MULTIPART else WORDS_LIMIT
            return entries_of(body_of(request, limit), request.content_type or URLENCODED)

    def _may_post(self) -> bool:
        client = client_at(request.remote_addr or "", NOT_COUNTED)
        return client.trusted or self.rate.allows(client.counted_as)

    def _stale(self, visit: Visit, entries: Entries) -> list[Wrong]:
        known = self.keys.subject_of(_PURPOSE, entries.nonce) is not None
        return [] if known else [Wrong("", visit.tongue.say("wrong.stale"))]

    def _accept(self, visit: Visit, entries: Entries) -> Receipt:
        with refusals_counted(self.metrics, "form"):
            return self.inbox.accept(
                new_delivery(
                    channel="form",
                    source=SOURCE,
                    external_id=self.keys.subject_of(_PURPOSE, entries.nonce) or "",
                    said=entries.said,
                    original=request.get_data(),
                    received_at=self.clock.now(),
                    sender=entries.contact,
                    facts=_facts(visit, request.content_type or URLENCODED),
                )
            )

    def _put_off(self, visit: Visit, entries: Entries, phrase: str, status: HTTPStatus, after: float) -> Response:
        """The form again, with what was written and the words for why it must be sent once more, in so many seconds."""
        again = self._form(visit, entries, [Wrong("", visit.tongue.say(phrase))], status)
        again.headers["Retry-After"] = str(ceil(after))
        return again

    def _form(self, visit: Visit, entries: Entries, wrongs: list[Wrong], status: HTTPStatus) -> Response:
        """The form with these entries; its nonce stays while it is good, so that trying again is no second message."""
        known = self.keys.subject_of(_PURPOSE, entries.nonce) is not None
        nonce = entries.nonce if known else self.keys.link_token(_PURPOSE, secrets.token_hex(16))
        return self.pages.form(visit, entries, nonce, wrongs, status)


def _let_pass(request: Request, most: int) -> None:
    """Take in and forget the rest of a body, if it is not more than that: browsers show no answer before all is sent."""
    stream, left = request.environ["wsgi.input"], request.content_length or 0
    while 0 < left <= most and (piece := stream.read(min(left, _PIECE))):
        left -= len(piece)


def _facts(visit: Visit, content_type: str) -> dict[str, str]:
    """What the posted bytes do not hold."""
    facts = {
        "content_type": content_type if content_type != URLENCODED else "",
        "language": visit.tongue.code if visit.spoken else "",
        "labels": json.dumps(dict(visit.place.labels), sort_keys=True) if visit.place.labels else "",
        "place": "unknown" if visit.place.unknown else "",
    }
    return {name: told for name, told in facts.items() if told}
