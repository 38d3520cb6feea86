"""What a telephone number says by itself: its country, its zone, and whether a machine should ever write to it."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from golddust.identity import WHATSAPP

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

SHORTEST = 9
"""Digits of a number with its country; what has fewer is a short code, which a machine answers to its own cost."""
NORTH_AMERICA = frozenset(("US", "CA", "PR", "VI", "GU", "AS", "MP"))
"""One numbering plan and one price: who has a number there has customers in all of it. Not the Caribbean, where it is dear."""


@lru_cache(maxsize=4096)
def country_of(number: str) -> str:
    """The country (ISO 3166-1) of a number, "" for a short code and for what belongs to none, such as satellites."""
    import phonenumbers  # noqa: PLC0415 - its tables take a while to read

    parsed = _parsed(number)
    if parsed is None:
        return ""
    region = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return region if region and re.fullmatch("[A-Z]{2}", region) else ""


@lru_cache(maxsize=4096)
def not_for_machines(number: str) -> str:
    """Why a machine never writes to this number, in words; "" when it may."""
    import phonenumbers  # noqa: PLC0415 - as above

    parsed = _parsed(number)
    if parsed is None:
        return "a short code, or no full number"
    kind = phonenumbers.number_type(parsed)
    dear = (phonenumbers.PhoneNumberType.PREMIUM_RATE, phonenumbers.PhoneNumberType.SHARED_COST)
    return "a premium-rate number" if kind in dear else ""


def allowed_with(ours: Iterable[str]) -> frozenset[str]:
    """The countries of these numbers of ours."""
    found = {country_of(number) for number in ours} - {""}
    return frozenset(found | NORTH_AMERICA if found & NORTH_AMERICA else found)


def zones_of(number: str) -> tuple[ZoneInfo, ...]:
    """The zones of the number's country; () where it has none."""
    return tuple(ZoneInfo(name) for name in _zones().get(country_of(number), ()))


@cache
def _zones() -> dict[str, list[str]]:
    """Source: zone.tab of the IANA time zone database, which the package tzdata carries."""
    found: dict[str, list[str]] = {}
    for line in (resources.files("tzdata.zoneinfo") / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found


def _parsed(number: str) -> "PhoneNumber | None":
    import phonenumbers  # noqa: PLC0415 - as above

    plain = number.removeprefix(WHATSAPP)
    digits = "".join(letter for letter in plain if letter.isdecimal())
    if len(digits) < SHORTEST or any(letter.isalpha() or letter == "*" for letter in plain):  # a sender's name, a SID, a pattern
        return None
    try:
        return phonenumbers.parse("+" + digits, None)
    except phonenumbers.NumberParseException:
        return None
