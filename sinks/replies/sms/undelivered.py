"""Why a text was not delivered: in words, and what that says of the customer's address. One line for each provider."""

from collections.abc import Callable, Mapping

from sinks.replies.addresses import Undelivered
from sinks.replies.sms.twilio.codes import undelivered as by_twilio

PROVIDERS: Mapping[str, Callable[[str], Undelivered]] = {
    "twilio": by_twilio,
}


def undelivered(provider: str, code: str) -> Undelivered:
    """What the provider's code says; nothing of the address for a provider that is not known any more."""
    return PROVIDERS[provider](code) if provider in PROVIDERS else Undelivered(f"it was not delivered ({code})")
