"""The pages through which people come in and go out."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.admission.admission import Admission
from console.admission.codes import add_codes
from console.admission.coming_in import come_in, too_many
from console.admission.from_provider import add_provider
from console.admission.visitors import COOKIE, PATH
from console.wording.saying import say
from golddust.errors import Unauthentic, Unavailable


def add_sign_in(blueprint: Blueprint, admission: Admission) -> None:
    """Add the routes for signing in by name and password, by one-time link, by a provider, with a code, and for signing out."""
    pages = _SignIn(admission)
    blueprint.add_url_rule("/sign-in", "sign_in", pages.ask, methods=["GET"])
    blueprint.add_url_rule("/sign-in", "take_sign_in", pages.take, methods=["POST"])
    blueprint.add_url_rule("/sign-in/<token>", "link", pages.offer, methods=["GET"])
    blueprint.add_url_rule("/sign-in/<token>", "take_link", pages.redeem, methods=["POST"])
    blueprint.add_url_rule("/sign-out", "sign_out", pages.leave, methods=["POST"])
    add_codes(blueprint, admission)
    add_provider(blueprint, admission, pages.form)


@dataclass(frozen=True, slots=True)
class _SignIn:
    admission: Admission

    def ask(self) -> Response:
        """The form."""
        return self.form("", 200)

    def take(self) -> AnyResponse:
        """A new session, whose cookie nobody could know before; or the form again, with why."""
        name, peer = request.form.get("name", "").strip(), request.remote_addr or ""
        try:
            cookie = self.admission.accounts.sign_in(name, request.form.get("password", ""), peer)
        except Unauthentic:
            self._note_failure(name, peer)
            return self.form(say("Name or password is wrong."), 401)
        except Unavailable as away:
            return too_many(away, self.form)
        return come_in(self.admission, cookie, "password")

    def offer(self, token: str) -> Response:
        """A button: programs that look into links before people do must not use them up."""
        return make_response(render_template("console/link.html", token=token))

    def redeem(self, token: str) -> AnyResponse:
        """A new session, the first time."""
        try:
            cookie = self.admission.accounts.redeem(token)
        except Unauthentic:
            used = say("This link was used already, or is older than 15 minutes. “golddust user link” prints a new one.")
            return self.form(used, 401)
        return come_in(self.admission, cookie, "link")

    def leave(self) -> AnyResponse:
        """End the session, here and in the database."""
        self.admission.accounts.sign_out(request.cookies.get(COOKIE, ""))
        response = redirect(url_for("console.sign_in"), 303)
        response.delete_cookie(COOKIE, path=PATH)
        return response

    def form(self, wrong: str, status: int) -> Response:
        """The sign-in form, with the name that was typed and the way that was wanted."""
        page = render_template(
            "console/sign_in.html",
            wrong=wrong,
            name=request.form.get("name", ""),
            wanted=request.values.get("next", ""),
            provider=self.admission.provider,
        )
        return make_response(page, status)

    def _note_failure(self, name: str, peer: str) -> None:
        """A name that is none of ours is not kept: people type their passwords there."""
        known = name if name in self.admission.accounts.users() else ""
        self.admission.audit.write("nobody", known, "sign_in.failed", known, peer=peer)
