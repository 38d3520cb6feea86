"""National ids of 30 countries, by their form and check digits, or by the words before them.

A plain number of that length could be anything, so those forms count alone whose separators, dates or checks leave little to
chance;
others need their name before them. Sources: each country's own rule, as gathered in the OECD's list of tax identification
numbers.
"""

import re
from collections.abc import Callable, Iterable

from processors.private.checks import is_date, luhn, mod11_10, verhoeff, weighed
from processors.private.rules import IS, NUMBER_WORD, Rule, at_number, cued, passing

KIND = "id number"
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CODICE_ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", (
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25,
    24, 23,
), strict=True))  # fmt: skip
_FI_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_SINGAPORE = {"S": "JZIHGFEDCBA", "T": "GFEDCBAJZIH", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK"}


def us_ssn(n: str) -> bool:
    """Source: https://www.ssa.gov/employer/randomization.html."""
    return n[:3] not in {"000", "666"} and n[0] != "9" and n[3:5] != "00" and n[5:] != "0000"


def de_steuer_id(n: str) -> bool:
    """One digit of the first ten stands there twice or three times, the others once at most."""
    counts = sorted(n[:10].count(digit) for digit in set(n[:10]))
    return n[0] != "0" and counts[-1] in {2, 3} and counts[-2] == 1 and mod11_10(n)


def fr_nir(n: str) -> bool:
    """Corsica's departments 2A and 2B count as 19 and 18."""
    digits = n.replace("2A", "19").replace("2B", "18")
    return digits.isdecimal() and int(digits[13:]) == 97 - int(digits[:13]) % 97


def es_dni(n: str) -> bool:
    """A citizen's, or a foreigner's that begins with X, Y or Z."""
    digits = n[:-1].translate(str.maketrans("XYZ", "012"))
    return digits.isdecimal() and _DNI_LETTERS[int(digits) % 23] == n[-1]


def it_codice(n: str) -> bool:
    """The sixteenth letter is the sum of the others."""
    total = sum(_CODICE_ODD[c] for c in n[0:15:2]) + sum(int(c, 36) - (10 if c.isalpha() else 0) for c in n[1:15:2])
    return ord(n[15]) - ord("A") == total % 26


def pl_pesel(n: str) -> bool:
    """The century is added to the month."""
    month = int(n[2:4]) % 20
    return is_date(f"{n[:2]}{month:02}{n[4:6]}", "ymd") and weighed(n, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), 10) == 0


def se_personnummer(n: str) -> bool:
    """With or without the century; 60 is added to the day of those who are not registered."""
    short = n[-10:]
    day = int(short[4:6])
    return is_date(f"{short[:4]}{day - 60 if day > 60 else day:02}", "ymd") and luhn(short)  # noqa: PLR2004 - as said above


def be_national(n: str) -> bool:
    """Those born since 2000 have a 2 before, for the check alone."""
    return int(n[9:]) in {97 - int(n[:9]) % 97, 97 - int("2" + n[:9]) % 97}


def at_svnr(n: str) -> bool:
    """The fourth digit is the check, a birthday follows it."""
    return n[0] != "0" and weighed(n[:3] + n[4:], (3, 7, 9, 5, 8, 4, 2, 1, 6), 11) == int(n[3]) and is_date(n[4:], "dmy")


def ch_ahv(n: str) -> bool:
    """As a bar code, EAN-13, of the country 756."""
    return n[:3] == "756" and weighed(n, (1, 3) * 6 + (1,), 10) == 0


def dk_cpr(n: str) -> bool:
    """A birthday; the check digit is not kept to since 2007."""
    return is_date(n, "dmy")


def no_fnr(n: str) -> bool:
    """A birthday and two checks."""
    first = weighed(n, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), 11)
    return is_date(n, "dmy") and first == 0 and weighed(n, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), 11) == 0


def fi_hetu(n: str) -> bool:
    """Eleven signs of which the seventh, of the century, is a letter here or was a sign."""
    digits = n[:6] + n[-4:-1]
    return digits.isdecimal() and is_date(n, "dmy") and _FI_SIGNS[int(digits) % 31] == n[-1]


def br_cpf(n: str) -> bool:
    """Two checks over nine digits."""
    first = weighed(n, tuple(range(10, 1, -1)), 11) * 10
    second = sum(int(d) * w for d, w in zip(n, range(11, 1, -1), strict=False)) * 10 % 11
    return len(set(n)) > 1 and first % 11 % 10 == int(n[9]) and second % 10 == int(n[10])


