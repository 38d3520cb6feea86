"""Names of people: by what introduces them, by a title, or where they sign.

Those that stand alone in a sentence are not found.
"""

import re

from processors.private.rules import around, cued, form

_NO_NAMES = """
    a about after again all also always an and angry another any as at awful bad because been being best but by can customer
    dear delivery did disgusting dont even every first for from good great hello here hi horrible how i if in is it its just
    kind late many me missing more my never no not now of off on one only or order our out please poor really regards
    ridiculous sent service she so still terrible thank thanks that the their them there they this to too unacceptable under
    unfair urgent very wait was way we what when where which who why will with wrong you your yours spelled spelt misspelled
    nothing nobody since however although sorry today tomorrow absolutely incredibly extremely unbelievable disgrace
    outrageous shocking appalling yet where's team manager sir madam phone tel telephone mobile mail email address
    ich und der die das den dem ein eine nicht mit auf für von wir sie ihr kunde kundin sehr leider bitte danke auch noch kein
    keine hier
    je et le les un une des du pas avec pour nous vous sur très merci client cliente pas encore toujours ici bonjour
    yo y el los las una no con para por muy gracias cliente ya aquí desde hola que soy estoy
    io e il lo gli una non con per molto grazie anche qui da ancora sono
    eu o os as um uma não com para muito obrigado obrigada ainda aqui desde
    ik en de het een niet met voor van wij zij u zeer dank bedankt klant hier ook nog
    i w z na nie jest się do od bardzo proszę dziękuję klient klientem klientką tu oraz ale już
    jag och en ett inte med på för från vi ni mycket tack kund här men också"""
NO_NAMES = frozenset(_NO_NAMES.split())
_CAPITAL = r"[^\W\d_a-z\u00df-\u00f6\u00f8-\u00ff]"
_OF = "van|von|vom|de|del|della|dello|di|da|do|dos|das|du|des|la|le|der|den|ten|ter|bin|ibn|al|el|zu|zum|af|av|y|e"
_PARTICLES = frozenset(_OF.split("|"))
_NEXT = rf"(?: (?:(?:{_OF}) ){{0,2}}(?:d['\u2019]|O['\u2019])?{_CAPITAL}[\w'\u2019.-]{{0,24}})"
NAME = rf"(?-i:{_CAPITAL}[\w'\u2019-]{{0,24}}\.?{_NEXT}{{0,3}})"
_TITLED = r"(?-i:[A-Z\u00c0-\u00de\u0141\u015a\u017b][a-z\u00df-\u00ff\u0100-\u017f'\u2019-]{1,24})"
_FULL = rf"{_TITLED}(?: (?-i:[A-Z])\.?)?(?: (?:(?:{_OF}) ){{0,2}}{_TITLED}(?:-{_TITLED})?){{1,2}}"
_GOES_ON = (
    "from|calling|speaking|here|again|writing|and i|aus|von|de|del|di|da|van|uit|z|från|am apparat|à l'appareil|al teléfono|"
    "al telefono"
)
_ANY_NAME = r"[^\W\d_][\w'\u2019-]{0,24}(?: [^\W\d_][\w'\u2019-]{0,24})?"
_INTRODUCTIONS = (
    "name is|name's|names|am called|account holder is|ich heiße|ich heisse|heiße|heisse|name ist|name lautet|m'appelle|nom est|"
    "nom c'est|"
    "me llamo|llamo|nombre es|mi chiamo|chiamo|nome è|naam is|heet|nome é|chamo-me|me chamo|nazywam się|mam na imię|imię to|"
    "nazwisko to|"
    "jag heter|heter|namn är"
)
_IN_NAME_OF = (
    "name of|holder|auf den namen|au nom de|nombre de|a nome di|a nome|intestato a|op naam van|naam van|nome de|na nazwisko|"
    "på namnet|i namn"
)
_LABELS = (
    "name|full name|first name|last name|surname|vorname|nachname|nom|prénom|nombre|apellido|apellidos|nombre y apellidos|nome|"
    "cognome|nome e cognome|nome completo|naam|voornaam|achternaam|imię|nazwisko|imię i nazwisko|namn|förnamn|efternamn|contact|"
    "ansprechpartner|passenger|fahrgast|passagier|passager|pasajero|passeggero|passageiro|passagerare|pasażer|patient|guest|gast"
)
_THIS_IS = (
    "hier ist|hier spricht|ich bin|ici|je suis|moi c'est|soy|habla|le habla|sono|parla|sou o|sou a|sou|aqui é|aqui fala|ik ben|"
    "spreekt met|hier is|jestem|mówi|z tej strony|jag är|det här är|här är"
)
_FAREWELLS = (
    "kind regards|best regards|warm regards|with regards|many regards|regards|rgds|br|kr|yours sincerely|sincerely|"
    "sincerely yours|"
    "yours faithfully|yours truly|respectfully|yours|best wishes|all the best|best|cheers|many thanks|thanks|thank you|thx|"
    "thanks in advance|love|signed|mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|freundliche grüße|"
    "freundliche grüsse|mit besten grüßen|viele grüße|viele grüsse|liebe grüße|beste grüße|schöne grüße|herzliche grüße|"
    "hochachtungsvoll|"
    "gruß|gruss|grüße|mfg|lg|vg|danke|vielen dank|cordialement|bien cordialement|bien à vous|salutations|salutations distinguées|"
    "sincères salutations|meilleures salutations|bonne journée|amicalement|merci|merci d'avance|saludos|un saludo|"
    "saludos cordiales|"
    "atentamente|un cordial saludo|muchas gracias|gracias|cordiali saluti|distinti saluti|saluti|un saluto|grazie|cordialmente|"
    "in fede|groeten|met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|hartelijke groet|groetjes|mvg|bedankt|"
    "alvast bedankt|hoogachtend|atenciosamente|cumprimentos|com os melhores cumprimentos|melhores cumprimentos|obrigado|obrigada|"
    "abraço|att|z poważaniem|pozdrawiam|pozdrowienia|serdecznie pozdrawiam|z wyrazami szacunku|dziękuję|med vänlig hälsning|"
    "med vänliga hälsningar|vänliga hälsningar|vänlig hälsning|hälsningar|bästa hälsningar|mvh|tack|tack på förhand"
)
_PLAIN_FAREWELLS = (
    "regards|sincerely|faithfully|cordialement|saludos|grüße|grüßen|grüsse|saluti|groeten|groet|cumprimentos|atentamente|"
    "atenciosamente|"
    "poważaniem|pozdrawiam|hälsningar|hälsning|mvh|mvg|mfg"
)
_TITLES = (
    "mr|m|mrs|ms|miss|mx|dr|prof|herr|herrn|frau|mme|mlle|madame|monsieur|señor|señora|señorita|don|doña|signor|signora|"
    "signore|sig|dott|"
    "dottor|dottoressa|sr|sra|srta|senhor|senhora|dona|mevrouw|meneer|mevr|dhr|pan|pani|pana|panią|panem|fru|fröken"
)
_TITLE = (
    r"(?-i:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|[Hh]errn?|[Ff]rau|Mme|Mlle|[Mm]adame|[Mm]onsieur|M(?=\.)|[Ss]eñor(?:a|ita)?|[Dd]on|"
    r"[Dd]oña|Dña|"
    r"[Ss]ignor[ae]?|[Ss]ig(?=\.)(?:\.(?:ra|na))?|[Dd]ott(?=\.)(?:\.ssa)?|[Dd]ottor(?:essa)?|Sr|Sra|Srta|sr|sra|[Ss]enhora?|"
    r"[Dd]ona|"
    r"[Mm]evrouw|[Mm]eneer|[Mm]evr|[Dd]hr|[Pp]an[iaą]?|[Pp]anią|[Pp]anem|[Ff]ru|[Ff]röken|MR|MRS|MS|DR|HERR|FRAU)"
)
_ENDS = r"(?=[,.!;:?\n)]|\s*$"
_SEP = r"[ .:#]{1,3}"


