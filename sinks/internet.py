"""Which addresses a name may lead to: those of the public internet, checked before anything is sent there.

A provider's redirect names the next host; whoever could forge one could otherwise have us ask machines that only we can reach,
such as the one at 169.254.169.254 that hands out a cloud's keys. Sources: OWASP's "Server-Side Request Forgery Prevention";
IANA's special-purpose address registries, which `ipaddress` follows; RFC 6052 §2.1 (IPv4 inside IPv6).
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from golddust.errors import Refused, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LookUp = Callable[..., Sequence[tuple[Any, ...]]]
"""As `socket.getaddrinfo`."""
UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that IANA gives out of IPv6 to hosts."""
HOSTS_OF_CLOUDS = frozenset({ipaddress.IPv4Address("168.63.129.16")})
"""Public by its number, and yet what only its own machines reach: Azure's host service (its manual, "What is IP address
168.63.129.16?")."""
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def addresses_of(
    host: str,
    port: int,
    *,
    any_at_all: bool = False,
    loopback_too: bool = False,
    also: Sequence[Network] = (),
    look_up: LookUp = socket.getaddrinfo,
) -> list[str]:
    """Where this name leads, in the order in which to try; all of it may be spoken to.

    `any_at_all`: a person set the name, so nothing is checked. `loopback_too`: this machine is as good as the public internet, as
    where a server of tests stands in for the provider. `also`: networks that a person allowed. Raises Refused when any of it is
    not public, Unavailable when the name is not known just now.
    """
    try:
        found = look_up(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(f"no address is known of {host}") from None
    places = list(dict.fromkeys(str(place[4][0]) for place in found))
    for place in places:
        address = ipaddress.ip_address(place)
        if not (any_at_all or is_public(address) or (loopback_too and address.is_loopback) or among(address, also)):
            raise Refused(f"{host} leads to {address}, which is no public address")
    return places


def among(address: Address, networks: Sequence[Network]) -> bool:
    """Whether one of the networks holds it."""
    return any(address.version == network.version and address in network for network in networks)


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could speak to it; an IPv4 address inside one of IPv6 counts, too."""
    if address in HOSTS_OF_CLOUDS or not HOSTS_OF_CLOUDS.isdisjoint(_inside(address)):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in UNICAST and address not in TRANSLATED:
        return False
    return all(one.is_global and not one.is_multicast for one in (address, *_inside(address)))


def _inside(address: Address) -> Iterator[ipaddress.IPv4Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address in TRANSLATED:
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if address.sixtofour is not None:
        yield address.sixtofour
    yield from address.teredo or ()
