"""Whether a mail is to be taken for sent by whom it says, from what was found out about it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.email.authentic.authors import Authors
from ingest.email.authentic.policies import LENIENT
from ingest.email.authentic.results import Result

Doubt = Literal["policy", "relay", "own_domain", "several_authors"]
"""Why a mail is suspect: by the policy of its author's domain; because a relay of ours says so; because it is in the name of a
domain of ours, which it does not prove; because it names several authors that contradict each other."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found out: by domain what DMARC says; all other results; what sealers have said whom we trust.

    `by_relay`: the domains of which a relay of ours, not we, has said what DMARC says. `seals_open`: the DNS does not say at
    present whether those whom we trust have sealed it.
    """

    dmarc: Mapping[str, Result]
    others: Sequence[Result]
    sealed: Sequence[Result] = ()
    by_relay: Collection[str] = ()
    seals_open: bool = False

    def proves(self, domain: str) -> bool:
        """Whether anything proves that the mail is from that domain."""
        said = self.dmarc.get(domain)
        return (said is not None and said.value == "pass") or self._aligned(domain, "pass") or self._sealed(domain)

    def is_open(self, domain: str) -> bool:
        """Whether it could not be found out at present, so that nothing is held against the mail."""
        said = self.dmarc.get(domain)
        return self.seals_open or (said is not None and said.value == "temperror") or self._aligned(domain, "temperror")

    def fails(self, domain: str) -> bool:
        """Whether the policy of that domain is against the mail, and nobody whom we trust saw the proof before."""
        said = self.dmarc.get(domain)
        sealed = self.seals_open or self._sealed(domain)
        return said is not None and said.value == "fail" and said.policy != "none" and not sealed

    @property
    def is_from_staff(self) -> bool:
        """Whether somebody with an account handed the mail to a relay of ours (RFC 8601 §2.7.4)."""
        return any(one.method == "auth" and one.value == "pass" for one in self.others)

    def _aligned(self, domain: str, value: str) -> bool:
        return any(one.value == value and one.method in ("dkim", "spf") and LENIENT.proves(one, domain) for one in self.others)

    def _sealed(self, domain: str) -> bool:
        """Whether one whom we trust saw the proof, before the mail was changed on its way."""
        return any(one.method == "dmarc" and one.value == "pass" and one.domain == domain for one in self.sealed)


def doubt_of(authors: Authors, evidence: Evidence, ours: Collection[str], speak_for: Collection[str]) -> Doubt | None:
    """Why the mail is suspect; None where it is not, or where nothing is known.

    `ours`: domains that must prove what is in their name. `speak_for`: those whose no-reply senders may name anybody.
    """
    if authors.contradict:
        return "several_authors"
    for domain in _answerable(authors, evidence, speak_for):
        if domain in ours and evidence.is_from_staff:
            continue
        if evidence.fails(domain):
            return "relay" if domain in evidence.by_relay else "policy"
        if domain in ours and not evidence.proves(domain) and not evidence.is_open(domain):
            return "own_domain"
    return None


def _answerable(authors: Authors, evidence: Evidence, speak_for: Collection[str]) -> Sequence[str]:
    """The domains that must be right: all named in From, and that of the person, unless From may speak for anybody."""
    spoken = bool(authors.named) and all(one in speak_for and evidence.proves(one) for one in authors.named)
    return authors.named if spoken else authors.domains
