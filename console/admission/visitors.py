"""Who is looking and what they may do: the session's cookie, the table of access, and the token in each form (CSRF)."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.admission.access import HALFWAY, OPEN, PAGES, Rule
from console.admission.accounts import SESSION_LASTS
from console.admission.admission import Admission
from console.admission.roles import at_least
from console.wording.languages import choose
from golddust.errors import Unauthentic, Unavailable
from golddust.subscribing import host_of

log = structlog.get_logger()

COOKIE = "golddust_session"
FORM_COOKIE = "golddust_form"
"""Stands for the session in the forms of those who are not signed in yet."""
PATH = "/console"
FORM_LIMIT = 256 * 1024
"""In bytes."""
STALE = "this form is from before you signed in; go back, load the page again, and send it once more"
SUBJECTS = ("reference", "feedback_id", "name", "letter_id", "note")
"""What a page's address may name; the audit log keeps it."""
MOST_IDS = 25
"""Of one form: as many as a page of the inbox holds."""
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Lets in those with a session, to what their role may, and only forms that we made for this very session."""

    admission: Admission

    def watch(self, blueprint: Blueprint) -> None:
        """Stand before every route of the blueprint."""
        blueprint.before_request(self.admit)
        blueprint.after_request(self.see_out)
        blueprint.context_processor(self._told)

    def admit(self) -> AnyResponse | None:
        """Nothing when the request may go on; the way to what must be shown first when somebody is not signed in, or half.

        Raises Unauthentic (403) for a form that is not from this session, and for what the role may not; Unavailable when what is
        to be seen or done cannot be written down.
        """
        cookie = request.cookies.get(COOKIE, "")
        g.secure = self.admission.secure or request.is_secure
        g.visitor = visitor = self.admission.accounts.visitor_of(cookie)
        g.user = visitor.name if visitor and not visitor.needs else None
        choose(visitor.language if visitor else "", visitor.zone if visitor else "")
        g.secret = cookie if visitor else request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
        if g.user is None and request.endpoint not in OPEN | (HALFWAY if visitor else frozenset()):
            wanted = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("console.code" if visitor else "console.sign_in", next=wanted), 303)
        if request.method == "POST":
            request.max_content_length = FORM_LIMIT
            if not hmac.compare_digest(self._token().encode(), request.form.get("csrf", "").encode()):
                raise Unauthentic(STALE, status=403)
        if g.user is not None and request.endpoint not in OPEN:
            self._demand(PAGES.get(request.endpoint or "", Rule("nobody")))
        return None

    def see_out(self, response: Response) -> Response:
        """Remember whose form it was; write down what was asked for and not done."""
        rule, wrong = PAGES.get(request.endpoint or ""), response.status_code >= HTTPStatus.BAD_REQUEST
        if wrong and g.get("user") and rule and rule.audited == "did" and not g.get("refused"):
            self._write_refusal(response.status_code)
        if "secret" in g and g.visitor is None and request.cookies.get(FORM_COOKIE) != g.secret:
            set_cookie(response, FORM_COOKIE, g.secret)
        return response

    def _told(self) -> dict[str, object]:
        """What templates may use; pages of trouble are made before anybody is known, too."""
        return {"user": g.get("user"), "csrf": self._token() if "secret" in g else "", "may": may}

    def _demand(self, rule: Rule) -> None:
        """Raises Unauthentic when the role may not; writes down beforehand what is seen or done."""
        if rule.role == "nobody" or not at_least(g.visitor.role, rule.role):
            self._write_refusal(HTTPStatus.FORBIDDEN)
            raise Unauthentic(f"this needs the role {rule.role}, and yours is {g.visitor.role}", status=403)
        if rule.audited:
            subject, more = _subject(rule)
            self.admission.audit.write("person", g.user, f"{rule.audited}.{_name()}", subject, **more)

    def _write_refusal(self, status: int) -> None:
        """Nothing was shown or done, so that the request need not fail when this cannot be written. Once for each request."""
        g.refused = True
        try:
            subject, more = _subject(PAGES.get(request.endpoint or "", Rule("nobody")))
            self.admission.audit.write("person", g.user, f"refused.{_name()}", subject, status=int(status), **more)
        except Unavailable:
            log.warning("a refusal could not be written to the audit log")

    def _token(self) -> str:
        """What a form must bring back: follows from the cookie, which a page of somebody else's can neither read nor set."""
        return self.admission.keys.link_token("console form", hashlib.sha256(g.secret.encode()).hexdigest())


def may(endpoint: str) -> bool:
    """Whether whoever is signed in may do that, for pages to show no button that would be refused."""
    return endpoint in PAGES and g.get("user") is not None and at_least(g.visitor.role, PAGES[endpoint].role)


def begin_session(response: AnyResponse, cookie: str) -> AnyResponse:
    """The response with the session's cookie on it."""
    set_cookie(response, COOKIE, cookie, int(SESSION_LASTS.total_seconds()))
    response.delete_cookie(FORM_COOKIE, path=PATH)
    return response


def set_cookie(response: AnyResponse, name: str, value: str, seconds: int | None = None) -> None:
    """Out of reach of scripts; sent along when a link leads here, but with no form of somebody else's."""
    response.set_cookie(name, value, max_age=seconds, path=PATH, httponly=True, samesite="Lax", secure=g.secure)


def inside(wanted: str) -> str:
    """The wanted page where it is one of the console's, else the overview: a link must not send people elsewhere."""
    ours = wanted.startswith(f"{PATH}/") and wanted.isprintable() and "\\" not in wanted
    return wanted if ours else url_for("console.overview")


def _name() -> str:
    """As programs and commands call the same, so that the log names it once."""
    room, _, name = (request.endpoint or "").rpartition(".")
    return f"{name}_subscription" if room == "subscriptions" else name


def _subject(rule: Rule) -> tuple[str, dict[str, Any]]:
    """What it is about, by its address or else its form, and what else is kept of it."""
    given = request.view_args or {}
    more: dict[str, Any] = {"url": host_of(request.form.get(rule.host, ""))} if rule.host else {}
    if found := next((given[name] for name in SUBJECTS if name in given), ""):
        return found, more
    if rule.about:
        return request.form.get(rule.about, "").strip(), more
    first, *others = next(filter(None, map(_ids_in, rule.ids)), [""])
    return first, {"also": others} if others else {}


def _ids_in(field: str) -> list[str]:
    """The ids in a field of the form, before a colon and between commas; nothing else of it gets into the audit log."""
    parts = [part for value in request.form.getlist(field) for part in value.partition(":")[0].split(",")]
    return [part for part in parts if _ID.fullmatch(part)][:MOST_IDS]
