"""Signatures of a mail, held against the keys that their domains publish (DKIM: RFC 6376, RFC 8301, RFC 8463).

Our own reading of them and not dkimpy's, which signs here and is the other side in tests: it takes keys and signatures of any
length, is quadratic in the blanks of a signature, and raises whatever its parts raise.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.email.authentic.canonical import Field, Signed
from ingest.email.authentic.domains import aligned, domain_of
from ingest.email.authentic.keys import Unusable, key_at
from ingest.email.authentic.resolver import NoAnswer, Questions
from ingest.email.authentic.results import Result
from ingest.email.authentic.tags import Malformed, tags_of, unspaced, without

MOST_SIGNATURES = 5
"""Signatures of a mail that are looked at."""
MOST_SIGNED_FIELDS = 500
SLACK = 3600
"""Seconds that clocks elsewhere may be wrong."""
DKIM = "dkim-signature"
_ALGORITHMS = {"rsa-sha256": "rsa", "ed25519-sha256": "ed25519"}
_CANONICAL = {"simple", "relaxed"}
_NUMBER = re.compile(r"\d{1,12}")
_SELECTOR = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,200}[A-Za-z0-9_])?")


@dataclass(frozen=True, slots=True)
class Signature:
    """What is said in a signature of a mail, or in an ARC-Message-Signature or ARC-Seal: who signs, what, and how."""

    field: Field
    tags: Mapping[str, str]
    domain: str
    selector: str
    algorithm: str
    signature: bytes

    @property
    def behalf(self) -> str:
        """The domain of `i=`, on whose behalf it signs (RFC 6376 §3.5); in ARC that tag is a number."""
        return domain_of(self.tags.get("i", self.domain)) if self.field.name == DKIM else self.domain

    def agrees(self, fields: Iterable[Field], how: str, questions: Questions) -> str:
        """Whether it was made for these fields by its domain: pass, fail, policy or permerror. Raises NoAnswer.

        A key that is being tested is none: its owner asks for that (RFC 6376 §3.6.1).
        """
        key = key_at(self.domain, self.selector, _ALGORITHMS[self.algorithm], questions)
        if key.strict and self.behalf != self.domain:
            return "permerror"
        own = self.field.emptied(without(self.field.value, b"b")).canonical(how)
        signed = b"".join([*(field.canonical(how) + b"\r\n" for field in fields), own])
        if not key.fits(self.signature, hashlib.sha256(signed).digest()):
            return "fail"
        return "neutral" if key.testing else "pass"


def signature_in(field: Field) -> Signature:
    """The signature that stands in a field. Raises Unusable where it is none, or of a kind that proves nothing any more."""
    try:
        tags = tags_of(field.value)
        signature = base64.b64decode(unspaced(tags["b"]), validate=True)
        domain, selector, algorithm = domain_of(tags["d"]), tags["s"], tags["a"].lower()
    except (Malformed, KeyError, binascii.Error, ValueError):
        raise Unusable("permerror") from None
    if algorithm == "rsa-sha1":  # RFC 8301 §3.1
        raise Unusable("policy")
    if algorithm not in _ALGORITHMS or not domain or "@" in tags["d"] or not _SELECTOR.fullmatch(selector) or not signature:
        raise Unusable("permerror")
    return Signature(field, tags, domain, selector, algorithm, signature)


def parted(mail: Signed, authors: Collection[str]) -> tuple[Sequence[Field], Sequence[Field]]:
    """The fields with signatures that could tell who wrote the mail, and the others; together no more than are looked at."""
    found = mail.named(DKIM)
    deciding = [field for field in found if _speaks_for(field, authors)][:MOST_SIGNATURES]
    return deciding, [field for field in found if field not in deciding][: MOST_SIGNATURES - len(deciding)]


def _speaks_for(field: Field, authors: Collection[str]) -> bool:
    try:
        domain = domain_of(tags_of(field.value).get("d", ""))
    except Malformed:
        return False
    return any(aligned(domain, author, strict=False) for author in authors)


def dkim(field: Field, mail: Signed, now: datetime, questions: Questions) -> Result:
    """The result of one signature."""
    domain = ""
    try:
        signature = signature_in(field)
        domain = signature.domain
        value = verified(signature, mail, now, questions, tags_needed=("v", "h", "bh"))
    except Unusable as unusable:
        value = unusable.value
    except NoAnswer:
        value = "temperror"
    return Result("dkim", value, domain, "header.d")


def verified(signature: Signature, mail: Signed, now: datetime, questions: Questions, tags_needed: Collection[str]) -> str:
    """What a signature over fields and body proves: pass, fail, policy, neutral or permerror. Raises Unusable, NoAnswer."""
    tags = signature.tags
    names = [name.strip().lower() for name in tags.get("h", "").split(":", MOST_SIGNED_FIELDS)]
    header, _, body = tags.get("c", "simple").partition("/")
    body = body or "simple"
    if not all(tags.get(name) for name in tags_needed) or not {header, body} <= _CANONICAL:
        return "permerror"
    if (
        tags.get("v", "1") != "1"
        or "from" not in names
        or len(names) > MOST_SIGNED_FIELDS
        or not _is_below(signature.behalf, signature.domain)
    ):
        return "permerror"
    if not _is_current(tags, now):
        return "fail"
    if "l" in tags:  # words may have been added behind the length signed (RFC 6376 §8.2), and we cannot tell them apart
        return "policy"
    if unspaced(tags["bh"]) != base64.b64encode(mail.body_hash(body)).decode("ascii"):
        return "fail"
    return signature.agrees(_chosen(mail.fields, names), header, questions)


def _is_below(domain: str, upper: str) -> bool:
    return f".{domain}".endswith(f".{upper}")


def _is_current(tags: Mapping[str, str], now: datetime) -> bool:
    made, ends = tags.get("t"), tags.get("x")
    if any(number is not None and not _NUMBER.fullmatch(number) for number in (made, ends)):
        return False
    if made is not None and int(made) > now.timestamp() + SLACK:
        return False
    return ends is None or (now.timestamp() - SLACK < int(ends) and int(made or 0) <= int(ends))


def _chosen(fields: Sequence[Field], names: Sequence[str]) -> Iterable[Field]:
    """The fields of these names, of each the last one first; a name that has no more stands for none (§5.4.2)."""
    there: dict[str, list[Field]] = {}
    for field in fields:
        there.setdefault(field.name, []).append(field)
    for name in names:
        if there.get(name):
            yield there[name].pop()
