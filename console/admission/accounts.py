"""Who may use the inner door: people with passwords or one-time links, programs with tokens.

Cookies, links and tokens are 256 random bits; the database holds their digests only, so whoever reads it can use none of them.
"""

import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, delete, insert, select, update

from console.admission.attempts import Attempts
from console.admission.roles import checked_role
from console.admission.tokens import LONGEST_NAME, Tokens, checked_name, digest_of, new_token
from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import second_factors, sessions, tokens, users
from golddust.errors import Conflict, Malformed, NotFound, Unauthentic
from golddust.ports import Clock

log = structlog.get_logger()

SESSION_LASTS = timedelta(hours=12)
HALFWAY_LASTS = timedelta(minutes=10)
"""From the right password to the code that must follow it."""
LINK_LASTS = timedelta(minutes=15)
OPERATOR = "operator"
"""Whoever starts golddust on its machine, and may do everything there."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1024
HASHES_AT_ONCE = 2
"""Each takes 64 MiB for as long as it runs."""
WRONG = "name or password is wrong"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whose session it is. `needs`: what must still be shown before anything else: "code", or "setup" of a code; "": nothing.

    `language`, `zone`: what they chose for themselves, if anything.
    """

    name: str
    role: str
    teams: tuple[str, ...]
    needs: str = ""
    language: str = ""
    zone: str = ""


