"""What the doctor says of the public door: whether the outside reaches its address, and whom it takes visitors for."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from config.settings import Settings
from golddust.findings import Finding
from golddust.hosts import is_this_machine

PART = "public door"


def web_findings(settings: Settings) -> Iterator[Finding]:
    """Nothing while everything is on this machine, as it is from the first."""
    address = urlsplit(settings.http.public_url)
    if _is_unreachable_for_twilio(settings):
        words = f"Twilio cannot reach {settings.http.public_url}, nor can who gets a link from us"
        yield Finding(PART, "bad", words, "[http] public_url: the address that Twilio was given, without the path")
    if address.scheme == "https" and not settings.http.trusted_proxies:
        words = "it is reached through a proxy, so all visitors look like one and share one limit on what they send"
        yield Finding(
            PART, "note", words, "[http] trusted_proxies: how many proxies of yours stand in front; see docs/howto/form.md"
        )


def _is_unreachable_for_twilio(settings: Settings) -> bool:
    """Whether some account's messages are waited for, at no address but this machine's own."""
    twilio = settings.sms.twilio
    is_waited_for = bool(twilio.shared_keys) or any(account.tokens for account in twilio.every_account)
    return is_waited_for and all(
        is_this_machine(urlsplit(url).hostname or "") for url in (settings.http.public_url, *twilio.urls)
    )
