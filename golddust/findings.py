"""What was found about one part, with how to mend it; and whatever can be tried by itself."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from golddust.errors import GoldDustError, Refused, Unavailable

Kind = Literal["way in", "way out", "beneath"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one part; `mend` says what to do when it is not good."""

    part: str
    state: Literal["good", "note", "bad"]
    words: str
    mend: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """Something that can be tried: a way in, a way out, or what all stands on. `name` is unlike all others, for addresses.

    `words` say where it leads, or what must be set before it does anything (`is_set`). Trying changes nothing.
    """

    name: str
    kind: Kind
    title: str
    words: str
    tried: Callable[[], Iterable[Finding]]
    is_set: bool = True


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
