# ruff: noqa: E501 - tables of forms: a line for each language reads better than many
"""Made-up personal data in the forms of many countries, with check digits that pass, and what only looks like it."""

import random
import string
from collections.abc import Callable, Sequence

from processors.private import identities as ids
from processors.private.checks import luhn, mod11_10, mod97, verhoeff, weighed

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv")
Dice = random.Random


def digits(dice: Dice, pattern: str) -> str:
    """`#` is a digit, `@` a capital, `*` a digit but 0."""
    return "".join(
        dice.choice(string.digits)
        if c == "#"
        else dice.choice("123456789")
        if c == "*"
        else dice.choice("ABCDEFGHJKLMNPRSTUVWXYZ")
        if c == "@"
        else c
        for c in pattern
    )


def passing(check: Callable[[str], bool], make: Callable[[], str]) -> str:
    """The first made that passes, without separators."""
    while True:
        made = make()
        if check("".join(filter(str.isalnum, made))):
            return made


# Telephone numbers

_PHONES = {
    "en": ["202-555-01##", "(202) 555-01##", "202.555.01##", "+1 202 555 01##", "+1-202-555-01##", "+1 (202) 555-01##", "1-202-555-01##",
           "07700 900###", "07700900###", "+44 7700 900###", "+44 (0)7700 900 ###", "020 7946 0###", "0044 20 7946 0###", "(020) 7946 0###",
           "+447700900###", "0161 496 0###", "+61 491 570 ###", "0491 570 ###", "202-555-01## ext. 12", "+12025550###"],
    "de": ["0151 2345####", "0151/2345####", "030 12 34 56 ##", "030/2345##", "+49 151 2345####", "0049 151 2345####", "+49 (0)30 2345##",
           "(030) 2345###", "089-2345##-0", "01512345####", "+43 664 234####", "+41 79 234 56 ##", "0171-234 56 ##", "+49(0)171/2345###"],
    "fr": ["06 12 34 56 ##", "06.12.34.##.##", "061234####", "+33 6 12 34 ## ##", "+33 (0)6 12 34 ## ##", "0033 6 12 34 ## ##", "01-42-34-56-##",
           "+3361234####", "07 81 23 ## ##"],
    "es": ["612 345 ###", "612345###", "612 34 56 ##", "+34 612 345 ###", "0034 612 345 ###", "912 34 56 ##", "91 234 56 ##", "+34612345###"],
    "it": ["347 123 ####", "347 12 34 ###", "347123####", "+39 347 123 ####", "0039 347 123####", "06 6982 ####", "02-6982####", "+39 06 6982 ####"],
    "pt": ["912 345 ###", "912345###", "+351 912 345 ###", "00351 912 345 ###", "21 234 56 ##", "+351 21 234 5###", "(11) 91234-5###",
           "+55 11 91234-5###"],
    "nl": ["06-1234####", "06 12 34 ## ##", "061234####", "+31 6 1234####", "0031 6 1234 ####", "020-123 ####", "+31 (0)20 123 ####", "(010) 123 ####"],
    "pl": ["512 345 ###", "512-345-###", "512345###", "+48 512 345 ###", "0048 512 345 ###", "22 621 ## ##", "(22) 621-##-##", "+48512345###"],
    "sv": ["070-123 45 ##", "070-174 06 ##", "0701740###", "+46 70 174 06 ##", "+46 (0)70-174 06 ##", "08-123 456 ##", "0046 70 17406##", "031-390 06 ##"],
}  # fmt: skip


def phone(dice: Dice, language: str) -> str:
    return digits(dice, dice.choice(_PHONES[language]))


# Mail, cards, banks

_FIRST = {
    "en": "Ann Peter Grace Liam Olivia Noah", "de": "Jürgen Anna Lukas Sabine Björn Käthe", "fr": "Élodie Luc Hélène François Chloé Marc",
    "es": "José María Lucía Íñigo Carmen Pablo", "it": "Giulia Marco Niccolò Chiara Luca Elena", "pt": "João Inês Rui Conceição Tiago Marta",
    "nl": "Sanne Daan Pieter Femke Joost Lotte", "pl": "Łukasz Agnieszka Zofia Paweł Kasia Jan", "sv": "Åsa Björn Linnéa Erik Maja Oskar",
}  # fmt: skip
_LAST = {
    "en": "Smith|O'Hara|Brown-Jones|Taylor|McDonald", "de": "Müller|Groß|von der Heide|Schmidt-Rottluff|Weiß", "fr": "Lefèvre|de la Tour|Dupont|Moreau|d'Aubigny",
    "es": "García López|Núñez|de la Cruz|Fernández|Ruiz", "it": "Rossi|De Luca|D'Amico|Bianchi|Ferrari", "pt": "Silva|dos Santos|Gonçalves|da Costa|Pereira",
    "nl": "de Vries|van den Berg|Jansen|Bakker|van Dijk", "pl": "Kowalski|Wiśniewska|Żak|Nowak|Zieliński", "sv": "Åkerlund|Johansson|af Ekström|Lindqvist|Öberg",
}  # fmt: skip


