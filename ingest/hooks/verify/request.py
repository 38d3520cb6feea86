"""What a scheme looks at, and what it proves."""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from golddust.errors import Unauthentic
from ingest.hooks.forms import Form, form_of

FIELD = "field:"
"""Before the name of a form's field, where a signature or a time does not stand in a header."""
PAIR = "pair:"
"""Before the name of one of several values in the signature's header, as in `t=1614265330,v1=…`."""
MISMATCH = "the signature does not match"
"""The one answer to every wrong signature: it must not tell what is wrong with it."""


class Incoming:
    """A request that nobody has vouched for yet. `headers` by their names in lower case; `url` as the sender knows it.

    `peer` is the address of who connected, `client` that of whom they speak for, where they are a proxy that is believed.
    """

    def __init__(self, headers: Mapping[str, str], body: bytes, url: str = "", peer: str = "", client: str = "") -> None:
        self._headers = headers
        self.body = body
        self.url = url
        self.peer = peer
        self.client = client or peer

    @property
    def headers(self) -> Mapping[str, str]:
        """All headers, by their names in lower case."""
        return self._headers

    @property
    def content_type(self) -> str:
        """The Content-Type header, "" when there is none."""
        return self.header("content-type")

    @cached_property
    def form(self) -> Form:
        """The body as a form; an empty one when it is none. Raises Malformed (400)."""
        return form_of(self.body, self.content_type)

    def header(self, name: str) -> str:
        """The header's value, "" when it is missing. Of a header sent twice, both values with a comma between them."""
        return self._headers.get(name, "") or self._headers.get(name.lower(), "")

    def at(self, place: str) -> str:
        """What stands in a header, or, after `field:`, in a field of the form; "" when nothing does."""
        if place.startswith(FIELD):
            return self.form.text(place.removeprefix(FIELD))
        return self.header(place)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was proven. `id` is the message's id, "" when it has none.

    `proof`, unless empty, is a signature that does not cover what is said: it must never be seen again with other words.
    """

    id: str = ""
    proof: str = ""


Verifier = Callable[[Incoming, datetime], Verified]
"""Says what a request proves at this time. Raises Unauthentic, with words that hold nothing of the secrets or of the request."""

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


def is_from(peer: str, networks: Networks) -> bool:
    """Whether this address is in one of the networks; an IPv4 address written as IPv6 counts as what it is."""
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in network for network in networks)


def needed(values: Mapping[str, str]) -> None:
    """Raises Unauthentic, naming all places, when one of them is empty."""
    if not all(values.values()):
        names = list(values)
        written = f"{', '.join(names[:-1])} and {names[-1]} are needed" if len(names) > 1 else f"{names[0]} is needed"
        raise Unauthentic(written)
