"""The weekly digest on its way: what the room that counts hands to the room that sends."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """One reader's digest. `pictures` are PNG by the Content-ID under which `html` shows them; `text` says all without them.

    `leaves_by`: the address of the page on which the reader can say that they want no more; it is theirs alone.
    """

    subject: str
    text: str
    html: str
    pictures: Mapping[str, bytes]
    leaves_by: str
