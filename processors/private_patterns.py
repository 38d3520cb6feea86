"""The forms of personal data, as patterns with what must stand near them.

Sources: ISO/IEC 7812-1 Annex B (Luhn), ISO 13616-1 (IBAN, mod 97), ITU-T E.164 (at most 15 digits), RFC 5321 (mail addresses).
Every repeat is bounded and no two of them compete for the same characters, so each pattern takes linear time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

CARD_LENGTHS = range(13, 20)
IBAN_LENGTHS = range(15, 35)
MOST_PHONE_DIGITS = 15
FEWEST_PHONE_DIGITS = 10
FEWEST_MARKED_PHONE_DIGITS = 7
"""Of numbers that begin with +, 0 or a bracket."""

_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{2,4}(?!\d)")
_SEPARATORS = " -.\u00a0"
_DOUBLED = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))


@dataclass(frozen=True, slots=True)
class Rule:
    """`digits` and `near` keep the pattern from texts in which it cannot match: so many digits, one of these in lower case.

    A pattern that is `led` begins with one of `near`, and is tried there alone. The data is the group `it` where there is one;
    `measure` says how many characters of it really are data; 0 for none, less than 0 for so many that surely are none.
    """

    kind: str
    pattern: re.Pattern[str]
    group: int
    digits: int
    near: tuple[str, ...]
    led: bool
    measure: Callable[[str], int]


def _rule(
    kind: str,
    pattern: str,
    *,
    digits: int = 0,
    near: str = "",
    led_by: str = "",
    measure: Callable[[str], int] = len,
    flags: int = re.IGNORECASE,
) -> Rule:
    compiled = re.compile(pattern, flags)
    cues = tuple(filter(None, (led_by or near).split("|")))
    return Rule(kind, compiled, compiled.groupindex.get("it", 0), digits, cues, bool(led_by), measure)


def luhn(digits: str) -> bool:
    """Whether the digits pass the check of payment cards."""
    return (sum(map(int, digits[::-2])) + sum(map(_DOUBLED.__getitem__, digits[-2::-2]))) % 10 == 0 and len(set(digits)) > 1


def mod97(letters: str) -> bool:
    """Whether letters and digits pass the check of account numbers."""
    return int("".join(str(int(c, 36)) for c in letters[4:] + letters[:4])) % 97 == 1


def _longest(text: str, lengths: range, holds: Callable[[str], bool]) -> int:
    """The end of the longest beginning that has one of these lengths without its separators, and passes the check; else 0."""
    bare = "".join(c for c in text if c not in _SEPARATORS)
    ends = [n for n, c in enumerate(text, 1) if c not in _SEPARATORS]
    for length in reversed(lengths):
        if length <= len(bare):
            end = ends[length - 1]
            whole = end == len(text) or text[end] in _SEPARATORS
            if whole and holds(bare[:length].upper()):
                return end
    return 0


def card(text: str) -> int:
    """How much of it is a card number: an expiry date may follow."""
    return _longest(text, CARD_LENGTHS, luhn)


def iban(text: str) -> int:
    """How much of it is an IBAN: a word may follow."""
    return _longest(text, IBAN_LENGTHS, mod97)


def phone(text: str) -> int:
    """How much of it is a telephone number; dates are none."""
    fewest = FEWEST_MARKED_PHONE_DIGITS if text[0] in "+(0" else FEWEST_PHONE_DIGITS
    date = _DATE.match(text)
    if date is not None:
        return -date.end()
    return len(text) if fewest <= sum(map(str.isdecimal, text)) <= MOST_PHONE_DIGITS else 0


def name(text: str) -> int:
    """How much of it is a name: up to the first word that is none. "My name is on the form" holds no name."""
    end = 0
    for word in re.finditer(r"\S+", text):
        if word.group().strip(".,'").lower() in NO_NAMES:
            break
        end = word.end()
    return len(text[:end].rstrip(".,'"))


_NO_NAMES = """
    a about after again all also always an and angry another any as at awful bad because been being best but by can customer
    dear delivery did disgusting dont even every first for from good great hello here hi horrible how i if in is it its just
    kind late many me missing more my never no not now of off on one only or order our out please poor really regards
    ridiculous sent service she so still terrible thank thanks that the their them there they this to too unacceptable under
    unfair urgent very wait was way we what when where which who why will with wrong you your yours spelled spelt misspelled
    nothing nobody since however although sorry today tomorrow absolutely incredibly extremely unbelievable disgrace
    outrageous shocking appalling yet where's team manager sir madam"""
