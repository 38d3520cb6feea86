"""What the doctor says of the public door: whether the outside reaches its address, and whom it takes visitors for."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from cli.finding import Finding
from config.settings import Settings

PART = "public door"


def web_findings(settings: Settings) -> Iterator[Finding]:
    """Nothing while everything is on this machine, as it is from the first."""
    address = urlsplit(settings.http.public_url)
    if settings.sms.twilio.auth_token and _is_this_machine(address.hostname or ""):
        words = f"Twilio cannot reach {settings.http.public_url}, nor can who gets a link from us"
        yield Finding(PART, "bad", words, "[http] public_url: the address that Twilio was given, without the path")
    if address.scheme == "https" and not settings.http.trusted_proxies:
        words = "it is reached through a proxy, so all visitors look like one and share one limit on what they send"
        yield Finding(
            PART, "note", words, "[http] trusted_proxies: how many proxies of yours stand in front; see docs/howto/form.md"
        )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
