"""Who may use the inner door: people with passwords or one-time links, programs with tokens.

Cookies, links and tokens are 256 random bits; the database holds their digests only, so whoever reads it can use none of them.
"""

import hashlib
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, delete, insert, select, update

from console.attempts import Attempts
from console.scopes import SCOPES
from golddust.database.engine import reading, writing
from golddust.database.schema import sessions, tokens, users
from golddust.errors import Malformed, NotFound, Unauthentic
from golddust.ports import Clock

log = structlog.get_logger()

SESSION_LASTS = timedelta(hours=12)
LINK_LASTS = timedelta(minutes=15)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 1024
LONGEST_NAME = 120
HASHES_AT_ONCE = 2
"""Each takes 64 MiB for as long as it runs."""
WRONG = "name or password is wrong"


@dataclass(frozen=True, slots=True)
class Token:
    """A program's token, as it may be listed: never its secret."""

    name: str
    scopes: tuple[str, ...]
    created_at: datetime


class Accounts:
    """Accounts, sessions and tokens in the database. All methods raise Unavailable when it is away."""

    def __init__(self, engine: Engine, clock: Clock, hasher: PasswordHasher | None = None) -> None:
        self._engine = engine
        self._clock = clock
        self._hasher = hasher or PasswordHasher()
        self._attempts = Attempts(clock)
        self._hashing = threading.BoundedSemaphore(HASHES_AT_ONCE)

    # --- people

    def add_user(self, name: str, password: str) -> None:
        """Add an account, or give an existing one a new password and end its sessions. Raises Malformed."""
        known = _checked_name(name)
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise Malformed(f"a password has from {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters")
        hashed, now = self._hash(password), self._clock.now()
        with writing(self._engine) as connection:
            changed = connection.execute(update(users).where(users.c.name == known).values(password=hashed))
            if changed.rowcount == 0:
                connection.execute(insert(users).values(name=known, password=hashed, created_at=now))
            connection.execute(delete(sessions).where(sessions.c.user == known))

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
        self._attempts.demand_patience(name, peer)
        with reading(self._engine) as connection:
            stored = connection.execute(select(users.c.password).where(users.c.name == name)).scalar()
        if not self._fits(stored, password):
            self._attempts.note_failure(name, peer)
            log.warning("a sign-in failed")
            raise Unauthentic(WRONG)
        self._attempts.forget(name, peer)
        with writing(self._engine) as connection:
            return self._new_session(connection, name)

    def user_of(self, cookie: str) -> str | None:
        """Whose session it is; None when there is none, or it is over."""
        if not cookie:
            return None
        live = (sessions.c.digest == _digest(cookie)) & (sessions.c.expires_at > self._clock.now())
        with reading(self._engine) as connection:
            return connection.execute(select(sessions.c.user).where(live)).scalar()

    def sign_out(self, cookie: str) -> None:
        """End the session. One that is over already is fine."""
        with writing(self._engine) as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == _digest(cookie)))

    # --- one-time links

    def one_time_link(self, name: str = "operator") -> str:
        """The token of a link that signs in somebody under this name, once, within 15 minutes."""
        now = self._clock.now()
        return self._new_token("", _checked_name(name), (), now, now + LINK_LASTS)

    def redeem(self, token: str) -> str:
        """The cookie of a new session; of two who come at once, one gets it. Raises Unauthentic for a link used or too old."""
        now = self._clock.now()
        mine = (tokens.c.digest == _digest(token)) & tokens.c.one_time & (tokens.c.expires_at > now)
        with writing(self._engine) as connection:
            name = connection.execute(delete(tokens).where(mine).returning(tokens.c.name)).scalar()
            if name is None:
                raise Unauthentic("this link was used already, or is older than 15 minutes")
            connection.execute(delete(tokens).where(tokens.c.one_time, tokens.c.expires_at <= now))
            return self._new_session(connection, name)

    # --- programs

    def add_token(self, name: str, scopes: Sequence[str]) -> str:
        """A new token for a program, to be shown this once. Raises Malformed for a scope that there is not."""
        unknown = sorted(set(scopes) - set(SCOPES))
        if unknown or not scopes:
            raise Malformed(f"no such scope: {', '.join(unknown) or 'none given'}; there are {', '.join(SCOPES)}")
        return self._new_token("gd_", _checked_name(name), scopes, self._clock.now(), None)

    def check_token(self, secret: str, scope: str) -> str:
        """The name of the program whose token it is. Raises Unauthentic: 401 for no good token, 403 for one without the scope."""
        mine = (tokens.c.digest == _digest(secret)) & tokens.c.one_time.is_(False)
        with reading(self._engine) as connection:
            found = connection.execute(select(tokens.c.name, tokens.c.scopes).where(mine)).first()
        if found is None:
            raise Unauthentic("a bearer token is needed; `golddust token add` makes one")
        if scope not in found.scopes:
            raise Unauthentic(f"this token may not do that: it lacks the scope {scope}", status=403)
        return str(found.name)

    def tokens(self) -> list[Token]:
        """All tokens of programs, by name."""
        query = select(tokens).where(tokens.c.one_time.is_(False)).order_by(tokens.c.name, tokens.c.created_at)
        with reading(self._engine) as connection:
            return [Token(row.name, tuple(row.scopes), row.created_at) for row in connection.execute(query)]

    def withdraw_token(self, name: str) -> None:
        """All tokens of this name are good for nothing from now on. Raises NotFound."""
        mine = (tokens.c.name == name) & tokens.c.one_time.is_(False)
        with writing(self._engine) as connection:
            if connection.execute(delete(tokens).where(mine)).rowcount == 0:
                raise NotFound("there is no token of that name")

    # --- how

    def _new_session(self, connection: Connection, name: str) -> str:
        cookie, now = secrets.token_urlsafe(32), self._clock.now()
        connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        row = {"digest": _digest(cookie), "user": name, "expires_at": now + SESSION_LASTS}
        connection.execute(insert(sessions).values(row))
        return cookie

    def _new_token(self, prefix: str, name: str, scopes: Sequence[str], now: datetime, until: datetime | None) -> str:
        secret = prefix + secrets.token_urlsafe(32)
        row = {"digest": _digest(secret), "name": name, "scopes": list(scopes), "created_at": now}
        with writing(self._engine) as connection:
            connection.execute(insert(tokens).values(row | {"expires_at": until, "one_time": until is not None}))
        return secret

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


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _checked_name(name: str) -> str:
    stripped = name.strip()
    if not 0 < len(stripped) <= LONGEST_NAME or not stripped.isprintable():
        raise Malformed(f"a name has from 1 to {LONGEST_NAME} printable characters")
    return stripped