def first_name(dice: Dice, language: str) -> str:
    return dice.choice(_FIRST[language].split())


def last_name(dice: Dice, language: str) -> str:
    return dice.choice(_LAST[language].split("|"))


def full_name(dice: Dice, language: str) -> str:
    return f"{first_name(dice, language)} {last_name(dice, language)}"


def email(dice: Dice, language: str) -> str:
    user = dice.choice(
        ["ann.smith", "j_mueller", "bo+shop", "o'hara", "x99", "a-b.c", "first.last.1985", "info", "ANN.SMITH", "müller"]
    )
    forms = ["{u}@example.com", "{u}@mail.example.co.uk", "{u}@example.org", "{u}@sub-domain.example.net", "{u} (at) example.com",
             "{u}[at]example[dot]com", "{u}@bücher.example", "<{u}@example.com>"]  # fmt: skip
    said = {"en": "{u} at example dot com", "de": "{u} ät example punkt com", "fr": "{u} arobase example point com", "es": "{u} arroba example punto com",
            "it": "{u} chiocciola example punto com", "pt": "{u} arroba example ponto com", "nl": "{u} apenstaartje example punt com",
            "pl": "{u} małpa example kropka com", "sv": "{u} (at) example.com"}  # fmt: skip
    return dice.choice([*forms, said[language]]).replace("{u}", user).strip("<>")


def grouped(dice: Dice, number: str, sizes: Sequence[Sequence[int]], separators: Sequence[str]) -> str:
    sizes_chosen, separator = dice.choice(sizes), dice.choice(separators)
    parts, at = [], 0
    for size in sizes_chosen:
        parts.append(number[at : at + size])
        at += size
    return separator.join(filter(None, [*parts, number[at:]]))


def card(dice: Dice, _: str) -> str:
    prefix, length = dice.choice([("4", 16), ("4", 16), ("51", 16), ("55", 16), ("2223", 16), ("34", 15), ("37", 15), ("6011", 16), ("3528", 16),
                                  ("36", 14), ("4", 13), ("4", 19), ("6759", 18), ("62", 17), ("5018", 16)])  # fmt: skip
    number = passing(luhn, lambda: digits(dice, prefix + "#" * (length - len(prefix))))
    sizes = [[4, 6]] if length in {14, 15} else [[4, 4, 4]]
    return grouped(dice, number, sizes, [" ", "-", "", "\u00a0", " ", ".", " - "])


_IBANS = {
    "en": ["GB@@@@##############", "IE@@@@##############"], "de": ["DE##################", "AT################", "CH#################"],
    "fr": ["FR#######################", "BE############"], "es": ["ES####################"], "it": ["IT@######################"],
    "pt": ["PT#####################"], "nl": ["NL@@@@##########"], "pl": ["PL########################"], "sv": ["SE####################", "NO###########"],
}  # fmt: skip


def iban(dice: Dice, language: str) -> str:
    country = digits(dice, dice.choice(_IBANS[language]).replace("NL@", "NLA"))
    number = next(made for n in range(2, 99) if mod97(made := f"{country[:2]}{n:02}{country[2:]}"))
    written = grouped(dice, number, [[4] * 8], [" ", "", " ", "-", "\u00a0"])
    return dice.choice([written, written, written.lower()])


def bic(dice: Dice, _: str) -> str:
    return dice.choice(
        ["COBADEFFXXX", "DEUTDEDB", "BNPAFRPP", "BBVAESMM", "INGBNL2A", "BREXPLPWMBK", "NDEASESS", "BCITITMM", "NWBKGB2L"]
    )


# National ids

_DATE = ("##", "0*", "1#")


