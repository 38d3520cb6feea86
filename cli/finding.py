"""What `golddust doctor` finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from golddust.errors import GoldDustError, Refused, Unavailable


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one part; `mend` says what to do when it is not good."""

    part: str
    state: Literal["good", "note", "bad"]
    words: str
    mend: str = ""


def checked(part: str, check: Callable[[], None], good: str, mend: str) -> Iterator[Finding]:
    """That the part is good, or what the check raised."""
    try:
        check()
    except GoldDustError as error:
        yield Finding(part, "bad", words_of(error), mend)
    else:
        yield Finding(part, "good", good)


def words_of(error: GoldDustError) -> str:
    """What it says to people."""
    return error.reason if isinstance(error, Unavailable | Refused) else str(error)
