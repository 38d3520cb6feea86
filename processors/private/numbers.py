"""Numbers that stand for a person's matter or papers, and secrets: by the words before them, in nine languages."""

import re
from collections.abc import Callable

from processors.private.identities import NUMBER
from processors.private.names import NO_NAMES
from processors.private.rules import IS, NUMBER_WORD, Rule, at_number, cued, form

_REFERENCE = r"#?(?=[A-Z0-9/_.-]{0,30}\d)[A-Z0-9](?:[A-Z0-9/_-]|\.(?=[A-Z0-9])){2,63}"
_YEAR = re.compile(r"(?:19|20)\d\d$")
_LOOSE = r"[^\d\n\[\]#.!?;]{0,28}[ :#]"
_FEWEST_LOOSE = 4

_ORDERS = (
    "order|orders|purchase order|po|invoice|booking|reservation|reference|ref|case|ticket|tracking|shipment|parcel|consignment|"
    "confirmation|receipt|claim|rma|transaction|pnr|record locator|delivery note|quote|complaint|job|waybill|awb|"
    "bestell|bestellung|auftrag|rechnung|buchung|sendung|reservierung|vorgang|fall|beleg|lieferschein|aktenzeichen|az|paket|"
    "commande|facture|réservation|dossier|référence|réf|colis|suivi|billet|expédition|réclamation|"
    "pedido|factura|reserva|referencia|localizador|envío|seguimiento|expediente|reclamación|paquete|billete|albarán|"
    "ordine|fattura|prenotazione|riferimento|rif|pratica|spedizione|tracciamento|biglietto|scontrino|reclamo|pacco|"
    "encomenda|fatura|referência|rastreio|rastreamento|bilhete|processo|protocolo|envio|reclamação|"
    "bestelling|factuur|boeking|reservering|referentie|zaak|kenmerk|zending|pakket|klacht|"
    "zamówienie|zamówienia|zamówieniu|zam|faktura|faktury|fakturze|rezerwacja|rezerwacji|przesyłka|przesyłki|zgłoszenie|"
    "zgłoszenia|"
    "paczka|paczki|bilet|biletu|reklamacja|reklamacji|"
    "beställning|fakturan|bokning|referens|ärende|sändning|paketet|kvitto|biljett|reklamation"
)
_ORDER_NUMBERS = "|".join(
    f"{stem}{end}"
    for stems, ends in (
        ("bestell auftrags rechnungs buchungs sendungs reservierungs vorgangs ticket fall beleg paket referenz lieferschein",
         "nummer nr code"),
        ("bestel order factuur boekings reserverings zaak referentie tracking dossier pakket klacht ticket", "nummer nr code"),
        ("tracking order beställnings faktura boknings referens ärende kolli sändnings spårnings biljett kund", "nummer nr kod"),
    )
    for stem in stems.split()
    for end in ends.split()
    if (stem, end) not in {("kund", "nummer"), ("kund", "nr"), ("kund", "kod")}
)  # fmt: skip
_ACCOUNTS = (
    "account|acct|acc|a/c|customer|client|member|membership|loyalty|policy|contract|patient|meter|subscriber|subscription|"
    "card holder|"
    "student|employee|frequent flyer|miles|device|serial|imei|"
    "konto|kunden|kunde|vertrag|vertrags|mitglied|police|patienten|zähler|"
    "compte|contrat|adhérent|police|abonné|abonnement|carte de fidélité|"
    "cuenta|contrato|socio|póliza|abonado|conto|cliente|contratto|polizza|tessera|utenza|"
    "conta|apólice|sócio|rekening|klant|contract|polis|lidmaatschap|konta|klienta|klient|umowa|umowy|polisa|polisy|kund|avtal|"
    "medlem"
)
_ACCOUNT_NUMBERS = "|".join(
    f"{stem}{end}"
    for stems, ends in (
        ("konto kunden vertrags mitglieds versicherungsschein policen patienten zähler kundenkonto bonus serien", "nummer nr"),
        ("rekening klant klanten contract polis lid lidmaatschaps patiënt meter", "nummer nr"),
        ("konto kund avtals medlems försäkrings patient mätar", "nummer nr"),
    )
    for stem in stems.split()
    for end in ends.split()
)  # fmt: skip
_PASSPORTS = (
    "passport|passport no|reisepass|reisepassnummer|passnummer|pass nr|passeport|pasaporte|passaporto|passaporte|paspoort|"
    "paspoortnummer|"
    "paszport|paszportu|passnr"
)
_LICENCES = (
    "driving licence|driving license|driver's licence|driver's license|drivers licence|drivers license|driver licence|"
    "driver license|"
    "licence|license|dl|führerschein|führerscheinnummer|führerausweis|permis|permis de conduire|carnet de conducir|"
    "permiso de conducir|"
    "carné de conducir|patente|patente di guida|carta de condução|cnh|rijbewijs|rijbewijsnummer|prawo jazdy|prawa jazdy|körkort|"
    "körkortsnummer"
)
_PLATES = (
    "licence plate|license plate|number plate|numberplate|plate|plates|car registration|vehicle registration|registration|reg|"
    "vrn|"
    "kennzeichen|kfz kennzeichen|autokennzeichen|nummernschild|plaque|plaque d'immatriculation|immatriculation|immatriculée|"
    "immatriculé|"
    "matrícula|targa|targata|placa|kenteken|kentekenplaat|numer rejestracyjny|rejestracja|tablica|tablice|tablica rejestracyjna|"
    "registreringsnummer|regnr|reg nr|registreringsskylt|car|wagen"
)
_PLATE = (
    r"(?-i:(?=[A-ZÄÖÜ0-9 ·-]{0,12}\d)(?=[A-ZÄÖÜ0-9 ·-]{0,12}[A-ZÄÖÜ])(?:[A-ZÄÖÜ0-9]{1,3}[ ·-][A-ZÄÖÜ0-9]{1,4}[ ·-](?:\d{1,4}|"
    r"[A-ZÄÖÜ]{1,2})|"
    r"[A-ZÄÖÜ0-9]{1,7}(?:[ ·-][A-ZÄÖÜ0-9]{1,5})?))(?!\w|\.\d)"
)
_PASSWORDS = (
    "password|pass word|passwd|pwd|pw|passphrase|passwort|kennwort|mot de passe|mdp|contraseña|parola d'ordine|password|senha|"
    "palavra-passe|"
    "wachtwoord|hasło|lösenord"
)
_CODES = (
    "pin|pin code|pincode|puk|cvv|cvv2|cvc|cvc2|csc|security code|passcode|otp|one time code|one time password|"
    "one-time passcode|tan|mtan|"
    "verification code|verify code|access code|login code|2fa code|authentication code|confirmation pin|geheimzahl|geheimnummer|"
    "bestätigungscode|sicherheitscode|zugangscode|prüfziffer|prüfnummer|code secret|code pin|code confidentiel|"
    "code de vérification|"
    "code de sécurité|code d'accès|cryptogramme|código de verificación|código de seguridad|código pin|clave|codice pin|"
    "codice di verifica|codice di sicurezza|codice segreto|código de verificação|código de segurança|pincode|beveiligingscode|"
    "verificatiecode|toegangscode|kod pin|kod weryfikacyjny|kod dostępu|kod zabezpieczający|pinkod|säkerhetskod|"
    "verifieringskod|engångskod"
)
_FEWEST_TYPED = 4