def _day(dice: Dice, order: str) -> str:
    day, month, year = f"{dice.randint(1, 28):02}", f"{dice.randint(1, 12):02}", f"{dice.randint(30, 99):02}"
    return year + month + day if order == "ymd" else day + month + year


def _id(check: Callable[[str], bool], *patterns: str, order: str = "") -> Callable[[Dice], str]:
    """D stands for a birthday."""

    def make(dice: Dice) -> str:
        pattern = dice.choice(patterns)
        return passing(check, lambda: digits(dice, pattern).replace("D", _day(dice, order) if order else "D"))

    return make


def _italian(dice: Dice) -> str:
    return passing(ids.it_codice, lambda: digits(dice, "@@@@@@") + f"{dice.randint(30, 99)}{dice.choice('ABCDEHLMPRST')}"
                   f"{dice.randint(1, 28):02}" + digits(dice, "@###@"))  # fmt: skip


def _german(dice: Dice) -> str:
    number = passing(ids.de_steuer_id, lambda: digits(dice, "*##########"))
    return dice.choice([number, f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}"])


def _finnish(dice: Dice) -> str:
    return passing(
        ids.fi_hetu,
        lambda: _day(dice, "dmy") + dice.choice("-A") + digits(dice, "###") + dice.choice("0123456789ABCDEFHJKLMNPRSTUVWXY"),
    )


def _bsn(number: str) -> bool:
    return weighed(number[:8], (9, 8, 7, 6, 5, 4, 3, 2), 11) == int(number[8]) % 11


IDS: dict[str, list[tuple[str, Callable[[Dice], str]]]] = {
    "en": [("SSN", _id(ids.us_ssn, "1##-4#-####", "2## 3# ####", "1##4#####")), ("National Insurance number", _id(str.isalnum, "AB ## ## ## C", "CE######A")),
           ("NHS number", _id(ids.gb_nhs, "4## ### ####", "9#########")), ("PPS number", _id(ids.ie_pps, "#######@")), ("SIN", _id(luhn, "4## ### ###", "1##-###-###")),
           ("TFN", _id(lambda n: weighed(n, (1, 4, 3, 7, 5, 8, 6, 9, 10), 11) == 0, "1## ### ###")), ("Aadhaar", _id(verhoeff, "2### #### ####", "3###########")),
           ("SA ID", _id(ids.za_id, "D####08#", order="ymd")), ("NRIC", _id(ids.sg_nric, "S#######@", "T#######@")), ("PAN", _id(str.isalnum, "AB@P@####K"))],
    "de": [("Steuer-ID", _german), ("AHV-Nummer", _id(ids.ch_ahv, "756.####.####.##")), ("SVNR", lambda d: passing(ids.at_svnr, lambda: digits(d, "*### ") + _day(d, "dmy"))),
           ("Sozialversicherungsnummer", _id(str.isalnum, "65 D M 00#", "12D@###", order="dmy")), ("Personalausweisnummer", _id(str.isalnum, "L01X00T47#", "T22000129#"))],
    "fr": [("numéro de sécu", lambda d: passing(ids.fr_nir, lambda: digits(d, "1 8# 0* 75 ### ### ##"))), ("NIR", lambda d: passing(ids.fr_nir, lambda: digits(d, "28#0*35########"))),
           ("numéro national", _id(ids.be_national, "8#.0*.1#-###.##"))],
    "es": [("DNI", _id(ids.es_dni, "########@", "##.###.###-@", "########-@")), ("NIE", _id(ids.es_dni, "X#######@", "Y-#######-@"))],
    "it": [("codice fiscale", _italian), ("CF", _italian)],
    "pt": [("NIF", _id(lambda n: weighed(n, (9, 8, 7, 6, 5, 4, 3, 2, 1), 11) == 0, "2########", "1## ### ###")), ("CPF", _id(ids.br_cpf, "###.###.###-##", "###########"))],
    "nl": [("BSN", _id(_bsn, "1########", "2###.##.###", "1### ## ###")), ("rijksregisternummer", _id(ids.be_national, "7#.0*.1#-###.##"))],
    "pl": [("PESEL", lambda d: passing(ids.pl_pesel, lambda: _day(d, "ymd") + digits(d, "#####"))), ("dowód osobisty", _id(str.isalnum, "ABC ######", "ABC######"))],
    "sv": [("personnummer", lambda d: passing(ids.se_personnummer, lambda: d.choice(["", "19"]) + _day(d, "ymd") + digits(d, "-####"))), ("CPR", lambda d: _day(d, "dmy") + digits(d, "-####")),
           ("fødselsnummer", lambda d: passing(ids.no_fnr, lambda: _day(d, "dmy") + digits(d, " #####"))), ("HETU", _finnish), ("OIB", _id(mod11_10, "###########"))],
}  # fmt: skip

# Places and days

_ADDRESSES = {
    "en": ["12 High Street, Boston MA 02134", "221B Baker Street, London NW1 6XE", "1600 Main St, Apt 4B, Springfield, IL 62701", "Flat 2, 14 Church Lane, Leeds LS1 4AP",
           "45 Queen's Road", "7 Elm Ave, Toronto ON M5V 2T6", "12 Smith St, Carlton VIC 3053", "350 Fifth Avenue, New York, NY 10118", "PO Box 1234", "3 Mill Close, York YO1 7HH"],
    "de": ["Hauptstraße 12, 10115 Berlin", "Am Alten Markt 5, 50667 Köln", "Lindenstr. 7a", "Berliner Allee 100, 40212 Düsseldorf", "Unter den Linden 77, 10117 Berlin",
           "Schlossplatz 3, A-1010 Wien", "Bahnhofstrasse 21, CH-8001 Zürich", "Goethestr. 12-14, 60313 Frankfurt", "Kirchgasse 9"],
    "fr": ["12 rue de la Paix, 75002 Paris", "5 bis, avenue Victor Hugo, 69003 Lyon", "8 place de l'Hôtel de Ville", "27, bd Saint-Michel, 75005 Paris", "14 impasse des Lilas, 31000 Toulouse",
           "3 chemin du Moulin, 1000 Bruxelles"],
    "es": ["Calle Mayor 5, 28013 Madrid", "C/ de Alcalá, 42, 3º B, 28014 Madrid", "Avda. de la Constitución 10, 41001 Sevilla", "Plaza de España 1, 08014 Barcelona", "Paseo del Prado 36"],
    "it": ["Via Roma 12, 00184 Roma", "Piazza della Repubblica, 4, 20124 Milano", "Corso Vittorio Emanuele II 33, 10125 Torino (TO)", "Viale Europa 7", "Via Garibaldi n. 8, 50123 Firenze"],
    "pt": ["Rua Augusta, 123, 1100-053 Lisboa", "Av. da Liberdade 10, 2.º Esq, 1250-144 Lisboa", "Rua das Flores, n.º 7, 4050-262 Porto", "Praça do Comércio 5", "Travessa do Carmo 3, 1200-095 Lisboa"],
    "nl": ["Kerkstraat 12, 1017 GC Amsterdam", "Prinsengracht 263-B, 1016GV Amsterdam", "Dorpsplein 4", "Van Goghlaan 7, 5611 AB Eindhoven", "Stationsweg 10, 3511 AA Utrecht"],
    "pl": ["ul. Marszałkowska 12/4, 00-590 Warszawa", "al. Jana Pawła II 5, 00-828 Warszawa", "ulica Długa 7, 31-146 Kraków", "os. Słoneczne 3/12, 61-606 Poznań", "pl. Wolności 1, 50-071 Wrocław"],
    "sv": ["Storgatan 12, 111 22 Stockholm", "Kungsvägen 5 B, 411 05 Göteborg", "Drottninggatan 71", "Skolgränd 3, 903 26 Umeå", "Södra Vägen 8, 412 54 Göteborg"],
}  # fmt: skip


def address(dice: Dice, language: str) -> str:
    written = dice.choice(_ADDRESSES[language])
    number = str(dice.randint(2, 98))
    return written.replace("12", number, 1) if written.startswith("12") or " 12," in written else written


_MONTHS = {
    "en": "January March May August October", "de": "Januar März Mai August Oktober", "fr": "janvier mars mai août octobre", "es": "enero marzo mayo agosto octubre",
    "it": "gennaio marzo maggio agosto ottobre", "pt": "janeiro março maio agosto outubro", "nl": "januari maart mei augustus oktober",
    "pl": "stycznia marca maja sierpnia października", "sv": "januari mars maj augusti oktober",
}  # fmt: skip
_DAYS = {
    "en": ["{d} {m} {y}", "{m} {d}, {y}", "{d}th of {m} {y}", "{d}th {m}, {y}"], "de": ["{d}. {m} {y}"], "fr": ["{d} {m} {y}", "1er {m} {y}"], "es": ["{d} de {m} de {y}"],
    "it": ["{d} {m} {y}", "1° {m} {y}"], "pt": ["{d} de {m} de {y}"], "nl": ["{d} {m} {y}"], "pl": ["{d} {m} {y}"], "sv": ["{d} {m} {y}"],
}  # fmt: skip


def birth_date(dice: Dice, language: str) -> str:
    month, day, year = dice.choice(_MONTHS[language].split()), dice.randint(4, 28), dice.randint(1935, 2006)
    number = dice.choice(
        [
            "{d:02}/{n:02}/{y}",
            "{d}.{n}.{y}",
            "{y}-{n:02}-{d:02}",
            "{d:02}-{n:02}-{y}",
            "{d:02}.{n:02}.{s:02}",
            "{d:02} {n:02} {y}",
        ]
    )
    return dice.choice([number, *_DAYS[language] * 2]).format(d=day, m=month, y=year, n=dice.randint(1, 12), s=year % 100)


# Matters, papers, secrets, the net


def order(dice: Dice, _: str) -> str:
    return digits(
        dice,
        dice.choice(
            [
                "#######",
                "*#####",
                "A-#####",
                "@@-2026-####",
                "302-#######-#######",
                "#*###",
                "ORD######",
                "2026/*####",
                "@@@####",
                "100#######",
                "SO-#####-@",
            ]
        ),
    )


def account(dice: Dice, _: str) -> str:
    return digits(dice, dice.choice(["########", "*########", "K-######", "####-####", "C#######", "10#####", "@@######"]))


def passport(dice: Dice, _: str) -> str:
    return digits(dice, dice.choice(["C01X00T4#", "#########", "@@#######", "##AA#####", "X#######", "A########"]))


def licence(dice: Dice, _: str) -> str:
    return digits(
        dice, dice.choice(["MORGA657054SM9IJ", "B072RRE2I5#", "D###-####-####", "##########", "AB######", "#####/##/####"])
    )


def plate(dice: Dice, language: str) -> str:
    forms = {"en": ["AB## CDE", "AB##CDE", "7ABC###"], "de": ["B-MW ####", "M-AB ###", "HH XY ##"], "fr": ["AB-###-CD", "AB ### CD"], "es": ["#### BCD", "####BCD"], "it": ["AB ###CD", "AB###CD"],
             "pt": ["##-AB-##", "AB-##-CD"], "nl": ["##-ABC-#", "AB-###-C", "X-###-YZ"], "pl": ["WA #####", "KR 1A###"], "sv": ["ABC ###", "ABC12#", "ABC 12D"]}  # fmt: skip
    return digits(dice, dice.choice(forms[language]))


def secret(dice: Dice, _: str) -> str:
    return digits(dice, dice.choice(["hunter2", "Tr0ub4dor&3", "s3cr3t!", "Sommer20##", "pa55w0rd", "x9#K2m", "qwerty###"]))


def code(dice: Dice, _: str) -> str:
    return digits(dice, dice.choice(["####", "######", "### ###", "G-######"]))


def handle(dice: Dice, _: str) -> str:
    return dice.choice(["@ann_smith", "@bo.li99", "@TheRealTom", "@maria_b"])


def user(dice: Dice, _: str) -> str:
    return dice.choice(["ann_smith85", "bee.keeper", "tom1985", "maria-b", "XxSlayerxX99"])


def ip(dice: Dice, _: str) -> str:
    return dice.choice(
        [
            "192.168.{a}.{b}",
            "10.0.{a}.{b}",
            "203.0.113.{b}",
            "2001:db8::{a}:{b}",
            "2001:0db8:85a3:0000:0000:8a2e:0370:73{a:02d}",
            "fe80::1ff:fe23:4567:{a}",
        ]
    ).format(a=dice.randint(10, 99), b=dice.randint(1, 254))


def coordinates(dice: Dice, _: str) -> str:
    north, east = dice.uniform(36, 60), dice.uniform(1, 20)
    return dice.choice(
        [
            f"{north:.5f}, {east:.5f}",
            f"{north:.4f},{east:.4f}",
            f"{north:.4f}° N, {east:.4f}° E",
            f"{int(north)}°31'12\"N {int(east)}°24'18\"E",
        ]
    )
