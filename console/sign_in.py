"""The pages through which people come in and go out."""

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.accounts import Accounts
from console.times import span
from console.visitors import COOKIE, PATH, begin_session
from golddust.errors import Unauthentic, Unavailable


def add_sign_in(blueprint: Blueprint, accounts: Accounts) -> None:
    """Add the routes for signing in by name and password, by one-time link, and for signing out."""
    pages = _SignIn(accounts)
    blueprint.add_url_rule("/sign-in", "sign_in", pages.ask, methods=["GET"])
    blueprint.add_url_rule("/sign-in", "take_sign_in", pages.take, methods=["POST"])
    blueprint.add_url_rule("/sign-in/<token>", "link", pages.offer, methods=["GET"])
    blueprint.add_url_rule("/sign-in/<token>", "take_link", pages.redeem, methods=["POST"])
    blueprint.add_url_rule("/sign-out", "sign_out", pages.leave, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _SignIn:
    accounts: Accounts

    def ask(self) -> Response:
        """The form."""
        return _form("", 200)

    def take(self) -> AnyResponse:
        """A new session, whose cookie nobody could know before; or the form again, with why."""
        name = request.form.get("name", "")
        try:
            cookie = self.accounts.sign_in(name, request.form.get("password", ""), request.remote_addr or "")
        except Unauthentic:
            return _form("Name or password is wrong.", 401)
        except Unavailable as away:
            answer = _form(f"Too many tries, or we are busy. Please wait {span(timedelta(seconds=away.retry_after))}.", 429)
            answer.headers["Retry-After"] = str(round(away.retry_after))
            return answer
        return self._come_in(cookie)

    def offer(self, token: str) -> Response:
        """A button: programs that look into links before people do must not use them up."""
        return make_response(render_template("console/link.html", token=token))

    def redeem(self, token: str) -> AnyResponse:
        """A new session, the first time."""
        try:
            cookie = self.accounts.redeem(token)
        except Unauthentic:
            return _form("This link was used already, or is older than 15 minutes. “golddust user link” prints a new one.", 401)
        return self._come_in(cookie)

    def leave(self) -> AnyResponse:
        """End the session, here and in the database."""
        self.accounts.sign_out(request.cookies.get(COOKIE, ""))
        response = redirect(url_for("console.sign_in"), 303)
        response.delete_cookie(COOKIE, path=PATH)
        return response

    def _come_in(self, cookie: str) -> AnyResponse:
        if g.user is not None:
            self.accounts.sign_out(request.cookies.get(COOKIE, ""))
        return begin_session(redirect(_inside(request.form.get("next", "")), 303), cookie)


def _form(wrong: str, status: int) -> Response:
    """The sign-in form, with the name that was typed and the way that was wanted."""
    wanted = request.values.get("next", "")
    page = render_template("console/sign_in.html", wrong=wrong, name=request.form.get("name", ""), wanted=wanted)
    return make_response(page, status)


def _inside(wanted: str) -> str:
    """The wanted page where it is one of the console's, else the overview: a link must not send people elsewhere."""
    inside = wanted.startswith("/console/") and wanted.isprintable() and "\\" not in wanted
    return wanted if inside else url_for("console.overview")
