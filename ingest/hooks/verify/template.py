"""What is signed, written as a text with gaps: `{timestamp}.{body}`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.hooks.verify.request import Incoming

_GAP = re.compile(r"\{(body|timestamp|id|url|field:[^{}]{1,100})\}")
EXPECTED = "what is signed, with the gaps {body}, {timestamp}, {id}, {url} and {field:NAME}"


@dataclass(frozen=True, slots=True)
class Template:
    """Texts and gaps in turns: the texts stand at even places."""

    pieces: Sequence[str]

    @property
    def gaps(self) -> Sequence[str]:
        """The names of the gaps."""
        return self.pieces[1::2]

    def filled(self, request: Incoming, timestamp: str, message_id: str) -> bytes:
        """The bytes that the sender signed."""
        filled: list[bytes] = []
        for number, piece in enumerate(self.pieces):
            if number % 2 == 0:
                filled.append(piece.encode())
            elif piece == "body":
                filled.append(request.body)
            else:
                filled.append(_value(piece, request, timestamp, message_id).encode("utf-8", "surrogateescape"))
        return b"".join(filled)


def _value(gap: str, request: Incoming, timestamp: str, message_id: str) -> str:
    known = {"timestamp": timestamp, "id": message_id, "url": request.url}
    return known[gap] if gap in known else request.at(gap)


def template(written: str) -> Template:
    """The template. Raises ValueError for gaps that there are none of."""
    pieces = _GAP.split(written)
    if any("{" in text or "}" in text for text in pieces[::2]) or len(pieces) == 1:
        raise ValueError(EXPECTED)
    return Template(pieces)
