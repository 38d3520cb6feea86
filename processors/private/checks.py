"""Check digits. Each takes digits and capitals without separators, and says whether they pass."""

from datetime import date

_DOUBLED = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))


def luhn(digits: str) -> bool:
    """Payment cards and many ids. Source: ISO/IEC 7812-1 Annex B."""
    return (sum(map(int, digits[::-2])) + sum(map(_DOUBLED.__getitem__, digits[-2::-2]))) % 10 == 0 and len(set(digits)) > 1


def mod97(letters: str) -> bool:
    """Account numbers. Source: ISO 13616-1."""
    return int("".join(str(int(c, 36)) for c in letters[4:] + letters[:4])) % 97 == 1


def mod11_10(digits: str) -> bool:
    """Tax ids of Germany and Croatia. Source: ISO/IEC 7064, MOD 11,10."""
    product = 10
    for digit in digits[:-1]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[-1])


_TIMES = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678", "5987604321", "6598710432", "7659821043", "8765932104",
    "9876543210",
)  # fmt: skip
_TURNED = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258")


def verhoeff(digits: str) -> bool:
    """India's Aadhaar. Source: J. Verhoeff, Error Detecting Decimal Codes, 1969."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_TIMES[check][int(_TURNED[place % 8][int(digit)])])
    return check == 0


def weighed(digits: str, weights: tuple[int, ...], modulus: int) -> int:
    """The sum of the digits, each times its weight, modulo so much."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % modulus


def is_date(digits: str, order: str) -> bool:
    """Whether six digits are a day, in the order `dmy` or `ymd`; of which century is not said."""
    year, month, day = (digits[:2], digits[2:4], digits[4:6]) if order == "ymd" else (digits[4:6], digits[2:4], digits[:2])
    try:
        date(2000 + int(year) % 100, int(month), int(day))
    except ValueError:
        return (day, month) == ("29", "02")
    return True