def za_id(n: str) -> bool:
    """A birthday, and 0 or 1 for citizen or not."""
    return is_date(n, "ymd") and n[10] in "012" and luhn(n)


def ie_pps(n: str) -> bool:
    """A letter for the sum of seven digits, and of the second letter where there is one."""
    extra = ord(n[8]) - ord("@") if len(n) > 8 and n[8] != "W" else 0  # noqa: PLR2004 - seven digits and two letters
    total = weighed(n, (8, 7, 6, 5, 4, 3, 2), 1000) + 9 * extra
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == n[7]


def cz_rodne(n: str) -> bool:
    """Also Slovakia's. 50 is added to the month of women, 20 where a day has run out of numbers."""
    month = int(n[2:4]) % 50
    month -= 20 if month > 20 else 0  # noqa: PLR2004 - as said above
    exception = int(n[:9]) % 11 == 10 and n[9] == "0"  # noqa: PLR2004 - the check that has no digit
    return is_date(f"{n[:2]}{month:02}{n[4:6]}", "ymd") and (int(n) % 11 == 0 or exception)


def ro_cnp(n: str) -> bool:
    """Sex and century, a birthday, a county, a check."""
    check = weighed(n, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9), 11)
    return n[0] != "0" and is_date(n[1:7], "ymd") and (1 if check == 10 else check) == int(n[12])  # noqa: PLR2004 - modulo 11


def cn_resident(n: str) -> bool:
    """Source: GB 11643; the check is MOD 11-2 of ISO/IEC 7064."""
    sums = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(n[:17]))
    return is_date(n[8:14], "ymd") and "10X98765432"[sums % 11] == n[17]


def kr_rrn(n: str) -> bool:
    """A birthday; the check is not kept to since 2020."""
    return is_date(n, "ymd")


def sg_nric(n: str) -> bool:
    """T and G, of those registered since 2000, add four."""
    total = weighed(n[1:8], (2, 7, 6, 5, 4, 3, 2), 11)
    shift = 4 if n[0] == "G" else 0
    return _SINGAPORE[n[0]][(total + shift) % 11] == n[8]


def gb_nhs(n: str) -> bool:
    """Source: the NHS Data Dictionary, NHS NUMBER."""
    return weighed(n, (10, 9, 8, 7, 6, 5, 4, 3, 2, 1), 11) == 0


def _checked(pattern: str, lengths: Iterable[int], check: Callable[[str], bool], *, digits: int, flags: int = re.ASCII) -> Rule:
    return at_number(
        KIND, rf"(?<![\w.-])(?:{pattern})(?![\w-]|\.\d)", lengths, digits=digits, measure=passing(check), flags=flags
    )


def _nordic(n: str) -> bool:
    return se_personnummer(n) or (len(n) == 10 and dk_cpr(n))  # noqa: PLR2004 - Denmark's has no century


