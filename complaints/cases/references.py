"""References: short names of cases that people can read aloud, and the many ways in which they write them."""

import hashlib

PREFIX = "GD"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so nothing is mistaken for another. Source: crockford.com/base32."""
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None, "#": None})
LENGTH = 8


def reference_of(case_id: str, attempt: int = 0) -> str:
    """The reference of a case, such as GD-7K3M-Q2XW; another one with each attempt, should it be taken."""
    number = int.from_bytes(hashlib.sha256(f"{case_id}/{attempt}".encode()).digest()[:5], "big")
    letters = "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return _spelled(letters)


def normalised(text: str) -> str:
    """The reference that somebody means: in any letter case, with or without dashes and prefix, with O for 0 and I or L for 1.

    Empty when it is none.
    """
    letters = text.strip().upper().translate(_MISREAD)
    if len(letters) == LENGTH + len(PREFIX):
        letters = letters.removeprefix(PREFIX)
    return _spelled(letters) if len(letters) == LENGTH and set(letters) <= set(LETTERS) else ""


def _spelled(letters: str) -> str:
    return f"{PREFIX}-{letters[:4]}-{letters[4:]}"