def reference(text: str) -> int:
    """Not a year, and not so few digits without a letter that they may count things."""
    return 0 if _YEAR.match(text) else len(text)


def loose(text: str) -> int:
    """Where other words stand between: long enough to be no count, amount or year."""
    digits = sum(map(str.isdecimal, text))
    return reference(text) if digits >= _FEWEST_LOOSE else 0


def typed(text: str) -> int:
    """A password that holds a digit, or is no common word."""
    bare = text.strip("'\"\u201e\u201c\u201d\u2018\u2019.,;!?()")
    if any(map(str.isdecimal, bare)):
        return len(text.rstrip(".,;!?)")) if len(bare) > 2 else 0  # noqa: PLR2004 - shorter ones are no secret
    return len(text.rstrip(".,;!?)")) if len(bare) >= _FEWEST_TYPED and bare.lower() not in NO_NAMES else 0


def _numbered(kind: str, cues: str, compounds: str, *, fewest: int, tail: str) -> tuple[Rule, ...]:
    """With a word for number, anything with a digit; without one, something longer."""
    short: Callable[[str], int] = reference
    return (
        *cued(kind, cues, rf"{NUMBER_WORD}{IS}(?P<it>{_REFERENCE}{tail})", digits=1),
        *cued(kind, compounds, rf"{IS}(?P<it>{_REFERENCE}{tail})", digits=1),
        *cued(kind, cues, rf"{NUMBER_WORD}{_LOOSE}(?P<it>{_REFERENCE}{tail})", digits=_FEWEST_LOOSE, measure=loose),
        *cued(kind, compounds, rf"{_LOOSE}(?P<it>{_REFERENCE}{tail})", digits=_FEWEST_LOOSE, measure=loose),
        *cued(
            kind,
            cues,
            rf"(?:[ :#]{{1,3}}|[ ]?\()(?:is |ist |est |es |è |é |to |"
            rf"är )?(?P<it>(?=\S{{{fewest}}})#?(?:[A-Z]{{0,4}}[-/]?)?{_REFERENCE})",
            digits=fewest - 1,
            measure=short,
        ),
    )


