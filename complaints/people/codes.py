"""Codes that prove who reads what is sent to an address: short enough to be typed from one telephone into another."""

import hmac
import re
import secrets
from datetime import timedelta

from golddust.identity import Keys

LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"
"""None that is taken for another (0 and O, 1 and I and L), and no vowels, so that a code is never a word."""
LENGTH = 8
"""27 to the power of 8 codes: with `MOST_TRIES` wrong ones allowed, one guesser in 56 thousand million finds one."""
LASTS = timedelta(days=3)
"""Mail is read at weekends, or after them."""
MOST_TRIES = 5
LONGEST_ANSWER = 2000
"""An answer that brings a code back is short, signature and all; a long text with many codes would be guessing."""
_HALF = f"([{LETTERS}{LETTERS.lower()}]{{{LENGTH // 2}}})"
_CODE = re.compile(rf"(?<![A-Za-z0-9-]){_HALF}[- ]?{_HALF}(?![A-Za-z0-9-])")


def new_code() -> str:
    """A code that nobody can foresee, such as K7M2-9QXD."""
    return spelled("".join(secrets.choice(LETTERS) for _ in range(LENGTH)))


def spelled(letters: str) -> str:
    """In two halves, as it is told and read aloud."""
    return f"{letters[: LENGTH // 2]}-{letters[LENGTH // 2 :]}"


def codes_in(text: str) -> list[str]:
    """Whatever may be a code in a short answer, spelled as it was sent; it may have come in any letter case, without the dash."""
    if len(text) > LONGEST_ANSWER:
        return []
    return list(dict.fromkeys(spelled((first + second).upper()) for first, second in _CODE.findall(text)))


def digest_of(keys: Keys, proposal: str, customer: str, code: str) -> str:
    """What is kept of a code: whoever reads the database, but has not the installation's key, cannot find the code by trying."""
    return keys.link_token("join code", f"{proposal}/{customer}/{code}").rpartition(".")[2]


def is_code(keys: Keys, proposal: str, customer: str, code: str, digest: str) -> bool:
    """Whether it is the code that was sent to that customer in that proposal."""
    return hmac.compare_digest(digest_of(keys, proposal, customer, code), digest)
