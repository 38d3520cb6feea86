"""Signs mails as other people's servers do: by dkimpy, and by hand what dkimpy does not sign."""

import base64
import hashlib
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from dkim.canonicalization import CanonicalizationPolicy

from tests.services.names import Names

SIGNED = ("from", "to", "subject", "date", "message-id")


@cache
def rsa_key(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


@cache
def other_key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


@cache
def ed25519_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def public(key: RSAPrivateKey | Ed25519PrivateKey) -> bytes:
    """As it is published."""
    if isinstance(key, Ed25519PrivateKey):
        return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def pem(key: RSAPrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def signed(
    mail: bytes,
    domain: str,
    names: Names | None = None,
    *,
    selector: str = "s1",
    how: str = "relaxed/relaxed",
    length: bool = False,
) -> bytes:
    """By dkimpy; the key is published where a DNS server is given."""
    if names is not None:
        names.key(domain, selector, public(rsa_key()))
    header, body = (one.encode() for one in how.split("/"))
    named = [name.encode() for name in SIGNED]
    key, sel, dom = pem(rsa_key()), selector.encode(), domain.encode()
    return bytes(dkim.sign(mail, sel, dom, key, canonicalize=(header, body), include_headers=named, length=length)) + mail


def signed_by_hand(
    mail: bytes,
    domain: str,
    key: RSAPrivateKey | Ed25519PrivateKey,
    algorithm: str = "rsa-sha256",
    *,
    selector: str = "s1",
    fields: tuple[str, ...] = SIGNED,
    more: str = "",
) -> bytes:
    """With dkimpy's canonical forms, and any tags."""
    policy = CanonicalizationPolicy.from_c_value(b"relaxed/relaxed")
    present, body = dkim.rfc822_parse(mail)
    hashed = hashlib.sha1 if algorithm.endswith("sha1") else hashlib.sha256
    digest = base64.b64encode(hashed(policy.canonicalize_body(body)).digest()).decode()
    head = f" v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; h={':'.join(fields)}; {more}bh={digest}; b="
    chosen = dkim.select_headers(policy.canonicalize_headers(present), [name.encode() for name in fields])
    own = policy.canonicalize_headers([(b"DKIM-Signature", head.encode())])
    data = b"".join(name + b":" + value for name, value in [*chosen, *((name, value.rstrip()) for name, value in own)])
    return f"DKIM-Signature:{head}{base64.b64encode(_signature(key, data, algorithm)).decode()}\r\n".encode() + mail


def _signature(key: RSAPrivateKey | Ed25519PrivateKey, data: bytes, algorithm: str) -> bytes:
    if isinstance(key, Ed25519PrivateKey):
        return key.sign(hashlib.sha256(data).digest())
    return key.sign(data, PKCS1v15(), SHA1() if algorithm.endswith("sha1") else SHA256())  # noqa: S303 - to be refused


def sealed(mail: bytes, domain: str, said: str, names: Names | None = None, *, selector: str = "arc") -> bytes:
    """With one more set of ARC fields, by dkimpy. `said`: what its maker found, as Authentication-Results."""
    if names is not None:
        names.key(domain, selector, public(rsa_key()))
    mail = f"Authentication-Results: {domain}; {said}\r\n".encode() + mail
    named = [b"from", b"to", b"subject", b"date", b"message-id"]
    lines = dkim.arc_sign(mail, selector.encode(), domain.encode(), pem(rsa_key()), domain.encode(), include_headers=named)
    return b"".join(lines) + mail
