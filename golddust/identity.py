"""Ids that a retry cannot change, pseudonyms that nobody without the key can turn back, links that nobody can guess."""

import hashlib
import hmac
import re
from dataclasses import dataclass

from golddust.events import Address

WHATSAPP = "whatsapp:"
"""Stands before numbers that are reached there, as providers write them."""
ID_LENGTH = 26
_ID = re.compile(rf"[a-z2-7]{{{ID_LENGTH}}}")


def derived_id(*parts: str | bytes) -> str:
    """An id of 26 letters and digits that the parts alone decide: the same parts, the same id; 130 bits of SHA-256.

    Each part is hashed with its length, so ("ab", "c") and ("a", "bc") differ.
    """
    digest = hashlib.sha256()
    for part in parts:
        raw = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return _letters(digest.digest())


def is_id(text: str) -> bool:
    """Whether it has the form of an id of ours."""
    return _ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of an installation, 32 bytes each.

    What was made under a key `before` is still good, and nothing new is made under it (`golddust keys rotate`).
    Losing `pseudonym` cuts customers off from their history, losing `originals` makes what they sent unreadable.
    """

    pseudonym: bytes
    links: bytes
    originals: bytes
    links_before: tuple[bytes, ...] = ()
    originals_before: tuple[bytes, ...] = ()

    def pseudonym_of(self, address: Address, feedback_id: str) -> str:
        """The name under which the streams know the person at this address.

        An address that says nothing ("none") gives a name of its own to each feedback.
        """
        if address.kind == "none" or not address.value:
            return "anon_" + feedback_id
        return "cust_" + _letters(_mac(self.pseudonym, reachable(address)))

    def link_token(self, purpose: str, subject: str) -> str:
        """A token for a link about the subject, good for that purpose only: `<subject>.<mac>`."""
        return f"{subject}.{self.proof(purpose, subject)}"

    def proof(self, purpose: str, subject: str) -> str:
        """26 letters about the subject, good for that purpose only, which nobody without the key can make."""
        return _letters(_mac(self.links, f"{purpose}:{subject}"))

    def proves(self, purpose: str, subject: str, proof: str, length: int = ID_LENGTH) -> bool:
        """Whether this is, as far as `length`, a proof that was made here, under the key of now or one before."""
        keys = (self.links, *self.links_before)
        made = [_letters(_mac(key, f"{purpose}:{subject}"))[:length].encode() for key in keys]
        given = proof.encode("utf-8", "surrogatepass")
        return any(hmac.compare_digest(one, given) for one in made)

    def subject_of(self, purpose: str, token: str) -> str | None:
        """The subject of a token that was made here for this purpose, else None."""
        subject, dot, proof = token.partition(".")
        return subject if dot and self.proves(purpose, subject, proof) else None


def reachable(address: Address) -> str:
    """One spelling for each way to reach a person: phone numbers as digits, WhatsApp as its number, mail in lower case.

    The domain of mail is spelled in ASCII (IDNA), as other mail programs write the same one.
    """
    value = address.value.strip()
    if address.kind in ("phone", "whatsapp"):
        return "phone:" + "".join(c for c in value.removeprefix(WHATSAPP) if c.isdigit() or c == "+")
    folded = value.casefold()
    return f"{address.kind}:{folded if address.kind != 'email' or folded.isascii() else _domain_in_ascii(folded)}"


def _domain_in_ascii(mail: str) -> str:
    local, at, domain = mail.rpartition("@")
    try:
        return local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        return mail


def _mac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256")


_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_SHIFTS = range(10 * (ID_LENGTH // 2 - 1), -1, -10)


def _letters(digest: bytes) -> str:
    """The first 130 bits in base32 (RFC 4648) in lower case, two letters at a time: ids are made for every message."""
    bits = int.from_bytes(digest[:17], "big") >> 6
    return "".join([_PAIRS[(bits >> shift) & 1023] for shift in _SHIFTS])
