"""Why a signature does not match: which mistake in our settings, or in the proxy's, explains it.

A wrong address in the settings has cost others their customers' messages. Only with our token can a signature match any address,
so one that would match another spelling of ours comes from Twilio, and says what Twilio was told. Nothing is believed for that:
the headers asked here are anybody's word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from flask import Request

from golddust.ports import Clock
from ingest.fields import first
from ingest.sms.twilio.addresses import USUAL_PORTS, PublicAddress, address_of
from ingest.sms.twilio.posted import Posted
from ingest.sms.twilio.signature import Given, Signatures

Reason = Literal["missing", "account", "address", "wrong"]
"""No signature; an account that is not among ours; the right token for another address; anything else."""
NOTHING, UNASKED, SEVERAL = "nothing", "unasked", "several"
EACH = 1.0
"""Seconds between two searches, because whoever likes may make us search."""
ROUTES = ("/sms/twilio/status", "/sms/twilio")
"""Ours, which somebody may have taken for part of the public address."""
_HEADERS = ("X-Forwarded-Host", "X-Original-Host")
_MOST = 600
LONGEST = 256


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why it is not believed; `would_match` is the kind of mistake, and `address` the one for which the signature is good.

    It is one of scheme, host, port, prefix, slash, query; several; nothing; unasked when there was no time for it.
    """

    reason: Reason
    would_match: str = NOTHING
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Spelling:
    changed: tuple[str, ...]
    address: str


class Diagnosis:
    """Searches for the mistake, at most once a second."""

    def __init__(self, signatures: Signatures, accounts: frozenset[str], clock: Clock) -> None:
        self._signatures = signatures
        self._accounts = accounts
        self._clock = clock
        self._searched_at: float | None = None

    def of(self, request: Request, given: Given, posted: Posted) -> Doubt:
        """The doubt about a request whose signature does not match."""
        if not given.signature:
            return Doubt("missing")
        now = self._clock.monotonic()
        if self._searched_at is not None and now - self._searched_at < EACH:
            return Doubt("wrong", UNASKED)
        self._searched_at = now
        return self._found(request, given, posted) or Doubt("account" if self._is_foreign(posted) else "wrong")

    def _is_foreign(self, posted: Posted) -> bool:
        account = first(posted.fields, "AccountSid")
        return bool(self._accounts and account) and account not in self._accounts

    def _found(self, request: Request, given: Given, posted: Posted) -> Doubt | None:
        if not posted.whole:
            return None
        for spelling in sorted(_spellings(self._signatures.addresses, request, posted), key=lambda one: len(one.changed))[:_MOST]:
            if self._signatures.any_matches(given, [spelling.address], posted):
                would_match = spelling.changed[0] if len(spelling.changed) == 1 else SEVERAL
                return Doubt("address", would_match, spelling.address.partition("?")[0])
        return None


def _spellings(known: tuple[PublicAddress, ...], request: Request, posted: Posted) -> Iterator[_Spelling]:
    queries = dict.fromkeys((posted.query, ""))
    paths = (posted.path, posted.path + "/")
    for ours in known:
        for (scheme, host, port, prefix), path, query in product(_bases(ours, request), paths, queries):
            changes = (
                ("scheme", scheme != ours.scheme),
                ("host", host != ours.host),
                ("port", port != ours.port and (scheme == ours.scheme or port not in ("", USUAL_PORTS.get(scheme)))),
                ("prefix", prefix != ours.prefix),
                ("slash", path != posted.path),
                ("query", query != posted.query),
            )
            whole = f"{PublicAddress(scheme, host, port, prefix).written(port)}{path}{'?' if query else ''}{query}"
            yield _Spelling(tuple(name for name, is_so in changes if is_so), whole)


def _bases(ours: PublicAddress, request: Request) -> Iterator[tuple[str, str, str, str]]:
    asked = [address_of(f"http://{host}") for host in _hosts(request)]
    hosts = dict.fromkeys((ours.host, *(one.host for one in asked)))
    ports = dict.fromkeys((ours.port, "", *(one.port for one in asked), request.headers.get("X-Forwarded-Port", "")[:5]))
    prefixes = dict.fromkeys((ours.prefix, "", *_without_route(ours.prefix), *_told_prefix(request)))
    for scheme in dict.fromkeys((ours.scheme, "https", "http")):
        yield from product([scheme], hosts, (*ports, USUAL_PORTS[scheme]), prefixes)


def _hosts(request: Request) -> Iterator[str]:
    for written in (request.headers.get("Host", ""), *(request.headers.get(name, "") for name in _HEADERS)):
        host = written.partition(",")[0].strip()
        if host and len(host) < LONGEST:
            yield host


def _without_route(prefix: str) -> Iterator[str]:
    """The prefix that was meant where the whole address of the route stands in the settings."""
    for route in ROUTES:
        if prefix.endswith(route):
            yield prefix.removesuffix(route)


def _told_prefix(request: Request) -> Iterator[str]:
    told = request.headers.get("X-Forwarded-Prefix", "").partition(",")[0].strip().rstrip("/")
    if told and len(told) < LONGEST:
        yield told
