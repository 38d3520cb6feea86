"""The pages of the second factor: setting it up with a telephone, and showing a code after the password."""

import io
from dataclasses import dataclass

import segno
from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from console.admission.admission import Admission
from console.admission.coming_in import come_in, too_many
from console.admission.visitors import COOKIE, begin_session, inside
from console.wording.saying import say
from golddust.errors import Conflict, Unauthentic, Unavailable


def add_codes(blueprint: Blueprint, admission: Admission) -> None:
    """Add the routes."""
    pages = _Codes(admission)
    blueprint.add_url_rule("/code", "code", pages.ask, methods=["GET"])
    blueprint.add_url_rule("/code", "take_code", pages.take, methods=["POST"])
    blueprint.add_url_rule("/code/set-up", "set_up_code", pages.offer, methods=["GET"])
    blueprint.add_url_rule("/code/set-up", "take_set_up_code", pages.set_up, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Codes:
    admission: Admission

    def ask(self) -> AnyResponse:
        """The form for a code; or the way to where one is set up, or on."""
        wanted = request.args.get("next", "")
        if g.visitor.needs == "code":
            return self._form("", 200)
        return redirect(url_for("console.set_up_code", next=wanted) if g.visitor.needs else inside(wanted), 303)

    def take(self) -> AnyResponse:
        """With a code that is good, a session in full, under a cookie of its own."""
        name = g.visitor.name
        try:
            self.admission.codes.check(name, request.form.get("code", ""))
        except Unauthentic:
            self.admission.audit.write("person", name, "sign_in.failed", name, how="code", peer=request.remote_addr or "")
            return self._form(say("That code is wrong, or was used already. The next one comes within half a minute."), 401)
        except Unavailable as away:
            return too_many(away, self._form)
        return come_in(self.admission, self.admission.accounts.session_for(name, proven=True), "code")

    def offer(self) -> AnyResponse:
        """What it is, and a button: looking makes no secret."""
        if self.admission.codes.standing(g.visitor.name).on:
            return redirect(url_for("people.me"), 303)
        return _set_up("")

    def set_up(self) -> AnyResponse:
        """The picture for the telephone; with its first code, it is on, and the recovery codes are shown this once."""
        name, code = g.visitor.name, request.form.get("code", "").strip()
        try:
            address = self.admission.codes.address(name)
            if not code:
                return _set_up("", address, self.admission.codes.begin(name))
            recovery = self.admission.codes.confirm(name, code)
        except Conflict:
            return redirect(url_for("console.sign_in"), 303)
        except Unauthentic:
            wrong = say("That code is not the one that we expect. Is the time of your telephone right?")
            return _set_up(wrong, address, self.admission.codes.begin(name), status=422)
        self.admission.audit.write("person", name, "person.code_on", name)
        page = render_template("console/code_on.html", codes=recovery, wanted=inside(request.form.get("next", "")))
        self.admission.accounts.sign_out(request.cookies.get(COOKIE, ""))
        return begin_session(make_response(page), self.admission.accounts.session_for(name, proven=True))

    def _form(self, wrong: str, status: int) -> Response:
        page = render_template("console/code.html", wrong=wrong, wanted=request.values.get("next", ""))
        return make_response(page, status)


def _set_up(wrong: str, address: str = "", secret: str = "", status: int = 200) -> Response:
    page = render_template(
        "console/set_up_code.html",
        wrong=wrong,
        picture=_picture(address) if address else "",
        secret=" ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        wanted=request.values.get("next", ""),
        demanded=bool(g.visitor.needs),
    )
    return make_response(page, status)


def _picture(address: str) -> Markup:
    """The QR code as SVG, which needs no other request and no style."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out,
        kind="svg",
        omitsize=True,
        border=4,
        dark="#000",
        light="#fff",
        xmldecl=False,
        svgns=True,
        title=say("QR code for your telephone"),
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - segno's own drawing; the address is in its modules only
