"""What may come beside the words of a message: a button or a row that was chosen, a place, the advertisement that led here.

Source: Twilio, "Twilio's request to your incoming message webhook URL", the parameters of WhatsApp and RCS.
"""

import re
from dataclasses import dataclass

from ingest.fields import Fields, first
from ingest.wording import one_line

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,59}")
"""What may become a label: one plain word, because labels go to the streams."""
_SOMEBODYS_NUMBER = re.compile(r"(?:[0-9][._:-]?){7,}")
"""A telephone or customer number, with or without marks between its digits: what a button carries may be anything."""
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,20})?")


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or a row of a list: what it says, and the name that its maker gave to it.

    The name is "" where it is no plain word, or may hold somebody's number.
    """

    words: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody was, or what they pointed to: in words ("" when they only sent a point), and as a URI of RFC 5870."""

    words: str
    point: str


def choice_of(fields: Fields) -> Choice:
    """What was chosen; empty when nothing was."""
    for words, name in (("ButtonText", "ButtonPayload"), ("ListTitle", "ListId")):
        if first(fields, words) or first(fields, name):
            return Choice(one_line(first(fields, words)), _nobodys(_token(first(fields, name))))
    return Choice()


def place_of(fields: Fields) -> Place | None:
    """The place; None when none came, or one that is not on this earth."""
    latitude, longitude = first(fields, "Latitude").strip(), first(fields, "Longitude").strip()
    if not (_within(latitude, 90) and _within(longitude, 180)):
        return None
    parts = [one_line(first(fields, name)) for name in ("Label", "Address")]
    return Place(", ".join(dict.fromkeys(part for part in parts if part)), f"geo:{latitude},{longitude}")


def _within(written: str, most: int) -> bool:
    return bool(_DEGREES.fullmatch(written)) and abs(float(written)) <= most


def referral_of(fields: Fields) -> str:
    """The name of the advertisement or post whose link was followed, else of what kind it is; "" when there was none."""
    return _token(first(fields, "ReferralSourceId")) or _token(first(fields, "ReferralSourceType"))


def _nobodys(token: str) -> str:
    return "" if _SOMEBODYS_NUMBER.search(token) else token


def _token(written: str) -> str:
    return written.strip() if _TOKEN.fullmatch(written.strip()) else ""
