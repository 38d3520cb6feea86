"""What is in a record, as people can read it, whatever it is. Pure."""

from dataclasses import dataclass

import msgspec

from golddust.records import Record

LONGEST = 200_000
"""Letters of a record that a page shows."""
_TURNERS = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_CONTROLS: dict[int, int | str] = {number: 0x2400 + number for number in range(32) if chr(number) not in "\n\t"}
_CONTROLS |= {0x7F: 0x2421} | {number: f"[U+{number:04X}]" for number in _TURNERS}
"""What cannot be shown, and what would turn the direction of what follows."""


@dataclass(frozen=True, slots=True)
class Content:
    """A record's value as text: `form` says what it is, `broken` how many places are no UTF-8, `cut` that there is more."""

    text: str
    form: str
    size: int
    broken: int
    cut: bool


def content_of(record: Record) -> Content:
    """JSON is laid out; everything else is shown as it came, with signs in place of what cannot be shown."""
    try:
        laid_out = msgspec.json.format(msgspec.json.encode(msgspec.json.decode(record.value)), indent=2)
        text, form = laid_out.decode(), "JSON"
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        text, form = record.value.decode("utf-8", "replace"), "text"
    broken = 0 if form == "JSON" else text.count("\ufffd") - record.value.count("\ufffd".encode())
    text = text.replace("\r\n", "\n").translate(_CONTROLS)
    form = "nothing" if not record.value else "bytes" if broken else form
    return Content(text[:LONGEST], form, len(record.value), broken, len(text) > LONGEST)


def as_text(value: str) -> str:
    """A key or header, on one line."""
    return value.translate(_CONTROLS | {10: 0x240A, 9: 0x2409})
