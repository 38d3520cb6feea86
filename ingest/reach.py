"""From what somebody wrote in a field for an address to the way in which they can be reached."""

import re

from golddust.events import Address
from golddust.identity import WHATSAPP
from ingest.wording import one_line

_MAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]{1,255}")
_NAMED = re.compile(r"([^<>@]*)<([^<>]*)>")
_PHONE = re.compile(r"(?:\+|00)[1-9][0-9]{6,14}")
_BETWEEN_DIGITS = re.compile(r"[\s().\-/\u00a0\u2010-\u2015]")


def address_of(written: str, name: str = "") -> Address:
    """The address that was meant: mail, WhatsApp, phone, else a handle; "none" when nothing was written.

    A number counts as a phone number only with its country code (+ or 00 in front): a customer number must never
    become the phone of a stranger, and a national number could belong to somebody in any country.
    """
    text = one_line(written)
    if not text:
        return Address(kind="none", name=one_line(name))
    found = _mail(text, name) or _phone(text, name)
    return found or Address(kind="handle", value=text, name=one_line(name))


def _mail(text: str, name: str) -> Address | None:
    named = _NAMED.fullmatch(text)
    written_name, address = named.groups() if named else ("", text.removeprefix("mailto:"))
    if not _MAIL.fullmatch(address):
        return None
    return Address(kind="email", value=address, name=one_line(name or written_name.strip(' "')))


def _phone(text: str, name: str) -> Address | None:
    number = _BETWEEN_DIGITS.sub("", text.removeprefix("tel:").removeprefix(WHATSAPP).replace("(0)", ""))
    if not _PHONE.fullmatch(number):
        return None
    value = "+" + number[2:] if number.startswith("00") else number
    if text.startswith(WHATSAPP):
        return Address(kind="whatsapp", value=WHATSAPP + value, name=one_line(name))
    return Address(kind="phone", value=value, name=one_line(name))
