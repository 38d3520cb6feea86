"""The check of who really sent a mail, made at the door before the mail is taken in."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from golddust.ports import Clock, Metrics
from ingest.clients import client_at
from ingest.email.authentic.asking import Asked
from ingest.email.authentic.authors import Authors, authors_of
from ingest.email.authentic.canonical import signed_mail
from ingest.email.authentic.domains import domain_of
from ingest.email.authentic.relayed import Relayed, relayed
from ingest.email.authentic.resolver import Resolver
from ingest.email.authentic.results import Result, as_text
from ingest.email.authentic.verdict import Doubt, Evidence, doubt_of
from ingest.email.options import Options


class Authenticity:
    """A Check: adds the facts `authentication`, what was found out, and `suspect`, which is "yes" or not there.

    Nothing is refused: a mail that is suspect is marked, and who reads it decides. What the DNS does not say in time counts
    for neither side.
    """

    def __init__(self, options: Options, clock: Clock, metrics: Metrics) -> None:
        self._options = options
        self._set = options.authentication
        self._clock = clock
        self._metrics = metrics
        self._ours = _domains(options.domains)
        self._sealers = _domains(self._set.arc_sealers)
        self._speak_for = _domains(self._set.speak_for)
        self._resolver = Resolver(self._set.resolvers) if self._set.resolvers else None

    def __call__(self, content: bytes, facts: Mapping[str, str]) -> Mapping[str, str]:
        """See Check. Takes no longer than the time that is set for questions, and what it takes to hash the mail."""
        mail = signed_mail(content)
        by_ours = _came_from_ours(facts, self._options)
        told = relayed(mail, self._set.authserv_ids) if by_ours else None
        if told is None and self._resolver is None:
            return {}
        authors = authors_of(content, mail, facts.get("envelope_sender", ""))
        evidence = _evidence_of(told, authors)
        if self._resolver is not None and not set(authors.domains) <= set(evidence.dmarc):
            questions = self._resolver.within(self._set.timeout)
            asked = Asked(mail, authors, facts, questions, self._clock.now())
            evidence = asked.more_than(evidence, direct=not by_ours, trusted=self._sealers)
        if authors.contradict:
            evidence = replace(evidence, dmarc={name: replace(one, value="fail") for name, one in evidence.dmarc.items()})
        ours = (
            set[str]() if by_ours and not facts.get("envelope_sender") else self._ours
        )  # reports by servers of ours are unsigned
        doubt = doubt_of(authors, evidence, ours, self._speak_for | self._ours)
        return self._facts(evidence, doubt, told.by if told is not None else "")

    def check(self) -> None:
        """Raises Unavailable unless all resolvers that are set answer."""
        if self._resolver is not None:
            self._resolver.check()

    def _facts(self, evidence: Evidence, doubt: Doubt | None, by: str) -> Mapping[str, str]:
        results = (*evidence.dmarc.values(), *evidence.others)
        for result in results:
            self._metrics.count("golddust_authentication_total", method=result.method, result=result.value)
        if doubt:
            self._metrics.count("golddust_suspects_total", why=doubt)
        return {"authentication": as_text(results, by), **({"suspect": "yes"} if doubt else {})}


def _domains(names: Iterable[str]) -> set[str]:
    return {domain for name in names if (domain := domain_of(name))}


def _came_from_ours(facts: Mapping[str, str], options: Options) -> bool:
    return facts.get("protocol") == "lmtp" or client_at(facts.get("peer", ""), options.trusted).trusted


def _evidence_of(told: Relayed | None, authors: Authors) -> Evidence:
    """What the relay has said; of two results of DMARC that disagree, the one against the mail counts."""
    if told is None:
        return Evidence({}, ())
    dmarc: dict[str, Result] = {}
    for result in told.results:
        for domain in authors.named if result.method == "dmarc" else ():
            if result.domain in ("", domain) and (domain not in dmarc or result.value == "fail"):
                dmarc[domain] = replace(result, domain=domain, stood="header.from")
    others = tuple(result for result in told.results if result.method != "dmarc")
    return Evidence(dmarc, others, by_relay=frozenset(dmarc))