NO_NAMES = frozenset(_NO_NAMES.split())
_CAPITAL = r"[^\W\d_a-z\u00df-\u00f6\u00f8-\u00ff]"
_OF = "van|von|de|del|della|la|le|der|den|di|da|dos|bin|al|ter|zu"
_NAME = rf"(?-i:{_CAPITAL}[\w'\u2019-]{{0,24}}(?: (?:(?:{_OF}) ){{0,2}}{_CAPITAL}[\w'\u2019.-]{{0,24}}){{0,3}})"
_TITLED = r"(?-i:[A-Z\u00c0-\u00de][a-z\u00df-\u00ff'\u2019-]{1,24})"
_GOES_ON = "from|calling|speaking|here|again|writing|and i|aus|von|de"
_ANY_NAME = r"[^\W\d_][\w'\u2019-]{0,24}(?: [^\W\d_][\w'\u2019-]{0,24})?"
_REFERENCE = r"#?(?=[A-Z0-9/-]{0,30}\d)[A-Z0-9][A-Z0-9/-]{2,63}"
_NUMBER_WORD = r"(?: ?(?:numbers?|num|no|nr|id|nummer|numéro|número|numero|code|#)\b)"
_IS = r"[ .:#]{1,3}(?:is |was |ist |est |es |è )?"

_ORDERS = (
    "order|invoice|booking|bestell|bestellung|commande|pedido|ordine|bestelling|encomenda|reservation|reference|ref|case|ticket|"
    "rechnung|facture|tracking"
)
_ACCOUNTS = (
    "account|customer|client|member|membership|loyalty|konto|kunden|compte|cuenta|conto|rekening|policy|contract|passport|licence|license|"
    "national insurance|social security|ssn|patient|meter|nhs"
)
_INTRODUCTIONS = (
    "my name is|my name's|my names|i am called|ich heiße|ich heisse|mein name ist|je m'appelle|mon nom est|me llamo|mi nombre es|"
    "mi chiamo|mijn naam is|ik heet|o meu nome é|meu nome é|chamo-me"
)
_FAREWELLS = (
    "kind regards|best regards|warm regards|with regards|many regards|regards|yours sincerely|sincerely|yours faithfully|"
    "yours truly|yours|best wishes|all the best|best|cheers|many thanks|thanks|thank you|mit freundlichen grüßen|"
    "mit freundlichem gruß|viele grüße|liebe grüße|beste grüße|gruß|cordialement|bien à vous|saludos|un saludo|atentamente|"
    "cordiali saluti|distinti saluti|groeten|"
    "met vriendelijke groet|vriendelijke groet|atenciosamente|cumprimentos"
)
_TITLES = "mr|ms|miss|mx|dr|prof|herr|frau|mme|mlle|señor|signor|sr|mevrouw|meneer"
_PLAIN_FAREWELLS = "regards|sincerely|faithfully|cordialement|saludos|grüße|saluti|groeten|cumprimentos"
_BORN = (
    "born on|born|date of birth|dob|d.o.b.|birthday is|birthday|geboren am|geburtsdatum|né le|née le|nacido el|nacida el|nato il|"
    "nata il"
)
_MONTH = r"[^\W\d_]{3,10}\.?"
_BIRTH = (
    rf"\d{{1,4}}[-./ ]\d{{1,2}}[-./ ]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of |de )?{_MONTH},? \d{{2,4}}|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
)
_SURE_STREETS = "street|road|avenue|lane|boulevard|blvd|rd|ave|st"
_STREETS = f"{_SURE_STREETS}|drive|dr|close|court|way|square|place|terrace|gardens|crescent|grove|hill|park|ln"
_TOWN = r"(?:,? (?-i:[A-Z][\w'\u2019-]{1,24})(?:,? (?-i:[A-Z]{2}))? \d{5}(?:-\d{4})?)?"
_CODE_AND_TOWN = r"(?:,? (?:[A-Z]-)?\d{4,5} (?-i:[A-Z\u00c0-\u00de][\w'\u2019-]{1,24}))?"
_CALLS = "call|phone|text|ring|reach|tel|mobile|cell|whatsapp|telefon|handy|tél|teléfono|telefono|cellulare|telefoon|telefone"
_SECRETS = "password|passwort|passcode|pin|mot de passe|contraseña|wachtwoord|senha|cvv|cvc"