LETTERS = (0,)
_ANY_CASE = re.ASCII | re.IGNORECASE
_DNI_END = "[ -]?[A-HJ-NP-TV-Z]"
_NINO = r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:[ .-]?\d{2}){3}[ .-]?[A-D]"
FORMS = (
    _checked(r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}", [3], us_ssn, digits=9),
    _checked(_NINO, LETTERS, str.isalnum, digits=6, flags=_ANY_CASE),
    _checked(r"[1-9]\d \d{3} \d{3} \d{3}", [2], de_steuer_id, digits=11),
    _checked(r"[12]([ .]?)\d{2}\1\d{2}\1(?:\d{2}|2[AB])\1\d{3}\1\d{3}[ .]?\d{2}", [1, 6, 13, 15], fr_nir, digits=14),
    _checked(rf"\d{{8}}{_DNI_END}|\d{{1,2}}\.\d{{3}}\.\d{{3}}{_DNI_END}", [1, 2, 8], es_dni, digits=7),
    _checked(rf"[XYZ][ -]?\d{{7}}{_DNI_END}", LETTERS, es_dni, digits=7),
    _checked(
        r"[A-Z]{6} ?\d[\dLMNP-V][A-EHLMPR-T][\dLMNP-V]{2} ?[A-Z][\dLMNP-V]{3}[A-Z]", LETTERS, it_codice, digits=2, flags=_ANY_CASE
    ),
    _checked(r"\d{11}", [11], lambda n: pl_pesel(n) or no_fnr(n), digits=11),
    _checked(r"\d{6} \d{5}", [6], no_fnr, digits=11),
    _checked(r"(?:19|20)?\d{6}[-+]\d{4}|(?:19|20)\d{10}", [6, 8, 12], _nordic, digits=10),
    _checked(r"\d{2}\.\d{2}\.\d{2}[- ]\d{3}[. ]\d{2}", [2], be_national, digits=11),
    _checked(r"\d{4} \d{6}", [4], at_svnr, digits=10),
    _checked(r"756([ .]?)\d{4}\1\d{4}\1\d{2}", [3, 13], ch_ahv, digits=13),
    _checked(r"\d{6}[-+A-FU-Y]\d{3}[\dA-Y]", [6], fi_hetu, digits=9),
    _checked(r"\d{3}\.\d{3}\.\d{3}[-/]\d{2}|\d{9}-\d{2}", [3, 9], br_cpf, digits=11),
    _checked(r"[2-9]\d{3}[ -]\d{4}[ -]\d{4}", [4], verhoeff, digits=12),
    _checked(r"\d{13}|\d{6} \d{4} \d{3}|\d{6} \d{4} \d \d{2}", [6, 13], lambda n: za_id(n) or ro_cnp(n), digits=13),
    _checked(r"\d{7}[A-W][A-IW]?", [7], ie_pps, digits=7),
    _checked(r"\d{6}/\d{4}", [6], cz_rodne, digits=10),
    _checked(r"\d{17}[\dX]", [17, 18], cn_resident, digits=17, flags=_ANY_CASE),
    _checked(r"\d{6}-\d{7}", [6], kr_rrn, digits=13),
    _checked(r"[STFG]\d{7}[A-Z]", LETTERS, sg_nric, digits=7),
    _checked(r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]", LETTERS, str.isalnum, digits=4),  # India's PAN
    _checked(r"[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d", LETTERS, str.isalnum, digits=7),  # Mexico's CURP
    at_number(KIND, r"(?<!\w)[A-Z]{1,2}\d{6}\([\dA]\)", LETTERS, digits=6),  # Hong Kong
)

_NAMES = """
ssn|social security|social|itin|national insurance|ni|nino|nhs|national id|national identity|identity|id card|identity card|
citizen|taxpayer|tax id|
tax|tin|utr|steuer-id|steuerid|idnr|steuernummer|steuernr|steueridentifikationsnummer|steuer identifikationsnummer|
identifikationsnummer|
sozialversicherungsnummer|sozialversicherungsnr|rentenversicherungsnummer|sv nummer|svnr|versicherungsnummer|personalausweis|
personalausweisnummer|ausweisnummer|ausweis nr|ausweis|ahv|ahv nummer|avs|numéro avs|numéro de sécurité sociale|
sécurité sociale|sécu|
numéro de sécu|nir|numéro fiscal|numéro national|registre national|carte d'identité|dni|nie|nif|número de identidad|
documento de identidad|
documento|cédula|seguridad social|número de la seguridad social|codice fiscale|cf|carta d'identità|número de contribuinte|
contribuinte|
cartão de cidadão|cartão do cidadão|número de identificação fiscal|bsn|burgerservicenummer|sofinummer|identiteitskaart|
rijksregisternummer|rijksregister|insz|pesel|dowód osobisty|dowód|dowodu|dowodu osobistego|numer dowodu|personnummer|personnr|
samordningsnummer|cpr|cpr nummer|cpr nr|fødselsnummer|hetu|henkilötunnus|cpf|rg|aadhaar|aadhar|pan|pan card|sin|
social insurance|tfn|
tax file|medicare|pps|ppsn|rodné číslo|cnp|curp|rrn|tckn|tc kimlik|tc|amka|afm|oib|egn|nric|id no|sa id|rsa id"""
_SEPARATED = r"(?:[ ./-](?:\d[A-Z\d]{0,11}|(?-i:[A-Z]{1,2}\d{0,8})(?!\w))){0,7}"
NUMBER = rf"(?:(?-i:[A-Z]{{1,3}})[ -])?[A-Z]{{0,6}}\d[A-Z\d]{{0,24}}{_SEPARATED}"
"""A number that its owner may have cut in groups, with letters among them."""
_FEWEST = 6


def _long_enough(text: str) -> int:
    return len(text) if sum(map(str.isdecimal, text)) >= _FEWEST else 0


RULES = (
    *FORMS,
    *cued(
        KIND, _NAMES, rf"{NUMBER_WORD}?(?:[ ]\([A-Z]{{2,8}}\))?{IS}(?P<it>{NUMBER})(?!\w)", digits=_FEWEST, measure=_long_enough
    ),
)
