"""Secrets as the database has them: encrypted with a key that is not in it, which follows from one of the installation's."""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken

from golddust.errors import Refused


class Seal:
    """Seals and opens secrets."""

    def __init__(self, key: bytes) -> None:
        self._box = Fernet(base64.urlsafe_b64encode(hmac.digest(key, b"golddust secrets of subscriptions", "sha256")))

    def close(self, secret: str) -> str:
        """The secret, readable for nobody without the key."""
        return self._box.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """The secret. Raises Refused when it was sealed with another key."""
        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Refused("the secret cannot be read: the installation's keys are not those it was sealed with") from None
