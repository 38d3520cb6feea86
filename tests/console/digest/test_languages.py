"""The digest in the language of whoever reads it: subject, both parts of the mail, pictures, the page, and the way out."""

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from console.digest.drawing import pictures
from console.digest.letter import letter
from console.digest.readers import Reader
from console.digest.weeks import named
from console.digest.words import when
from console.insight.png import drawable
from console.wording.languages import LANGUAGES, catalogue, reader_of
from console.wording.saying import ENGLISH, for_reader
from tests.console.company import PASSWORD, Company
from tests.console.digest.test_letter import CONSOLE, LEAVE, digest_of, tell
from tests.console.test_languages import in_, left_in_english
from tests.console.test_languages_catalogues import TRANSLATED

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def mail_to(company: Company, code: str) -> "tuple[str, str, str]":
    mail = letter(digest_of(company), Reader("mia", "mia@example.com", ("logistics",), language=code), CONSOLE, LEAVE)
    return mail.subject.translate(ISOLATES), mail.text.translate(ISOLATES), mail.html


def test_a_mail_is_in_its_readers_language_and_in_no_other(company: Company) -> None:
    tell(company)
    english = mail_to(company, "")
    assert english == mail_to(company, "en")
    for code in TRANSLATED:
        subject, text, page = mail_to(company, code)
        assert subject != english[0]
        assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in page
        assert left_in_english(page, code) == []
        assert left_in_english(text, code) == []
        words = catalogue(code)
        for said in ("What stands out", "In their words", "Where cases wait now", "Promises"):
            assert words.gettext(said).upper().translate(ISOLATES) in text
            assert said.upper() not in text
    assert english == mail_to(company, ""), "what one reader's mail was made in is no other's"


@pytest.mark.parametrize(("code", "said"), [
    ("de", "Woche 47: 13 Nachrichten, 77 von 100 in schlechter Stimmung"),
    ("fr", "Semaine 47 : 13 messages, 77 sur 100 de mauvaise humeur"),
    ("es", "Semana 47: 13 mensajes, 77 de cada 100 de mal ánimo"),
    ("nl", "Week 47: 13 berichten, 77 van de 100 in een slechte stemming"),
    ("ar", "الأسبوع 47: 13 رسالة، منها 77 من كل 100 بمزاج سيئ"),
])  # fmt: skip
def test_the_subject_says_it_in_one_line(company: Company, code: str, said: str) -> None:
    tell(company)
    assert mail_to(company, code)[0].replace("\u00a0", " ") == said


@pytest.mark.parametrize(("code", "week", "said"), [
    ("en", "2026-W48", "23 to 29 Nov 2026"),
    ("en", "2026-W49", "30 Nov to 6 Dec 2026"),
    ("en", "2026-W53", "28 Dec 2026 to 3 Jan 2027"),
    ("de", "2026-W48", "23.–29. Nov. 2026"),
    ("fr", "2026-W49", "30 nov. – 6 déc. 2026"),
    ("ar", "2026-W48", "23–29 نوفمبر 2026"),
])  # fmt: skip
def test_the_days_of_a_week_are_written_as_the_language_writes_them(code: str, week: str, said: str) -> None:
    with for_reader(reader_of(code, None)):
        assert when(named(week)).replace("\u2009", " ") == said


def test_pictures_are_in_letters_that_our_fonts_have(company: Company) -> None:
    tell(company)
    digest = digest_of(company)
    english = pictures(digest)
    for code in LANGUAGES:
        whoever = reader_of(code, None)
        assert (drawable(whoever) is ENGLISH) == (code == "ar") or code == "en"
        with for_reader(whoever):
            drawn = pictures(digest)
        assert (drawn == english) == (code in ("ar", "en")), code


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_page_is_in_the_readers_language(company: Company, visitor: FlaskClient, code: str) -> None:
    tell(company)
    company.accounts.add_user("boss", PASSWORD, "admin")
    company.insight.feedback.note(company.clock.now().date(), "a strike", "boss")
    visitor.set_cookie("golddust_session", company.accounts.sign_in("boss", PASSWORD), path="/console")
    for path in ("insight/digest", "insight/digest?week=2026-W45", "me"):
        assert left_in_english(visitor.get(f"/console/{path}", headers=in_(code)).text, code) == [], path


def test_whoever_leaves_is_asked_in_the_language_that_they_chose(company: Company, inner: Flask, visitor: FlaskClient) -> None:
    company.accounts.add_user("ann", PASSWORD)
    ann = inner.test_client()
    ann.set_cookie("golddust_session", company.accounts.sign_in("ann", PASSWORD), path="/console")
    csrf = re.search(r'name="csrf" value="([^"]*)"', ann.get("/console/me").text)
    assert csrf
    ann.post("/console/me/language", data={"csrf": csrf[1], "language": "nl", "zone": ""})
    readers = company.admission.readers
    assert readers.named("ann").language == "nl"
    link = f"/console/digest/leave/{readers.token('ann')}"
    page = html.unescape(visitor.get(link, headers=in_("fr")).text)
    assert 'lang="nl"' in page
    assert "Geen weekoverzicht meer?" in page
    wrong = html.unescape(visitor.get("/console/digest/leave/none", headers=in_("fr")).text)
    assert "Ce lien ne fonctionne pas" in wrong
    assert "Ce lien n\u2019est pas de nous" in wrong
