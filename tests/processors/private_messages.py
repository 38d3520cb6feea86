"""Messages with personal data that is labelled, in nine languages, and with what only looks like it.

`python -m tests.processors.private_messages [tune|judge] [--misses]` prints recall and precision for each kind. Rules may be made while
looking at `tune`; `judge` has other seeds, other sentences and other look-alikes, and is only counted.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from golddust.events import PrivateSpan
from processors.redaction import private_spans
from tests.processors import private_values as values

SEEDS = {"tune": 1, "judge": 1_000_003}
COVERED = 0.8
"""So much of what was found must be personal data to count as right."""
SAME = ({"address", "postcode"}, {"id number", "account number", "passport", "driving licence"}, {"secret", "account number"})
"""Kinds that may stand for each other: a Dutchman's number may be called his customer's."""

Made = Callable[[random.Random, str], str]
KINDS: dict[str, Made] = {
    "phone": values.phone, "email": values.email, "card": values.card, "iban": values.iban, "bic": values.bic, "address": values.address,
    "birth date": values.birth_date, "order number": values.order, "account number": values.account, "passport": values.passport,
    "driving licence": values.licence, "number plate": values.plate, "secret": values.secret, "handle": values.handle,
    "ip address": values.ip, "coordinates": values.coordinates, "name": values.full_name,
}  # fmt: skip

# {x} is the value. Half of the sentences of each kind are for tuning, half for judging: the even and the odd ones.
SENTENCES: dict[str, dict[str, str]] = {
    "phone": {
        "en": "Call me on {x}.|My number is {x}|You can reach me at {x} after 5pm|phone: {x}|Please ring {x} before noon, thanks|text me ({x})|I rang from {x} twice|Mobile {x}",
        "de": "Rufen Sie mich unter {x} an.|Meine Nummer ist {x}|Tel.: {x}|Handy {x}|Erreichbar bin ich unter {x}.|Bitte um Rückruf: {x}",
        "fr": "Appelez-moi au {x}.|Mon numéro est le {x}|Tél. : {x}|Je suis joignable au {x}|portable {x}|Merci de me rappeler au {x} svp",
        "es": "Llámenme al {x}.|Mi número es {x}|Tel.: {x}|Mi móvil es el {x}|Pueden llamar al {x} por la tarde|teléfono {x}",
        "it": "Chiamatemi al {x}.|Il mio numero è {x}|Tel. {x}|cellulare: {x}|Sono raggiungibile al {x}|telefono {x} grazie",
        "pt": "Liguem para {x}.|O meu número é {x}|Tel.: {x}|telemóvel {x}|Podem ligar para o {x} à tarde|o meu contacto é {x}",
        "nl": "Bel mij op {x}.|Mijn nummer is {x}|Tel: {x}|mobiel {x}|Ik ben bereikbaar op {x}|graag terugbellen op {x}",
        "pl": "Proszę dzwonić pod {x}.|Mój numer to {x}|tel. {x}|komórka: {x}|Kontakt: {x}|proszę o telefon pod numer {x}",
        "sv": "Ring mig på {x}.|Mitt nummer är {x}|Tel: {x}|mobil {x}|Jag nås på {x}|vänligen ring {x}",
    },
    "email": {
        "en": "Write to {x}|my email is {x}.|({x})|reply to {x}, please", "de": "Meine Mail: {x}|schreiben Sie an {x}.", "fr": "mon adresse est {x}|écrivez à {x}.",
        "es": "mi correo es {x}|escriban a {x}.", "it": "la mia mail è {x}|scrivetemi a {x}.", "pt": "o meu email é {x}|escrevam para {x}.",
        "nl": "mijn mail is {x}|mail naar {x}.", "pl": "mój mail to {x}|proszę pisać na {x}.", "sv": "min mejl är {x}|mejla {x}.",
    },
    "card": {
        "en": "My card {x} was charged twice|Visa {x}, exp 04/29|paid with {x}|card number: {x} thanks", "de": "Kreditkarte {x} wurde belastet|Karte: {x} (04/29)",
        "fr": "ma carte {x} a été débitée|carte n° {x}", "es": "mi tarjeta {x} fue cobrada|tarjeta: {x}", "it": "la mia carta {x}|carta n. {x} scad. 04/29", "pt": "o meu cartão {x}|cartão: {x} val 04/29",
        "nl": "mijn creditcard {x}|kaart {x} is belast", "pl": "moja karta {x}|karta nr {x}", "sv": "mitt kort {x}|kort: {x} gäller",
    },
    "iban": {
        "en": "Refund to {x} please|IBAN: {x}.", "de": "Bitte auf {x} erstatten|IBAN {x}", "fr": "remboursez sur {x} svp|mon IBAN est {x}", "es": "a mi cuenta {x}|IBAN {x} gracias",
        "it": "sul conto {x}|IBAN: {x}", "pt": "para o IBAN {x}|conta {x} obrigado", "nl": "op rekening {x}|IBAN {x} alstublieft", "pl": "na konto {x}|IBAN {x}", "sv": "till {x} tack|IBAN: {x}",
    },
    "bic": dict.fromkeys(values.LANGUAGES, "BIC: {x}|BIC {x}|SWIFT code {x}|SWIFT: {x}"),
    "address": {
        "en": "I live at {x}.|Send it to {x}, please|delivery address: {x}|It went to {x}\ninstead", "de": "Ich wohne in der {x}.|Adresse: {x}|Bitte an {x} liefern|Lieferung an:\n{x}\n",
        "fr": "J'habite au {x}.|adresse : {x}|livrez au {x} svp|j'attends au {x}", "es": "Vivo en {x}.|dirección: {x}|envíenlo a {x}|mi casa está en {x}", "it": "Abito in {x}.|indirizzo: {x}|spedite a {x}|consegna in {x}",
        "pt": "Moro na {x}.|morada: {x}|enviem para {x}|entrega em {x}", "nl": "Ik woon op {x}.|adres: {x}|stuur naar {x}|bezorgen op {x}", "pl": "Mieszkam przy {x}.|adres: {x}|proszę wysłać na {x}|dostawa: {x}",
        "sv": "Jag bor på {x}.|adress: {x}|skicka till {x}|leverans till {x}",
    },
    "birth date": {
        "en": "I was born on {x}.|DOB: {x}|date of birth {x}|my birthday is {x}", "de": "geboren am {x}.|Geburtsdatum: {x}|geb. {x}|Ich bin am {x} geboren".replace("|Ich bin am {x} geboren", "|mein Geburtsdatum ist der {x}"),
        "fr": "né le {x}.|date de naissance : {x}|je suis née le {x}|ma date de naissance est le {x}", "es": "nací el {x}.|fecha de nacimiento: {x}|nacida el {x}|mi fecha de nacimiento es el {x}",
        "it": "nato il {x}.|data di nascita: {x}|sono nata il {x}|la mia data di nascita è il {x}", "pt": "nasci em {x}.|data de nascimento: {x}|nascida a {x}|nascido em {x}",
        "nl": "geboren op {x}.|geboortedatum: {x}|ik ben geboren op {x}|mijn geboortedatum is {x}", "pl": "urodzony {x}.|data urodzenia: {x}|urodziłam się {x}|ur. {x}", "sv": "född {x}.|födelsedatum: {x}|jag är född den {x}|född den {x}",
    },
    "order number": {
        "en": "order number {x} is late|Order #{x}|my booking reference is {x}|invoice {x} was paid|tracking no. {x}|order no: {x}|ref {x}", "de": "Bestellnummer {x} fehlt|Bestellung Nr. {x}|Rechnungsnummer: {x}|meine Buchungsnummer lautet {x}|Auftrag {x}|Sendungsnummer {x}",
        "fr": "commande n° {x}|numéro de commande : {x}|facture {x}|ma référence est {x}", "es": "pedido {x} sin llegar|número de pedido: {x}|factura nº {x}|mi reserva es {x}", "it": "ordine n. {x}|numero d'ordine: {x}|fattura {x}|la mia prenotazione è {x}",
        "pt": "encomenda n.º {x}|número da encomenda: {x}|fatura {x}|a minha reserva é {x}", "nl": "bestelling {x} kwijt|bestelnummer: {x}|factuurnummer {x}|mijn ordernummer is {x}", "pl": "zamówienie nr {x}|numer zamówienia: {x}|faktura {x}|numer rezerwacji to {x}",
        "sv": "order {x} saknas|ordernummer: {x}|fakturanummer {x}|mitt bokningsnummer är {x}",
    },
    "account number": {
        "en": "account number {x}|my customer no. is {x}|membership number: {x}|policy number {x}", "de": "Kundennummer {x}|meine Vertragsnummer ist {x}|Kontonummer: {x}|Kunden-Nr. {x}", "fr": "numéro de client {x}|contrat n° {x}|compte n° {x}|client : {x}",
        "es": "número de cliente {x}|cuenta nº {x}|contrato número {x}|cliente: {x}", "it": "codice cliente {x}|contratto n. {x}|numero cliente: {x}|conto n. {x}", "pt": "número de cliente {x}|contrato n.º {x}|conta n.º {x}|cliente: {x}",
        "nl": "klantnummer {x}|mijn klantnummer is {x}|rekeningnummer: {x}|polisnummer {x}", "pl": "numer klienta {x}|umowa nr {x}|numer umowy: {x}|konto nr {x}", "sv": "kundnummer {x}|mitt kundnummer är {x}|medlemsnummer: {x}|avtalsnummer {x}",
    },
    "passport": {
        "en": "passport number {x}|my passport is {x}|passport no. {x}", "de": "Reisepass Nr. {x}|Reisepassnummer: {x}", "fr": "passeport n° {x}|mon passeport : {x}", "es": "pasaporte {x}|número de pasaporte: {x}", "it": "passaporto n. {x}|passaporto: {x}",
        "pt": "passaporte n.º {x}|passaporte {x}", "nl": "paspoortnummer {x}|paspoort: {x}", "pl": "paszport nr {x}|numer paszportu: {x}", "sv": "passnummer {x}|pass nr {x}",
    },
    "driving licence": {
        "en": "driving licence {x}|driver's license number: {x}", "de": "Führerschein Nr. {x}|Führerscheinnummer {x}", "fr": "permis de conduire n° {x}|permis : {x}", "es": "carnet de conducir {x}|permiso de conducir nº {x}", "it": "patente n. {x}|patente: {x}",
        "pt": "carta de condução n.º {x}|carta de condução: {x}", "nl": "rijbewijsnummer {x}|rijbewijs: {x}", "pl": "prawo jazdy nr {x}|numer prawa jazdy {x}", "sv": "körkort {x}|körkortsnummer: {x}",
    },
    "number plate": {
        "en": "number plate {x}|my registration is {x}|license plate: {x}", "de": "Kennzeichen {x}|mein Kennzeichen ist {x}", "fr": "immatriculation {x}|plaque : {x}", "es": "matrícula {x}|mi matrícula es {x}", "it": "targa {x}|la targa è {x}", "pt": "matrícula {x}|matrícula: {x}",
        "nl": "kenteken {x}|mijn kenteken is {x}", "pl": "numer rejestracyjny {x}|rejestracja: {x}", "sv": "regnr {x}|registreringsnummer: {x}",
    },
    "secret": {
        "en": "my password is {x}|password: {x}|pwd {x}", "de": "mein Passwort ist {x}|Passwort: {x}|Kennwort {x}", "fr": "mon mot de passe est {x}|mot de passe : {x}", "es": "mi contraseña es {x}|contraseña: {x}", "it": "la mia password è {x}|password: {x}",
        "pt": "a minha senha é {x}|palavra-passe: {x}", "nl": "mijn wachtwoord is {x}|wachtwoord: {x}", "pl": "moje hasło to {x}|hasło: {x}", "sv": "mitt lösenord är {x}|lösenord: {x}",
    },
    "code": {
        "en": "the verification code is {x}|PIN {x}|my PIN: {x}|your one-time code {x}", "de": "PIN {x}|der Bestätigungscode ist {x}|TAN: {x}", "fr": "code PIN {x}|le code de vérification est {x}", "es": "PIN {x}|código de verificación: {x}", "it": "PIN {x}|codice di verifica: {x}",
        "pt": "PIN {x}|código de verificação: {x}", "nl": "pincode {x}|verificatiecode: {x}", "pl": "PIN {x}|kod weryfikacyjny: {x}", "sv": "pinkod {x}|verifieringskod: {x}",
    },
    "handle": dict.fromkeys(values.LANGUAGES, "{x} is me|DM {x}|cc {x} please"),
    "user": {
        "en": "username {x}|my user name is {x}|login: {x}", "de": "Benutzername {x}|Benutzername: {x}", "fr": "identifiant {x}|pseudo : {x}", "es": "usuario {x}|usuario: {x}", "it": "nome utente {x}|nome utente: {x}", "pt": "utilizador {x}|nome de utilizador: {x}", "nl": "gebruikersnaam {x}|gebruikersnaam: {x}",
        "pl": "nazwa użytkownika {x}|użytkownik: {x}", "sv": "användarnamn {x}|användarnamn: {x}",
    },
    "ip address": dict.fromkeys(values.LANGUAGES, "IP {x}|from {x} it works|my IP is {x}"),
    "coordinates": dict.fromkeys(values.LANGUAGES, "GPS {x}|at {x} now|position: {x}"),
    "name": {
        "en": "My name is {x}.|This is {x} from Leeds|Regards,\n{x}|I spoke to Mr {x} yesterday|Kind regards, {x}", "de": "Ich heiße {x}.|Mit freundlichen Grüßen\n{x}|Mein Name ist {x}|Frau {x} war unfreundlich|hier ist {x}, guten Tag",
        "fr": "Je m'appelle {x}.|Cordialement,\n{x}|mon nom est {x}|Mme {x} était aimable", "es": "Me llamo {x}.|Un saludo,\n{x}|mi nombre es {x}|la Sra. {x} fue amable", "it": "Mi chiamo {x}.|Cordiali saluti\n{x}|il mio nome è {x}|la signora {x} era gentile",
        "pt": "Chamo-me {x}.|Cumprimentos,\n{x}|o meu nome é {x}|a Sra. {x} foi simpática", "nl": "Ik heet {x}.|Met vriendelijke groet,\n{x}|mijn naam is {x}|mevrouw {x} was aardig", "pl": "Nazywam się {x}.|Pozdrawiam\n{x}|mam na imię {x}|pani {x} była miła",
        "sv": "Jag heter {x}.|Med vänlig hälsning\n{x}|mitt namn är {x}|jag är {x}, hej",
    },
}  # fmt: skip
LURES: dict[str, str] = {
    "en": "I paid 1,234.50 for it|open 10.30-11.15 only|on 12/03/2024 at 10:30|flight BA249 to Leeds|train 4711 was late|the app is version 4.12.1.0|since 2019|24/7 support they said|a box of 12 x 250 ml|ISBN 978-3-16-148410-0|"
          "3 hours late, platform 12|10% off with code SAVE20|room 402 on floor 4|the total is $1,299.00|https://example.com/status/1790123456789012345|between 0900-1700 hours|weighs 2.5 kg, 120x60x75 cm|I ordered 100 chairs|WiFi of 250 Mbit/s|model XR-2000|"
          "it cost 2 000 000 in all|from 01.02.2024 to 15.02.2024|bus 42 or tram 7|iPhone 15 Pro|the 8:15 left at 8.47|Mon-Fri 9-17|seat 14C, gate B22|error 404 again|I waited 45 min, twice|25°C in the room",
    "de": "für 1.234,50 € gekauft|um 10.30-11.15 Uhr|am 12.03.2024|Zug ICE 612|Version 10.0.19045.3803|seit 2019|3 Stunden Verspätung|Gleis 12|Zimmer 402|20 % Rabatt|5 Kartons zu 12 Flaschen|Windows 11|Flug LH1234|die 2. Mahnung über 45,90 EUR|von 8 bis 17 Uhr",
    "fr": "payé 1 234,50 €|à 10h30|le 12/03/2024|le TGV 6612|version 2.4.1|depuis 2019|3 heures de retard|quai 12|chambre 402|remise de 20 %|vol AF1234|24h/24 et 7j/7|2 kg à 3,99 €",
    "es": "pagué 1.234,50 €|a las 10:30|el 12/03/2024|tren AVE 2112|versión 2.4.1|desde 2019|3 horas tarde|andén 12|habitación 402|un 20 % menos|vuelo IB1234|hace 15 días",
    "it": "pagato 1.234,50 €|alle 10.30|il 12/03/2024|treno FR 9612|versione 2.4.1|dal 2019|3 ore di ritardo|binario 12|camera 402|sconto del 20 %|volo AZ1234|da 15 giorni",
    "pt": "paguei 1.234,50 €|às 10h30|em 12/03/2024|comboio 122|versão 2.4.1|desde 2019|3 horas de atraso|quarto 402|desconto de 20 %|voo TP1234|há 15 dias",
    "nl": "betaald: € 1.234,50|om 10.30 uur|op 12-03-2024|trein 2112|versie 2.4.1|sinds 2019|3 uur te laat|spoor 12|kamer 402|20 % korting|vlucht KL1234|al 15 dagen",
    "pl": "zapłaciłem 1 234,50 zł|o 10.30|12.03.2024|pociąg IC 3512|wersja 2.4.1|od 2019|3 godziny spóźnienia|peron 12|pokój 402|zniżka 20 %|lot LO1234|od 15 dni",
    "sv": "betalade 1 234,50 kr|kl 10.30|den 12/03/2024|tåg 512|version 2.4.1|sedan 2019|3 timmar sen|spår 12|rum 402|20 % rabatt|flyg SK1234|i 15 dagar",
}  # fmt: skip
OPENERS = {
    "en": "Hello,|Hi there!|The parcel never came.|Great service, thank you!|Nobody answers.|", "de": "Guten Tag,|Das Paket kam nie an.|Sehr guter Service!|", "fr": "Bonjour,|Le colis n'est pas arrivé.|Merci beaucoup !|",
    "es": "Hola,|El paquete no ha llegado.|Muy buen servicio.|", "it": "Buongiorno,|Il pacco non è arrivato.|Ottimo servizio!|", "pt": "Olá,|A encomenda não chegou.|Ótimo serviço!|", "nl": "Hallo,|Het pakket is niet gekomen.|Goede service!|",
    "pl": "Dzień dobry,|Paczka nie dotarła.|Świetna obsługa!|", "sv": "Hej,|Paketet kom aldrig.|Bra service!|",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message, and what in it is personal data: begin, end, kind."""

    text: str
    language: str
    data: tuple[tuple[int, int, str], ...]


