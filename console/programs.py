"""Stands before every route of the API: a program shows its token, and does what the token is good for."""

from dataclasses import dataclass

from flask import Blueprint, g, request

from console.access import OPEN_ROUTES, ROUTES
from console.admission import Admission
from golddust.errors import Unauthentic

CHANGES = "write:"
"""Scopes that begin with it change something."""


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
            self.admission.audit.write("program", g.program, action, about.get("case", "") or about.get("name", "")[:40])
