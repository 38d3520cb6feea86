"""Stands before every route of the API: a program shows its token, and does what the token is good for."""

from dataclasses import dataclass

from flask import Blueprint, g, request
from msgspec import Struct

from console.admission.access import OPEN_ROUTES, ROUTES
from console.admission.admission import Admission
from console.api.requests import body
from golddust.errors import Malformed, Unauthentic
from golddust.subscribing import host_of

CHANGES = "write:"
"""Scopes that begin with it change something."""


NAMED_IN_THE_BODY = frozenset({"api.add_subscription", "api.change_subscription"})
"""Routes whose body says what is kept of them in the audit log."""


class _Named(Struct, frozen=True):
    name: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ProgramsDoor:
    """Lets in those with a token that has the route's scope, under the token's name and its owner's (`g.program`)."""

    admission: Admission

    def watch(self, blueprint: Blueprint) -> None:
        """Stand before every route of the blueprint."""
        blueprint.before_request(self.admit)

    def admit(self) -> None:
        """Return when the request may go on. Raises Unauthentic; Unavailable when a change cannot be written down beforehand."""
        if request.endpoint in OPEN_ROUTES:
            return
        scope = ROUTES.get(request.endpoint or "")
        if scope is None:
            raise Unauthentic("nobody may do that", status=403)
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        g.program = self.admission.accounts.check_token(secret.strip() if kind.lower() == "bearer" else "", scope)
        if scope.startswith(CHANGES):
            action = f"did.{(request.endpoint or '').rpartition('.')[2]}"
            about = request.view_args or {}
            posted = _posted() if request.endpoint in NAMED_IN_THE_BODY else {}
            subject = about.get("case", "") or about.get("name", "") or posted.pop("name", "")
            self.admission.audit.write("program", g.program, action, subject[:40], **posted)


def _posted() -> dict[str, str]:
    """The name and the address's host, as far as they are there; whoever does the work says what is wrong with the rest."""
    try:
        given = body(_Named)
    except Malformed:
        return {}
    return {"name": given.name, "url": host_of(given.url)}
