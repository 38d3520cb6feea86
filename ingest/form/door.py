"""The page where anybody can tell us something, and the page that thanks them.

No session stands behind it, so there is nothing that a forged request could borrow: the signed nonce in the form is enough.
It makes a double post one message, and keeps out what never saw the form.
"""

import secrets
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from golddust.errors import Malformed, NotFound, TooLarge, Unavailable
from golddust.identity import Keys
from golddust.ports import Clock, Inbox, Metrics, Receipt
from ingest.form.entries import Entries, entries_of
from ingest.inbox import new_delivery
from ingest.web import body_of, refusals_counted
from ingest.wording import Wording

SOURCE = "tell-us"
LONGEST_TEXT = 20_000
"""In characters."""
BODY_LIMIT = 256 * 1024
"""In bytes: room for the longest text in any script as browsers encode it."""
_PURPOSE = "form"
_MIMETYPE = "application/x-www-form-urlencoded"

FAR_TOO_LONG = f"That is far more than we can take at once. Please go back and cut it to {LONGEST_TEXT:,} characters."
EMPTY = "Please write a few words in the box."
TOO_LONG = "That is more than we can take at once: please cut it to {limit:,} characters (it has {length:,} now)."
STALE = "Please press Send once more. What you wrote is still here."
AWAY = "We could not save your message just now. Please press Send again in a minute; what you wrote is still here."

_NOTHING = Entries("", Wording(""), "", "")


def form_blueprint(keys: Keys, inbox: Inbox, clock: Clock, metrics: Metrics) -> Blueprint:
    """The form's routes, its style sheet among them."""
    door = _Door(keys, inbox, clock, metrics)
    blueprint = Blueprint(
        "form", __name__, template_folder="templates", static_folder="static", static_url_path="/tell-us/static"
    )
    blueprint.add_url_rule("/tell-us", "ask", door.ask, methods=["GET"])
    blueprint.add_url_rule("/tell-us", "take_in", door.take_in, methods=["POST"])
    blueprint.add_url_rule("/tell-us/thanks", "thank", door.thank, methods=["GET"])
    return blueprint


@dataclass(frozen=True, slots=True)
class _Door:
    keys: Keys
    inbox: Inbox
    clock: Clock
    metrics: Metrics

    def ask(self) -> Response:
        """The empty form."""
        return self._form(_NOTHING, "", 200)

    def take_in(self) -> Response:
        """Make what was written durable and go on to the thanks; or show the form again, with all that was written in it."""
        try:
            entries = self._entries()
        except TooLarge:
            return self._form(_NOTHING, FAR_TOO_LONG, 413)
        wrong = self._wrong(entries)
        if wrong:
            self.metrics.count("golddust_refusals_total", channel="form", reason="malformed")
            return self._form(entries, wrong, 422)
        try:
            receipt = self._accept(entries)
        except Unavailable as away:
            again = self._form(entries, AWAY, 503)
            again.headers["Retry-After"] = str(round(away.retry_after))
            return again
        return _private(redirect(url_for("form.thank", id=self.keys.link_token("case", receipt.id)), 303))

    def thank(self) -> Response:
        """What happens next. The token in the address is that of the customer's own page, so an id alone opens nothing."""
        token = request.args.get("id", "")
        if self.keys.subject_of("case", token) is None:
            raise NotFound("there is no such page")
        return _private(make_response(render_template("tell_us_thanks.html", case=f"/case/{token}")))

    def _entries(self) -> Entries:
        with refusals_counted(self.metrics, "form"):
            if request.mimetype != _MIMETYPE:
                raise Malformed("expected a posted form", status=400)
            return entries_of(body_of(request, BODY_LIMIT))

    def _accept(self, entries: Entries) -> Receipt:
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
                    facts={},
                )
            )

    def _wrong(self, entries: Entries) -> str:
        """What the customer must do before it can be taken in; "" when nothing."""
        length = len(entries.wording.text)
        if not length:
            return EMPTY
        if length > LONGEST_TEXT:
            return TOO_LONG.format(limit=LONGEST_TEXT, length=length)
        return STALE if self.keys.subject_of(_PURPOSE, entries.nonce) is None else ""

    def _form(self, entries: Entries, wrong: str, status: int) -> Response:
        """The form with these entries; its nonce stays while it is good, so that trying again is no second message."""
        known = self.keys.subject_of(_PURPOSE, entries.nonce) is not None
        nonce = entries.nonce if known else self.keys.link_token(_PURPOSE, secrets.token_hex(16))
        page = render_template("tell_us.html", nonce=nonce, text=entries.wording.text, contact=entries.contact, wrong=wrong)
        return _private(make_response(page, status))


def _private(response: Response) -> Response:
    """Each form has a nonce of its own and each thanks a customer's link: no cache between us may keep them."""
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