class Accounts(Tokens):
    """Accounts, sessions and tokens in the database. All methods raise Unavailable when it is away.

    `code_for`: the roles that must show a second factor; others may.
    """

    def __init__(self, engine: Engine, clock: Clock, hasher: PasswordHasher | None = None, code_for: Sequence[str] = ()) -> None:
        super().__init__(engine, clock)
        self._code_for = frozenset(code_for)
        self._hasher = hasher or PasswordHasher()
        self._attempts = Attempts(clock)
        self._hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)

    # --- people

    def add_user(self, name: str, password: str, role: str = "agent") -> None:
        """Add an account, or give an existing one a new password, which ends its sessions. Raises Malformed."""
        known, hashed = checked_name(name), self.hashed(password)
        with writing(self._engine) as connection:
            self.put_user(connection, known, hashed, role)

    def put_user(self, connection: Connection, name: str, hashed: str, role: str) -> None:
        """The same, with a name that was checked and what is kept of a password. Raises Malformed for what is no role."""
        row = {"name": name, "password": "", "created_at": self._clock.now(), "role": checked_role(role)}
        connection.execute(insert_ignoring(connection, users).values(row | {"teams": [], "active": True}))
        self.set_password(connection, name, hashed)

    def hashed(self, password: str) -> str:
        """What is kept of a password. Raises Malformed for one that is too short or too long."""
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise Malformed(f"a password has from {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        return self._hash(password)

    def set_password(self, connection: Connection, name: str, hashed: str) -> None:
        """It is the password from now on; whoever came in with the one before is sent away."""
        connection.execute(update(users).where(users.c.name == name).values(password=hashed))
        self.end_sessions(connection, name)

    def end_sessions(self, connection: Connection, name: str) -> None:
        """Whoever is signed in under this name is not any more."""
        connection.execute(delete(sessions).where(sessions.c.user == name))

    def end_those_without_code(self, connection: Connection, name: str, role: str) -> None:
        """Somebody is given this role: where it needs a second factor that they have not, they come in anew and set it up."""
        has = select(second_factors.c.user).where(second_factors.c.user == name, second_factors.c.confirmed)
        if role in self._code_for and connection.execute(has).first() is None:
            self.end_sessions(connection, name)

    def users(self) -> list[str]:
        """The names of all accounts, in order."""
        with reading(self._engine) as connection:
            return list(connection.execute(select(users.c.name).order_by(users.c.name)).scalars())

    def sign_in(self, name: str, password: str, peer: str = "") -> str:
        """The value of a new session's cookie.

        Raises Unauthentic when name or password is wrong, which takes as long for a name that does not exist, and Unavailable
        after too many failures from this peer.
        """
        name = name.strip()[:LONGEST_NAME]
        self.check_password(name, password, peer)
        return self.session_for(name)

    def check_password(self, name: str, password: str, peer: str = "") -> None:
        """Return when it is the right one, of somebody who may come in. Raises as `sign_in` does."""
        self._attempts.demand_patience(name, peer)
        with reading(self._engine) as connection:
            stored = connection.execute(select(users.c.password).where(users.c.name == name, users.c.active)).scalar()
        if not self._fits(stored or None, password):
            self._attempts.note_failure(name, peer)
            log.warning("a sign-in failed")
            raise Unauthentic(WRONG)
        self._attempts.forget(name, peer)

    def session_for(self, name: str, *, proven: bool = False) -> str:
        """The cookie of a new session of somebody whose identity was proven, in full (`proven`) or up to a second factor.

        Raises Unauthentic for who may not come in.
        """
        with writing(self._engine) as connection:
            return self._new_session(connection, name, proven=proven)

    def user_of(self, cookie: str) -> str | None:
        """Whose session it is; None when there is none, or it is over, or something must be shown first."""
        visitor = self.visitor_of(cookie)
        return visitor.name if visitor and not visitor.needs else None

    def visitor_of(self, cookie: str) -> Visitor | None:
        """Whose session it is, in the role that they have by now; None when there is none, or it is over."""
        if not cookie:
            return None
        columns = (users.c.name, users.c.role, users.c.teams, sessions.c.needs, users.c.language, users.c.zone)
        live = (sessions.c.digest == digest_of(cookie)) & (sessions.c.expires_at > self._clock.now()) & users.c.active
        query = select(*columns).join_from(sessions, users, sessions.c.user == users.c.name).where(live)
        with reading(self._engine) as connection:
            found = connection.execute(query).first()
        return None if found is None else Visitor(found[0], found[1], tuple(found[2]), *found[3:])

    def sign_out(self, cookie: str) -> None:
        """End the session. One that is over already is fine."""
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == digest_of(cookie)))

    # --- one-time links

    def one_time_link(self, name: str = OPERATOR) -> str:
        """The token of a link that signs in somebody under this name, once, within 15 minutes.

        The operator is an administrator, and there is one as soon as there is a link. Raises NotFound; Conflict for who is off.
        """
        now, known = self._clock.now(), checked_name(name)
        row = {"name": OPERATOR, "password": "", "created_at": now, "role": "admin", "teams": [], "active": True}
        with writing(self._engine) as connection:
            if known == OPERATOR:
                connection.execute(insert_ignoring(connection, users).values(row))
            active = connection.execute(select(users.c.active).where(users.c.name == known)).scalar()
            if active is None:
                raise NotFound(f"there is no account {known}")
            if not active:
                raise Conflict(f"{known} is switched off")
            secret, row = new_token("", known, (), now)
            connection.execute(insert(tokens).values(row | {"expires_at": now + LINK_LASTS, "one_time": True}))
        return secret

    def redeem(self, token: str) -> str:
        """The cookie of a new session; of two who come at once, one gets it. Raises Unauthentic for a link used or too old."""
        now = self._clock.now()
        mine = (tokens.c.digest == digest_of(token)) & tokens.c.one_time & (tokens.c.expires_at > now)
        with writing(self._engine) as connection:
            name = connection.execute(delete(tokens).where(mine).returning(tokens.c.name)).scalar()
            if name is None:
                raise Unauthentic("this link was used already, or is older than 15 minutes")
            connection.execute(delete(tokens).where(tokens.c.one_time, tokens.c.expires_at <= now))
            return self._new_session(connection, name)

    # --- how

    def _new_session(self, connection: Connection, name: str, *, proven: bool = False) -> str:
        """Raises Unauthentic for who may not come in."""
        query = select(users.c.role, second_factors.c.confirmed).where(users.c.name == name, users.c.active)
        found = connection.execute(
            query.join_from(users, second_factors, users.c.name == second_factors.c.user, isouter=True)
        ).first()
        if found is None:
            raise Unauthentic(WRONG)
        needs = "" if proven else "code" if found.confirmed else "setup" if found.role in self._code_for else ""
        cookie, now = secrets.token_urlsafe(32), self._clock.now()
        connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        until = now + (HALFWAY_LASTS if needs else SESSION_LASTS)
        row = {"digest": digest_of(cookie), "user": name, "expires_at": until, "needs": needs}
        connection.execute(insert(sessions).values(row))
        return cookie

    def _hash(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password)

    @cached_property
    def _nobody(self) -> str:
        """A hash that no password fits, to be as slow about unknown names as about known ones."""
        return self._hash(secrets.token_urlsafe(32))

    def _fits(self, stored: str | None, password: str) -> bool:
        against = self._nobody if stored is None else stored
        try:
            with self._hashing:
                fits = self._hasher.verify(against, password[: LONGEST_PASSWORD + 1])
        except (VerificationError, InvalidHashError):
            return False
        return fits and stored is not None
