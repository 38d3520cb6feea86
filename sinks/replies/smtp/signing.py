"""Signs mail with DKIM (RFC 6376), so that nobody can pass off their words as ours, nor change what we wrote."""

import base64
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from golddust.errors import Misconfigured, Problem
from sinks.replies.smtp.options import Options

SETTING = "replies.smtp.dkim"
SIGNED = (
    *("from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references", "sender"),
    *("mime-version", "content-type", "content-transfer-encoding", "content-language"),
    *("auto-submitted", "list-unsubscribe", "list-unsubscribe-post"),
)
"""Source: RFC 6376 §5.4.1. Each is named once more than it occurs, so that none can be added (§8.15)."""
FEWEST_BITS = 1024
"""Source: RFC 8301 §3.2: signers must not use less, and should use 2048."""
_TXT_LIMIT = 255


class Signer:
    """Signs in the name of a domain. Raises Misconfigured when its key cannot be read."""

    def __init__(self, domain: str, selector: str, key_file: Path) -> None:
        self.domain = domain
        self.selector = selector
        self._pem, self._public = _read(key_file)

    @cached_property
    def _names(self) -> tuple[bytes, bytes]:
        return self.selector.encode("ascii"), self.domain.encode("ascii")

    @property
    def record_name(self) -> str:
        """Where the public key is published in the DNS."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What is published there as TXT."""
        return f"v=DKIM1; k=rsa; p={base64.b64encode(self._public).decode('ascii')}"

    def zone_line(self) -> str:
        """The record as a line of a zone file, in strings of at most 255 octets (RFC 1035 §3.3)."""
        parts = (self.record[at : at + _TXT_LIMIT] for at in range(0, len(self.record), _TXT_LIMIT))
        quoted = " ".join(f'"{part}"' for part in parts)
        return f"{self.record_name}. IN TXT ( {quoted} )"

    def signed(self, mail: bytes) -> bytes:
        """The mail with a signature before it."""
        import dkim  # noqa: PLC0415 - only who signs loads it

        named = _to_sign(mail)
        selector, domain = self._names
        canonical = (b"relaxed", b"relaxed")
        return bytes(dkim.sign(mail, selector, domain, self._pem, canonicalize=canonical, include_headers=named)) + mail


def signer_of(options: Options) -> Signer | None:
    """What signs, where the settings name a key. Raises Misconfigured when it cannot be read."""
    given = options.dkim
    domain = given.domain or options.sender.rpartition("@")[2]
    return Signer(domain, given.selector, given.key_file) if given.key_file else None


def _to_sign(mail: bytes) -> Sequence[bytes]:
    head = mail.partition(b"\r\n\r\n")[0].lower()
    present = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    return [name.encode() for name in SIGNED for _ in range(present.count(name.encode()) + 1)]


def _read(key_file: Path) -> tuple[bytes, bytes]:
    """The key in PEM, and its public half in DER."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey  # noqa: PLC0415

    try:
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except OSError as error:
        raise _unfit(key_file, f"a file that can be read ({error.strerror})") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _unfit(key_file, "an RSA key in PEM without a passphrase, such as `openssl genrsa 2048` makes") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < FEWEST_BITS:
        raise _unfit(key_file, f"an RSA key of at least {FEWEST_BITS} bits, 2048 is usual; receivers know hardly any other kind")
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return key.private_bytes(*form), public


def _unfit(key_file: Path, expected: str) -> Misconfigured:
    return Misconfigured((Problem(f"{SETTING}.key_file", str(key_file), expected),))