def name(text: str) -> int:
    """How much of it is a name: up to the first word that is none. "My name is on the form" holds no name."""
    end = 0
    for word in re.finditer(r"\S+", text):
        said = word.group()
        if said.lower() in _PARTICLES:
            continue
        if said.strip(".,'").lower() in NO_NAMES:
            break
        end = word.end()
    return len(text[:end].rstrip(".,'"))


_LINE_STARTS = r"(?:^|(?<=\n)|(?<=\n[ \t])|(?<=[.!?,] ))"
RULES = (
    *cued("name", _LABELS, rf" ?: ?(?P<it>{NAME})", measure=name),
    *cued("name", _INTRODUCTIONS, rf"[ :]{{1,2}}(?P<it>{NAME})", measure=name),
    *cued("name", _INTRODUCTIONS, rf"[ :]{{1,2}}(?P<it>{_ANY_NAME})", measure=name),
    *cued("name", _IN_NAME_OF, rf"[ :]{{1,2}}(?P<it>{NAME})", measure=name),
    *cued("name", _THIS_IS, rf" (?P<it>{_FULL}){_ENDS}| (?:{_GOES_ON})\b)", measure=name),
    around("name", "this", rf"this is (?P<it>{_FULL}){_ENDS}| (?:{_GOES_ON})\b)", reach=0, measure=name),
    around("name", "i", rf"i(?: am|['\u2019 ]?m) (?P<it>{_FULL}){_ENDS}| (?:{_GOES_ON})\b)", reach=0, measure=name),
    around("name", "i|this", rf"(?:this is|i(?: am|['\u2019 ]?m)) (?P<it>{_TITLED})(?= (?:{_GOES_ON})\b)", reach=0, measure=name),
    *cued("name", "hier ist|hier spricht|ici", rf" (?P<it>{_TITLED})(?= (?:{_GOES_ON})\b)", measure=name),
    around(
        "name",
        _TITLES,
        rf"{_TITLE}\.? (?:(?-i:Dr|Prof|Ing)\.? ){{0,2}}(?P<it>(?:(?:{_OF}) ){{0,2}}{NAME})",
        reach=0,
        measure=name,
    ),
    *cued(
        "name",
        _FAREWELLS,
        rf"[ ,.!]{{0,3}}\r?\n{{1,3}}[ \t-]{{0,4}}(?P<it>{NAME})[ \t.,!]{{0,3}}(?=\r?\n|$)",
        before=_LINE_STARTS,
        measure=name,
    ),
    *cued("name", _PLAIN_FAREWELLS, rf"[,.!]? (?P<it>{NAME})[ .,!]{{0,3}}(?=\r?\n|$|[+(\d]|\S{{1,64}}@)", measure=name),
    form("name", rf"(?:^|\n)-{{1,2}} ?\r?\n?(?P<it>{_FULL})[ \t.,!]{{0,3}}(?=\r?\n|$)", near="-", measure=name),
)
