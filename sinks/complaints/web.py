"""Asks a system over HTTP, with a timeout on everything, and says what its answers mean.

Sources: RFC 9110 §15 (status codes) and §10.2.3 (Retry-After), RFC 6585 §4 (429), GitHub's "Rate limits for the REST API" (403
with X-RateLimit-Remaining: 0).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import requests
from requests.auth import HTTPBasicAuth
from requests.exceptions import InvalidSchema, InvalidURL, MissingSchema, ProxyError, SSLError
from urllib3.exceptions import NewConnectionError

from golddust.errors import Conflict, NotFound, Refused, TooLarge, Unauthentic, Unavailable
from golddust.mirroring import InDoubt, Throttled
from sinks.retry_after import USUAL_REST, seconds_asked_for

CONNECT_WITHIN = 5.0
LONGEST_REST = 3600.0
SHORTLY = 5.0
LONGEST_WORDS = 160
PLAINLY = ("message", "msg", "error", "description", "errorMessage")
TO_SIGN_IN = (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT)
"""How systems with pages send whom they do not know to their door."""
BUSY = (HTTPStatus.LOCKED, HTTPStatus.TOO_EARLY, HTTPStatus.REQUEST_TIMEOUT)
SERVERS_FAULT, REDIRECTS = 500, 300
NEVER_SENT = (requests.ConnectTimeout, InvalidURL, InvalidSchema, MissingSchema, SSLError, ProxyError)
AGENT = "golddust"

Sign = Callable[[requests.PreparedRequest], requests.PreparedRequest]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: `body` is parsed JSON, or None where there is none."""

    status: int
    body: Any
    headers: Mapping[str, str]


class NotLetInError(Unavailable):
    """401, or 302: nobody was let in with our proof of who we are. It says nothing of the case, and a person can mend it."""


PER_PAGE = 100


