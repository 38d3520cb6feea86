# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""Machines that mark nothing are told by two things together; people who write either of them stay people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.email.automatic import sayings, subjects
from ingest.email.automatic.rules import rule_of
from ingest.email.mime.structure import tree


def told(words: str, *fields: str, sender: str | None = "ann@example.org", to: str = "") -> str | None:
    """The rule for Ann's mail of these words with these fields, which stand in place of hers."""
    named = {field.partition(":")[0].lower() for field in fields}
    hers = (
        "From: Ann <ann@example.org>",
        "To: feedback@example.com",
        "Subject: Late again",
        "Content-Type: text/plain; charset=utf-8",
    )
    head = [*fields, *(field for field in hers if field.partition(":")[0].lower() not in named)]
    return rule_of(tree(("\r\n".join(head) + "\r\n\r\n" + words.replace("\n", "\r\n")).encode()).root, sender, to)


# --- "we have your mail"

ACKNOWLEDGED = (
    ("We have received your enquiry", "Hello, this is an automatically generated e-mail."),
    ("Your message has been received", "Please do not reply to this message."),
    ("Eingangsbestätigung", "Dies ist eine automatisch generierte Nachricht."),
    ("Wir haben Ihre Anfrage erhalten", "Diese E-Mail wurde automatisch erzeugt."),
    ("Accusé de réception", "Ceci est un message automatique."),
    ("Acuse de recibo", "Este es un mensaje automático."),
    ("Conferma di ricezione", "Questa è una risposta automatica."),
    ("Ontvangstbevestiging", "Dit is een automatisch gegenereerd bericht."),
    ("Potvrzení o přijetí požadavku", "Dobrý den,\ntoto je automatická odpověď."),
    ("[Ticket ID: 551203] Server down", "Your ticket is open. This is an automated response."),
    ("Potwierdzenie otrzymania zgłoszenia", "Wiadomość została wygenerowana automatycznie."),
    ("Ваше обращение зарегистрировано", "Это письмо создано автоматически."),
    ("お問い合わせを受け付けました", "このメールは自動送信されています。"),
    ("您的来信已收到", "此邮件由系统自动发送，请勿回复。"),
    ("문의가 접수되었습니다", "이 메일은 자동으로 발송되었습니다."),
)


@pytest.mark.parametrize(("subject", "words"), ACKNOWLEDGED)
def test_an_acknowledgement_that_says_that_a_program_wrote_it_is_a_programs(subject: str, words: str) -> None:
    assert told(words, f"Subject: {subject}") == "auto_reply"


@pytest.mark.parametrize(("subject", "words"), ACKNOWLEDGED)
def test_its_subject_or_its_words_alone_are_a_persons(subject: str, words: str) -> None:
    assert told("Where is my parcel?", f"Subject: {subject}") is None
    assert told(f"All I ever get is: {words}") is None
    assert told(words, f"Subject: Re: {subject}") is None


def test_what_stands_in_quotation_marks_is_what_somebody_else_said() -> None:
    said = 'You write "this is an automatic reply" and nobody reads what I write.'
    assert told(said, "Subject: Your message has been received - by whom?") is None


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Your message has been received???", "Is anybody there?\n\n> This is an automated response."),
        ("Thank you for your request", "I will not: every reply says do not reply to this message."),
        ("Accusé de réception toujours attendu", "Ce message est automatique, me répond-on toujours."),
        ("Eingangsbestätigung reicht nicht", "Dies ist eine automatische Antwort? Mehr nicht?"),
    ],
)
def test_who_says_what_machines_say_to_them_is_a_person(subject: str, words: str) -> None:
    assert told(words, f"Subject: {subject}") is None


def test_an_acknowledgement_in_html_is_read_as_well() -> None:
    html = "<html><style>p {}</style><p>Hello,</p><p>this is an <b>automated</b> message.</p></html>"
    assert told(html, "Subject: Ticket received", "Content-Type: text/html") == "auto_reply"
    assert told("", "Subject: Ticket received", "Content-Type: text/html") is None


# --- away


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("I am out of the office until 14 June", "Thank you for your message. I am currently out of the office."),
        ("Ann ist abwesend", "Ich bin bis 5. Mai nicht im Büro und antworte nach meiner Rückkehr."),
        ("Estoy fuera de la oficina esta semana", "Gracias por su mensaje. Estoy de vacaciones, contestaré a mi vuelta."),
        ("Sono fuori ufficio", "Sono in ferie e risponderò al mio rientro."),
        ("Out of the office Re: your case", "I am on annual leave."),
        ("Maternity leave: Re: your case", "I am on maternity leave until March."),
        ("Fraværende til 5. august", "Jeg er på ferie og svarer når jeg er tilbake."),
        ("夏季休暇のお知らせ", "休暇のため、17日以降にご連絡いたします。"),
        ("Auto-reply - gone", "I am on annual leave."),
        ("Ich bin im Urlaub", "Ich bin bis 17.8. im Urlaub und antworte nach meiner Rückkehr."),
    ],
)
def test_who_says_in_subject_and_words_that_they_are_away_is_a_vacation_note(subject: str, words: str) -> None:
    assert told(words, f"Subject: {subject}") == "auto_reply"
    assert told("My parcel is lost.", f"Subject: {subject}") is None
    assert told(words) is None
    assert told(words, f"Subject: Re: {subject}") is None


