"""Who is at the other end of a door, and how often they may do a thing, in bounded memory.

Rate-limiting libraries keep each client for as long as its limit looks back, so a flood of clients fills their memory; not here.
"""

import ipaddress
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
MOST_CLIENTS = 10_000
"""Clients whose rate is remembered; beyond, those not heard of for longest are forgotten."""
MINUTE = 60.0
_NEIGHBOURS = 64
"""Bits of an IPv6 address that tell one client from another: the rest is for each to choose."""


@dataclass(frozen=True, slots=True)
class Client:
    """The other end: its address ("" behind a Unix socket), as whom it counts, and whether the limits are not meant for it."""

    address: str
    counted_as: str
    trusted: bool


def client_at(address: str, trusted: Iterable[Network]) -> Client:
    """The client at an IP address. An IPv4 address in IPv6 notation is that IPv4 address; what is no address is this machine."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return Client("", "", trusted=True)
    ip = getattr(ip, "ipv4_mapped", None) or ip
    name = str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip, _NEIGHBOURS), strict=False))  # noqa: PLR2004 - IPv4
    return Client(str(ip), name, is_among(ip, trusted))


def is_among(ip: ipaddress.IPv4Address | ipaddress.IPv6Address, networks: Iterable[Network]) -> bool:
    """Whether an address is in one of the networks."""
    return any(ip in network for network in networks)


class Rate:
    """So many a minute for each client, with a minute's worth at once (token bucket). Any number of threads may ask."""

    def __init__(self, a_minute: int, now: Callable[[], float]) -> None:
        self._most = float(a_minute)
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._alone = Lock()

    def allows(self, name: str) -> bool:
        """Whether that client may do it once more; if so, it counts."""
        with self._alone:
            now = self._now()
            left, at = self._left.pop(name, (self._most, now))
            left = min(self._most, left + (now - at) * self._most / MINUTE)
            allowed = left >= 1
            self._left[name] = (left - 1 if allowed else left, now)
            if len(self._left) > MOST_CLIENTS:
                self._left.popitem(last=False)
            return allowed
