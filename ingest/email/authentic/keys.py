"""Public keys of those who sign, as the DNS has them (RFC 6376 §3.6, RFC 8301, RFC 8463)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from ingest.email.authentic.resolver import Questions
from ingest.email.authentic.tags import Malformed, tags_of, unspaced

FEWEST_BITS = 1024
"""Source: RFC 8301 §3.2."""
MOST_BITS = 4096
"""RFC 8301 §3.2 asks for no more, and each bit costs us time."""
LONGEST_RECORD = 2048
_SHA_256 = Prehashed(SHA256())


class Unusable(Exception):
    """The signature cannot be held against a key; `value` is its result in the words of RFC 8601 §2.7.1."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


@dataclass(frozen=True, slots=True)
class Key:
    """A published key. `testing`: its owner asks that signatures be taken for none; `strict`: it signs for no subdomains."""

    public: RSAPublicKey | Ed25519PublicKey
    testing: bool
    strict: bool

    def fits(self, signature: bytes, digest: bytes) -> bool:
        """Whether the signature was made with this key over that SHA-256."""
        try:
            if isinstance(self.public, Ed25519PublicKey):
                self.public.verify(signature, digest)
            else:
                self.public.verify(signature, digest, PKCS1v15(), _SHA_256)
        except InvalidSignature:
            return False
        return True


def key_at(domain: str, selector: str, algorithm: str, questions: Questions) -> Key:
    """The key of that name, for that algorithm ("rsa" or "ed25519"). Raises Unusable, or NoAnswer."""
    for text in questions.txt(f"{selector}._domainkey.{domain}"):
        if b"p=" in text:
            return _key(text, algorithm)
    raise Unusable("permerror")


@lru_cache(maxsize=1024)
def _key(text: bytes, algorithm: str) -> Key:
    if len(text) > LONGEST_RECORD:
        raise Unusable("permerror")
    try:
        tags = tags_of(text)
        raw = base64.b64decode(unspaced(tags.get("p", "")), validate=True)
    except (Malformed, binascii.Error, ValueError):
        raise Unusable("permerror") from None
    if not _may_be_used(tags, algorithm) or not raw:
        raise Unusable("permerror")
    flags = {flag.strip() for flag in tags.get("t", "").split(":")}
    return Key(_ed25519(raw) if algorithm == "ed25519" else _rsa(raw), "y" in flags, "s" in flags)


def _may_be_used(tags: Mapping[str, str], algorithm: str) -> bool:
    if tags.get("v", "DKIM1") != "DKIM1" or tags.get("k", "rsa") != algorithm:
        return False
    hashes = {one.strip() for one in tags.get("h", "sha256").split(":")}
    services = {one.strip() for one in tags.get("s", "*").split(":")}
    return "sha256" in hashes and bool(services & {"*", "email"})


def _ed25519(raw: bytes) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise Unusable("permerror") from None


def _rsa(raw: bytes) -> RSAPublicKey:
    try:
        key = load_der_public_key(raw)
    except (ValueError, UnsupportedAlgorithm):
        raise Unusable("permerror") from None
    if not isinstance(key, RSAPublicKey):
        raise Unusable("permerror")
    if not FEWEST_BITS <= key.key_size <= MOST_BITS:
        raise Unusable("policy")
    return key
