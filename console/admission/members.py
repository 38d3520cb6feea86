"""Who belongs to the house: invited, given a role and teams, switched off. Each change and its line in the audit log are one."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from console.acting import By
from console.admission.accounts import Accounts
from console.admission.roles import checked_role
from console.admission.second_factor import SecondFactor
from console.admission.tokens import checked_name, digest_of
from console.audit.chain import Audit
from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import identities, invitations, second_factors, users
from golddust.errors import Conflict, NotFound, Unauthentic
from golddust.ports import Clock

INVITATION_LASTS = timedelta(days=3)
STALE = "this invitation was used already, or is older than three days"


@dataclass(frozen=True, slots=True)
class Member:
    """One account. `invited_until`: an invitation is out that was not taken; `provider`: who they come in by, if anybody."""

    name: str
    role: str
    teams: tuple[str, ...]
    active: bool
    created_at: datetime
    has_password: bool
    has_code: bool
    provider: str
    invited_until: datetime | None


class Members:
    """Accounts as an administrator sees them. All methods raise Unavailable when the database is away."""

    def __init__(self, engine: Engine, clock: Clock, accounts: Accounts, codes: SecondFactor, audit: Audit) -> None:
        self._engine = engine
        self._clock = clock
        self._accounts = accounts
        self._codes = codes
        self._audit = audit

    def all(self) -> list[Member]:
        """Everybody, by name."""
        now = self._clock.now()
        with reading(self._engine) as connection:
            return [_member(row, now) for row in connection.execute(_members().order_by(users.c.name))]

    def one(self, name: str) -> Member:
        """One of them. Raises NotFound."""
        with reading(self._engine) as connection:
            row = connection.execute(_members().where(users.c.name == name)).first()
        if row is None:
            raise NotFound(f"there is no account {name}")
        return _member(row, self._clock.now())

    def invite(self, name: str, role: str, teams: Sequence[str], by: By) -> str:
        """The token of a link under which somebody chooses a password, once, within three days.

        Who is there already keeps role and teams and gets a link for a new password. Raises Malformed; Conflict for who is off.
        """
        known, token, now = checked_name(name), secrets.token_urlsafe(32), self._clock.now()
        row = {"name": known, "password": "", "created_at": now, "role": checked_role(role), "teams": sorted(set(teams))}
        with writing(self._engine) as connection:
            connection.execute(insert_ignoring(connection, users).values(row | {"active": True}))
            found = self._found(connection, known)
            if not found.active:
                raise Conflict(f"{known} is switched off")
            connection.execute(delete(invitations).where(invitations.c.user == known))
            invitation = {"digest": digest_of(token), "user": known, "expires_at": now + INVITATION_LASTS}
            connection.execute(insert(invitations).values(invitation))
            self._audit.write_with(connection, by.kind, by.name, "person.invited", known, role=found.role, teams=found.teams)
        return token

    def invited(self, token: str) -> str:
        """Whom the link is for. Raises Unauthentic when it was used, or is too old."""
        with reading(self._engine) as connection:
            name = connection.execute(select(invitations.c.user).where(self._good(token))).scalar()
        if name is None:
            raise Unauthentic(STALE)
        return str(name)

    def take_invitation(self, token: str, password: str) -> str:
        """The name of whoever has this password from now on; of two who come at once, one. Raises Unauthentic, Malformed."""
        hashed = self._accounts.hashed(password)
        with writing(self._engine) as connection:
            name = connection.execute(delete(invitations).where(self._good(token)).returning(invitations.c.user)).scalar()
            if name is None:
                raise Unauthentic(STALE)
            self._accounts.set_password(connection, name, hashed)
            self._audit.write_with(connection, "person", name, "person.joined", name)
        return str(name)

    def from_provider(self, issuer: str, subject: str, name: str, role: str) -> str:
        """The account of whom the provider knows as `subject`, made when they first come, in the role that their groups give now.

        What the provider says holds for the last administrator, too: rights that were taken there must not live on here, and the
        operator's link is a way in. No role: whoever had an account has none from now on. Raises Unauthentic for them and for who
        is switched off; Conflict where somebody else has that name here already; Malformed.
        """
        if not role:
            self._leave(issuer, subject)
            raise Unauthentic("your account there is in no group that may come in here", status=403)
        with writing(self._engine) as connection:
            mine = (identities.c.issuer == issuer) & (identities.c.subject == subject)
            known = connection.execute(select(identities.c.user).where(mine)).scalar()
            if known is None:
                return self._join(connection, issuer, subject, checked_name(name), role)
            found = self._found(connection, known)
            if not found.active:
                raise Unauthentic("this account is switched off", status=403)
            if found.role != role:
                connection.execute(update(users).where(users.c.name == known).values(role=role))
                self._accounts.end_those_without_code(connection, known, role)
                self._audit.write_with(connection, "person", known, "person.role", known, role=role, before=found.role)
        return str(known)

    def add(self, name: str, password: str, role: str | None, by: By) -> None:
        """Add an account, or give an existing one a new password, and the role where one is named. Raises Malformed, Conflict."""
        known, hashed = checked_name(name), self._accounts.hashed(password)
        with writing(self._engine) as connection:
            self._accounts.put_user(connection, known, hashed, role or "agent")
            self._audit.write_with(connection, by.kind, by.name, "person.password", known)
        if role:
            self.give_role(known, role, by)

    def change_password(self, name: str, old: str, new: str, peer: str) -> None:
        """Change one's own, which ends all sessions. Raises Unauthentic, Unavailable as a sign-in does; Malformed."""
        self._accounts.check_password(name, old, peer)
        hashed = self._accounts.hashed(new)
        with writing(self._engine) as connection:
            self._accounts.set_password(connection, name, hashed)
            self._audit.write_with(connection, "person", name, "person.password", name)

    def give_role(self, name: str, role: str, by: By) -> None:
        """It holds from their next step on; where it needs a second factor that they have not, that is to set one up.

        Raises NotFound, Malformed; Conflict where nobody would be an administrator.
        """
        self._change(name, by, "person.role", {"role": checked_role(role)})

    def put_in_teams(self, name: str, teams: Sequence[str], by: By) -> None:
        """These are their teams, and no others. Raises NotFound."""
        self._change(name, by, "person.teams", {"teams": sorted({checked_name(team) for team in teams})})

    def switch(self, name: str, on: bool, by: By) -> None:  # noqa: FBT001 - the two ways of a switch
        """Off: signed out everywhere at once, and their tokens are good for nothing. Raises NotFound, Conflict as `give_role`."""
        self._change(name, by, "person.on" if on else "person.off", {"active": on}, goes=not on)

    def choose(self, name: str, language: str, zone: str) -> None:
        """The console speaks this language to them, by this clock; "" leaves it to their browser."""
        with writing(self._engine) as connection:
            connection.execute(update(users).where(users.c.name == name).values(language=language, zone=zone))
            self._audit.write_with(connection, "person", name, "person.language", name, language=language, zone=zone)

    def make_token(self, name: str, scopes: Sequence[str], by: By, owner: str = "") -> str:
        """A new token, to be shown this once. Raises as `Accounts.put_token`.

        The line is written first: the log is written by one after the other, so no two look at once whether the name is free.
        """
        known, given = checked_name(name), sorted(set(scopes))
        with writing(self._engine) as connection:
            self._audit.write_with(connection, by.kind, by.name, "token.made", known, scopes=given, owner=owner)
            return self._accounts.put_token(connection, known, given, owner)

    def withdraw_token(self, name: str, by: By, owner: str = "") -> None:
        """It is good for nothing from now on. Raises as `Accounts.drop_token`."""
        with writing(self._engine) as connection:
            self._accounts.drop_token(connection, name, owner)
            self._audit.write_with(connection, by.kind, by.name, "token.withdrawn", name, owner=owner)

    def send_away(self, name: str, by: By) -> None:
        """End their sessions, and nothing else: an invitation that is out stays good. Raises NotFound."""
        self._change(name, by, "person.sent_away", {}, goes=True)

    def forget_code(self, name: str, by: By) -> None:
        """Ask for no second factor until they set one up again; their sessions end. Raises NotFound."""
        with writing(self._engine) as connection:
            self._found(connection, name)
            self._codes.remove(connection, name)
            self._accounts.end_sessions(connection, name)
            self._audit.write_with(connection, by.kind, by.name, "person.code_forgotten", name)

    # --- how

    def _leave(self, issuer: str, subject: str) -> None:
        """Switched off, with all sessions, invitations and tokens, when the provider gives them no role any more."""
        with writing(self._engine) as connection:
            mine = (identities.c.issuer == issuer) & (identities.c.subject == subject)
            known = connection.execute(select(identities.c.user).where(mine)).scalar()
            if known is None or not self._found(connection, known).active:
                return
            connection.execute(update(users).where(users.c.name == known).values(active=False))
            self._accounts.end_sessions(connection, known)
            connection.execute(delete(invitations).where(invitations.c.user == known))
            self._audit.write_with(connection, "person", known, "person.off", known, by="provider")

    def _join(self, connection: Connection, issuer: str, subject: str, name: str, role: str) -> str:
        row = {"name": name, "password": "", "created_at": self._clock.now(), "role": role, "teams": [], "active": True}
        if connection.execute(insert_ignoring(connection, users).values(row)).rowcount == 0:
            raise Conflict(f"there is an account {name} here already, which is not yours by the provider")
        connection.execute(insert(identities).values(issuer=issuer, subject=subject, user=name))
        self._audit.write_with(connection, "person", name, "person.joined", name, by="provider", role=role)
        return name

    def _change(self, name: str, by: By, action: str, values: dict[str, Any], *, goes: bool = False) -> None:
        with writing(self._engine) as connection:
            before = self._found(connection, name)
            changed = {field: value for field, value in values.items() if getattr(before, field) != value}
            if values and not changed:
                return
            if changed:
                connection.execute(update(users).where(users.c.name == name).values(changed))
            if "role" in changed:
                self._accounts.end_those_without_code(connection, name, changed["role"])
            if goes:
                self._accounts.end_sessions(connection, name)
            if changed.get("active") is False:
                connection.execute(delete(invitations).where(invitations.c.user == name))
            if before.role == "admin" and before.active and changed.keys() & {"role", "active"}:
                _demand_an_admin(connection)
            told = {field: value for field, value in changed.items() if field != "active"}
            if told:
                told["before"] = getattr(before, next(iter(told)))
            self._audit.write_with(connection, by.kind, by.name, action, name, **told)

    def _found(self, connection: Connection, name: str) -> Any:
        row = connection.execute(select(users).where(users.c.name == name).with_for_update()).first()
        if row is None:
            raise NotFound(f"there is no account {name}")
        return row

    def _good(self, token: str) -> Any:
        return (invitations.c.digest == digest_of(token)) & (invitations.c.expires_at > self._clock.now())


def _demand_an_admin(connection: Connection) -> None:
    left = select(users.c.name).where(users.c.role == "admin", users.c.active).with_for_update()
    if connection.execute(left).first() is None:
        raise Conflict("nobody would be an administrator any more: make somebody else one first")


def _members() -> Any:
    provider = select(func.min(identities.c.issuer)).where(identities.c.user == users.c.name).scalar_subquery()
    code = select(second_factors.c.confirmed).where(second_factors.c.user == users.c.name).scalar_subquery()
    until = select(invitations.c.expires_at).where(invitations.c.user == users.c.name).scalar_subquery()
    return select(users, provider.label("provider"), code.label("code"), until.label("until"))


def _member(row: Any, now: datetime) -> Member:
    invited = row.until if row.until and row.until > now else None
    given = (row.name, row.role, tuple(row.teams), row.active, row.created_at)
    return Member(*given, bool(row.password), bool(row.code), row.provider or "", invited)
