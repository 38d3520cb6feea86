"""The way to another house's sign-in and back."""

from dataclasses import dataclass

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from console.admission.admission import Admission
from console.admission.coming_in import ShowForm, come_in
from console.admission.visitors import PATH, set_cookie
from console.wording.retelling import sentence
from console.wording.saying import say
from golddust.errors import Conflict, NotFound, Unauthentic, Unavailable

COOKIE = "golddust_way"
"""Holds, sealed, what the provider's answer must fit; for ten minutes at most."""
LASTS = 600


def add_provider(blueprint: Blueprint, admission: Admission, form: ShowForm) -> None:
    """Add the routes; where no provider is set, there is no such page."""
    pages = _ByProvider(admission, form)
    blueprint.add_url_rule("/provider", "leave_for_provider", pages.leave, methods=["GET"])
    blueprint.add_url_rule("/provider/back", "back_from_provider", pages.arrive, methods=["GET"])


@dataclass(frozen=True, slots=True)
class _ByProvider:
    admission: Admission
    form: ShowForm

    def leave(self) -> AnyResponse:
        """On to the provider. Nothing is changed here; the browser keeps what the answer must fit."""
        if self.admission.provider is None:
            raise NotFound("no provider is set")
        try:
            address, kept = self.admission.provider.leave(request.args.get("next", ""))
        except Unavailable as away:
            return self.form(f"{sentence(away.reason)} {say('Please try again in a minute.')}", 503)
        response = redirect(address, 303)
        set_cookie(response, COOKIE, kept, LASTS)
        return response

    def arrive(self) -> AnyResponse:
        """A session for whoever the provider says that it is. The answer fits one browser, and once: its code is spent."""
        if self.admission.provider is None:
            raise NotFound("no provider is set")
        try:
            arrived = self.admission.provider.arrive(request.args, request.cookies.get(COOKIE, ""))
            name = self.admission.members.from_provider(arrived.issuer, arrived.subject, arrived.name, arrived.role)
        except (Unauthentic, Conflict) as refused:
            self.admission.audit.write("nobody", "", "sign_in.failed", how="provider", peer=request.remote_addr or "")
            return _without_way(self.form(sentence(refused.reason), getattr(refused, "status", 409)))
        except Unavailable as away:
            return self.form(f"{sentence(away.reason)} {say('Please try again in a minute.')}", 503)
        cookie = self.admission.accounts.session_for(name, proven=True)
        return _without_way(come_in(self.admission, cookie, "provider", arrived.wanted))


def _without_way(response: AnyResponse) -> AnyResponse:
    response.delete_cookie(COOKIE, path=PATH)
    return response
