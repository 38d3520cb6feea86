"""Addresses as people write them, in the one spelling under which a message from there is known, too."""

import re
from typing import Literal

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumberFormat, PhoneNumberMatcher, ValidationResult

from golddust.errors import Malformed
from golddust.events import Address
from golddust.identity import WHATSAPP

ReachableKind = Literal["email", "phone", "whatsapp"]
LONGEST = 254
"""Source: RFC 3696 erratum 1690: no longer address fits into a path of RFC 5321."""
LONGEST_LOCAL = 64
LONGEST_SEARCHED = 20_000
"""So much of a text is searched for addresses, in characters."""
_NAMED = re.compile(r"[^<>]*<([^<>]*)>")
_LOCAL = re.compile(r"[^\s@<>,;:\"()\[\]\\]+")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_PHONE = re.compile(r"[+\uff0b]?[\s\d().\-/\u00a0\u2010-\u2015]+")
_MAIL_IN_TEXT = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[\w-]+(?:\.[\w-]+)+")
_TOO_SHORT_OR_LONG = {
    ValidationResult.TOO_SHORT: "has too few digits",
    ValidationResult.TOO_LONG: "has too many digits",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "lacks its area code",
    ValidationResult.INVALID_COUNTRY_CODE: "begins with a country code that there is not",
}


def normalised(kind: ReachableKind, text: str, region: str = "") -> Address:
    """The address that was meant, spelled so that it has the pseudonym of a message from there.

    Mail: in lower case, the domain in ASCII (IDNA, as mail is sent to it). Nothing else is guessed: dots and plus signs before
    the @ mean what that mail server says, and a wrong merge is worse than none. Numbers: E.164. A number without its country is
    read as one of `region` (ISO 3166, such as "GB"). Raises Malformed, with words for whoever wrote it.
    """
    written = text.strip()
    if not written:
        raise Malformed("there is no address")
    if kind == "email":
        return Address(kind="email", value=_mail(written))
    number = _number(written, region)
    return Address(kind=kind, value=WHATSAPP + number if kind == "whatsapp" else number)


def guessed(text: str, region: str = "") -> Address:
    """The address of whatever kind that was meant: with an @ it is mail, else a number. Raises Malformed."""
    written = text.strip()
    if "@" in written:
        return normalised("email", written, region)
    return normalised("whatsapp" if written.lower().startswith(WHATSAPP) else "phone", written, region)


def named_in(text: str, region: str = "") -> list[Address]:
    """The mail addresses and telephone numbers that the text names, and perhaps other long numbers that might be some."""
    searched = text[:LONGEST_SEARCHED]
    mails = [match.group() for match in _MAIL_IN_TEXT.finditer(searched)]
    numbers = [match.raw_string for match in PhoneNumberMatcher(searched, region or None, leniency=Leniency.POSSIBLE)]
    found = []
    for kind, written in [*(("email", mail) for mail in mails), *(("phone", number) for number in numbers)]:
        try:
            found.append(normalised(kind, written, region))  # type: ignore[arg-type] # one of the two
        except Malformed:
            continue
    return found


def _mail(written: str) -> str:
    bare = _NAMED.sub(r"\1", written).strip()
    bare = bare[len("mailto:") :] if bare.lower().startswith("mailto:") else bare
    local, at, domain = bare.rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise Malformed(f"{_quoted(written)} is no mail address")
    value = f"{local.casefold()}@{_domain(domain, written)}"
    if len(value) > LONGEST:
        raise Malformed(f"{_quoted(written)} is longer than a mail address can be")
    return value


def _domain(domain: str, written: str) -> str:
    """The domain in ASCII. Source: RFC 5890, in the mapping of Python's own codec, by which mail is sent, too."""
    try:
        labels = domain.casefold().encode("idna").decode("ascii").split(".")
    except UnicodeError:
        labels = []
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels):  # noqa: PLR2004 - a name and what it is under
        raise Malformed(f"{_quoted(written)} is no mail address: what stands behind the @ is no domain")
    return ".".join(labels)


def _number(written: str, region: str) -> str:
    plain = re.sub(r"^(?:tel:|whatsapp:)", "", written, flags=re.IGNORECASE).strip()
    if not _PHONE.fullmatch(plain):
        raise Malformed(f"{_quoted(written)} is no telephone number")
    international = re.sub(r"^[\s(]*00", "+", plain)
    if not region and international[0] not in "+\uff0b":
        raise Malformed(f"{_quoted(written)} has no country code; write +…, or say of which region numbers without one are")
    try:
        parsed = phonenumbers.parse(international, region.upper() or None)
    except NumberParseException:
        raise Malformed(f"{_quoted(written)} is no telephone number") from None
    reason = phonenumbers.is_possible_number_with_reason(parsed)
    if reason != ValidationResult.IS_POSSIBLE:
        raise Malformed(f"{_quoted(written)} is no telephone number: it {_TOO_SHORT_OR_LONG.get(reason, 'cannot be dialled')}")
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _quoted(written: str) -> str:
    return repr(written[:60])
