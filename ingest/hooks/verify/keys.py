"""Secrets and public keys, from the ways in which they are written to their bytes."""

import base64
from typing import Literal

Encoding = Literal["hex", "base64"]
Written = Literal["text", "hex", "base64"]
SECRET, PUBLIC = "whsec_", "whpk_"  # prefixes of the Standard Webhooks scheme
SHORTEST_KEY = 8
PUBLIC_BYTES = 32
_ENCODINGS: tuple[Encoding, ...] = ("hex", "base64")


def decoded(text: str, encoding: Encoding) -> bytes:
    """The bytes; base64 with its padding or without. Raises ValueError."""
    if encoding == "hex":
        if not text.isalnum():  # spaces are let through otherwise
            raise ValueError(encoding)
        return bytes.fromhex(text)
    plain = text.rstrip("=")  # some write the padding, some leave it out
    return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)


def standard_key(secret: str) -> bytes:
    """The key that a secret such as `whsec_…` (base64) stands for. Raises ValueError."""
    expected = f"a secret of the form whsec_ and base64, of {SHORTEST_KEY} bytes or more"
    try:
        key = decoded(secret.removeprefix(SECRET), "base64")
    except ValueError:
        raise ValueError(expected) from None
    if len(key) < SHORTEST_KEY:
        raise ValueError(expected)
    return key


def key_of(secret: str, written: Written) -> bytes:
    """The key of an HMAC. Raises ValueError."""
    expected = f"a secret of {SHORTEST_KEY} bytes or more" + (f", in {written}" if written != "text" else "")
    try:
        key = secret.encode() if written == "text" else decoded(secret, written)
    except ValueError:
        raise ValueError(expected) from None
    if len(key) < SHORTEST_KEY:
        raise ValueError(expected)
    return key


def public_key(written: str) -> bytes:
    """The bytes of an Ed25519 public key, as `whpk_…`, in base64 or in hex. Raises ValueError."""
    text = written.removeprefix(PUBLIC)
    for encoding in _ENCODINGS:
        try:
            key = decoded(text, encoding)
        except ValueError:
            continue
        if len(key) == PUBLIC_BYTES:
            return key
    raise ValueError("an Ed25519 public key of 32 bytes, as whpk_ and base64, base64 or hex")
