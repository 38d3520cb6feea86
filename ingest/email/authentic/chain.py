"""The chain that those who handed a mail on have sealed (ARC, RFC 8617): what each of them found when it came in there."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.email.authentic.canonical import Field, Signed
from ingest.email.authentic.keys import Unusable
from ingest.email.authentic.relayed import results_in
from ingest.email.authentic.resolver import NoAnswer, Questions
from ingest.email.authentic.results import Result
from ingest.email.authentic.signatures import Signature, signature_in, verified
from ingest.email.authentic.tags import Malformed, tags_of

LONGEST_CHAIN = 20
"""Hands that are looked at; RFC 8617 §5.1.1.2 allows 50, and each costs a signature and a question."""
RESULTS, MESSAGE, SEAL = "arc-authentication-results", "arc-message-signature", "arc-seal"
_INSTANCE = re.compile(rb"\s*i\s{0,9}=\s{0,9}(\d{1,3})\s{0,9};")


@dataclass(frozen=True, slots=True)
class Chain:
    """The result, if anybody sealed one, and what those said whom we trust, along with all after them: the latest first.

    `is_open`: all of them are trusted, and the DNS does not say at present whether it was they.
    """

    results: Sequence[Result] = ()
    believed: Sequence[Result] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Hand:
    """What one who handed the mail on has added."""

    results: Field
    message: Field
    seal: Field

    @property
    def fields(self) -> tuple[Field, Field, Field]:
        """In the order in which they are sealed (§5.1.1)."""
        return self.results, self.message, self.seal


def chain_of(mail: Signed, trusted: Collection[str], now: datetime, questions: Questions) -> Chain:
    """The chain of a mail. Only what trusted domains sealed is believed."""
    if not any(field.name in (RESULTS, MESSAGE, SEAL) for field in mail.fields):
        return Chain()
    seals: list[Signature] = []
    try:
        hands = _hands(mail)
        seals += [signature_in(hand.seal) for hand in hands]
        value = _value(hands, seals, mail, now, questions)
    except (Unusable, Malformed):
        return Chain((Result("arc", "fail"),))
    except NoAnswer:
        return Chain((Result("arc", "temperror"),), is_open=all(seal.domain in trusted for seal in seals))
    result = Result("arc", value, seals[-1].domain, "header.d")
    return Chain((result,), tuple(_believed(hands, seals, trusted)) if value == "pass" else ())


def _hands(mail: Signed) -> Sequence[_Hand]:
    """Each hand's fields, the first hand first. Raises Malformed where one has not all three once, or a hand is missing."""
    found: dict[tuple[int, str], Field] = {}
    for name in (RESULTS, MESSAGE, SEAL):
        for field in mail.named(name):
            number = _instance(field)
            if (number, name) in found:
                raise Malformed("twice")
            found[number, name] = field
    last = max((number for number, _ in found), default=0)
    if not 0 < last <= LONGEST_CHAIN or len(found) != 3 * last:
        raise Malformed("no chain")
    try:
        return [_Hand(*(found[n, name] for name in (RESULTS, MESSAGE, SEAL))) for n in range(1, last + 1)]
    except KeyError:
        raise Malformed("a hand is missing") from None


def _instance(field: Field) -> int:
    if field.name == RESULTS:
        match = _INSTANCE.match(field.value)
        number = match[1].decode() if match else ""
    else:
        number = tags_of(field.value).get("i", "")
    if not number.isascii() or not number.isdigit() or len(number) > 3:  # noqa: PLR2004 - more than there can be
        raise Malformed("no instance")
    return int(number)


def _value(hands: Sequence[_Hand], seals: Sequence[Signature], mail: Signed, now: datetime, questions: Questions) -> str:
    """§5.2: the last one vouches for the mail as it is, and each for all that was sealed before."""
    if not _say_so(seals):
        return "fail"
    message = signature_in(hands[-1].message)
    named = {name.strip().lower() for name in message.tags.get("h", "").split(":")}
    if SEAL in named or verified(message, mail, now, questions, tags_needed=("i", "h", "bh")) != "pass":
        return "fail"
    for number, seal in reversed(list(enumerate(seals, 1))):
        before = [field for hand in hands[:number] for field in hand.fields][:-1]
        if seal.agrees(before, "relaxed", questions) != "pass":
            return "fail"
    return "pass"


def _say_so(seals: Sequence[Signature]) -> bool:
    """Whether each found the chain before it whole, the first one none; a seal names no fields (§4.1.3)."""
    said = [seal.tags.get("cv", "").lower() for seal in seals]
    return said == ["none", *["pass"] * (len(seals) - 1)] and not any(_names_fields(seal.tags) for seal in seals)


def _names_fields(tags: Mapping[str, str]) -> bool:
    return "h" in tags


def _believed(hands: Sequence[_Hand], seals: Sequence[Signature], trusted: Collection[str]) -> Iterator[Result]:
    """From the last hand back, until one comes that could have made up all before it."""
    for hand, seal in reversed(list(zip(hands, seals, strict=True))):
        if seal.domain not in trusted:
            return
        said = results_in(_INSTANCE.sub(b"", hand.results.value, count=1))
        yield from said.results if said else ()
