"""The pages of people's rights to their data: to have it, to have it gone; and of what must stay."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.wording.called import called_place
from golddust.errors import Conflict, Malformed, NotFound
from golddust.privacy import Privacy

ROUTES = (
    ("/privacy", "privacy", "GET"),
    ("/privacy", "privacy_find", "POST"),
    ("/privacy/people/<customer>", "privacy_person", "GET"),
    ("/privacy/people/<customer>/export", "privacy_export", "POST"),
    ("/privacy/people/<customer>/erase", "privacy_erasing", "GET"),
    ("/privacy/people/<customer>/erase", "privacy_erase", "POST"),
    ("/privacy/people/<customer>/hold", "privacy_hold", "POST"),
    ("/privacy/people/<customer>/release", "privacy_release", "POST"),
    ("/privacy/erasures/<erasure>", "privacy_erasure", "GET"),
)


def add_privacy(blueprint: Blueprint, privacy: Privacy) -> None:
    """Add the routes."""
    pages = _PrivacyPages(privacy)
    for path, name, method in ROUTES:
        blueprint.add_url_rule(path, name, getattr(pages, name.removeprefix("privacy_")), methods=[method])


@dataclass(frozen=True, slots=True)
class _PrivacyPages:
    rights: Privacy

    def privacy(self) -> Response:
        """Erasures and holds, and where somebody is looked for."""
        return self._list()

    def find(self) -> AnyResponse:
        """To whoever has the address; it is in the form, so that no address stands in an address of ours."""
        who = request.form.get("who", "")
        try:
            return redirect(url_for("people.privacy_person", customer=self.rights.find(who)), 303)
        except (NotFound, Malformed) as refused:
            return self._list(refused.reason, who, 404)

    def person(self, customer: str) -> Response:
        """Who it is, how much is held of them, and what can be done."""
        return self._person(customer)

    def export(self, customer: str) -> AnyResponse:
        """All that is held of them, to be saved; no copy of it stays here."""
        with tempfile.TemporaryDirectory(prefix="golddust-export-") as folder:
            path = Path(folder) / "export.zip"
            self.rights.export(customer, path, by=g.user)
            file = path.open("rb")  # it can still be read when its folder is gone
        return send_file(file, mimetype="application/zip", as_attachment=True, download_name="golddust-export.zip")

    def erasing(self, customer: str) -> Response:
        """What would go, to be confirmed."""
        return self._erasing(customer)

    def erase(self, customer: str) -> AnyResponse:
        """Have them erased, when that was confirmed."""
        if request.form.get("sure") != "yes":
            return self._erasing(customer, "say that you are sure: this cannot be undone", 422)
        try:
            made = self.rights.ask(customer, g.user, when_released=request.form.get("when_released") == "yes")
        except Conflict as refused:
            return self._erasing(customer, refused.reason, 409)
        return redirect(url_for("people.privacy_erasure", erasure=made.id), 303)

    def hold(self, customer: str) -> AnyResponse:
        """Their data stays, whoever asks for it to go."""
        return self._reasoned(customer, self.rights.hold)

    def release(self, customer: str) -> AnyResponse:
        """It may go again."""
        return self._reasoned(customer, self.rights.release)

    def erasure(self, erasure: str) -> Response:
        """One erasure, with its report; it names nobody."""
        return make_response(
            render_template("privacy/erasure.html", erasure=self.rights.erasure(erasure), called_place=called_place)
        )

    def _reasoned(self, customer: str, act: Callable[[str, str, str], object]) -> AnyResponse:
        try:
            act(customer, request.form.get("reason", ""), g.user)
        except (Malformed, NotFound) as refused:
            return self._person(customer, refused.reason, 422)
        return redirect(url_for("people.privacy_person", customer=customer), 303)

    def _list(self, wrong: str = "", who: str = "", status: int = 200) -> Response:
        page = render_template(
            "privacy/privacy.html", erasures=self.rights.erasures(), holds=self.rights.holds(), wrong=wrong, who=who
        )
        return make_response(page, status)

    def _person(self, customer: str, wrong: str = "", status: int = 200) -> Response:
        known = self.rights.known(customer, by=g.user)
        return make_response(render_template("privacy/person.html", known=known, wrong=wrong, called_place=called_place), status)

    def _erasing(self, customer: str, wrong: str = "", status: int = 200) -> Response:
        known = self.rights.known(customer, by=g.user)
        return make_response(render_template("privacy/erasing.html", known=known, wrong=wrong, called_place=called_place), status)
