"""The pages of people: who belongs to the house, in which role and teams; and one's own account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.acting import By
from console.admission.admission import Admission
from console.admission.invitations import add_invitations
from console.admission.roles import MAY, ROLES, WHAT, checked_teams
from console.admission.visitors import PATH, Doorkeeper
from console.audit.page import add_audit
from console.audit.words import detail_in_words
from console.digest.leaving import add_leaving
from console.me import add_me
from console.privacy import add_privacy
from console.settings_page import Setting, add_settings
from console.wording import times
from console.wording.saying import say
from golddust.errors import Conflict, Malformed
from golddust.ports import Clock, Desk
from golddust.privacy import Privacy


def people_pages(
    admission: Admission,
    desk: Desk,
    clock: Clock,
    teams: Mapping[str, Sequence[str]],
    settings: Sequence[Setting],
    url: str,
    privacy: Privacy,
) -> Blueprint:
    """The routes of people, the audit log, the settings and privacy.

    `teams`: topics by the team that owns them; `url`: the console's.
    """
    pages = _People(admission, teams, url)
    blueprint = Blueprint("people", __name__, template_folder="templates", url_prefix=PATH)
    Doorkeeper(admission).watch(blueprint)
    blueprint.context_processor(lambda: _words(desk, clock.now()))
    blueprint.add_url_rule("/people", "all", pages.all, methods=["GET"])
    blueprint.add_url_rule("/people", "invite", pages.invite, methods=["POST"])
    blueprint.add_url_rule("/people/<path:name>", "one", pages.one, methods=["GET"])
    for action in ("give_role", "put_in_teams", "switch", "send_away", "forget_code"):
        path = f"/people/<path:name>/{action.replace('_', '-')}"
        blueprint.add_url_rule(path, action, getattr(pages, action), methods=["POST"])
    add_invitations(blueprint, admission)
    add_me(blueprint, admission)
    add_leaving(blueprint, admission.readers)
    add_audit(blueprint, admission.audit, desk.zone)
    add_settings(blueprint, settings)
    add_privacy(blueprint, privacy)
    return blueprint


def _words(desk: Desk, now: datetime) -> dict[str, object]:
    """What templates may call."""
    return {
        **times.in_pages(desk.zone, now),
        "day": partial(times.day, zone=desk.zone),
        "house_zone": str(desk.zone),
        "what_roles_do": {role: say(words) for role, words in WHAT.items()},
        "may_of": {role: say(words) for role, words in MAY.items()},
        "detail_words": detail_in_words,
    }


@dataclass(frozen=True, slots=True)
class _People:
    admission: Admission
    teams: Mapping[str, Sequence[str]]
    url: str

    def all(self) -> Response:
        """Everybody, and the teams with the topics that they own."""
        return self._list()

    def invite(self) -> AnyResponse:
        """A link for somebody new, or for who lost their password; it is shown this once."""
        name = request.form.get("name", "").strip()
        try:
            teams = checked_teams(request.form.getlist("teams"), tuple(self.teams))
            token = self.admission.members.invite(name, request.form.get("role", ""), teams, _by())
        except (Malformed, Conflict) as refused:
            return self._list(wrong=refused.reason, status=422)
        return self._list(link=f"{self.url}{url_for('people.invitation', token=token)}", invited=name)

    def one(self, name: str) -> Response:
        """One of them, with what may be changed."""
        return self._person(name)

    def give_role(self, name: str) -> AnyResponse:
        """Another role, from their next step on."""
        try:
            self.admission.members.give_role(name, request.form.get("role", ""), _by())
        except (Conflict, Malformed) as refused:
            return self._person(name, refused.reason, 409)
        return _back(name)

    def put_in_teams(self, name: str) -> AnyResponse:
        """These teams and no others."""
        try:
            teams = checked_teams(request.form.getlist("teams"), self._known(name))
            self.admission.members.put_in_teams(name, teams, _by())
        except Malformed as refused:
            return self._person(name, refused.reason, 422)
        return _back(name)

    def switch(self, name: str) -> AnyResponse:
        """Off, or on again."""
        try:
            self.admission.members.switch(name, request.form.get("on") == "yes", _by())
        except Conflict as refused:
            return self._person(name, refused.reason, 409)
        return _back(name)

    def send_away(self, name: str) -> AnyResponse:
        """They sign in again, wherever they are."""
        self.admission.members.send_away(name, _by())
        return _back(name)

    def forget_code(self, name: str) -> AnyResponse:
        """Their telephone is lost."""
        self.admission.members.forget_code(name, _by())
        return _back(name)

    def _list(self, wrong: str = "", link: str = "", invited: str = "", status: int = 200) -> Response:
        members = self.admission.members.all()
        page = render_template(
            "console/people.html",
            members=members,
            teams={team: (topics, [m for m in members if team in m.teams]) for team, topics in self.teams.items()},
            roles=ROLES,
            wrong=wrong,
            link=link,
            invited=invited,
            typed=request.form,
        )
        return make_response(page, status)

    def _person(self, name: str, wrong: str = "", status: int = 200) -> Response:
        member = self.admission.members.one(name)
        page = render_template(
            "console/person.html",
            member=member,
            teams=self._known(name),
            topics=self.teams,
            roles=ROLES,
            tokens=self.admission.accounts.tokens(name),
            wrong=wrong,
        )
        return make_response(page, status)

    def _known(self, name: str) -> tuple[str, ...]:
        """The teams that there are, and those that the person is in though the taxonomy knows them no more."""
        return tuple(dict.fromkeys([*self.teams, *self.admission.members.one(name).teams]))


def _by() -> By:
    return By("person", g.user)


def _back(name: str) -> AnyResponse:
    return redirect(url_for("people.one", name=name), 303)
