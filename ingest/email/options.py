"""What can be set about the e-mail door: the section `[smtp]`."""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator

from golddust.sizes import bytes_of
from ingest import labels

Size = Annotated[int, BeforeValidator(bytes_of)]
"""A number of bytes, which may be written with a unit."""


def network_of(text: object) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """The network meant by "10.0.0.0/8", "2001:db8::/32" or one address; raises ValueError for anything else."""
    try:
        return ipaddress.ip_network(str(text))
    except ValueError:
        raise ValueError('a network, such as "10.0.0.0/8" or "2001:db8::/32", or one IP address') from None


Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Networks = tuple[Annotated[Network, PlainValidator(network_of)], ...]
_THIS_MACHINE = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_PATTERN = re.compile(r"[^@\s]*@[^@\s]*")
_SERVER = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9.]{7,15}))(?::(\d{1,5}))?")


class Section(BaseModel):
    """A table of settings that refuses names it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Lmtp(Section):
    """Where a mail server on this machine or beside it hands mail over by LMTP; nowhere unless `socket` or `port` is set."""

    socket: Path | None = Field(default=None, description="Unix socket to listen on.")
    mode: str = Field(
        default="0660", pattern=r"^0?[0-7]{3}$", description="Rights of the socket; who may write to it may hand mail over."
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on, where a port is set.")
    port: int = Field(default=0, ge=0, le=65535, description="Port to listen on; 0: none.")


def _port_of_clamd(text: str) -> str:
    port = text.rpartition(":")[2]
    if text and not text.startswith("unix:") and not 0 < int(port) < 2**16:
        raise ValueError("a port from 1 to 65535")
    return text


class Scan(Section):
    """Whether mails are scanned for viruses before they are taken in."""

    clamd: Annotated[str, AfterValidator(_port_of_clamd)] = Field(
        default="",
        pattern=r"^(unix:/.+|\S+:\d{1,5})?$",
        description='Where clamd listens, as "unix:/run/clamav/clamd.ctl" or "127.0.0.1:3310"; empty: nothing is scanned.',
    )
    timeout: float = Field(default=30.0, gt=0, description="Seconds in which clamd must have answered.")
    infected: Literal["mark", "refuse"] = Field(
        default="mark", description="An infected mail is taken in and marked as such, or refused with 554."
    )
    away: Literal["take", "put_off"] = Field(
        default="take",
        description="While clamd does not answer: mails are taken in and marked as not scanned, or put off with 451.",
    )


def server_of(text: str) -> tuple[str, int]:
    """The IP address and the port meant by "127.0.0.1", "127.0.0.1:53" or "[::1]:53"; raises ValueError for anything else."""
    match = _SERVER.fullmatch(text)
    if match is None or not 0 < int(match[3] or 53) < 2**16:
        raise ValueError('an IP address with a port, such as "127.0.0.1:53" or "[::1]:53"')
    return str(ipaddress.ip_address(match[1] or match[2])), int(match[3] or 53)


def _server(text: str) -> str:
    server_of(text)
    return text


def _lower(text: str) -> str:
    return text.strip().rstrip(".").lower()


Server = Annotated[str, AfterValidator(_server)]
"""A server by its IP address, since names are what it is asked about."""
Domain = Annotated[str, AfterValidator(_lower), Field(min_length=1)]


class Authentication(Section):
    """Whether it is checked who really sent a mail; it is not unless `resolvers` or `authserv_ids` are set."""

    resolvers: tuple[Server, ...] = Field(
        default=(),
        description="DNS resolvers, such as 127.0.0.1:53, to be asked for DKIM, SPF, DMARC and ARC; empty: the DNS is not asked.",
    )
    timeout: float = Field(default=5.0, gt=0, description="Seconds in which all questions about one mail must be answered.")
    authserv_ids: tuple[Domain, ...] = Field(
        default=(),
        description="Names under which relays of yours write Authentication-Results; believed only in mail from `trusted` "
        "networks or by LMTP.",
    )
    arc_sealers: tuple[Domain, ...] = Field(
        default=(), description="Domains whose ARC seal is believed, such as those of mailing lists and forwarders you know."
    )
    speak_for: tuple[Domain, ...] = Field(
        default=(),
        description="Domains beside ours, such as a web form's, whose no-reply senders may name anybody in Reply-To.",
    )

    @property
    def is_set(self) -> bool:
        """Whether anything can be found out."""
        return bool(self.resolvers or self.authserv_ids)


class Options(Section):
    """The door for mail."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=2525, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    domains: tuple[str, ...] = Field(
        default=("localhost",),
        min_length=1,
        description="Recipients taken: any local part at these domains; everything else is refused at RCPT.",
    )
    recipients: tuple[str, ...] = Field(
        default=(),
        description="The only addresses taken at these domains, as in aliases, such as feedback@ and shop-*@; empty: all. "
        "postmaster@ and bounces@ are always taken.",
    )
    aliases: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="What an address says of the mails to it: labels (topic, language, brand, store, campaign or your own) by "
        "feedback@example.com, feedback@, @example.com, or with a star, as shop-*@.",
    )
    size_limit: Size = Field(default=25 * 2**20, ge=1024, description="Largest mail taken, as text with a unit or in bytes.")
    hostname: str = Field(default="", description="How the listener names itself; empty: the machine's own name.")
    tls_certificate: Path | None = Field(default=None, description="PEM file with the certificate chain; switches STARTTLS on.")
    tls_key: Path | None = Field(default=None, description="PEM file with the key, where it is not in the certificate's file.")
    tls_port: int = Field(default=0, ge=0, le=65535, description="Port for TLS from the first byte on (465 is usual); 0: none.")
    require_tls: bool = Field(
        default=False, description="Take mail under TLS only. Servers elsewhere that cannot will bounce it."
    )
    proxy_from: Networks = Field(
        default=(),
        description="Networks of proxies, such as 10.0.0.0/8, which must say by the PROXY protocol whom they speak for.",
    )
    trusted: Networks = Field(
        default=_THIS_MACHINE,
        description="Networks of clients, such as a relay of your own, for whom the limits for each client are not meant.",
    )
    processes: int = Field(default=1, ge=1, le=64, description="Processes that share the port; limits count in each by itself.")
    max_connections: int = Field(default=200, ge=1, description="Connections at a time; more are told to come back later.")
    max_recipients: int = Field(default=100, ge=1, description="Recipients of one mail; RFC 5321 wants at least 100.")
    max_per_client: int = Field(
        default=50, ge=1, description="Connections at a time of one client: an IPv4 address, an IPv6 /64."
    )
    connections_per_minute: int = Field(default=600, ge=1, description="Connections a minute of one client; more are put off.")
    messages_per_minute: int = Field(default=1200, ge=1, description="Mails a minute of one client; more are put off with 450.")
    max_errors: int = Field(default=20, ge=1, description="Wrong commands in one connection before it is closed.")
    max_unknown: int = Field(default=20, ge=1, description="Recipients that are not here in one connection before it is closed.")
    max_under_way: Size = Field(
        default=512 * 2**20,
        ge=0,
        description="Bytes of mails being sent at a time, all together, beyond the first 256 kB of each; more are put off.",
    )
    max_headers: Size = Field(default=4 * 2**20, ge=1024, description="Largest headers taken of one mail.")
    max_seconds: float = Field(default=3600.0, gt=0, description="Seconds one connection may last; it ends between two mails.")
    timeout: float = Field(default=300.0, gt=0, description="Seconds without a word from the other side before it is let go.")
    workers: int = Field(default=32, ge=1, description="Mails made durable at the same time; they share one sync of the disk.")
    lmtp: Lmtp = Field(default=Lmtp(), description="The door for a mail server of your own.")
    scan: Scan = Field(default=Scan(), description="Scanning for viruses.")
    authentication: Authentication = Field(default=Authentication(), description="Who really sent a mail.")

    @model_validator(mode="after")
    def _has_what_it_needs(self) -> "Options":
        problems = list(_tls_problems(self))
        if self.processes > 1 and not self.port:
            problems.append("processes that share a port need one: port must not be 0")
        problems += [f"recipients: {pattern!r}: {words}" for pattern in self.recipients for words in self._strays(pattern)]
        for pattern, given in self.aliases.items():
            problems += [
                f"aliases.{pattern!r}: {words}" for words in (*self._strays(pattern), *labels.problems_of(pattern, given))
            ]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _strays(self, pattern: str) -> tuple[str, ...]:
        """What keeps a pattern from ever being reached."""
        if not _PATTERN.fullmatch(pattern):
            return ("it must hold one @, as feedback@, @example.com or feedback@example.com do",)
        domain = pattern.lower().rpartition("@")[2]
        at_home = not domain or "*" in domain or domain in {one.strip().lower() for one in self.domains}
        return () if at_home else (f"{domain} is not among the domains",)


def _tls_problems(options: Options) -> tuple[str, ...]:
    if options.tls_certificate is not None:
        return ()
    needs = [name for name in ("tls_port", "require_tls") if getattr(options, name)]
    return (f"{' and '.join(needs)} need a tls_certificate",) if needs else ()
