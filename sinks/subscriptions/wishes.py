"""Pure: what may be subscribed to, by which name, at which address; said to whoever asks for it, all of it at once."""

import re
from collections.abc import Collection, Mapping, Sequence
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from golddust import topics
from golddust.errors import Malformed
from golddust.subscribing import Filter, Wish
from sinks.internet import among, is_public
from sinks.subscriptions.options import Options

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9.])?|[0-9A-Fa-f:.]{2,45}")
LONGEST_URL = 2000
MOST_VALUES = 100
PORTS = {"https": 443, "http": 80}
TAGGED = "tagged"
FITS: Mapping[str, frozenset[str]] = {
    "topics": frozenset({TAGGED, topics.ISSUES}),
    "sentiments": frozenset({TAGGED, topics.ISSUES}),
    "kinds": frozenset({TAGGED, topics.ISSUES}),
    "urgency": frozenset({TAGGED, topics.ISSUES}),
    "channels": frozenset({TAGGED, topics.ISSUES}),
    "labels": frozenset({TAGGED, topics.ISSUES}),
    "steps": frozenset({topics.COMPLAINTS}),
}
"""For each condition, the events that have what it is about; a topic's own stream holds tagged ones."""


def offered_of(taxonomy: Collection[str]) -> tuple[str, ...]:
    """The topics of the log that hold no raw text and are somebody else's business; those of the taxonomy each have a stream."""
    return (topics.TAGGED, topics.ISSUES, topics.COMPLAINTS, *(topics.of_topic(name) for name in taxonomy))


def checked_name(name: str) -> str:
    """The name. Raises Malformed."""
    if not NAME.fullmatch(name):
        raise Malformed("name: up to 40 of a-z, 0-9 and -, with a letter or digit first")
    return name


def checked(wish: Wish, offered: Sequence[str], options: Options) -> Wish:
    """What is wished for, each topic once. Raises Malformed with everything that is wrong."""
    wanted = tuple(dict.fromkeys(wish.topics))
    wrong = [*_wrong_address(wish.url, options), *_wrong_topics(wanted, offered), *_wrong_filter(wish.filter, wanted, offered)]
    if wrong:
        raise Malformed("; ".join(wrong))
    return Wish(url=wish.url, topics=wanted, filter=wish.filter)


def _wrong_address(url: str, options: Options) -> list[str]:
    if not (url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= LONGEST_URL):
        return [f"address: at most {LONGEST_URL} plain characters, without spaces"]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ["address: this is none"]
    if parts.scheme != "https" and not (options.http and parts.scheme == "http"):
        wrong = "it begins with https:// or http://" if options.http else "it begins with https://"
    elif "@" in parts.netloc:
        wrong = "no user name or password; what is sent is signed"
    elif "#" in url:
        wrong = "nothing behind a #"
    elif not HOST.fullmatch(host) or port == 0:
        wrong = "this is none"
    else:
        wrong = _wrong_host(host, options, plain=parts.scheme == "http")
    return [f"address: {wrong}"] if wrong else []


def _wrong_host(host: str, options: Options, *, plain: bool) -> str:
    """Names are looked up when something is sent, and checked then; an address that is written out can be told at once."""
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    allowed = among(address, options.networks)
    if plain and not allowed:
        return "http:// leads only into your own networks ([subscriptions] private_networks)"
    return "" if allowed or is_public(address) else "not on the public internet ([subscriptions] private_networks)"


def _wrong_topics(wanted: Sequence[str], offered: Sequence[str]) -> list[str]:
    if not wanted:
        return ["topics: one at least"]
    if unknown := [one[:60] for one in wanted if one not in offered]:
        return [f"topics: not offered: {', '.join(unknown[:5])}; offered are {', '.join(offered)}"]
    if topics.TAGGED in wanted and any(one.startswith(topics.BY_TOPIC) for one in wanted):
        return [f"topics: {topics.TAGGED} holds all that the streams of single topics hold"]
    return []


def _wrong_filter(given: Filter, wanted: Sequence[str], offered: Sequence[str]) -> list[str]:
    sorts = {TAGGED if one.startswith(topics.BY_TOPIC) or one == topics.TAGGED else one for one in wanted}
    wrong = []
    for condition, fits in FITS.items():
        value = getattr(given, condition)
        if not value or value == "none":
            continue
        if not isinstance(value, str) and len(value) > MOST_VALUES:
            wrong.append(f"filter.{condition}: at most {MOST_VALUES} values")
        if sorts and not sorts & fits:
            wrong.append(f"filter.{condition}: no event of these topics has it")
    if unknown := [one[:60] for one in given.topics if topics.of_topic(one) not in offered]:
        wrong.append(f"filter.topics: not in the taxonomy: {', '.join(unknown[:5])}")
    return wrong


def split(url: str) -> tuple[SplitResult, str, int]:
    """The address taken apart: its parts, host and port."""
    parts = urlsplit(url)
    return parts, parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
