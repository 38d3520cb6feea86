# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""The warning that a mail server put on top is no word of the customer's, and a customer's warning is no banner."""

import pytest

from ingest.email.mime.lines import of_plain
from ingest.email.words.quoting import newly_written, told_apart

WORDS = "The kettle boils over every time.\nPlease advise.\n\nAnn"
BANNERS = [
    "[EXTERNAL]",
    "[EXTERNAL EMAIL]",
    "*** EXTERNAL EMAIL ***",
    "External Email",
    "CAUTION: This email originated from outside of the organization. Do not click links\nunless you know the sender.",
    "EXTERNAL EMAIL\n\nDo not click links or open attachments unless you trust the sender.",
    "WARNING: This message was sent from outside the company.",
    "This message originated outside your organization.",
    "----------\nCAUTION: External sender. Do not open attachments unless you know the content is safe.\n----------",
    "[EXTERNAL EMAIL] DO NOT CLICK links or attachments unless you recognize the sender and know the content is safe.",
    "You don't often get email from ann@example.org. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>",
    "Sie erhalten nicht oft eine E-Mail von ann@example.org. Erfahren Sie, warum dies wichtig ist",
    "ACHTUNG: Diese E-Mail kommt von außerhalb. Klicken Sie nicht auf Links und öffnen Sie keine Anhänge.",
    "ATTENTION : Ce message provient de l'extérieur de l'organisation. N'ouvrez pas les pièces jointes.",
    "PRECAUCIÓN: Este correo procede de fuera de la organización. No abra enlaces ni archivos adjuntos a menos que sean seguros.",
    "ATTENZIONE: questa email proviene dall'esterno dell'azienda. Non cliccare sui link e non aprire gli allegati.",
    "LET OP: Deze e-mail komt van buiten de organisatie. Klik niet op links en open geen bijlagen.",
    "UWAGA: Ta wiadomość pochodzi spoza organizacji. Nie klikaj w łącza i nie otwieraj załączników.",
    "VARNING: Detta mejl kommer utifrån, extern avsändare. Klicka inte på länkar och öppna inte bilagor.",
    "ВНИМАНИЕ: это письмо пришло от внешнего отправителя. Не переходите по ссылкам и не открывайте вложения.",
    "注意：此邮件来自外部。请勿点击链接或打开附件。",
]
NO_BANNERS = [
    "CAUTION: the handle gets hot, external or not. Print that on the box!",
    "External charger does not charge.",
    "This email is from outside your organisation, I know, but I do not click links or open attachments of yours.",
    "Warning: do not open the box from outside!",
    "I got an email from outside your company with a link. I did not click. Is it yours?",
    "Attention: your driver left the parcel outside. Never again.",
]


@pytest.mark.parametrize("banner", BANNERS)
def test_a_banner_on_top_is_left_out_with_a_blank_line_below_it_or_without(banner: str) -> None:
    for gap in ("\n", "\n\n"):
        assert newly_written(of_plain(f"{banner}{gap}{WORDS}")) == WORDS
    assert told_apart(of_plain(f"{banner}\n\n{WORDS}")).spans[0].kind == "notice"


@pytest.mark.parametrize("words", NO_BANNERS)
def test_a_warning_of_the_customers_own_is_kept(words: str) -> None:
    assert newly_written(of_plain(f"{words}\n\n{WORDS}")) == f"{words}\n\n{WORDS}"


def test_a_forward_without_words_below_a_banner_is_what_was_forwarded() -> None:
    forward = "---------- Forwarded message ---------\nFrom: Cora <cora@example.net>\nSubject: Jar\n\nThe jar broke."
    assert newly_written(of_plain(f"{BANNERS[4]}\n\n{forward}")) == "The jar broke."


def test_a_mail_that_is_nothing_but_a_banner_is_kept_whole() -> None:
    assert newly_written(of_plain(BANNERS[6])) == BANNERS[6]
