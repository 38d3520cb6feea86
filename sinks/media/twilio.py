"""Which addresses are those of Twilio's media, and with what they are asked for.

Source: Twilio, "Media subresource" (the address, HTTP Basic authentication with the account's SID and token, for all media), and
"Twilio regions" (api.EDGE.REGION.twilio.com).
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from golddust.errors import Refused
from sinks.media.download import Downloads
from sinks.media.failures import NotLetIn, NoToken
from sinks.media.options import Options

_HOST = re.compile(r"api(\.[a-z0-9-]{1,40}){0,2}\.twilio\.com")
_PATH = re.compile(
    r"/[0-9]{4}-[0-9]{2}-[0-9]{2}/Accounts/(AC[0-9a-fA-F]{32})/Messages/[A-Z]{2}[0-9a-fA-F]{32}/Media/ME[0-9a-fA-F]{32}"
)
UNTIL_CONFIGURED = 300.0


@dataclass(frozen=True, slots=True)
class Way:
    """Where a file is asked for, and what to prove ourselves with: values of the header Authorization, to be tried in order."""

    url: str
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TwilioMedia:
    """Knows the accounts: their tokens by SID, under "" those of an account whose SID is not set.

    `api_base`: a test server in place of Twilio's.
    """

    accounts: Mapping[str, Sequence[str]]
    api_base: str = ""

    def way(self, url: str) -> Way:
        """The way to the file at this address. Raises Refused when it is none of Twilio's media, NoToken."""
        path = self._path(url)
        match = _PATH.fullmatch(path)
        if match is None:
            raise Refused("its address is not that of a medium at Twilio, so it is not asked for")
        account = match[1]
        tokens = self.accounts.get(account) or self.accounts.get("", ())
        if not tokens:
            raise NoToken(f"no token of the account {account} is set ([sms.twilio], or its accounts)", UNTIL_CONFIGURED)
        base = self.api_base.rstrip("/") or f"https://{urlsplit(url).hostname}"
        return Way(base + path, tuple(_basic(account, token) for token in tokens))

    def _path(self, url: str) -> str:
        """Its path, below `api_base` where it stands there; "" for an address elsewhere."""
        base = self.api_base.rstrip("/")
        if base and url.startswith(f"{base}/"):
            return url.removeprefix(base)
        parts = _split(url)
        return parts.path if parts is not None and _is_twilio(parts) else ""


class TwilioSource:
    """A `sinks.media.fetching.Source`: Twilio's media, asked for with each token of their account until one is let in."""

    def __init__(self, provider: TwilioMedia, options: Options) -> None:
        self._provider = provider
        self._downloads = Downloads(options.size_limit, options.time_limit, _is_loopback(provider.api_base))

    def fetch(self, url: str) -> bytes:
        """The bytes. Raises Refused for an address that is none of Twilio's media, and as `Downloads.get`."""
        way = self._provider.way(url)
        for proof in way.proofs[:-1]:
            try:
                return self._downloads.get(way.url, proof)
            except NotLetIn:
                continue
        return self._downloads.get(way.url, way.proofs[-1])


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _is_twilio(parts: SplitResult) -> bool:
    """As written, so that no port, no user and no trick with dots gets by."""
    host = parts.netloc.removesuffix(":443").lower()
    return parts.scheme == "https" and _HOST.fullmatch(host) is not None and not parts.query and not parts.fragment


def _basic(user: str, password: str) -> str:
    """RFC 7617, in UTF-8."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def _is_loopback(api_base: str) -> bool:
    host = urlsplit(api_base).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
