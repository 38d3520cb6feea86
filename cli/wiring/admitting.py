"""Puts together who comes in at the inner door, and by whom another house's sign-in is reached.

Imports stand in the functions, so that a role loads only what it uses.
"""
# ruff: noqa: PLC0415 - see above

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from golddust.errors import Misconfigured

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from console.admission.admission import Admission
    from console.admission.provider import Provider

BACK = "/console/provider/back"
"""The path at which people come back from another house's sign-in; it is registered there."""


def admission_of(installation: "Installation") -> "Admission":
    """Accounts, second factors, the audit log and the provider, from one installation's settings and keys."""
    from console.admission.accounts import Accounts
    from console.admission.admission import Admission
    from console.admission.members import Members
    from console.admission.second_factor import SecondFactor
    from console.audit.chain import Audit
    from console.digest.readers import Readers

    engine, clock, keys = installation.engine, installation.clock, installation.keys
    accounts = Accounts(engine, clock, code_for=installation.settings.console.second_factor_for)
    codes, audit = SecondFactor(engine, clock, keys.originals, keys.originals_before), Audit(engine, clock, keys.pseudonym)
    members = Members(engine, clock, accounts, codes, audit)
    extra = installation.settings.digest.to
    readers = Readers(engine, clock, keys, audit, extra, lambda: installation.casework.escalations)
    secure = installation.console_url.startswith("https://")
    return Admission(accounts, members, codes, audit, keys, readers, provider_of(installation), secure)


def provider_of(installation: "Installation") -> "Provider | None":
    """Another house's sign-in, where one is set; nothing is asked of it yet."""
    options = installation.settings.console.oidc
    if not options.issuer:
        return None  # and nothing is loaded that speaks to it
    from console.admission.provider import Provider

    return Provider(options, installation.console_url + BACK, installation.keys.links)


def teams_of(installation: "Installation") -> Mapping[str, Sequence[str]]:
    """The titles of the topics that each team owns, by the taxonomy; no topics where it cannot be read."""
    from processors.taxonomy import DEFAULT_OWNER

    try:
        topics = tuple(installation.taxonomy.topics.values())
    except Misconfigured:
        topics = ()
    owners = sorted({DEFAULT_OWNER, *(topic.owner for topic in topics)})
    return {owner: tuple(topic.title for topic in topics if topic.owner == owner) for owner in owners}
