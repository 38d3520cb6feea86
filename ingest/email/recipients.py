"""Which addresses are ours, how a pattern names them, and what reaching one says of a mail.

Patterns: `feedback@example.com` is one address, `feedback@` that local part at any domain of ours, `@example.com` any local part
there; one star stands for any part, as in `shop-*@`. What follows a plus sign is a detail (RFC 5233), and may be an alias itself:
`feedback+returns@` is also `returns@`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from golddust.threads import without_token
from ingest.email.options import Options
from ingest.labels import Aliases, form_of

BOUNCES = "bounces"
"""The local part to which mail of ours comes back; it is always ours."""
POSTMASTER = "postmaster"
_DETAIL = "+"


@dataclass(frozen=True, slots=True)
class Recipients:
    """The addresses of ours."""

    domains: frozenset[str]
    first_domain: str
    allowed: re.Pattern[str] | None
    aliases: Aliases

    def full(self, written: str) -> str:
        """An address in one spelling."""
        return (written if "@" in written else f"{written}@{self.first_domain}").lower()

    def is_at_home(self, address: str) -> bool:
        """Whether an address is at a domain of ours; only Postmaster needs none (RFC 5321 §4.5.1)."""
        local, _, domain = address.rpartition("@")
        if not local:
            return domain.lower() == POSTMASTER
        return _is_unicode(address) and domain.lower() in self.domains

    def is_known(self, address: str) -> bool:
        """Whether an address at home is one that is taken."""
        if self.allowed is None:
            return True
        full = without_token(self.full(address))
        local = full.rpartition("@")[0].partition(_DETAIL)[0]
        return local in (POSTMASTER, BOUNCES) or any(map(self.allowed.fullmatch, spellings(full)))

    def labels_of(self, address: str) -> str:
        """The labels of an address at home, as JSON; "" for none."""
        labels = self.aliases.labels_of(spellings(without_token(address)))
        return json.dumps(labels, sort_keys=True) if labels else ""


def recipients_of(options: Options) -> Recipients:
    """Those that the settings name."""
    domains = [domain.strip().lower() for domain in options.domains]
    forms = "|".join(f"(?:{form_of(pattern.lower()).pattern})" for pattern in options.recipients)
    return Recipients(frozenset(domains), domains[0], re.compile(forms) if forms else None, Aliases(options.aliases))


def spellings(address: str) -> Sequence[str]:
    """How a pattern may name an address in lower case, the weakest first."""
    local, _, domain = address.rpartition("@")
    name, plus, detail = local.partition(_DETAIL)
    locals_ = (name, detail, local) if plus and detail else (name,)
    return (f"@{domain}", *(spelling for one in dict.fromkeys(locals_) for spelling in (f"{one}@", f"{one}@{domain}")))


def _is_unicode(text: str) -> bool:
    """Whether the bytes sent were UTF-8; aiosmtpd hands others over as lone surrogates."""
    return text.isprintable()
