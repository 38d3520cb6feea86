# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""Customers' own sentences that look like what programs write are kept: words lost are worse than quotes left in."""

import pytest

from ingest.email.mime.lines import of_plain
from ingest.email.words.quoting import newly_written

SENTENCES = [
    "Mit dem Handy kann ich nicht bestellen.",
    "Von meinem Telefon aus geht es nicht.",
    "Mit dem Handy habe ich die Bestellung geschickt.",
    "Get me a new phone.",
    "Written on the phone case: do not wash",
    "Posted it on my mobile",
    "Composed my order on the tablet, then it was gone",
    "Sent from Leeds by mobile courier on Monday",
    "Sent back with the phone on Monday",
    "Outlook does not open your mails on my iPhone",
    "Yahoo mail on my phone shows nothing",
    "从手机上下单失败了，请帮忙",
    "从我的手机无法登录",
    "Получить заказ по телефону нельзя",
    "Скачать приложение на телефон не могу",
    "Envoyé le téléphone en réparation lundi, toujours rien",
    "Obtener ayuda por teléfono es imposible",
    "Hent min telefon, tak",
    "Tải ứng dụng trên điện thoại không được",
    "Important note: I am only at home after five.",
    "Important information: the cup was a gift.",
    "Legal note: I am a lawyer.",
    "Disclaimer: I am no expert",
    "Privacy notice: I do not want my address to be given away",
    "Confidential: the driver was drunk",
    "Avast says that your mail has a virus in it.",
    "Your mail was scanned by Norton and a virus was found.",
    "My antivirus (Kaspersky) blocks your shop",
    "Virus-free computers only, please, your shop PC was slow",
    "Ann Lang <lang@example.com> wrote me to call. I did so and this is what I was told:",
    "In the end Ms Lang (lang@example.com) wrote:",
    "On 4 May 2026 at 9:12 the driver rang, and then he wrote:",
    "On 4 May 2026 at 9:12 the driver wrote:",
    "Am 4.5.2026 um 9:12 Uhr war der Fahrer da und schrieb auf den Zettel:",
    "Le 4 mai 2026 à 9h12 le livreur a écrit sur le papier :",
    "2014-2020, Ann Lang <lang@example.com>\nLicence:",
    "Please reply above the line on the form",
    "Type your answer over the line, it says on the form",
    "Original message: see ticket 12",
    "I had to print your mail twice, which is a shame for the environment",
    "-- and that is that",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_kept_at_the_end_and_before_more(sentence: str) -> None:
    last = f"The cup is broken.\n\n{sentence}"
    assert newly_written(of_plain(last)) == last
    amid = f"{last}\n\nThat is not nice of you, and I will not\nbuy from you again.\n\nAnn"
    assert newly_written(of_plain(amid)) == amid


@pytest.mark.parametrize(
    "text",
    [
        "Order 1 fine\n---\nOrder 2 broken cup\n---\nOrder 3 never came",
        "My complaints\n\nThe cup\n-------\n\n- broken\n- wrong colour\n\nThe tea\n=======\n\n- stale\n- too dear",
        "First\n=====\n\n- broken",
    ],
)
def test_rules_that_part_sections_or_underline_titles_begin_no_signature(text: str) -> None:
    assert newly_written(of_plain(text)) == text


def test_rules_around_a_name_at_the_end_are_those_of_a_signature() -> None:
    signed = "カップが割れていました。\n\n----------\n山田太郎\n+1 202 555 0143\n----------"
    assert newly_written(of_plain(signed)) == "カップが割れていました。"


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my Verizon Wireless 4G LTE smartphone",
        "Sent from Mail <https://go.example.com/fwlink/?LinkId=550986> for Windows",
        "Sent from my iPhone, please excuse any typos",
        "Sent via the Samsung Galaxy S24, an AT&T 5G smartphone",
        "Get Outlook for Android<https://aka.ms/AAb9ysg>",
        "Von meinem iPhone gesendet",
        "Mit der GMX iPhone App gesendet",
        "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
        "Outlook für Android herunterladen",
        "Envoyé depuis l'application Mail Orange",
        "Enviado desde mi Samsung Mobile de Claro",
        "Отправлено со смартфона Samsung Galaxy.",
        "发自我的iPhone",
        "获取 Outlook for iOS",
    ],
)
def test_lines_of_devices_stay_known(line: str) -> None:
    assert newly_written(of_plain(f"The cup is broken.\n\n{line}")) == "The cup is broken."


@pytest.mark.parametrize(
    "notice",
    [
        "CONFIDENTIALITY NOTICE\n\nThis message is for the use of the addressee. Any other use is prohibited.",
        "Disclaimer: this e-mail is intended for the addressee only.",
        "This email has been scanned for viruses by Example Cloud Security.",
        "<https://www.avast.com/sig-email>\nVirenfrei.www.avast.com\n<https://www.avast.com/sig-email>",
        "Ce courrier électronique a été vérifié par le logiciel antivirus Avast.",
    ],
)
def test_notices_stay_known(notice: str) -> None:
    assert newly_written(of_plain(f"The cup is broken.\n\n{notice}")) == "The cup is broken."
