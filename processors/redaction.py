"""Personal data in texts: found by form and by what stands before it, and masked before a text leaves for the streams.

Sources: ISO/IEC 7812-1 Annex B (Luhn), ISO 13616-1 (IBAN, mod 97), ITU-T E.164 (7 to 15 digits).
All patterns are linear: no nested repeats, every repeat bounded.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from golddust.events import PrivateSpan


def luhn(text: str) -> bool:
    """Whether the digits pass the check of payment cards."""
    digits = [int(c) for c in text if c.isdigit()]
    if not 13 <= len(digits) <= 19:  # noqa: PLR2004 - ISO/IEC 7812: lengths of card numbers
        return False
    doubled = [d if n % 2 == 0 else d * 2 - 9 * (d > 4) for n, d in enumerate(reversed(digits))]  # noqa: PLR2004
    return sum(doubled) % 10 == 0 and len(set(digits)) > 1


def iban(text: str) -> bool:
    """Whether it is an account number by mod 97."""
    compact = "".join(text.split()).upper()
    if not 15 <= len(compact) <= 34:  # noqa: PLR2004 - ISO 13616: lengths of IBANs
        return False
    number = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
    return int(number) % 97 == 1


def phone(text: str) -> bool:
    """Whether it is as long as telephone numbers are, and no date or time."""
    digits = sum(c.isdigit() for c in text)
    enough = 7 if text.lstrip().startswith("+") or text[0] in "(0" else 9
    return enough <= digits <= 15 and not _DATE.fullmatch(text.strip())  # noqa: PLR2004 - E.164


_DATE = re.compile(r"\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}")
_DIGIT = re.compile(r"\d")
_FIRST = r"[A-Z\u00c0-\u00de][\w'\u2019-]{1,24}"
_NAME = rf"(?-i:{_FIRST}(?: (?:van|von|de|del|la|der|den|di|da|[A-Z\u00c0-\u00de])[\w'\u2019.-]{{0,24}}){{0,3}})"
_REFERENCE = r"#?(?=[A-Z0-9-]{0,20}\d)[A-Z0-9][A-Z0-9-]{2,24}"


@dataclass(frozen=True, slots=True)
class _Rule:
    """`digits` and `near` keep the pattern from texts in which it cannot match: so many digits, one of these in lower case."""

    kind: str
    pattern: re.Pattern[str]
    digits: int = 0
    near: tuple[str, ...] = ()
    holds: Callable[[str], bool] = lambda _: True


def _rule(kind: str, pattern: str, *, digits: int = 0, near: str = "", holds: Callable[[str], bool] = lambda _: True) -> _Rule:
    return _Rule(kind, re.compile(pattern, re.IGNORECASE), digits, tuple(near.split("|")) if near else (), holds)


_APOSTROPHES = "'\u2019"
_STREETS = "street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|way|square|place|boulevard|blvd|terrace|gardens"
_ORDERS = "order|invoice|booking|bestellung|commande|pedido|ordine|reservation|reference|ref|case|ticket|rechnung|facture"
_ACCOUNTS = "account|customer|client|member|konto|kunden|compte|cuenta|conto|policy|contract|passport|national insurance|ssn"
_INTRODUCTIONS = (
    "my name is|my name's|this is|i am called|name:|ich heiße|mein name ist|je m'appelle|mon nom est|me llamo|mi chiamo|"
    "mijn naam is|o meu nome é"
)
_TITLES = "mr|mrs|ms|miss|dr|herr|frau|mme|señora|señor|signora|signor"
_FAREWELLS = (
    "kind regards|best regards|warm regards|many regards|regards|yours sincerely|sincerely|yours faithfully|yours truly|yours|"
    "best wishes|best|cheers|many thanks|thanks|thank you|mit freundlichen grüßen|viele grüße|liebe grüße|cordialement|saludos|"
    "cordiali saluti|groeten|atenciosamente"
)
_BORN = "born on|born|date of birth|dob|birthday|geboren am|né le|née le|nacido el|nato il|nata il"
RULES = (
    _rule("email", r"(?<![\w.+-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}", near="@"),
    _rule("url", r"\bhttps?://[^\s/@:]{1,64}:[^\s/@]{1,64}@\S{1,200}", near="@"),
    _rule("iban", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b", digits=8, holds=iban),
    _rule("card", r"(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])", digits=13, holds=luhn),
    _rule(
        "birth date",
        rf"\b(?:{_BORN})\b[ :]{{0,3}}(?P<it>\d{{1,4}}[-./ ](?:\d{{1,2}}|[a-z]{{3,9}})[-./ ,]{{1,2}}\d{{2,4}})",
        digits=4,
        near=_BORN,
    ),
    _rule(
        "order number",
        rf"\b(?:{_ORDERS})(?: ?(?:number|no|nr|id|numéro|nummer|#))?[ .:#]{{1,3}}(?:is )?(?P<it>{_REFERENCE})\b",
        digits=1,
        near=_ORDERS,
    ),
    _rule(
        "account number",
        rf"\b(?:{_ACCOUNTS})(?: ?(?:number|no|nr|id|nummer|numéro|#))?[ .:#]{{1,3}}(?:is )?(?P<it>{_REFERENCE})\b",
        digits=1,
        near=_ACCOUNTS,
    ),
    _rule("id number", r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])", digits=9, near="-"),
    _rule("id number", r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", digits=6),
    _rule("phone", r"(?<![\w.,-])(?:\+|\(\d|\d)[\d ().\u00a0/-]{5,22}\d(?![\w]|[.,]\d)", digits=7, holds=phone),
    _rule(
        "address", rf"\b\d{{1,5}}[a-z]? (?:[A-Z][\w{_APOSTROPHES}-]{{1,24}} ){{1,3}}(?:{_STREETS})\b\.?", digits=1, near=_STREETS
    ),
    _rule(
        "address",
        r"\b[A-Z\u00c4\u00d6\u00dc][\w\u00df-]{2,24}(?:straße|strasse|str\.|weg|platz|gasse|allee) \d{1,4}[a-z]?\b",
        digits=1,
        near="str|weg|platz|gasse|allee",
    ),
    _rule(
        "address",
        rf"\b\d{{1,4}},? (?:rue|avenue|boulevard|calle|via|plaza) (?:[\w{_APOSTROPHES}-]{{1,24}} ?){{1,4}}",
        digits=1,
        near="rue|avenue|boulevard|calle|via|plaza",
    ),
    _rule("postcode", r"\b(?-i:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b", digits=2),
    _rule("name", rf"\b(?:{_INTRODUCTIONS})[ :]{{1,2}}(?P<it>{_NAME})", near=_INTRODUCTIONS),
    _rule("name", rf"\b(?:{_TITLES})\.? (?P<it>{_NAME})", near=_TITLES),
    _rule(
        "name",
        rf"(?:^|\n)[ \t]{{0,4}}(?:{_FAREWELLS})[ ,.!]{{0,3}}\n{{1,3}}[ \t]{{0,4}}(?P<it>{_NAME})(?=\s|$)",
        near="\n",
    ),
    _rule(
        "name",
        rf"\b(?:regards|sincerely|cordialement|saludos|grüße),? (?P<it>{_NAME})[ .]{{0,2}}$",
        near="regards|sincerely|cordialement|saludos|grüße",
    ),
)


def private_spans(text: str) -> tuple[PrivateSpan, ...]:
    """Where personal data stands: sorted, not overlapping; where two rules meet, the earlier rule in the list wins."""
    taken: list[tuple[int, int, str]] = []
    for kind, start, end in _matches(text):
        if all(end <= other_start or start >= other_end for other_start, other_end, _ in taken):
            taken.append((start, end, kind))
    return tuple(PrivateSpan(kind=kind, start=start, end=end) for start, end, kind in sorted(taken))


def _matches(text: str) -> Iterator[tuple[str, int, int]]:
    lowered, digits = text.lower(), len(_DIGIT.findall(text))
    for rule in RULES:
        if digits >= rule.digits and (not rule.near or any(map(lowered.__contains__, rule.near))):
            for match in rule.pattern.finditer(text):
                group = "it" if "it" in rule.pattern.groupindex else 0
                if rule.holds(match.group(group)):
                    yield rule.kind, match.start(group), match.end(group)


def redacted(text: str, spans: tuple[PrivateSpan, ...]) -> str:
    """The text with a mask such as `[email]` in place of each span."""
    parts, after = [], 0
    for span in spans:
        parts += [text[after : span.start], f"[{span.kind}]"]
        after = span.end
    return "".join([*parts, text[after:]])


def redact(text: str) -> str:
    """The text without its personal data."""
    return redacted(text, private_spans(text))
