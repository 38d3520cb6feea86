"""Who is looking: the session's cookie, and the token in each form that shows that the form was ours (CSRF)."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.accounts import SESSION_LASTS, Accounts
from golddust.errors import Unauthentic
from golddust.identity import Keys

COOKIE = "golddust_session"
FORM_COOKIE = "golddust_form"
"""Stands for the session in the forms of those who are not signed in yet."""
PATH = "/console"
FORM_LIMIT = 256 * 1024
"""In bytes."""
STALE = "this form is from before you signed in; go back, load the page again, and send it once more"
OPEN = frozenset({"console.sign_in", "console.take_sign_in", "console.link", "console.take_link"})
"""What may be asked for without a session."""


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Lets in those with a session, and only forms that we made for this very session."""

    accounts: Accounts
    keys: Keys

    def watch(self, blueprint: Blueprint) -> None:
        """Stand before every route of the blueprint."""
        blueprint.before_request(self.admit)
        blueprint.after_request(remember_form_secret)
        blueprint.context_processor(lambda: {"user": g.user, "csrf": self._token()})

    def admit(self) -> AnyResponse | None:
        """Nothing when the request may go on; the way to the sign-in page when nobody is signed in.

        Raises Unauthentic (403) for a form that is not from this session.
        """
        cookie = request.cookies.get(COOKIE, "")
        g.user = self.accounts.user_of(cookie)
        g.secret = cookie if g.user else request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
        if g.user is None and request.endpoint not in OPEN:
            wanted = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("console.sign_in", next=wanted), 303)
        if request.method == "POST":
            request.max_content_length = FORM_LIMIT
            if not hmac.compare_digest(self._token().encode(), request.form.get("csrf", "").encode()):
                raise Unauthentic(STALE, status=403)
        return None

    def _token(self) -> str:
        """What a form must bring back: follows from the cookie, which a page of somebody else's can neither read nor set."""
        return self.keys.link_token("console form", hashlib.sha256(g.secret.encode()).hexdigest())


def remember_form_secret(response: Response) -> Response:
    """Those who are not signed in get the cookie that their form's token follows from."""
    if g.get("user") is None and "secret" in g and request.cookies.get(FORM_COOKIE) != g.secret:
        set_cookie(response, FORM_COOKIE, g.secret)
    return response


def begin_session(response: AnyResponse, cookie: str) -> AnyResponse:
    """The response with the session's cookie on it."""
    set_cookie(response, COOKIE, cookie, int(SESSION_LASTS.total_seconds()))
    response.delete_cookie(FORM_COOKIE, path=PATH)
    return response


def set_cookie(response: AnyResponse, name: str, value: str, seconds: int | None = None) -> None:
    """Out of reach of scripts; sent along when a link leads here, but with no form of somebody else's."""
    response.set_cookie(name, value, max_age=seconds, path=PATH, httponly=True, samesite="Lax", secure=request.is_secure)
