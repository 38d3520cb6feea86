"""What the doctor says of who comes in at the inner door: administrators, and another house's sign-in."""

from collections.abc import Iterator

from cli.wiring.admitting import provider_of
from cli.wiring.installation import Installation
from golddust.errors import Misconfigured, Unavailable
from golddust.findings import Finding

PAGE = "docs/howto/people.md"
PART = "sign-in"


def people_findings(installation: Installation) -> Iterator[Finding]:
    """Whether somebody is an administrator, cookies stay on HTTPS, and the provider answers as it must."""
    yield from _accounts(installation)
    yield from provider_findings(installation)


def _accounts(installation: Installation) -> Iterator[Finding]:
    try:
        members = [one for one in installation.admission.members.all() if one.active]
    except (Unavailable, Misconfigured):
        return  # the findings about the database and the settings say so
    if not any(one.role == "admin" for one in members):
        yield Finding(PART, "note", "nobody is an administrator on the console", "`golddust user role NAME admin` makes one")
    demanded = installation.settings.console.second_factor_for
    without = [one.name for one in members if one.role in demanded and one.has_password and not one.has_code]
    if without:
        words = f"no second factor yet, though their role needs one: {', '.join(without)}"
        yield Finding(PART, "note", words, "they set it up when they next sign in")
    if not installation.console_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        words = f"the console is at {installation.console_url}, so passwords and cookies go unencrypted"
        yield Finding(PART, "bad", words, "put HTTPS in front, and say so in [console] public_url")


def provider_findings(installation: Installation) -> Iterator[Finding]:
    """Whether another house's sign-in answers, where one is set."""
    try:
        provider = provider_of(installation)
        if provider is None:
            return
        said = provider.description()
    except Misconfigured:
        return
    except Unavailable as away:
        yield Finding("provider", "bad", away.reason, f"see [console.oidc] issuer, and {PAGE}")
        return
    if "S256" not in said.get("code_challenge_methods_supported", ["S256"]):
        yield Finding("provider", "bad", "it does not know PKCE with S256", "switch it on there; we do not come without")
    elif "code" not in said.get("response_types_supported", ["code"]):
        yield Finding("provider", "bad", "it does not offer the code flow", "allow it for our client there")
    else:
        yield Finding("provider", "good", f"answers; this address must be registered there: {provider.back_address}")
