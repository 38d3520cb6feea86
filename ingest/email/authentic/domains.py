"""Names of domains: in one spelling, and whether two belong to the same organisation (RFC 7489 §3.1, §3.2)."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

LONGEST = 253
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")


def domain_of(text: str) -> str:
    """A domain as the DNS spells it, in lower case and ASCII; "" for what is none. Given an address, the domain of that."""
    name = text.rpartition("@")[2].strip().rstrip(".").lower()
    if len(name) > LONGEST:
        return ""
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
    return name if len(name) <= LONGEST and _NAME.fullmatch(name) else ""


@lru_cache(maxsize=4096)
def organisation_of(domain: str) -> str:
    """The domain that an organisation registered, under which this one is; a public suffix, or a bare name, is its own.

    By the public suffix list as it came with the package: docs/adr/0018-whose-domain-is-told-by-a-list.md.
    """
    return _list().privatesuffix(domain) or domain


def aligned(one: str, other: str, *, strict: bool) -> bool:
    """Whether what was proven for one domain counts for the other."""
    if not one or not other:
        return False
    return one == other or (not strict and organisation_of(one) == organisation_of(other))


@cache
def _list() -> "PublicSuffixList":
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - takes a tenth of a second

    return PublicSuffixList()
