"""Postal addresses in the forms of a dozen countries; postcodes alone where their form is unlike anything else."""

import re
from collections.abc import Iterator

from processors.private.rules import IS, Found, around, at_number, cued, form

_NAME = r"(?-i:[^\W\d_a-z])[\w'\u2019.-]{1,24}"
_PLACE = r"(?-i:[^\W\d_a-z])[\w'\u2019-]{1,24}"
_SURE_STREETS = "street|road|avenue|lane|boulevard|blvd|rd|ave|st"
_STREETS = (
    f"{_SURE_STREETS}|drive|dr|close|court|ct|way|square|sq|place|pl|terrace|gardens|crescent|cres|grove|hill|park|ln|highway|"
    f"hwy|parkway|"
    "pkwy|mews|walk|row|circle|cir|trail|green|quay|parade|esplanade"
)
_UK = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_CA = r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d"
_IE = r"[AC-FHKNPRTV-Y]\d[\dW] ?[AC-FHKNPRTV-Y\d]{4}"
_FLAT = r"(?:,? ?(?:apt|apartment|unit|suite|ste|flat|floor|fl|#) ?\.? ?[A-Z]?\d{0,4}[A-Z]?(?!\w))?"
_BEFORE = r"(?:(?:flat|apt|apartment|unit|suite) \d{1,4}[A-Z]?,? |\d{1,4}/)?"
_STATE = r"(?:,? (?-i:[A-Z]{2,3}))?"
_TOWN = (
    rf"(?:,?[ \n](?:{_NAME},? ){{0,2}}{_NAME}{_STATE},? (?-i:\d{{5}}(?:-\d{{4}})?|{_UK}|{_CA}|{_IE}|(?<=[A-Z] )\d{{4}})(?!\w)|"
    rf",? (?-i:{_UK}|{_CA}|{_IE})(?!\w))?"
)
_CODE = r"(?:(?-i:[A-Z]{1,2})-)?(?:\d{2}-\d{3}|\d{4}-\d{3}|\d{5}-\d{3}|\d{4} ?(?-i:[A-Z]{2})|\d{3} \d{2}|\d{5}|\d{4})"
_WITHIN = "an der|am|im|ob der|bei|do|da|das|dos|de|del|della|di|den|aan den|aan de|op"
"""Small words within the names of towns."""
_PLACES = rf"(?:(?-i:St|S)\. )?{_PLACE}(?:(?:[ /-]| (?-i:{_WITHIN}) ){_PLACE}){{0,3}}"
_CODE_AND_TOWN = (
    rf",?[ \n]{{1,2}}{_CODE}(?!\d)(?:,? |(?<=[A-Z]{{2}})\n){_PLACES}"
    r"(?: \((?-i:[A-Z]{2})\)| ?[/-] ?(?-i:[A-Z]{2})(?!\w))?"
)
_TOWN_AND_CODE = rf",?[ \n]{{1,2}}{_PLACES}, (?-i:\d{{5}})(?!\w)"
_MAYBE_CODE = rf"(?:{_CODE_AND_TOWN}|{_TOWN_AND_CODE})?"
_DOOR = r"\d{1,4}(?:[ -]?[a-z](?!\w))?(?:[/-]\d{1,4}[a-z]?)?(?!\w)"
_FLOOR = (
    r"(?:,? ?(?:\d{1,2}\.?[ºª°]?\.? ?(?:[A-D]|izq|dcha|esq|dto|dta|piso|bis)\.?(?!\w)|"
    r"(?:piso|puerta|piano|app?art?am[ei]nto|apt\.?|int\.?|scala|m\.?|lok\.?|"
    r"lgh) ?\d{1,4}[a-z]?(?!\w))){0,2}"
)
_GERMAN = r"straße|strasse|str\.|str(?= \d)|weg|platz|gasse|allee"
_DUTCH = "straat|laan|plein|gracht|kade|singel|dijk|dreef|steeg"
_SWEDISH = "gatan|vägen|gränd|torget|stigen|gata"
_ALONE = r"Straße|Strasse|Str\.|Platz|Allee|Weg|Ring|Damm|Ufer|Gasse|Chaussee"
_FRENCH = "rue|avenue|av|boulevard|bd|place|chemin|impasse|allée|allées|quai|cours|route|square|passage"
_SOUTHERN = (
    "calle|avenida|plaza|paseo|viale|piazza|piazzale|rua|travessa|praça|alameda|carretera|ulica|ulicy|ul|"
    "plac|aleja|contrada|borgo"
)
_SOUTHERN_CAPITAL = (
    r"Via|Corso|Largo|Vicolo|Strada|Camino|Ronda|Estrada|Aleja|Aleje|Plac|Osiedle|[Aa]vda\.?|[Aa]v\.|[Pp]za\.?|[Cc]/|R\.|"
    r"[Aa]l\.|[Pp]l\.|"
    r"[Oo]s\.|V\.le|P\.za|C\.so|Trav\.|Pç\."
)
_SOUTHERN_WORDS = (
    "via|corso|largo|vicolo|strada|camino|ronda|estrada|aleja|aleje|plac|osiedle|avda|av|pza|c|r|al|pl|os|v|p|trav|pç"
)
_OF = r"(?:de|del|della|delle|dei|degli|di|da|do|das|dos|la|las|los|el|l'|d'|dell')"

