"""The second factor: codes that follow from the time (TOTP, RFC 6238), and recovery codes for who has lost their telephone.

The secret must be readable to check a code, so it is encrypted with a key that is not in the database. A code is good once.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pyotp
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import Connection, Engine, delete, select, update

from console.admission.attempts import Attempts
from golddust.database.engine import insert_ignoring, reading, writing
from golddust.database.schema import second_factors
from golddust.errors import Conflict, Unauthentic, Unavailable
from golddust.ports import Clock

ISSUER = "golddust"
STEP = 30
"""Seconds that a code is for."""
DRIFT = 1
"""Steps by which a telephone's clock may be wrong, either way (RFC 6238, section 5.2)."""
BEGUN_LASTS = 600
"""Seconds for which a secret that nobody has confirmed is shown again."""
RECOVERY_CODES = 10
WRONG = "that code is wrong, or was used already"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody shows a code at sign-in, and how many recovery codes are left."""

    on: bool
    recovery_left: int


class SecondFactor:
    """Second factors in the database. `key` is 32 bytes; what was sealed with one of `before` opens, too.

    All methods raise Unavailable when the database is away.
    """

    def __init__(self, engine: Engine, clock: Clock, key: bytes, before: Sequence[bytes] = ()) -> None:
        self._engine = engine
        self._clock = clock
        self._keys = (key, *before)
        self._attempts = Attempts(clock)

    def standing(self, name: str) -> Standing:
        """How it is with this person."""
        row = self._row(name)
        return Standing(row is not None and row.confirmed, len(row.recovery) if row and row.confirmed else 0)

    def begin(self, name: str) -> str:
        """The secret for a telephone, in base32: the same for ten minutes, or until its first code is shown.

        Of two who begin at once, both get the same. Raises Conflict when it is on.
        """
        row, table = self._row(name), second_factors.c
        if row is None or not (row.confirmed or self._is_fresh(row.secret)):
            sealed = self._seal(pyotp.random_base32())
            values = {"user": name, "secret": sealed, "confirmed": False, "last_step": 0, "recovery": []}
            with writing(self._engine) as connection:
                if row is not None:
                    stale = (table.user == name) & (table.secret == row.secret) & table.confirmed.is_(False)
                    connection.execute(delete(second_factors).where(stale))
                connection.execute(insert_ignoring(connection, second_factors).values(values))
            row = self._row(name)
        if row is None or row.confirmed:
            raise Conflict("it is on already" if row else "it was removed meanwhile")
        return self._open(row.secret)

    def address(self, name: str) -> str:
        """What the picture says to the telephone: an otpauth address."""
        return pyotp.TOTP(self.begin(name)).provisioning_uri(name=name, issuer_name=ISSUER)

    def confirm(self, name: str, code: str) -> list[str]:
        """Switch it on with a first code, and return the recovery codes, to be shown this once. Raises Unauthentic, Conflict."""
        step = self._step_of(self.begin(name), code)
        if step is None:
            raise Unauthentic(WRONG)
        codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
        values = {"confirmed": True, "last_step": step, "recovery": [_digest(one) for one in codes]}
        with writing(self._engine) as connection:
            mine = (second_factors.c.user == name) & second_factors.c.confirmed.is_(False)
            if connection.execute(update(second_factors).where(mine).values(values)).rowcount == 0:
                raise Conflict("it is on already")
        return [f"{one[:5]}-{one[5:]}" for one in codes]

    def check(self, name: str, code: str) -> None:
        """Take a code of now, or a recovery code, each once.

        Raises Unauthentic; Unavailable after too many wrong ones for this person, from wherever they came.
        """
        self._attempts.demand_patience(name, f"code of {name}")
        row = self._row(name)
        if row is None or not row.confirmed or not self._took(name, row.secret, code):
            self._attempts.note_failure(name, f"code of {name}")
            raise Unauthentic(WRONG)
        self._attempts.forget(name, f"code of {name}")

    def seal_anew(self) -> int:
        """Seal every secret with the key of now; returns how many there are."""
        table = second_factors.c
        with writing(self._engine) as connection:
            rows = connection.execute(select(table.user, table.secret).with_for_update()).all()
            for row in rows:
                again = self._box.rotate(row.secret.encode()).decode()
                connection.execute(update(second_factors).where(table.user == row.user).values(secret=again))
        return len(rows)

    def remove(self, connection: Connection, name: str) -> None:
        """It is asked for no more."""
        connection.execute(delete(second_factors).where(second_factors.c.user == name))

    # --- how

    def _row(self, name: str) -> "_Row | None":
        query = select(second_factors).where(second_factors.c.user == name)
        with reading(self._engine) as connection:
            found = connection.execute(query).first()
        return None if found is None else _Row(found.secret, found.confirmed, tuple(found.recovery))

    def _took(self, name: str, sealed: str, code: str) -> bool:
        """Whether it was good; of two who come at once with one code, one is let in."""
        step = self._step_of(self._open(sealed), code)
        table = second_factors.c
        with writing(self._engine) as connection:
            if step is not None:
                newer = update(second_factors).where(table.user == name, table.last_step < step).values(last_step=step)
                return connection.execute(newer).rowcount == 1
            query = select(table.recovery).where(table.user == name).with_for_update()
            kept = connection.execute(query).scalar() or []
            used = _digest(code.replace("-", "").replace(" ", "").lower())
            if used not in kept:
                return False
            left = [one for one in kept if one != used]
            connection.execute(update(second_factors).where(table.user == name).values(recovery=left))
            return True

    def _step_of(self, secret: str, code: str) -> int | None:
        """The step of time that the code is for, when it is about now."""
        totp, given = pyotp.TOTP(secret, interval=STEP), code.replace(" ", "")
        try:
            return totp.verify_and_get_timecode(given, for_time=self._clock.now(), valid_window=DRIFT)
        except OTPVerificationError:
            return None

    @cached_property
    def _box(self) -> MultiFernet:
        made = (hmac.digest(key, b"golddust second factors", "sha256") for key in self._keys)
        return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])

    def _seal(self, secret: str) -> str:
        return self._box.encrypt_at_time(secret.encode(), int(self._clock.now().timestamp())).decode()

    def _is_fresh(self, sealed: str) -> bool:
        """Whether it was begun so lately that whoever began it may still stand there; the seal holds when that was."""
        try:
            begun = self._box.extract_timestamp(sealed.encode())
        except InvalidToken:
            return False
        return self._clock.now().timestamp() - begun < BEGUN_LASTS

    def _open(self, sealed: str) -> str:
        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unavailable("the second factor was sealed with another key than [keys] originals") from None


@dataclass(frozen=True, slots=True)
class _Row:
    secret: str
    confirmed: bool
    recovery: tuple[str, ...]


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()
