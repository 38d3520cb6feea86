"""Originals that live as long as the process: for tests and trials."""

import hashlib
from collections.abc import Sequence

from golddust.errors import NotFound


class MemoryOriginals:
    """An `Originals` in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def put(self, contents: Sequence[bytes]) -> list[str]:
        """Keep each and return its reference, in order."""
        references = [hashlib.sha256(content).hexdigest() for content in contents]
        self._kept |= dict(zip(references, contents, strict=True))
        return references

    def get(self, reference: str) -> bytes:
        """The bytes. Raises NotFound."""
        try:
            return self._kept[reference]
        except KeyError:
            raise NotFound("there is no original of that reference") from None

    def delete(self, reference: str) -> None:
        """Forget it."""
        self._kept.pop(reference, None)