_TOWNS_STREET = (
    rf"(?:(?:{_OF} ){{0,2}}(?:(?-i:d['\u2019]|l['\u2019]|dell['\u2019])?{_NAME}|\d{{1,2}} {_OF} {_NAME})[, ]{{1,2}}){{1,5}}"
)
_NUMBER = rf"(?:,? ?(?:n|nr|nº|n\.º|n°|no|num|número)\.? ?)?{_DOOR}{_FLOOR}{_MAYBE_CODE}"
_NO_YEAR = r"(?!,?[ \n]{1,2}(?:19|20)\d\d[ ,])"
_POSTCODES = (
    "zip|zip code|zipcode|postcode|post code|postal code|plz|postleitzahl|code postal|código postal|codigo postal|cp|cap|cep|"
    "codice postale|kod pocztowy|postnummer|postnr"
)

RULES = (
    around(
        "address",
        _STREETS,
        rf"(?<![\w.,])#?{_BEFORE}\d{{1,5}}[a-z]?,? (?:(?-i:[NSEW]{{1,2}})\.? )?"
        rf"(?:(?-i:[A-Z]|\d{{1,3}}(?=st|nd|rd|th))[\w'\u2019-]{{0,24}}\.? ){{1,3}}(?:{_STREETS})(?!\w)\.?{_FLAT}{_TOWN}",
        reach=70,
        digits=1,
    ),
    around(
        "address",
        _SURE_STREETS,
        rf"(?<![\w.,]){_BEFORE}\d{{1,5}}[a-z]? [a-z]{{3,24}} (?:{_SURE_STREETS})(?!\w)(?<!the road)(?<!the street){_TOWN}",
        reach=60,
        digits=1,
    ),
    *cued(
        "address",
        "po box|p.o. box|p o box|postfach|apartado de correos|casella postale|postbus",
        rf" \d{{2,6}}(?!\w){_MAYBE_CODE}",
        digits=2,
    ),
    form(
        "address",
        rf"(?<!\w)[^\W\d_][\w-]{{1,24}}(?:{_GERMAN}|{_DUTCH}|{_SWEDISH}) {_DOOR}{_FLOOR}{_MAYBE_CODE}",
        digits=1,
        near="stra|str|weg|platz|gasse|allee|laan|plein|gracht|kade|singel|dijk|dreef|steeg|gatan|vägen|gränd|torget|stigen|gata",
    ),
    form(
        "address",
        rf"(?<!\w)(?:{_NAME}[ -]){{1,3}}(?-i:{_ALONE}) {_DOOR}{_FLOOR}{_MAYBE_CODE}",
        digits=1,
        near="stra|str|platz|allee|weg|ring|damm|ufer|gasse",
    ),
    around(
        "address",
        _FRENCH,
        rf"(?<![\w.,])\d{{1,4}}(?: ?(?:bis|ter|quater|[a-d])(?!\w))?,? (?:{_FRENCH})\.? "
        rf"(?:(?:{_OF}|au|aux|des|du|et|sur|saint|sainte) ){{0,3}}(?:[dl]['\u2019])?{_NAME}(?:[ -](?:(?:{_OF}|des|du|"
        rf"et) ){{0,2}}{_NAME}){{0,3}}{_MAYBE_CODE}",
        reach=16,
        digits=1,
    ),
    around(
        "address",
        _FRENCH,
        rf"(?<![\w.,])\d{{1,4}},? (?:rue|avenue|boulevard|place|"
        rf"chemin) (?:[\w'\u2019-]{{1,24}} ){{0,3}}[\w'\u2019-]{{1,24}},? \d{{5}} {_NAME}",
        reach=16,
        digits=1,
    ),
    *cued("address", _SOUTHERN, rf"\.? {_TOWNS_STREET}{_NUMBER}", digits=1),
    around("address", _SOUTHERN_WORDS, rf"(?<!\w)(?-i:{_SOUTHERN_CAPITAL}) ?{_TOWNS_STREET}{_NUMBER}", reach=0, digits=1),
    at_number("postcode", rf"(?<!\w)(?:{_UK}|{_CA})(?!\w)", [0], digits=2),
    *cued(
        "postcode",
        _POSTCODES,
        rf"{IS}(?P<it>(?=[A-Z ]{{0,4}}\d)(?:\d{{5}}(?:-\d{{3,4}})?|\d{{2}}-\d{{3}}|\d{{4}}(?:-\d{{3}}| ?(?-i:[A-Z]{{2}}))?|"
        rf"\d{{3}} \d{{2}}|{_UK}|{_CA}))(?!\w)",
        digits=2,
    ),
)

