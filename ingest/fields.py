"""The fields of a form as browsers and Twilio post it (application/x-www-form-urlencoded)."""

from collections.abc import Mapping
from urllib.parse import parse_qs

from golddust.errors import Malformed

MOST_FIELDS = 1000

Fields = Mapping[str, list[str]]
"""For each name its values, in the order in which they came."""


def fields_of(body: bytes) -> Fields:
    """The fields, empty ones too; bytes that are no UTF-8 become U+FFFD. Raises Malformed (400) for too many fields."""
    try:
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Malformed(f"more than {MOST_FIELDS} fields", status=400) from None


def first(fields: Fields, name: str) -> str:
    """The first value under this name, "" when there is none."""
    return fields.get(name, [""])[0]