def test_a_customer_who_will_be_away_wants_something() -> None:
    words = "I am on holiday from 3 to 17 July, so please collect the sofa before then."
    assert told(words, "Subject: I am out of the office in July") is None
    assert told(words, "Subject: Collecting the sofa") is None
    assert told(f"Thank you for your message. {words}", "Subject: Sofa, before my holiday") is None
    assert told("We were away when your boiler burst.", "Subject: On vacation: boiler burst") is None
    assert told("一日中家にいました。", "Subject: 不在通知") is None


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("On holiday - no water", "Thank you for your help! I am on holiday in your flat, and there is no water."),
        ("Im Urlaub: Zimmer schmutzig", "Vielen Dank für die Buchung. Ich bin im Urlaub bei Ihnen, das Zimmer ist schmutzig."),
        ("En vacances chez vous", "Merci pour votre accueil. Je suis en vacances chez vous et la piscine est fermée."),
        ("De vacaciones en su hotel", "Gracias por la cena. Estoy de vacaciones y el aire no funciona."),
        ("休暇中の部屋について", "休暇中です。ありがとうございますと言いたいところですが、部屋が汚いです。"),
        ("[#551203] Heater", "Do not reply to this message with another form letter."),
        ("[Vorgang 551203] Heizung", "Bitte antworten Sie nicht auf diese E-Mail, rufen Sie an."),
    ],
)
def test_who_complains_on_a_journey_or_forbids_form_letters_is_a_person(subject: str, words: str) -> None:
    assert told(words, f"Subject: {subject}") is None


@pytest.mark.parametrize(
    "subject",
    [
        "AUTO: Uta Example ist außer Haus (Rückkehr am 03.08.2026)",
        "AUTO: Luc Exemple est absent (de retour le 03/08/2026)",
        "AUTO: Ana Ejemplo está fuera de la oficina (regreso el 03/08/2026)",
        "AUTO: Ugo Esempio è fuori ufficio (ritorno il 03/08/2026)",
        "[Auto-Reply] Late again",
        "【自動返信】お問い合わせ",
    ],
)
def test_notes_says_it_in_its_languages_and_others_in_brackets(subject: str) -> None:
    assert told("See you.", f"Subject: {subject}") == "auto_reply"


@pytest.mark.parametrize(
    "subject",
    [
        "Auto: Inspektion am Freitag (Termin 03.08.2026)",
        "AUTO: springt nicht an (seit 03.08.2026)",
        "[Late] Auto-reply is no answer",
    ],
)
def test_cars_are_no_automatic_answers(subject: str) -> None:
    assert told("See you.", f"Subject: {subject}") is None


def test_an_autoresponder_may_say_so_in_the_class_of_the_message() -> None:
    assert told("Received.", "X-POST-MessageClass: 9; Autoresponder") == "auto_reply"
    assert told("Received.", "X-POST-MessageClass: 1; Mail") is None


# --- read receipts


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Read: Your case", "Your message\n\n  To: Ann\n  Subject: Your case\n\nwas read on 6/2/2026 9:40 AM.\n"),
        ("Not read: Your case", "Your message\n\n  To: Ann\n\nwas deleted without being read on 6/2/2026.\n"),
        ("Gelesen: Ihr Fall", "Ihre Nachricht\n\n  An: Eva\n\nwurde am Montag, 1. Juni 2026 10:05 gelesen.\n"),
        ("Lu : Votre cas", "Votre message\n\n  À : Luc\n\na été lu le mardi 2 juin 2026.\n"),
        ("Letto: Il suo caso", "Il messaggio\n\n A: Ugo\n\nè stato letto il giorno lunedì 1 giugno.\n"),
    ],
)
def test_a_read_receipt_without_its_parts_is_told_by_outlooks_words(subject: str, words: str) -> None:
    assert told(words, f"Subject: {subject}") == "receipt"
    assert told("I have read your terms, and I do not agree.", f"Subject: {subject}") is None
    assert told(words) is None
    assert told("Your message was read on the radio this morning: my full name!", f"Subject: {subject}") is None
    assert told(words + "What do you mean by this? " * 10, f"Subject: {subject}") is None


# --- notices that nobody can answer


@pytest.mark.parametrize(
    "subject",
    [
        "Order confirmation #12",
        "Your statement is ready",
        "Ihr Paket kommt heute",
        "Votre facture",
        "End User Digest: 4 New Messages",
    ],
)
def test_a_notice_is_told_by_its_subject_and_a_sender_that_nobody_can_answer(subject: str) -> None:
    assert told("See online.", f"Subject: {subject}", "From: Shop <no-reply@shop.example.net>") == "machine"
    assert told("See online.", f"Subject: {subject}") is None
    forwards = ("From: Shop <no-reply@shop.example.net>", "Reply-To: Bob <bob@example.net>")
    assert told("It never came.", f"Subject: {subject}", *forwards) is None


