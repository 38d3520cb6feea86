"""Whether the machine that a mail came from may send for the domain of its envelope sender (SPF, RFC 7208), by pyspf."""

from collections.abc import Mapping, Sequence
from typing import Any

import spf

from ingest.email.authentic.domains import domain_of
from ingest.email.authentic.resolver import NoAnswer, Questions
from ingest.email.authentic.results import Result

LONGEST_RECORD = 4096
LONGEST_TERM = 512
_VALUES = frozenset(("pass", "fail", "softfail", "neutral", "none", "temperror", "permerror"))
_BUGS = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)
"""What pyspf raises of records that nobody foresaw."""


def sender_policy(facts: Mapping[str, str], questions: Questions) -> Result:
    """The result for the envelope sender, or for the name of the client where the sender is null (§2.4)."""
    sender, helo = facts.get("envelope_sender", ""), facts.get("helo", "")
    stood = "smtp.mailfrom" if sender else "smtp.helo"
    domain = domain_of(sender or helo)
    if not domain or "." not in domain:
        return Result("spf", "none")
    local = sender.rpartition("@")[0] or "postmaster"
    try:
        value = _Query(facts.get("peer", ""), f"{local}@{domain}", domain_of(helo) or "unknown", questions).check()[0]
    except _BUGS:
        value = "permerror"
    return Result("spf", value if value in _VALUES else "permerror", domain, stood)


class _Query(spf.query):  # type: ignore[misc]
    """pyspf with our questions to the DNS in place of its own, which would go to the resolvers of this machine."""

    def __init__(self, peer: str, sender: str, helo: str, questions: Questions) -> None:
        super().__init__(peer, sender, helo, strict=True)
        self._questions = questions

    def dns(self, name: str, qtype: str, cnames: object = None, ignore_void: bool = False) -> list[Any]:  # noqa: FBT001 - pyspf's
        """The records, as pyspf wants them. Void look-ups are limited (§4.6.4)."""
        del cnames  # which the resolver follows
        try:
            found = [_as_pyspf(record, qtype) for record in self._questions.records(str(name), qtype)]
        except NoAnswer:
            raise spf.TempError("no answer") from None
        if not found and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError("too many void look-ups")
        return found

    def dns_spf(self, domain: str) -> str | None:
        """The record, unless it is longer than one that a person wrote: pyspf's patterns are quadratic in a term."""
        record = super().dns_spf(domain)
        if record and (len(record) > LONGEST_RECORD or any(len(term) > LONGEST_TERM for term in record.split(" "))):
            raise spf.PermError("too long a record")
        return record if record is None else str(record)

    def get_explanation(self, spec: str) -> None:
        """Nobody reads it, so it is not asked for."""


def _as_pyspf(record: Any, kind: str) -> object:
    if kind in ("A", "AAAA"):
        return str(record.address)
    if kind == "MX":
        return record.preference, str(record.exchange)
    return record.target.to_text(omit_final_dot=True) if kind == "PTR" else _strings(record)


def _strings(record: Any) -> Sequence[bytes]:
    return tuple(record.strings)