_LOCATORS = (
    "booking reference|booking code|booking ref|record locator|pnr|confirmation code|buchungscode|buchungsnummer|"
    "code de réservation|"
    "référence de réservation|localizador|código de reserva|codice di prenotazione|codice prenotazione|boekingscode|"
    "kod rezerwacji|bokningskod"
)

RULES = (
    *_numbered("order number", _ORDERS, _ORDER_NUMBERS, fewest=4, tail=""),
    *cued("order number", _LOCATORS, rf"(?-i:(?<![A-Z]{{4}})){IS}(?P<it>(?-i:[A-Z0-9]{{6}}))(?!\w)"),
    form("order number", r"(?<!\w)1Z[\dA-Z]{16}(?!\w)", digits=3, near="1z", flags=re.ASCII),
    at_number("order number", r"(?<!\w)[A-Z]{2}\d{9}[A-Z]{2}(?!\w)", [0], digits=9),  # Source: UPU S10, parcels by post
    *_numbered("account number", _ACCOUNTS, _ACCOUNT_NUMBERS, fewest=5, tail=r"(?:[ ]\d{2,6}){0,4}"),
    *cued("passport", _PASSPORTS, rf"{NUMBER_WORD}?{IS}(?P<it>{NUMBER})(?!\w)", digits=5),
    *cued("driving licence", _LICENCES, rf"{NUMBER_WORD}?{IS}(?P<it>{NUMBER})(?!\w)", digits=5),
    *cued("number plate", _PLATES, rf"{NUMBER_WORD}?{IS}(?P<it>{_PLATE})", digits=1),
    *cued(
        "secret",
        _PASSWORDS,
        r"(?: code| number)?(?: ?[:=]| is| ist| est| es| è| é| to| är)? ?(?P<it>(?=\S{0,60}\d)\S{3,64})",
        digits=1,
        measure=typed,
    ),
    *cued(
        "secret",
        _PASSWORDS,
        r"(?: ?[:=] ?|(?: is| ist| est| es| è| é| to| är)? (?=['\"\u201e\u201c\u2018]))(?P<it>\S{4,64})",
        measure=typed,
    ),
    *cued(
        "secret",
        _CODES,
        rf"{NUMBER_WORD}?{IS}(?P<it>(?=\S{{0,60}}\d)\S{{3,64}}(?:(?<=\d{{3}}) \d{{3}}(?!\w))?)",
        digits=1,
        measure=typed,
    ),
    *cued(
        "secret",
        "code is|code was|code lautet|code ist|code est|codice è|código es|código é|kod to|koden är",
        r" (?P<it>\d{4,8}|\d{3} \d{3})(?!\w)",
        digits=4,
    ),
    form("secret", r"(?<!\w)eyJ[\w-]{8,2000}\.[\w-]{4,4000}\.[\w-]{4,1000}", near="eyj"),  # Source: RFC 7519, JSON Web Tokens
    form(
        "secret",
        r"(?<!\w)(?:(?:sk|pk|rk)_(?:live|test)_|gh[pousr]_|github_pat_|xox[abp]-|AKIA|glpat-)[\w-]{12,200}",
        near="sk_|pk_|rk_|gh|xox|akia|glpat",
    ),
)
