"""Photos that came with a form: told by their first bytes, never opened."""

import re
from dataclasses import dataclass
from hashlib import sha256

from golddust.events import Attachment
from ingest.wording import one_line

UNKNOWN = "application/octet-stream"
_LOOKED_AT = 16
_BEGINNINGS = (
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/gif", re.compile(rb"GIF8[79]a")),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("image/avif", re.compile(rb"....ftypavi[fs]", re.DOTALL)),
    ("image/heic", re.compile(rb"....ftyp(?:hei[cmsx]|hev[cmsx]|mi[af]1|msf1)", re.DOTALL)),
)
"""WHATWG's MIME Sniffing Standard for the first four, ISO/IEC 23008-12 and the AVIF specification for the brands."""


@dataclass(frozen=True, slots=True)
class Photo:
    """One file as it was posted."""

    name: str
    content: bytes

    @property
    def type(self) -> str:
        """Its media type by its first bytes, whatever its name says; UNKNOWN when it is no photo that we know."""
        head = self.content[:_LOOKED_AT]
        return next((kind for kind, beginning in _BEGINNINGS if beginning.match(head)), UNKNOWN)

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
