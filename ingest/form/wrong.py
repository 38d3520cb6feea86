"""What the customer must mend before their message can be taken in, in their language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from golddust.media_types import UNKNOWN
from ingest.form.entries import Entries
from ingest.form.languages import Tongue
from ingest.form.options import Options
from ingest.reach import address_of

LONGEST_TEXT = 20_000
"""In characters."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing to mend. `field`: the id of the field that it is about; "" for the message as a whole."""

    field: Literal["text", "contact", "photos", ""]
    words: str


def wrongs_of(entries: Entries, tongue: Tongue, options: Options) -> list[Wrong]:
    """Everything at once, in the order of the fields; [] when it can be taken in."""
    return [*_of_the_text(entries, tongue), *_of_the_contact(entries, tongue), *_of_the_photos(entries, tongue, options)]


def _of_the_text(entries: Entries, tongue: Tongue) -> Iterator[Wrong]:
    length = len(entries.wording.text)
    if not length and not entries.photos:
        yield Wrong("text", tongue.say("wrong.empty"))
    elif length > LONGEST_TEXT:
        numbers = {"limit": tongue.number(LONGEST_TEXT), "length": tongue.number(length)}
        yield Wrong("text", tongue.say("wrong.too_long", **numbers))


def _of_the_contact(entries: Entries, tongue: Tongue) -> Iterator[Wrong]:
    """Whom we could not answer is asked once; what they leave then is taken as it is."""
    if address_of(entries.contact).kind == "handle" and entries.contact != entries.asked and not entries.trap:
        yield Wrong("contact", tongue.say("wrong.contact", contact=entries.contact))


def _of_the_photos(entries: Entries, tongue: Tongue, options: Options) -> Iterator[Wrong]:
    if len(entries.photos) > options.photos:
        numbers = {"count": tongue.number(options.photos), "chosen": tongue.number(len(entries.photos))}
        yield Wrong("photos", tongue.say("wrong.photo_count", **numbers))
        return
    for photo in entries.photos:
        if len(photo.content) > options.photo_limit:
            yield Wrong("photos", tongue.say("wrong.photo_size", name=photo.name, size=tongue.size(options.photo_limit)))
        elif photo.type == UNKNOWN:
            yield Wrong("photos", tongue.say("wrong.photo_kind", name=photo.name))
