"""Where somebody who was invited chooses a password."""

from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from console.admission.accounts import SHORTEST_PASSWORD
from console.admission.admission import Admission
from console.admission.coming_in import come_in
from console.wording.retelling import sentence
from console.wording.saying import say
from golddust.errors import Malformed, Unauthentic


def add_invitations(blueprint: Blueprint, admission: Admission) -> None:
    """Add the routes."""
    pages = _Invitations(admission)
    blueprint.add_url_rule("/invitation/<token>", "invitation", pages.offer, methods=["GET"])
    blueprint.add_url_rule("/invitation/<token>", "take_invitation", pages.take, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Invitations:
    admission: Admission

    def offer(self, token: str) -> Response:
        """The form. Looking uses nothing up."""
        return self._form(token, "", 200)

    def take(self, token: str) -> AnyResponse:
        """The password holds, and they are in."""
        password = request.form.get("password", "")
        if password != request.form.get("again", ""):
            return self._form(token, say("The two are not the same."), 422)
        try:
            name = self.admission.members.take_invitation(token, password)
        except Malformed as refused:
            return self._form(token, sentence(refused.reason), 422)
        except Unauthentic as stale:
            return self._form(token, f"{sentence(stale.reason)} {say('Please ask for a new one.')}", 401)
        return come_in(self.admission, self.admission.accounts.session_for(name), "invitation")

    def _form(self, token: str, wrong: str, status: int) -> Response:
        try:
            name = self.admission.members.invited(token)
        except Unauthentic as stale:
            name, wrong, status = "", f"{sentence(stale.reason)} {say('Please ask for a new one.')}", 401
        page = render_template("console/invitation.html", name=name, token=token, wrong=wrong, least=SHORTEST_PASSWORD)
        return make_response(page, status)