def test_what_a_sender_whom_nobody_can_answer_writes_may_be_a_customers() -> None:
    words = "New review, one star: the soup was cold."
    assert told(words, "Subject: You have a new review", "From: no-reply@reviews.example.net") is None


def test_a_filter_that_asks_for_a_click_is_told_by_its_subject_and_its_words() -> None:
    words = "Ann here. I'm protecting myself from receiving junk mail. Just this once, click the link below."
    assert told(words, "Subject: Re: Your case (verification)") == "challenge"
    assert told(words, "Subject: Re: Your case") is None
    assert told("I sent the papers.", "Subject: Re: Your case (verification)") is None


# --- marks that stand on people's mail


OUTLOOK = ("Accept-Language: en-GB, en-US", "X-MS-Has-Attach:")


def test_what_exchange_puts_on_mail_that_a_person_composed_is_no_proof() -> None:
    assert told("Late.", "X-Auto-Response-Suppress: All", *OUTLOOK) is None
    assert told("Late.", "X-Auto-Response-Suppress: DR, OOF, AutoReply", *OUTLOOK) is None
    assert told("Late.", "X-Auto-Response-Suppress: All", "X-MS-Has-Attach:") == "machine"
    away = ("X-Auto-Response-Suppress: All", "X-MS-Exchange-Inbox-Rules-Loop: ann@example.org")
    assert told("Away.", *away, *OUTLOOK) == "auto_reply"


def test_an_answer_from_a_salespersons_program_is_a_persons() -> None:
    leave = "List-Unsubscribe: <https://example.net/leave>"
    assert told("Yes.", leave, "Subject: Re: sample", "In-Reply-To: <1@example.com>") is None
    assert told("Yes.", leave, "Subject: Re: sample") == "list"
    assert told("Yes.", leave, "Subject: Sample", "In-Reply-To: <1@example.com>") == "list"
    assert told("Yes.", leave, "List-Id: <x.example.net>", "Subject: Re: sample", "In-Reply-To: <1@example.com>") == "list"


@pytest.mark.parametrize("mark", ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"])
def test_a_form_of_our_own_site_hands_on_a_persons_words(mark: str) -> None:
    form = ("From: Shop <noreply@www.example.com>", "Reply-To: Lou <lou@example.net>")
    assert told("Ring me.", mark, *form) is None
    assert told("Ring me.", mark, *form, to="feedback@example.com") is None
    assert told("Ring me.", mark, *form, to="feedback@example.org") is not None
    assert told("Ring me.", mark, form[0]) is not None
    assert told("Ring me.", mark, form[0], "Reply-To: shop@example.com") is not None
    assert told("Ring me.", "Auto-Submitted: auto-replied", *form) == "auto_reply"


@pytest.mark.parametrize("subject", ["FW: Broken lamp", "WG: Lampe kaputt", "TR: Lampe", "RV: Lámpara"])
def test_what_a_rule_of_our_own_mailbox_forwards_is_a_persons(subject: str) -> None:
    rule = (
        "Auto-Submitted: auto-generated",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent",
        f"Subject: {subject}",
    )
    assert told("It broke.", *rule, "From: Info <info@example.com>") is None
    assert told("It broke.", *rule, "From: Info <info@example.net>") == "auto_generated"
    assert told("It broke.", *rule[:2], "From: Info <info@example.com>") == "auto_generated"


@pytest.mark.parametrize("field", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_which_address_was_reached_is_also_told_by_the_last_server(field: str) -> None:
    group = ("List-Post: <mailto:feedback@example.com>", "Precedence: list")
    assert told("A crack.", *group) == "list"
    assert told("A crack.", *group, f"{field}: feedback@example.com") is None
    assert told("A crack.", *group, f"{field}: feedback@example.com", to="x@example.net") == "list"


# --- however long


_PIECES = st.lists(st.sampled_from(["your message ", "auto: ", "ist abwesend ", "(", "1", "re: ", "i am ", "read: ", "é", "\n"]))


@given(_PIECES, st.integers(1, 200))
def test_no_pattern_takes_longer_than_its_text_lets_it(pieces: list[str], times: int) -> None:
    text = "".join(pieces * times)
    for pattern in (
        subjects.NOTES_ABSENCE,
        subjects.ABSENCE,
        subjects.NAMED,
        subjects.HOLIDAY,
        subjects.NUMBERED,
        subjects.RECEIVED,
        subjects.NOTICE,
        subjects.READ,
    ):
        pattern.fullmatch(text[: subjects.LONGEST])
    for pattern in (sayings.AWAY, sayings.BACK, sayings.THANKS, sayings.BY_ITSELF, sayings.FORBIDS):
        pattern.search(text[:2000])
    sayings.RECEIPT.fullmatch(text[:2000])
