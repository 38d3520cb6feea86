"""Regions whose telephone numbers may be written without a country code."""

from golddust.errors import Malformed


def checked_region(text: str) -> str:
    """The region's code in capitals (ISO 3166-1, such as "GB"), or "" for none. Raises Malformed when there is no such region."""
    region = text.strip().upper()
    if not region:
        return ""
    from phonenumbers import SUPPORTED_REGIONS  # noqa: PLC0415 - its tables take a while to read, and most settings name no region

    if region not in SUPPORTED_REGIONS:
        raise Malformed(f"{text!r} is no country's code of two letters, such as GB or US")
    return region
