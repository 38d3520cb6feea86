"""Shares with the doubt that belongs to them."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054
"""Ninety-five of a hundred such intervals hold what they are about."""


@dataclass(frozen=True, slots=True)
class Share:
    """`value` is `part` of `whole`, from 0 to 1, and between `low` and `high` with 95 % confidence."""

    part: int
    whole: int
    value: float
    low: float
    high: float


def share(part: int, whole: int) -> Share | None:
    """The share with Wilson's interval; None of nothing.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927). Unlike the
    textbook's interval it is never empty at 0 and 1, never leaves them, and holds at small numbers: Brown, Cai, DasGupta (2001).
    """
    if not whole:
        return None
    part = min(part, whole)  # counted a moment later than the whole, while messages came in
    value = part / whole
    middle = (part + Z * Z / 2) / (whole + Z * Z)
    half = Z / (whole + Z * Z) * sqrt(part * (whole - part) / whole + Z * Z / 4)
    return Share(part, whole, value, max(0.0, min(value, middle - half)), min(1.0, max(value, middle + half)))
