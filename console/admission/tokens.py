"""Tokens of programs: what they are good for, whose they are, and under which name a program acts."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from console.admission.roles import LEAST_FOR_SCOPE, scopes_of
from golddust.database.engine import reading, writing
from golddust.database.schema import tokens, users
from golddust.errors import Conflict, Malformed, NotFound, Unauthentic
from golddust.ports import Clock

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Token:
    """A program's token, as it may be listed: never its secret."""

    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    owner: str = ""


class Tokens:
    """Tokens in the database. All methods raise Unavailable when it is away."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add_token(self, name: str, scopes: Sequence[str], owner: str = "") -> str:
        """As `put_token`, by itself."""
        with writing(self._engine) as connection:
            return self.put_token(connection, name, scopes, owner)

    def put_token(self, connection: Connection, name: str, scopes: Sequence[str], owner: str = "") -> str:
        """A new token for a program, to be shown this once; its owner has no other of that name.

        Raises Malformed for a scope that there is not; Conflict for a second of that name, and for one that belongs to nobody
        and is named as a person is.
        """
        unknown = sorted(set(scopes) - set(LEAST_FOR_SCOPE))
        if unknown or not scopes:
            raise Malformed(f"no such scope: {', '.join(unknown) or 'none given'}; there are {', '.join(LEAST_FOR_SCOPE)}")
        known = checked_name(name)
        if connection.execute(select(tokens.c.digest).where(_named(known), tokens.c.owner == owner)).first():
            raise Conflict("there is a token of that name already; withdraw it first, or choose another name")
        if not owner and connection.execute(select(users.c.name).where(users.c.name == known)).first():
            raise Conflict("there is an account of that name; a token that belongs to nobody needs a name of its own")
        secret, row = new_token("gd_", known, scopes, self._clock.now())
        connection.execute(insert(tokens).values(row | {"owner": owner, "expires_at": None, "one_time": False}))
        return secret

    def check_token(self, secret: str, scope: str) -> str:
        """Under which name the program acts whose token it is: with its owner's beside it, so never under a person's alone.

        Raises Unauthentic: 401 for no good token, 403 for one without the scope. A token of a person is good for what the person
        may do by now: for nothing, once they are switched off.
        """
        mine, namesake = (tokens.c.digest == digest_of(secret)) & tokens.c.one_time.is_(False), users.alias()
        columns = (tokens.c.name, tokens.c.scopes, tokens.c.owner, users.c.role, users.c.active)
        joined = tokens.outerjoin(users, tokens.c.owner == users.c.name).outerjoin(namesake, tokens.c.name == namesake.c.name)
        query = select(*columns, namesake.c.name.label("namesake")).select_from(joined).where(mine)
        with reading(self._engine) as connection:
            found = connection.execute(query).first()
        if found is None or (found.owner and not found.active):
            raise Unauthentic("a bearer token is needed; `golddust token add` makes one")
        if scope not in found.scopes:
            raise Unauthentic(f"this token may not do that: it lacks the scope {scope}", status=403)
        if found.owner and scope not in scopes_of(found.role):
            raise Unauthentic(f"the person whose token it is may not do that: {scope} needs another role", status=403)
        return _acting(found.name, found.owner or ("program" if found.namesake else ""))

    def tokens(self, owner: str | None = None) -> list[Token]:
        """All tokens of programs, or those of one person, by name."""
        query = select(tokens).where(tokens.c.one_time.is_(False)).order_by(tokens.c.name, tokens.c.created_at)
        if owner is not None:
            query = query.where(tokens.c.owner == owner)
        with reading(self._engine) as connection:
            return [Token(row.name, tuple(row.scopes), row.created_at, row.owner) for row in connection.execute(query)]

    def withdraw_token(self, name: str, owner: str = "") -> None:
        """As `drop_token`, by itself."""
        with writing(self._engine) as connection:
            self.drop_token(connection, name, owner)

    def drop_token(self, connection: Connection, name: str, owner: str = "") -> None:
        """The token of this name of one person (none: that of nobody) is good for nothing from now on.

        Raises NotFound; Conflict where nobody was named and the name is only that of people's own.
        """
        if connection.execute(delete(tokens).where(_named(name), tokens.c.owner == owner)).rowcount:
            return
        owners = select(tokens.c.owner).where(_named(name)).distinct().order_by(tokens.c.owner)
        others = [] if owner else list(connection.execute(owners).scalars())
        if others:
            raise Conflict(f"{name} is a token of {', '.join(others)}: say whose with --owner")
        raise NotFound("there is no token of that name")


def new_token(prefix: str, name: str, scopes: Sequence[str], now: datetime) -> tuple[str, dict[str, Any]]:
    """A secret, and what is kept of it."""
    secret = prefix + secrets.token_urlsafe(32)
    return secret, {"digest": digest_of(secret), "name": name, "scopes": list(scopes), "created_at": now, "owner": ""}


def digest_of(secret: str) -> str:
    """What is kept of a cookie, a link or a token."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def checked_name(name: str) -> str:
    """The name without blanks around it. Raises Malformed."""
    stripped = name.strip()
    if not 0 < len(stripped) <= LONGEST_NAME or not stripped.isprintable():
        raise Malformed(f"a name has from 1 to {LONGEST_NAME} printable characters")
    return stripped


def _named(name: str) -> Any:
    return (tokens.c.name == name) & tokens.c.one_time.is_(False)


def _acting(name: str, owner: str) -> str:
    """Such as "robot (ann)"; as long as any name, so where there is no room the token's own name is cut."""
    beside = f" ({owner})" if owner else ""
    return f"{name[: max(1, LONGEST_NAME - len(beside))]}{beside}"[:LONGEST_NAME]
