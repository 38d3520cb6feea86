"""Blanks: what a draft leaves open, because only a person knows it, such as `[… by when]`."""

import re
from collections.abc import Mapping
from dataclasses import fields

from golddust.errors import Malformed
from golddust.ports import Resolution

_BLANK = re.compile(r"\[…[^\]\n]*\]?")


def blanks_of(text: str) -> tuple[str, ...]:
    """What is still blank in a text."""
    return tuple(_BLANK.findall(text))


def blanks_in(resolution: Resolution) -> Mapping[str, tuple[str, ...]]:
    """For each part that has some, what is still blank."""
    found = {part.name: blanks_of(getattr(resolution, part.name)) for part in fields(resolution)}
    return {part: blanks for part, blanks in found.items() if blanks}


def demand_no_blanks(resolution: Resolution) -> None:
    """Raises Malformed naming what is still blank."""
    if blanks := blanks_in(resolution):
        named = "; ".join(f"{part}: {', '.join(blanks[part])}" for part in blanks)
        raise Malformed(f"still blank: {named[:600]}; only you know what belongs there, so fill it in or take it out")