class Web:
    """One system's address, with our proof of who we are. Used by one thread; it keeps its connection and its cookies."""

    def __init__(self, name: str, base: str, sign: Sign, timeout: float, secrets: Iterable[str] = ()) -> None:
        self._name = name
        self._base = base.rstrip("/")
        self._timeout = (min(CONNECT_WITHIN, timeout), timeout)
        self._secrets = [secret for secret in secrets if secret]
        self.session = requests.Session()
        self.session.auth = sign  # also keeps the session from looking for passwords in a .netrc
        self.session.headers.update({"Accept": "application/json", "User-Agent": AGENT})

    def get(self, path: str, **asked: Any) -> Answer:
        """The answer to GET. As `ask`."""
        return self.ask("GET", path, **asked)

    def pages(self, path: str, asked: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
        """The rows of a list that comes in pages of `PER_PAGE`, one page after the other as they are asked for."""
        page = 1
        while True:
            rows = self.get(path, params={**asked, "per_page": PER_PAGE, "page": page}).body
            yield from rows
            if len(rows) < PER_PAGE:
                return
            page += 1

    def post(self, path: str, json: Any, **asked: Any) -> Answer:
        """The answer to POST. As `ask`."""
        return self.ask("POST", path, json=json, **asked)

    def put(self, path: str, json: Any, **asked: Any) -> Answer:
        """The answer to PUT. As `ask`."""
        return self.ask("PUT", path, json=json, **asked)

    def accepted(self, method: str, path: str, **asked: Any) -> None:
        """That the answer is a success, whatever it says. Raises as `ask`."""
        self._demand_success(self.send(method, path, **asked))

    def ask(self, method: str, path: str, **asked: Any) -> Answer:
        """The answer, which is a success; `path` follows the base.

        Raises Unavailable (Throttled, InDoubt) for no connection, no answer, 302, 401, 408, 429 and 5xx; Unauthentic for 403,
        NotFound for 404 and 410, Conflict for 409 and 412, TooLarge for 413, Refused for any other; their words are the
        system's own, shortened.
        """
        response = self.send(method, path, **asked)
        self._demand_success(response)
        return Answer(response.status_code, self._parsed(response), response.headers)

    def send(self, method: str, path: str, **asked: Any) -> requests.Response:
        """Whatever comes back, unread. Raises Unavailable, InDoubt."""
        try:
            return self.session.request(
                method, f"{self._base}/{path}" if path else self._base, timeout=self._timeout, allow_redirects=False, **asked
            )
        except requests.RequestException as error:
            raise self._no_answer(error) from None  # its words hold the address, which may hold a secret

    def _no_answer(self, error: requests.RequestException) -> Unavailable:
        cause = error.args[0] if error.args else None
        if isinstance(error, NEVER_SENT) or isinstance(getattr(cause, "reason", None), NewConnectionError):
            return Unavailable(f"{self._name} is away: {type(error).__name__}", SHORTLY)
        return InDoubt(f"{self._name} had the request and did not answer: {type(error).__name__}", SHORTLY)

    def _parsed(self, response: requests.Response) -> Any:
        if not response.content:
            return None
        try:
            return response.json()
        except ValueError:
            raise InDoubt(f"{self._name} answered {response.status_code} with what is no JSON", SHORTLY) from None

    def _demand_success(self, response: requests.Response) -> None:
        status, rest = response.status_code, _rest(response.headers)
        if status == HTTPStatus.TOO_MANY_REQUESTS or (status == HTTPStatus.FORBIDDEN and rest is not None):
            raise Throttled(f"{self._name} asks to be left alone for a while ({status})", rest or USUAL_REST)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise Unavailable(f"{self._name} answered {status}", rest or SHORTLY)
        if status >= SERVERS_FAULT or status in BUSY:
            raise InDoubt(f"{self._name} answered {status}", rest or SHORTLY)
        if status == HTTPStatus.UNAUTHORIZED or status in TO_SIGN_IN:
            raise NotLetInError(f"{self._name} does not let us in ([mirrors.{self._name}]; {status})", USUAL_REST)
        if status >= REDIRECTS:
            raise self._refusal(response)

    def _refusal(self, response: requests.Response) -> Refused:
        status = response.status_code
        reason = f"{self._name} answered {status}{self._words(response)}"
        if status == HTTPStatus.FORBIDDEN:
            return Unauthentic(reason, status=403)
        if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            return NotFound(reason)
        if status in (HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED):
            return Conflict(reason)
        return TooLarge(reason) if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else Refused(reason)

    def _words(self, response: requests.Response) -> str:
        """What the system itself says is wrong, on one line, without our secrets."""
        try:
            text = " ".join(_said(response.json()))
        except ValueError:
            text = ""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        text = re.sub(r"\s+", " ", text).strip()
        return f": {text[:LONGEST_WORDS]}" if text else ""


def _said(body: Any) -> Iterable[str]:
    """Every string of a JSON body, in order."""
    if isinstance(body, str):
        yield body
    elif isinstance(body, Mapping):
        for key, value in body.items():
            yield from ([] if key in PLAINLY else [f"{key}:"])
            yield from _said(value)
    elif isinstance(body, list):
        for value in body:
            yield from _said(value)


def _rest(headers: Mapping[str, str]) -> float | None:
    """For how many seconds we are to stay away; None when nothing says so."""
    after = headers.get("Retry-After", "")
    if after:
        return min(seconds_asked_for(after, headers.get("Date", "")), LONGEST_REST)
    if headers.get("X-RateLimit-Remaining") == "0":
        return USUAL_REST
    return None


def bearing(header: str, value: str) -> Sign:
    """Proves who we are with this header."""

    def sign(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers[header] = value
        return request

    return sign


def basic(user: str, password: str) -> Sign:
    """Proves who we are with name and password (RFC 7617, in UTF-8)."""
    return HTTPBasicAuth(user.encode(), password.encode())
