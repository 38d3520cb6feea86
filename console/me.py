"""One's own account: password, second factor, the weekly digest, and tokens for one's programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.acting import By
from console.admission.accounts import SHORTEST_PASSWORD
from console.admission.admission import Admission
from console.admission.roles import scopes_of
from console.admission.visitors import begin_session
from console.wording.languages import LANGUAGES, checked_choice, zones
from golddust.errors import Conflict, Malformed, NotFound, Unauthentic, Unavailable


def add_me(blueprint: Blueprint, admission: Admission) -> None:
    """Add the routes."""
    pages = _Me(admission)
    blueprint.add_url_rule("/me", "me", pages.show, methods=["GET"])
    blueprint.add_url_rule("/me/language", "choose", pages.choose, methods=["POST"])
    blueprint.add_url_rule("/me/password", "change_password", pages.change_password, methods=["POST"])
    blueprint.add_url_rule("/me/code", "remove_code", pages.remove_code, methods=["POST"])
    blueprint.add_url_rule("/me/digest", "choose_digest", pages.choose_digest, methods=["POST"])
    blueprint.add_url_rule("/me/tokens", "make_token", pages.make_token, methods=["POST"])
    blueprint.add_url_rule("/me/tokens/withdraw", "withdraw_token", pages.withdraw_token, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Me:
    admission: Admission

    def show(self) -> Response:
        """The page."""
        return self._page()

    def choose(self) -> AnyResponse:
        """The language and the zone of their pages; what is left empty, their browser says."""
        try:
            chosen = checked_choice(request.form.get("language", ""), request.form.get("zone", "").strip())
        except Malformed as refused:
            return self._page("language", refused.reason, 422)
        self.admission.members.choose(g.user, *chosen)
        return _back()

    def change_password(self) -> AnyResponse:
        """A new one, with the old one; everywhere else they are signed out."""
        new = request.form.get("new", "")
        if new != request.form.get("again", ""):
            return self._page("password", "the two new ones are not the same", 422)
        try:
            self.admission.members.change_password(g.user, request.form.get("old", ""), new, request.remote_addr or "")
        except Unauthentic:
            return self._page("password", "that is not your password", 403)
        except (Malformed, Unavailable) as refused:
            return self._page("password", refused.reason, 422 if isinstance(refused, Malformed) else 429)
        return begin_session(_back(), self.admission.accounts.session_for(g.user, proven=True))

    def remove_code(self) -> AnyResponse:
        """No second factor any more, with a code of it; whoever has only the open page cannot."""
        try:
            self.admission.codes.check(g.user, request.form.get("code", ""))
        except Unauthentic as wrong:
            return self._page("code", wrong.reason, 403)
        except Unavailable as away:
            return self._page("code", away.reason, 429)
        self.admission.members.forget_code(g.user, By("person", g.user))
        return begin_session(_back(), self.admission.accounts.session_for(g.user))  # whose role needs one sets up another

    def choose_digest(self) -> AnyResponse:
        """Whether the weekly digest comes by mail, and where to."""
        try:
            self.admission.readers.choose(g.user, request.form.get("mail", ""), wants=request.form.get("wants") == "yes")
        except Malformed as refused:
            return self._page("digest", refused.reason, 422)
        return _back()

    def make_token(self) -> AnyResponse:
        """A token with some of what the role allows; it is shown this once."""
        name, scopes = request.form.get("name", "").strip(), request.form.getlist("scopes")
        try:
            secret = self.admission.members.make_token(name, _allowed(scopes), By("person", g.user), g.user)
        except (Malformed, Conflict) as refused:
            return self._page("token", refused.reason, 422 if isinstance(refused, Malformed) else 409)
        return self._page(secret=secret)

    def withdraw_token(self) -> AnyResponse:
        """Good for nothing from now on."""
        name = request.form.get("name", "")
        try:
            self.admission.members.withdraw_token(name, By("person", g.user), g.user)
        except NotFound as refused:
            return self._page("token", refused.reason, 404)
        return _back()

    def _page(self, tried: str = "", wrong: str = "", status: int = 200, secret: str = "") -> Response:
        page = render_template(
            "console/me.html",
            member=self.admission.members.one(g.user),
            code=self.admission.codes.standing(g.user),
            tokens=self.admission.accounts.tokens(g.user),
            scopes=scopes_of(g.visitor.role),
            reader=self.admission.readers.one(g.user),
            least=SHORTEST_PASSWORD,
            languages=LANGUAGES,
            zones=zones(),
            typed=request.form,
            tried=tried,
            wrong=wrong,
            secret=secret,
        )
        return make_response(page, status)


def _allowed(scopes: Sequence[str]) -> Sequence[str]:
    """The scopes. Raises Malformed for what the role does not allow."""
    if beyond := sorted(set(scopes) - set(scopes_of(g.visitor.role))):
        raise Malformed(f"your role does not allow {', '.join(beyond)}")
    return scopes


def _back() -> AnyResponse:
    return redirect(url_for("people.me"), 303)