def messages(half: str, count: int) -> Iterator[Labelled]:
    """Messages of one half, always the same: one or two values of each, look-alikes around them."""
    for number in range(count):
        yield _message(random.Random(SEEDS[half] + number), half)


def _message(dice: random.Random, half: str) -> Labelled:
    language = dice.choice(values.LANGUAGES)
    pieces: list[tuple[str, str, str]] = [(dice.choice(OPENERS[language].split("|")), "", "")]
    pieces += [(_of_half(dice, LURES[language], half), "", "") for _ in range(dice.randrange(3))]
    pieces += [_sentence(dice, language, half) for _ in range(dice.choice([1, 1, 2]))]
    pieces += [(_of_half(dice, LURES[language], half), "", "") for _ in range(dice.randrange(2))]
    return _joined(dice, language, pieces)


def _of_half(dice: random.Random, choices: str, half: str) -> str:
    one_by_one = choices.split("|")
    return dice.choice(one_by_one[(half == "judge") :: 2] or one_by_one)


def _sentence(dice: random.Random, language: str, half: str) -> tuple[str, str, str]:
    kind = dice.choice(sorted(SENTENCES) + ["id number"] * 3)
    if kind == "id number":
        called, make = dice.choice(values.IDS[language])
        return dice.choice([f"{called} {{x}}", f"{called}: {{x}}"] if half == "tune" else [f"{called} {{x}},", f"({called}: {{x}})"]), make(dice), kind
    template = _of_half(dice, SENTENCES[kind][language], half)
    make = {"code": values.code, "user": values.user, **KINDS}[kind]
    return template, make(dice, language), {"code": "secret", "user": "handle"}.get(kind, kind)


