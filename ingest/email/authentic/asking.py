"""What can be found out about one mail by asking the DNS: first what decides, then what is only good to know."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from ingest.email.authentic.authors import Authors
from ingest.email.authentic.canonical import Field, Signed
from ingest.email.authentic.chain import chain_of
from ingest.email.authentic.domains import aligned, domain_of
from ingest.email.authentic.policies import Policy, judged, policy_of
from ingest.email.authentic.resolver import NoAnswer, Questions
from ingest.email.authentic.results import Result
from ingest.email.authentic.sender_policy import sender_policy
from ingest.email.authentic.signatures import dkim, parted
from ingest.email.authentic.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Asked:
    """A mail, what the door knows of it, and the time in which there are answers.

    Whoever sends a mail may name domains of their own in it that answer slowly, so that no time is left for the domain that they
    forge. So everything that speaks for or against the author is asked first, of the author's own DNS.
    """

    mail: Signed
    authors: Authors
    facts: Mapping[str, str]
    questions: Questions
    now: datetime

    def more_than(self, known: Evidence, *, direct: bool, trusted: Collection[str]) -> Evidence:
        """What a relay knew and what is found here.

        `direct`: it came from whoever sent it, so that SPF can be seen here; else only what a relay has told. `trusted`: domains
        whose seals are believed.
        """
        policies = {domain: self._policy(domain) for domain in self.authors.domains if domain not in known.dmarc}
        deciding, others = parted(self.mail, self.authors.domains)
        own_envelope = self._envelope_decides()
        results = [*known.others]
        results += [self._spf()] if direct and own_envelope else []
        results += [self._dkim(field) for field in deciding]
        chain = chain_of(self.mail, trusted, self.now, self.questions)
        results += [self._dkim(field) for field in others]
        results += [self._spf()] if direct and not own_envelope else []
        judgements = {domain: judged(domain, policy, results) for domain, policy in policies.items()}
        return Evidence(
            {**known.dmarc, **{domain: said for domain, said in judgements.items() if said is not None}},
            (*chain.results, *results),
            chain.believed,
            known.by_relay,
            seals_open=chain.is_open,
        )

    def _policy(self, domain: str) -> Policy | NoAnswer | None:
        try:
            return policy_of(domain, self.questions)
        except NoAnswer as unanswered:
            return unanswered

    def _envelope_decides(self) -> bool:
        envelope = domain_of(self.facts.get("envelope_sender", "") or self.facts.get("helo", ""))
        return any(aligned(envelope, author, strict=False) for author in self.authors.domains)

    def _spf(self) -> Result:
        return sender_policy(self.facts, self.questions)

    def _dkim(self, field: Field) -> Result:
        return dkim(field, self.mail, self.now, self.questions)
