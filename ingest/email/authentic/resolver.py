"""Asks the resolvers that are set, and no others, within the time that a mail may take; keeps answers while they are good."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import dns.exception
import dns.flags
import dns.name
import dns.nameserver
import dns.resolver

from golddust.errors import Unavailable
from ingest.email.options import server_of

MOST_KEPT = 4000
"""Answers kept."""
LARGEST_KEPT = 4096
"""Bytes of an answer that is kept: many large ones must not fill the memory."""
AWAY_FOR = 10.0
"""Seconds in which resolvers that answer nothing are not asked again."""
_PROBE = 1.0
_name = lru_cache(MOST_KEPT)(dns.name.from_text)
_A_TRY = 2.0
"""Seconds until a question is asked once more, or of the next resolver."""
_PAUSES = 1.2
"""dnspython may pause after the last try in vain, for up to a fifth of the time that the question had."""


class NoAnswer(Exception):
    """The DNS does not say at present: nobody answers, or who does failed."""


class Resolver:
    """The resolvers of an installation. Used by many threads."""

    def __init__(self, servers: Sequence[str], now: Callable[[], float] = time.monotonic) -> None:
        self._servers = servers
        self._asking = _asking(servers)
        self._now = now
        self._away_until = 0.0
        self._probing = threading.Lock()

    def within(self, seconds: float) -> "Questions":
        """Questions about one mail, which all together take no longer."""
        return Questions(self, self._now() + seconds, self._now)

    def check(self) -> None:
        """Raises Unavailable naming those that do not answer."""
        silent = [server for server in self._servers if not _answers(_asking([server]))]
        if silent:
            raise Unavailable(f"no answer from {' and '.join(silent)}")

    def ask(self, name: str, kind: str, seconds: float) -> list[Any]:
        """The records of that kind, [] where there are none. Raises NoAnswer."""
        if seconds <= 0 or self._now() < self._away_until:
            raise NoAnswer
        try:
            asked = _name(name)
        except (dns.exception.DNSException, UnicodeError):
            return []  # a name that cannot be is not there
        try:
            answer = self._asking.resolve(asked, kind, lifetime=seconds / _PAUSES, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN:
            return []
        except dns.exception.Timeout:
            if self._probing.acquire(blocking=False):
                threading.Thread(target=self._look_whether_away, name="dns-probe", daemon=True).start()
            raise NoAnswer from None
        except (dns.exception.DNSException, OSError):
            raise NoAnswer from None
        if answer.response.flags & dns.flags.TC:  # it was cut by TCP as well: what is missing may have been there
            raise NoAnswer
        return list(answer.rrset or ())

    def _look_whether_away(self) -> None:
        """A domain may be slow to answer, on purpose, too; only a resolver that does not even know the root is away."""
        try:
            if not _answers(_asking(self._servers)):  # a new one, which keeps no answer from before
                self._away_until = self._now() + AWAY_FOR
        finally:
            self._probing.release()


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked about one mail. Every question raises NoAnswer once the time is up."""

    resolver: Resolver
    until: float
    now: Callable[[], float]

    def txt(self, name: str) -> list[bytes]:
        """The texts there, each in one piece."""
        return [b"".join(record.strings) for record in self.records(name, "TXT")]

    def records(self, name: str, kind: str) -> list[Any]:
        """The records there, as dnspython has them."""
        return self.resolver.ask(name, kind, self.until - self.now())


class _Kept(dns.resolver.LRUCache):
    """Answers, as long as their TTL; a large one is asked for again."""

    def put(self, key: Any, value: dns.resolver.Answer) -> None:
        """See LRUCache."""
        if len(value.response.wire or b"") <= LARGEST_KEPT:
            super().put(key, value)


def _asking(servers: Sequence[str]) -> dns.resolver.Resolver:
    asking = dns.resolver.Resolver(configure=False)
    asking.nameservers = [dns.nameserver.Do53Nameserver(*server_of(server)) for server in servers]
    asking.timeout = _A_TRY
    asking.cache = _Kept(MOST_KEPT)
    asking.use_edns(0, 0, 1232)
    return asking


def _answers(asking: dns.resolver.Resolver) -> bool:
    """Whether there is any answer at all, be it that there is none."""
    try:
        asking.resolve(dns.name.root, "NS", lifetime=_PROBE, raise_on_no_answer=False)
    except (dns.exception.Timeout, OSError):
        return False
    except dns.exception.DNSException:
        return True
    return True
