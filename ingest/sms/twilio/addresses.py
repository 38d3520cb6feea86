"""The addresses under which Twilio may have this door, each in its spellings.

Source: Twilio, "Webhooks security": Twilio sometimes signs the address with its port and sometimes without.
"""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

USUAL_PORTS = {"http": "80", "https": "443"}
Port = Literal["with", "without"]


@dataclass(frozen=True, slots=True)
class PublicAddress:
    """One address in its parts; `port` as written, "" when none was; `prefix` is the path before ours, no slash at its end."""

    scheme: str
    host: str
    port: str = ""
    prefix: str = ""

    def written(self, port: str) -> str:
        """In one line, with that port, or none."""
        return f"{self.scheme}://{self.host}{':' if port else ''}{port}{self.prefix}"

    @property
    def spellings(self) -> tuple[str, ...]:
        """As Twilio may have signed it: as it is, with the usual port, and without any."""
        usual = USUAL_PORTS.get(self.scheme, "")
        return tuple(dict.fromkeys((self.written(self.port), self.written(self.port or usual), self.written(""))))


def address_of(url: str) -> PublicAddress:
    """The parts of an address; a name and password in it stay before the host."""
    parts = urlsplit(url.rstrip("/"))
    name, at, place = parts.netloc.rpartition("@")
    bare, colon, port = place.rpartition(":")
    has_port = bool(colon) and port.isdigit() and not place.endswith("]")
    return PublicAddress(parts.scheme.lower(), f"{name}{at}{bare if has_port else place}", port if has_port else "", parts.path)
