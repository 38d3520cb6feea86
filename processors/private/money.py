"""Payment cards, accounts of banks, and what lies beside them."""

import re
from collections.abc import Callable

from processors.private.checks import luhn, mod97
from processors.private.rules import IS, NUMBER_WORD, cued, form

CARD_LENGTHS = range(13, 20)
IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (one.split(":") for one in ["15:NO", "16:BE", "18:DK,FI,FO,GL,NL,SD,FK", "19:MK,SI",
    "20:AT,BA,EE,KZ,LT,LU,XK,MN", "21:CH,HR,LI,LV", "22:BG,BH,CR,DE,GB,GE,IE,ME,RS,VA", "23:AE,GI,IL,IQ,TL,OM,SO",
    "24:AD,CZ,ES,MD,PK,RO,SA,SE,SK,TN,VG", "25:PT,ST,LY", "26:IS,TR", "27:BI,DJ,FR,GR,IT,MC,MR,SM",
    "28:AL,AZ,BY,CY,DO,GT,HU,LB,NI,PL,SV", "29:BR,EG,PS,QA,UA", "30:JO,KW,MU,YE", "31:MT,SC", "32:LC", "33:RU"])
    for country in countries.split(",")
}  # fmt: skip
"""Source: SWIFT, IBAN Registry."""
_SEPARATORS = " -./"
_WITHOUT_SEPARATORS = str.maketrans("", "", _SEPARATORS)
_ISSUERS = (
    ("4", (13, 16, 19)),  # Visa
    (r"5[1-5]|2(?:2[2-9]|[3-6]\d|7[01]|720)", (16,)),  # Mastercard
    ("3[47]", (15,)),  # American Express
    ("3(?:0[0-5]|095|[68])", (14,)),  # Diners Club
    ("6(?:011|4[4-9]|5)|62|35|8[12]|9792|220[0-4]", range(16, 20)),  # Discover, UnionPay, JCB, RuPay, Troy, Mir
    ("50|5[6-9]|6", range(13, 20)),  # Maestro
)
"""Beginnings and lengths. Source: ISO/IEC 7812-1; the issuers' own pages. A post's id of 19 digits that begins with 1 is no
card."""

_BEGINNINGS = {
    length: re.compile("|".join(begins for begins, lengths in _ISSUERS if length in lengths)) for length in CARD_LENGTHS
}


def _longest(text: str, lengths: range, holds: Callable[[str], bool]) -> int:
    """The end of the longest beginning that has one of these lengths without its separators, and passes the check; else 0."""
    bare = text.translate(_WITHOUT_SEPARATORS)
    for length in range(min(lengths[-1], len(bare)), lengths[0] - 1, -1):
        if holds(bare[:length].upper()):
            end = _end_of(text, length)
            if end == len(text) or text[end] in _SEPARATORS:
                return end
    return 0


def _end_of(text: str, length: int) -> int:
    """The place behind so many characters that are no separators."""
    return [place for place, c in enumerate(text, 1) if c not in _SEPARATORS][length - 1]


def _issued(digits: str) -> bool:
    return _BEGINNINGS[len(digits)].match(digits) is not None and luhn(digits)


def card(text: str) -> int:
    """How much of it is a card number: an expiry date may follow."""
    return _longest(text, CARD_LENGTHS, _issued)


def named_card(text: str) -> int:
    """The same where it is called a card: of any issuer."""
    return _longest(text, CARD_LENGTHS, luhn)


def iban(text: str) -> int:
    """How much of it is an IBAN: a word may follow."""
    length = IBAN_LENGTHS.get(text[:2].upper())
    return _longest(text, range(length, length + 1), mod97) if length else 0


BIC = r"[A-Z]{4}[ -]?[A-Z]{2}[ -]?[A-Z0-9]{2}(?:[ -]?[A-Z0-9]{3})?(?!\w)"
"""Source: ISO 9362: bank, country, place, and three signs for the branch."""
BESIDE_AN_IBAN = re.compile(r"(?<!\w)[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?!\w)")
BESIDE = 40
"""Characters before and after an IBAN in which a BIC needs no word that says so."""
_CARDS = (
    "card|card number|credit card|debit card|visa|mastercard|amex|kreditkarte|kreditkartennummer|kartennummer|karte|carte|"
    "carte bancaire|"
    "carte bleue|tarjeta|carta|cartão|creditcard|kaart|kaartnummer|kaartnr|karta|karty|kort|kortnummer"
)

RULES = (
    form(
        "iban",
        r"(?<!\w)[a-z]{2}[ -]?\d{2}(?:[ .-]?[a-z0-9]){11,48}",
        digits=8,
        measure=iban,
        flags=re.IGNORECASE | re.ASCII,
    ),
    form("card", r"(?<![\w.])\d(?:[ .-]{0,3}\d){12,24}(?!\w)", digits=13, measure=card, flags=re.ASCII),
    *cued(
        "card",
        _CARDS,
        rf"{NUMBER_WORD}?{IS}(?P<it>\d(?:[ ./-]{{0,3}}\d){{12,24}})(?!\w)",
        digits=13,
        measure=named_card,
        flags=re.ASCII | re.IGNORECASE,
    ),
    *cued("bic", "bic|bic swift|bic/swift|swift/bic|swift bic", rf"(?:[ -]?code)?{IS}(?P<it>(?-i:{BIC}))"),
    *cued("bic", "swift", rf"(?:[ -]?code{IS}| ?: ?)(?P<it>(?-i:{BIC}))"),
    *cued(
        "account number",
        "sort code|sortcode|blz|bankleitzahl|routing|bsb|clabe|cbu",
        rf"{NUMBER_WORD}?{IS}(?P<it>\d(?:[ -]?\d){{4,21}})(?!\w)",
        digits=5,
    ),
)
