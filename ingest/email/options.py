"""What can be set about the e-mail door: the section `[smtp]`."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_UNITS = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}
_SIZE = re.compile(r"\s*(\d{1,15})\s*([a-z]*)\s*", re.IGNORECASE)


def bytes_of(size: object) -> int:
    """The number of bytes meant by a size such as "25 MiB", "500 kB" or 1048576; raises ValueError for anything else."""
    match = _SIZE.fullmatch(str(size)) if isinstance(size, int | str) and not isinstance(size, bool) else None
    if match is None or match[2].lower() not in _UNITS:
        raise ValueError('a size such as "25 MiB", "500 kB" or a number of bytes')
    return int(match[1]) * _UNITS[match[2].lower()]


Size = Annotated[int, BeforeValidator(bytes_of)]
"""A number of bytes, which may be written with a unit."""


class Options(BaseModel):
    """The SMTP listener."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=2525, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    domains: tuple[str, ...] = Field(
        default=("localhost",),
        min_length=1,
        description="Recipients taken: any local part at these domains; everything else is refused at RCPT.",
    )
    size_limit: Size = Field(default=25 * 2**20, ge=1024, description="Largest mail taken, as text with a unit or in bytes.")
    hostname: str = Field(default="", description="How the listener names itself; empty: the machine's own name.")
    tls_certificate: Path | None = Field(default=None, description="PEM file with the certificate chain; switches STARTTLS on.")
    tls_key: Path | None = Field(default=None, description="PEM file with the key, where it is not in the certificate's file.")
    max_connections: int = Field(default=200, ge=1, description="Connections at a time; more are told to come back later.")
    max_recipients: int = Field(default=100, ge=1, description="Recipients of one mail; RFC 5321 wants at least 100.")
    timeout: float = Field(default=300.0, gt=0, description="Seconds without a word from the other side before it is let go.")
    workers: int = Field(default=32, ge=1, description="Mails made durable at the same time; they share one sync of the disk.")
