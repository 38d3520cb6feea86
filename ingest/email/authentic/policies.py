"""What a domain wants to be done with mail in its name that is not from it (DMARC, RFC 7489)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.email.authentic.domains import aligned, organisation_of
from ingest.email.authentic.resolver import NoAnswer, Questions
from ingest.email.authentic.results import Result
from ingest.email.authentic.tags import Malformed, tags_of

LONGEST_RECORD = 4096
_POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True, slots=True)
class Policy:
    """What was published for a domain: what to do, and whether SPF and DKIM must stand for the very domain."""

    wants: str
    strict_spf: bool
    strict_dkim: bool

    def proves(self, result: Result, domain: str) -> bool:
        """Whether a result, were it a pass, would be one for that domain (§3.1)."""
        return aligned(result.domain, domain, strict=self.strict_spf if result.method == "spf" else self.strict_dkim)


LENIENT = Policy("none", strict_spf=False, strict_dkim=False)
"""How alignment is seen where nothing is published."""


def policy_of(domain: str, questions: Questions) -> Policy | None:
    """What is published for a domain: by itself, or by its organisation (§6.6.3); None where nothing is. Raises NoAnswer."""
    found = _record(domain, questions)
    if found is not None:
        return _policy(found, found["p"])
    organisation = organisation_of(domain)
    found = _record(organisation, questions) if organisation != domain else None
    return _policy(found, found.get("sp", found["p"])) if found is not None else None


def judged(domain: str, policy: Policy | NoAnswer | None, results: Sequence[Result]) -> Result | None:
    """The DMARC result for a domain (§6.6.2); None where neither proof nor its lack can be seen from here.

    SPF cannot be seen behind a relay that does not say what it found; then nothing is a failure.
    """
    if isinstance(policy, NoAnswer):
        return Result("dmarc", "temperror", domain, "header.from")
    if policy is None:
        return Result("dmarc", "none", domain, "header.from")
    said = {result.value for result in results if result.method in ("spf", "dkim") and policy.proves(result, domain)}
    complete = any(result.method == "spf" for result in results)
    value = next((value for value in ("pass", "temperror") if value in said), "fail" if complete else "")
    return Result("dmarc", value, domain, "header.from", policy.wants) if value else None


def _record(domain: str, questions: Questions) -> Mapping[str, str] | None:
    """The one record there is, with a policy in it; more than one counts as none."""
    texts = [text for text in questions.txt(f"_dmarc.{domain}") if text[:8] == b"v=DMARC1" and len(text) <= LONGEST_RECORD]
    if len(texts) != 1:
        return None
    try:
        tags = {name.lower(): value.lower() for name, value in tags_of(texts[0]).items()}
    except Malformed:
        return None
    if tags.get("v") != "dmarc1":
        return None
    if tags.get("p") in _POLICIES and tags.get("sp", "none") in _POLICIES:
        return tags
    return {**tags, "p": "none", "sp": "none"} if tags.get("rua") else None


def _policy(tags: Mapping[str, str], wants: str) -> Policy:
    """Who tries a policy out (`pct=0`, in RFC 9989 `t=y`) wants the next milder one; other shares are no matter of one mail."""
    if tags.get("t") == "y" or tags.get("pct") == "0":
        wants = _POLICIES[max(0, _POLICIES.index(wants) - 1)]
    return Policy(wants, strict_spf=tags.get("aspf") == "s", strict_dkim=tags.get("adkim") == "s")