def _joined(dice: random.Random, language: str, pieces: list[tuple[str, str, str]]) -> Labelled:
    text, data = "", []
    for template, value, kind in pieces:
        if not template:
            continue
        between = "" if not text else "\n" if kind == "name" or text.endswith("\n") or "\n" in template else dice.choice([" ", ". ", "\n", ", "])
        text += between
        if kind:
            before, _, after = template.partition("{x}")
            data.append((len(text) + len(before), len(text) + len(before) + len(value), kind))
            text += before + value + after + ("\n" if kind == "name" else "")
        else:
            text += template
    return Labelled(text, language, tuple(data))


@dataclass(frozen=True, slots=True)
class Score:
    """How many values were masked whole and by a kind that fits, of how many; how many masks were right, of how many."""

    masked: Counter[str]
    named: Counter[str]
    values: Counter[str]
    right: Counter[str]
    masks: Counter[str]
    misses: tuple[str, ...]

    def recall(self, without: str = "") -> float:
        return _share(self.masked, self.values, without)

    def precision(self, without: str = "") -> float:
        return _share(self.right, self.masks, without)


def _share(some: Counter[str], all_of_them: Counter[str], without: str) -> float:
    return sum(n for kind, n in some.items() if kind != without) / max(1, sum(n for kind, n in all_of_them.items() if kind != without))


