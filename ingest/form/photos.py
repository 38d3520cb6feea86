"""Photos that came with a form: told by their first bytes, never opened."""

import re
from dataclasses import dataclass
from hashlib import sha256

from golddust.events import Attachment
from golddust.media_types import UNKNOWN, beginning
from ingest.wording import one_line

TAKEN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic"})
"""What browsers and phones make, and what those at work can look at."""


@dataclass(frozen=True, slots=True)
class Photo:
    """One file as it was posted."""

    name: str
    content: bytes

    @property
    def type(self) -> str:
        """Its media type by its first bytes, whatever its name says; UNKNOWN when it is no photo that we take."""
        kind = beginning(self.content)
        return kind if kind in TAKEN else UNKNOWN

    @property
    def digest(self) -> str:
        """SHA-256 of its bytes."""
        return sha256(self.content).hexdigest()

    @property
    def attachment(self) -> Attachment:
        """As the feedback lists it."""
        return Attachment(name=self.name, type=self.type, size=len(self.content))


def file_name(written: str) -> str:
    """A file's name without the folders that some browsers put before it."""
    return one_line(re.split(r"[/\\]", written)[-1])