RULES = (
    _rule("email", r"(?<![\w.+-])[\w.+'-]{1,320}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}", near="@"),
    _rule("url", r"\b[a-z][a-z+.-]{1,9}://[^\s/@:]{1,99}:[^\s/@]{1,99}@\S{1,400}", near="@"),
    _rule(
        "url", r"\bhttps?://[^\s?]{1,400}\?\S{0,400}(?:token|key|pass|auth|session|sig|email|user)\S{0,20}=\S{1,400}", near="http"
    ),
    _rule("iban", r"(?<!\w)[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,48}", digits=8, measure=iban, flags=re.IGNORECASE | re.ASCII),
    _rule("card", r"(?<![\w.])\d(?:[ .\u00a0-]{0,2}\d){12,24}(?!\w)", digits=13, measure=card, flags=re.ASCII),
    _rule("birth date", rf"(?<!\w)(?:{_BORN})[ :]{{1,3}}(?:is |on |the )?(?P<it>{_BIRTH})(?!\w)", digits=3, led_by=_BORN),
    _rule("order number", rf"(?<!\w)(?:{_ORDERS}){_NUMBER_WORD}{_IS}(?P<it>{_REFERENCE})", digits=1, led_by=_ORDERS),
    _rule(
        "order number",
        rf"(?<!\w)(?:{_ORDERS})[ :#]{{1,3}}(?P<it>(?=\S{{4}})(?:[A-Z]{{0,4}}[-/]?)?{_REFERENCE})",
        digits=3,
        led_by=_ORDERS,
    ),
    _rule(
        "account number",
        rf"(?<!\w)(?:{_ACCOUNTS}){_NUMBER_WORD}{_IS}(?P<it>{_REFERENCE}(?: \d{{2,6}}){{0,4}})",
        digits=1,
        led_by=_ACCOUNTS,
    ),
    _rule(
        "account number",
        rf"(?<!\w)(?:{_ACCOUNTS})[ :#]{{1,3}}(?:is )?(?P<it>(?=\S{{5}}){_REFERENCE})",
        digits=4,
        led_by=_ACCOUNTS,
    ),
    _rule("id number", r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])", digits=9, near="-"),
    _rule(
        "id number", r"(?<!\w)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)", digits=6, flags=re.IGNORECASE | re.ASCII
    ),
    _rule("phone", r"(?:(?<!\w)\+|(?<!\w)(?<!\d[.,-])\(?\d)[\d ().\u00a0/-]{5,24}\d(?!\w|[.,]\d)", digits=7, measure=phone),
    _rule("phone", rf"(?<!\w)(?:{_CALLS})(?!\w)[^\d\n\[\]]{{0,20}}(?P<it>\d[\d -]{{4,14}}\d)(?!\w)", digits=6, led_by=_CALLS),
    _rule(
        "secret",
        rf"(?<!\w)(?:{_SECRETS})(?: code| number)?(?: is|:| =| ist| est| es| è)? ?(?P<it>(?=\S{{0,60}}\d)\S{{3,64}})",
        digits=1,
        led_by=_SECRETS,
    ),
    _rule(
        "address",
        rf"(?<!\w)\d{{1,5}}[a-z]?,? (?:(?-i:[A-Z])[\w'\u2019-]{{1,24}} ){{1,3}}(?:{_STREETS})(?!\w){_TOWN}",
        digits=1,
        near=_STREETS,
    ),
    _rule(
        "address",
        rf"(?<!\w)\d{{1,5}}[a-z]? (?P<x>[a-z]{{3,24}}) (?:{_SURE_STREETS})(?!\w)(?<!the road)(?<!the street){_TOWN}",
        digits=1,
        near=_SURE_STREETS,
    ),
    _rule(
        "address",
        (
            rf"(?<!\w)[^\W\d_][\w-]{{2,24}}(?:straße|strasse|str\.|weg|platz|gasse|allee|straat|laan|plein) \d{{1,4}}[a-z]?"
            rf"(?!\w){_CODE_AND_TOWN}"
        ),
        digits=1,
        near="stra|str|weg|platz|gasse|allee|laan|plein",
    ),
    _rule(
        "address",
        rf"(?<!\w)\d{{1,4}}(?: ?bis)?,? (?:rue|avenue|boulevard|place|chemin|impasse) (?:[\w'\u2019-]{{1,24}}[ ,]?){{1,4}}"
        rf"{_CODE_AND_TOWN}",
        digits=1,
        near="rue|avenue|boulevard|place|chemin|impasse",
    ),
    _rule(
        "address",
        (
            rf"(?<!\w)(?:calle|avenida|plaza|via|viale|piazza|corso|rua) "
            rf"(?:(?-i:[A-Z]|de |del |la )[\w'\u2019-]{{0,24}} ?){{1,4}}"
            rf"[, ]{{0,2}}(?:n\.? ?)?\d{{1,4}}(?!\w){_CODE_AND_TOWN}"
        ),
        digits=1,
        near="calle|avenida|plaza|via|piazza|corso|rua",
    ),
    _rule("postcode", r"(?<!\w)(?-i:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)", digits=2, flags=re.ASCII),
    _rule(
        "name",
        rf"(?:name ?: ?|(?<!\w)(?:{_INTRODUCTIONS})[ :]{{1,2}})(?P<it>{_NAME})",
        led_by=f"{_INTRODUCTIONS}|name:|name :",
        measure=name,
    ),
    _rule("name", rf"(?<!\w)(?:{_INTRODUCTIONS})[ :]{{1,2}}(?P<it>{_ANY_NAME})", led_by=_INTRODUCTIONS, measure=name),
    _rule(
        "name",
        (
            rf"(?<!\w)(?-i:[Tt]his is|I am|[Ii]'m|[Hh]ier ist|[Ii]ci) (?P<it>{_TITLED} {_TITLED})(?=[,.!;\n]"
            rf"|$| (?:{_GOES_ON})\b)"
        ),
        led_by="this is|i am|i'm|hier ist|ici",
        measure=name,
    ),
    _rule(
        "name",
        rf"(?<!\w)(?-i:[Tt]his is|I am|I'm) (?P<it>{_TITLED})(?= (?:{_GOES_ON})\b)",
        led_by="this is|i am|i'm",
        measure=name,
    ),
    _rule(
        "name",
        (
            rf"(?<!\w)(?-i:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Mme|Mlle|Señora?|Signora?|Sr|Sra|Mevrouw"
            rf"|Meneer|MR|MRS|MS|DR)\.? (?P<it>(?:(?:{_OF}) ){{0,2}}{_NAME})"
        ),
        led_by=_TITLES,
        measure=name,
    ),
    _rule(
        "name",
        (
            rf"(?:^|\n)[ \t]{{0,4}}(?:{_FAREWELLS})[ ,.!]{{0,3}}\r?\n{{1,3}}[ \t-]{{0,4}}(?P<it>{_NAME})[ \t.,!]{{0,3}}"
            rf"(?=\r?\n|$)"
        ),
        near="\n",
        measure=name,
    ),
    _rule(
        "name",
        rf"(?<!\w)(?:{_PLAIN_FAREWELLS})[,.!]? (?P<it>{_NAME})[ .,!]{{0,3}}(?=\r?\n|$|[+(\d]|\S{{1,64}}@)",
        led_by=_PLAIN_FAREWELLS,
        measure=name,
    ),
)