def score(labelled: Iterator[Labelled]) -> Score:
    """Counted over all values and all masks."""
    masked, named, total, right, masks, misses = Counter[str](), Counter[str](), Counter[str](), Counter[str](), Counter[str](), []
    for one in labelled:
        spans = private_spans(one.text)
        for start, end, kind in one.data:
            total[kind] += 1
            inside = [span for span in spans if span.start < end and start < span.end]
            whole = _uncovered(one.text, start, end, inside) == 0
            masked[kind] += whole
            fits = any(span.kind == kind or any({span.kind, kind} <= same for same in SAME) for span in inside)
            named[kind] += whole and fits
            if not (whole and fits):
                misses.append(f"{'MISSED' if not whole else 'NAMED ' + inside[0].kind} {kind}: {one.text[start:end]!r} in {one.text!r}")
        for span in spans:
            masks[span.kind] += 1
            ok = _uncovered(one.text, span.start, span.end, one.data) <= (1 - COVERED) * (span.end - span.start)
            right[span.kind] += ok
            if not ok:
                misses.append(f"WRONG {span.kind}: {one.text[span.start : span.end]!r} in {one.text!r}")
    return Score(masked, named, total, right, masks, tuple(misses))


def _uncovered(text: str, start: int, end: int, by: object) -> int:
    pairs = [(one.start, one.end) if isinstance(one, PrivateSpan) else one[:2] for one in by]  # type: ignore[attr-defined]
    return sum(1 for place in range(start, end) if text[place].isalnum() and not any(first <= place < last for first, last in pairs))


def main(half: str = "judge", *flags: str, count: int = 6000) -> None:
    """Print what the module's docstring says."""
    result = score(messages(half, count))
    print(f"{'kind':18} values  masked  named |  masks  right")
    for kind in sorted({*result.values, *result.masks}):
        n, m = max(1, result.values[kind]), max(1, result.masks[kind])
        print(f"{kind:18} {result.values[kind]:6} {result.masked[kind] / n:7.3f} {result.named[kind] / n:6.3f} | {result.masks[kind]:6} {result.right[kind] / m:6.3f}")
    print(f"structured: recall {result.recall('name'):.4f}, precision {result.precision('name'):.4f}; with names {result.recall():.4f}, {result.precision():.4f}")
    if "--misses" in flags:
        print(*result.misses[:250], sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