_STREET_BEFORE = re.compile(
    rf"(?<!\w)(?:(?:an der|in der|auf dem|unter den|am|{_OF}) |{_NAME},? ){{1,4}}(?:(?:n|nr|nº|n\.º|n°|no)\.? ?)?$", re.IGNORECASE
)
_HOUSE_AND_TOWN = re.compile(
    rf"{_DOOR}{_FLOOR}{_NO_YEAR}(?:(?:\n(?:{_NAME} ){{0,3}}{_NAME})?{_CODE_AND_TOWN}|(?=,? ?\n){_TOWN_AND_CODE})", re.IGNORECASE
)
_LONGEST_STREET = 80
_LINE = rf"(?:{_NAME} ){{0,3}}{_NAME}"
_STREET_AND_TOWN = re.compile(
    rf"\d{{1,5}}[a-z]?,?[ \n]{_LINE}{_FLAT}(?:,? ?\n|, ){_LINE}"
    rf"(?:, (?-i:[A-Z]{{2}}) (?-i:\d{{5}}(?:-\d{{4}})?|{_CA})|, (?-i:[A-Z]{{2,3}}), \d{{4}}|,? ?[ \n](?-i:{_UK}))(?!\w)",
    re.IGNORECASE,
)
"""In the order of English: number, street of whatever kind, and a town whose state and code tell that it is one."""
_UNIT_BEFORE = re.compile(r"(?:(?:flat|studio|level|unit|suite) \d{0,4}[A-Z]?,?[ \n])$|(?<![\w.,#])#?$", re.IGNORECASE)


def towns(text: str, house: int) -> Iterator[Found]:
    """An address by its house number, postcode and town, whatever the street is called."""
    english = _STREET_AND_TOWN.match(text, house)
    if english:
        unit = _UNIT_BEFORE.search(text, max(0, house - 16), house)
        yield unit.start() if unit else house, english.end(), "address"
    match = _HOUSE_AND_TOWN.match(text, house)
    street = _STREET_BEFORE.search(text, max(0, house - _LONGEST_STREET), house) if match else None
    if match and street:
        yield street.start(), match.end(), "address"
