"""Secrets as the database has them: encrypted with a key that is not in it, which follows from one of the installation's."""

import base64
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Row

from golddust.errors import Refused


class Seal:
    """Seals and opens secrets. What was sealed with a key `before` opens, and nothing new is sealed with it."""

    def __init__(self, key: bytes, before: Sequence[bytes] = ()) -> None:
        self._box = _box(key)
        self._older = tuple(map(_box, before))

    def close(self, secret: str) -> str:
        """The secret, readable for nobody without the key."""
        return self._box.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """The secret. Raises Refused when it was sealed with another key."""
        for box in (self._box, *self._older):
            try:
                return box.decrypt(sealed.encode()).decode()
            except InvalidToken:
                continue
        raise Refused("the secret cannot be read: the installation's keys are not those it was sealed with")

    def opens(self, sealed: str) -> bool:
        """Whether it can be read."""
        try:
            self.open(sealed)
        except Refused:
            return False
        return True

    def renewed(self, sealed: str) -> str:
        """The same under the key of now; as it is when it is that already, or cannot be read."""
        try:
            self._box.decrypt(sealed.encode())
        except InvalidToken:
            return self.close(self.open(sealed)) if self.opens(sealed) else sealed
        return sealed


def _box(key: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.digest(key, b"golddust secrets of subscriptions", "sha256")))


def older_secret(row: Row[Any], seal: Seal, now: datetime) -> str:
    """The secret before, while it still signs; "" when there is none, it is over, or nobody can read it."""
    if row.old_secret and row.old_secret_until > now and seal.opens(row.old_secret):
        return seal.open(row.old_secret)
    return ""
