"""The HTTP edge: makes the applications, and is the only place where an error becomes an HTTP answer.

What each error means is in `golddust/errors.py`. Programs get `application/problem+json` (RFC 9457), people who look with a
browser a small page; a bug is shown to neither: they get an id under which the log holds it.
"""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING, Any

import structlog
from flask import Blueprint, Flask, Request, Response, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as AnyResponse

from console.look import look_blueprint
from console.wording.languages import greet, speak
from console.wording.saying import marked, say
from golddust.errors import (
    Conflict,
    GoldDustError,
    Malformed,
    NotFound,
    Occupied,
    Refused,
    TooLarge,
    Unauthentic,
    Unavailable,
    UnknownVersion,
)

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

LARGEST_BODY = 32 * 2**20
"""In bytes, for every route; doors have smaller limits of their own."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""Set where the view has set no other."""
OVER_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
"""As well, where the address that people see is https: a browser that was here once asks over nothing else for a year. What else
answers at names below ours is not ours to decide, so they are not included."""
_STATUS: tuple[tuple[type[GoldDustError], HTTPStatus], ...] = (
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (Occupied, HTTPStatus.CONFLICT),
    (UnknownVersion, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Refused, HTTPStatus.BAD_REQUEST),
)
_FOR_PEOPLE = {
    HTTPStatus.BAD_REQUEST: (marked("We could not read that"), marked("Please go back and try once more.")),
    HTTPStatus.UNAUTHORIZED: (marked("Please sign in first"), ""),
    HTTPStatus.FORBIDDEN: (marked("That was not done"), ""),
    HTTPStatus.NOT_FOUND: (
        marked("There is no such page"),
        marked("The link may have been cut on its way; try to copy it whole."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        marked("This page cannot be used in that way"),
        marked("Please go back and try once more."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (marked("That is more than we can take"), marked("Please make it shorter.")),
    HTTPStatus.SERVICE_UNAVAILABLE: (marked("We cannot do this just now"), marked("Please try again in a minute.")),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        marked("Something went wrong here"),
        marked("It is our fault, not yours. Please try again."),
    ),
}
"""What a page says of each: a heading, and what to do."""

Check = Callable[[], None]
"""Returns when what it asks for is there; raises Unavailable (or Misconfigured) when not."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error as it is told: `detail` holds nothing of our insides; `id` names a bug in the log."""

    status: HTTPStatus
    detail: str
    id: str = ""
    retry_after: float = 0.0


class Posted(Request):
    """A request whose posted form holds no NUL, which databases take in no text; a form that was refused is empty after that."""

    def _load_form_data(self) -> None:
        """Raises Malformed (400), and HTTPException when the client hung up: once only.

        Whoever writes down what was refused asks for the form again.
        """
        if "form" in self.__dict__:
            return
        try:
            super()._load_form_data()
            _refuse_nul_in(self.__dict__["form"].items(multi=True))
        except (HTTPException, Malformed):
            self.__dict__.update(form=ImmutableMultiDict(), files=ImmutableMultiDict())
            raise


def _refuse_nul_in(fields: Iterable[tuple[str, str]]) -> None:
    if any("\0" in field for pair in fields for field in pair):
        raise Malformed("a form has no NUL in it", status=400)


def create_app(
    name: str,
    blueprints: Sequence[Blueprint],
    *,
    checks: Mapping[str, Check],
    metrics: Callable[[], bytes] | None = None,
    trusted_proxies: int = 0,
    public_url: str = "",
) -> Flask:
    """One door: these rooms' routes, `/healthz`, `/readyz`, and `/metrics` where its text is given.

    `checks`: what must be there for the door to do its work, by name. `trusted_proxies`: how many proxies of ours stand in front;
    0 believes no forwarded header. `public_url`: the address that people see.
    """
    app = Flask(name, static_folder=None, template_folder=None)
    app.request_class = Posted
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.before_request(_refuse_nul)
    app.register_error_handler(GoldDustError, _on_purpose)
    app.register_error_handler(HTTPException, _of_the_framework)
    app.register_error_handler(Exception, _bug)
    speak(app)
    for blueprint in (look_blueprint(), _health(checks, metrics), *blueprints):
        app.register_blueprint(blueprint)
    headers = HEADERS | (OVER_HTTPS if public_url.startswith("https://") else {})
    app.wsgi_app = _with_headers(app.wsgi_app, headers)  # type: ignore[assignment, method-assign] # Flask's own recipe
    if trusted_proxies:
        n = trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign] # Flask's own recipe
    return app


def _health(checks: Mapping[str, Check], metrics: Callable[[], bytes] | None) -> Blueprint:
    blueprint = Blueprint("health", __name__)
    blueprint.add_url_rule("/healthz", "alive", lambda: Response("ok\n", mimetype="text/plain"))
    blueprint.add_url_rule("/readyz", "ready", lambda: _readiness(checks))
    if metrics is not None:
        blueprint.add_url_rule("/metrics", "metrics", lambda: Response(metrics(), content_type=CONTENT_TYPE_LATEST))
    return blueprint


def _readiness(checks: Mapping[str, Check]) -> Response:
    """Which dependencies are there; why one is away is for the log, as the public may ask."""
    standing = {name: _standing(name, check) for name, check in checks.items()}
    ready = all(word == "ok" for word in standing.values())
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return _json({"status": "ready" if ready else "not ready", "checks": standing}, status, "application/json")


def _standing(name: str, check: Check) -> str:
    try:
        check()
    except GoldDustError as error:
        log.warning("a dependency is away", dependency=name, reason=str(error))
        return "away"
    except Exception:
        log.exception("a check of readiness failed", dependency=name)
        return "failed"
    return "ok"


def _with_headers(app: "WSGIApplication", wanted: Mapping[str, str]) -> "WSGIApplication":
    """Sets these headers once the answer is made: Werkzeug's own mapping would take a twelfth of a whole request's time."""
    ours = tuple(wanted.items())

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Callable[[bytes], object]:
            given = {name.lower() for name, _ in headers}
            return start_response(status, [*headers, *(one for one in ours if one[0].lower() not in given)], *exc_info)

        return app(environ, start)

    return answer


def _refuse_nul() -> None:
    """No address of ours has a NUL, which databases take in no text. Raises Malformed (400)."""
    if "\0" in request.path or b"%00" in request.query_string:
        raise Malformed("an address has no NUL in it", status=400)


def _on_purpose(error: GoldDustError) -> Response:
    if isinstance(error, Unavailable):
        log.warning("a request had to be put off", reason=error.reason, route=_route())
        return _told(Trouble(HTTPStatus.SERVICE_UNAVAILABLE, "temporarily unavailable", retry_after=error.retry_after))
    if isinstance(error, Refused):
        return _told(Trouble(_status_of(error), error.reason))
    return _bug(error)


def _status_of(error: Refused) -> HTTPStatus:
    if isinstance(error, Malformed | Unauthentic):
        return HTTPStatus(error.status)
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def _of_the_framework(error: HTTPException) -> AnyResponse:
    """What Flask or Werkzeug refuse: no such route, a method that is not allowed, a body that is too large, a redirect."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    status = HTTPStatus(error.code)
    told = _told(Trouble(status, "there is no such page" if isinstance(error, NoSuchPage) else status.phrase.lower()))
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            told.headers[name] = value
    return told


def _bug(error: Exception) -> Response:
    bug = secrets.token_hex(8)
    log.error("a bug", bug=bug, route=_route(), exc_info=error)
    return _told(Trouble(HTTPStatus.INTERNAL_SERVER_ERROR, "", id=bug))


def _route() -> str:
    """The rule that matched, never the path: a path may hold a customer's token."""
    return str(request.url_rule) if request.url_rule else ""


def _told(trouble: Trouble) -> Response:
    response = _page(trouble) if _is_for_people() else _problem(trouble)
    if trouble.retry_after:
        response.headers["Retry-After"] = str(ceil(trouble.retry_after))
    if trouble.status == HTTPStatus.UNAUTHORIZED and request.path.startswith("/api/"):
        response.headers["WWW-Authenticate"] = 'Bearer realm="golddust"'
    return response


def _is_for_people() -> bool:
    """Whether the client would rather have a page; one that says nothing is a program."""
    offered = ("application/problem+json", "application/json", "text/html")
    return request.accept_mimetypes.best_match(offered) == "text/html"


def _page(trouble: Trouble) -> Response:
    greet()
    heading, words = map(say, _FOR_PEOPLE.get(trouble.status, (trouble.status.phrase, "")))
    page = render_template("look/trouble.html", trouble=trouble, heading=heading, words=words, path=request.path)
    return Response(page, status=trouble.status, mimetype="text/html")


def _problem(trouble: Trouble) -> Response:
    body: dict[str, object] = {"type": "about:blank", "title": trouble.status.phrase, "status": int(trouble.status)}
    body |= {"detail": trouble.detail} if trouble.detail else {}
    body |= {"id": trouble.id} if trouble.id else {}
    return _json(body, trouble.status, "application/problem+json")


def _json(body: Mapping[str, object], status: HTTPStatus, mimetype: str) -> Response:
    return Response(json.dumps(body), status=status, mimetype=mimetype)
