"""Signs in to RT and stays signed in: RT proves a token or a password anew with every request, which takes it a quarter second.

RT takes what changes something from a session only when it comes from RT's own pages, and with RestrictLoginReferrer a password
only from the page to sign in at; each request names that one. Source: RT 5, docs/REST2.pod, "Authentication Methods": session
cookies, tokens; RestrictReferrer in RT_Config.pm, which RT's security fixes of 2026 apply to REST, too.
"""

from typing import Any

import requests

from sinks.complaints.rt.options import Options
from sinks.complaints.web import Answer, NotLetInError, Web, bearing

REST = "REST/2.0"


class Session:
    """RT's REST interface, signed in to when first needed and whenever RT has forgotten us."""

    def __init__(self, name: str, options: Options) -> None:
        self._options = options
        token, password = options.token.get_secret_value(), options.password.get_secret_value()
        sign = bearing("Authorization", f"token {token}") if token else _unsigned
        self._web = Web(name, options.url, sign, options.timeout, (token, password))
        self._signs_in = not token
        if self._signs_in:
            self._web.session.headers["Referer"] = f"{options.url.rstrip('/')}/"
        self._is_in = False

    def ask(self, method: str, path: str, **asked: Any) -> Answer:
        """The answer to a request of the REST interface. As `Web.ask`."""
        if not self._signs_in:
            return self._web.ask(method, f"{REST}/{path}", **asked)
        if not self._is_in:
            self._sign_in()
        try:
            return self._web.ask(method, f"{REST}/{path}", **asked)
        except NotLetInError:
            self._sign_in()  # the session has ended; what was refused for that had no effect
        return self._web.ask(method, f"{REST}/{path}", **asked)

    def _sign_in(self) -> None:
        self._is_in = False
        self._web.session.cookies.clear()
        form = {"user": self._options.user, "pass": self._options.password.get_secret_value()}
        self._web.send("POST", "", data=form)  # its page says nothing that a program could read
        self._web.get(f"{REST}/rt")
        self._is_in = True


def _unsigned(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The session's cookie says who we are."""
    return request
