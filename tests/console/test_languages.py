"""The pages in the reader's language and by their clock: whose that is, and that nothing of ours stays in English."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cli.web import create_app
from console.standards import standards_pages
from console.wording import times
from console.wording.languages import LANGUAGES, catalogue, checked_choice, forms, reader_of, zone_named
from console.wording.retelling import clock_words, retold, sentence
from console.wording.saying import for_reader
from golddust.errors import Malformed
from golddust.events import Promise
from golddust.insight import Published
from tests.console.company import PASSWORD, START, Company
from tests.console.conftest import form_token, with_templates
from tests.console.test_languages_catalogues import TRANSLATED, WANTED

LATE = "The parcel never arrived and nobody answers, I am very angry."
NOON = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
HOSTILE = ["x" * 100_000, "de-\0", "tlh", "*", ";q=;;,,=", "de;q=banana", "../../etc/passwd", "<script>", "ar\u202e"]
SAID = {
    one.id
    for one in WANTED
    if one.id and isinstance(one.id, str) and len(one.id) > 14 and "%" not in one.id and "<" not in one.id
}
"""Whole phrases of ours: long enough that no other word is meant."""


def in_(code: str) -> dict[str, str]:
    return {"Accept-Language": f"{code}, en;q=0.5"}


def left_in_english(page: str, code: str) -> list[str]:
    """Phrases of ours that the page shows untranslated."""
    shown = html.unescape(re.sub(r"<script.*?</script>|<code.*?</code>|<[^>]+>", "\n", page, flags=re.DOTALL))
    lines = {" ".join(line.split()) for line in shown.splitlines()}
    words = catalogue(code)
    return sorted(one for one in SAID & lines if words.gettext(one) != one)


@pytest.fixture
def boss(company: Company, inner: Flask) -> FlaskClient:
    """An administrator's browser."""
    company.accounts.add_user("boss", PASSWORD, "admin")
    browser = inner.test_client()
    browser.set_cookie("golddust_session", company.accounts.sign_in("boss", PASSWORD), path="/console")
    return browser


def a_busy_company(company: Company, boss: FlaskClient) -> list[str]:
    """The paths of all pages, of a company in which much has happened; boss is signed in at its end."""
    late = company.case_of(company.hear(LATE))
    for number in range(6):
        company.hear(LATE, address=f"late{number}@example.com", channel="form")
    company.reply(late, "acknowledgement", "waiting", why="no relay is configured")
    company.register.start(late.reference, "boss", None)
    company.clock.move(timedelta(days=3))
    company.clockwork.tick()
    company.insight.feedback.note(START.date(), "a strike", "boss")
    boss.set_cookie("golddust_session", company.accounts.sign_in("boss", PASSWORD), path="/console")
    insight = [f"insight{page}" for page in ("", "/topics", "/audit", "/promises", "/expectations", "/bottlenecks", "/causes")]
    return [
        *("", "cases", f"cases/{late.reference}", "cases?state=closed", "cases?reference=nothing", "feedback"),
        *("feedback?words=zzz", "feedback?wrong=pick", f"feedback/{late.feedback}", "people", "people/boss", "me"),
        *("audit", "audit?verify=1", "settings?all=1", "code/set-up", *insight),
        *("insight/messages", "insight/cases?owner=customer+care"),
    ]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_page_is_shown_in_every_language(company: Company, boss: FlaskClient, code: str) -> None:
    for path in a_busy_company(company, boss):
        answer = boss.get(f"/console/{path}", headers=in_(code))
        assert answer.status_code in (200, 404 if "reference=" in path else 200), path
        assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}"' in answer.text
        assert answer.headers["Content-Language"] == code
        assert "Accept-Language" in answer.headers["Vary"]
        assert left_in_english(answer.text, code) == [], path


@pytest.mark.parametrize("code", TRANSLATED)
def test_those_who_are_not_signed_in_and_those_who_go_astray_are_met_in_their_language(
    visitor: FlaskClient, boss: FlaskClient, code: str
) -> None:
    signing_in = visitor.get("/console/sign-in", headers=in_(code)).text
    assert left_in_english(signing_in, code) == []
    wrong = {"name": "ann", "password": "no", "csrf": form_token(visitor, "/console/sign-in")}
    assert catalogue(code).gettext("Name or password is wrong.") in html.unescape(
        visitor.post("/console/sign-in", data=wrong, headers=in_(code)).text
    )
    for browser, path in ((visitor, "/console/invitation/none"), (visitor, "/console/sign-in/none"), (boss, "/console/nowhere")):
        page = browser.get(path, headers=in_(code) | {"Accept": "text/html"}).text
        assert f'lang="{code}"' in page
        assert left_in_english(page, code) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_customers_page_speaks_the_language_that_they_choose(company: Company, public: FlaskClient, code: str) -> None:
    case = company.case_of(company.hear(LATE))
    for step in ("start", "waiting", "resolved"):
        if step == "start":
            company.register.start(case.reference, "ann", None)
        elif step == "waiting":
            company.register.ask(case.reference, "Which colour?", "ann", None)
        page = public.get(f"{company.link_of(case.feedback)}?lang={code}").text
        assert f'lang="{code}"' in page
        assert left_in_english(page, code) == []
    unread = company.hear(LATE, address="new@example.com", tagged=False)
    assert left_in_english(public.get(f"{company.link_of(unread)}?lang={code}").text, code) == []


def test_a_customers_page_speaks_the_language_that_they_wrote_in(company: Company, public: FlaskClient) -> None:
    said = company.hear("Das Paket ist nie angekommen, und niemand antwortet mir. Ich bin sehr wütend und enttäuscht.")
    assert 'lang="de"' in public.get(company.link_of(said), headers=in_("fr")).text
    unread = company.hear(LATE, address="new@example.com", tagged=False)
    assert 'lang="fr"' in public.get(company.link_of(unread), headers=in_("fr")).text


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_standards_are_told_in_every_language_and_kept_apart_by_caches(company: Company, code: str) -> None:
    pages = standards_pages(company.insight.promises, {"answer": "16 working hours"})
    anybody = with_templates(create_app("public", [pages], checks={})).test_client()
    company.insight.promises.publish([Published("answer", START.date().replace(day=1), START.date().replace(day=1), 1000, 938)])
    page = anybody.get("/standards", headers=in_(code))
    assert left_in_english(page.text, code) == []
    assert "working hours" not in page.text
    assert page.headers["Vary"] == "Accept-Language"
    assert "Set-Cookie" not in page.headers
    badge = anybody.get("/standards/badge.svg", headers=in_(code))
    assert catalogue(code).gettext("Promises kept") in badge.text
    assert badge.headers["Vary"] == "Accept-Language"


@pytest.mark.parametrize("given", HOSTILE)
def test_a_language_that_is_none_is_english(company: Company, boss: FlaskClient, public: FlaskClient, given: str) -> None:
    case = company.case_of(company.hear(LATE))
    page = public.get(company.link_of(case.feedback), query_string={"lang": given})
    if "\0" in given:
        assert page.status_code == 400, "no address has a NUL in it"
    else:
        assert (page.status_code, 'lang="en"' in page.text) == (200, True)
    assert "<script>" not in page.text
    if given.isascii() and given.isprintable():
        page = boss.get("/console/", headers={"Accept-Language": given})
        assert (page.status_code, 'lang="' in page.text) == (200, True)


@pytest.mark.parametrize(
    "zone", ["Mars/Base", "../../etc/passwd", "x" * 4000, "Europe/Berlin\x7f", "", "localtime", "/etc/localtime"]
)
def test_a_zone_that_is_none_changes_nothing(company: Company, boss: FlaskClient, zone: str) -> None:
    said = company.hear(LATE)
    boss.set_cookie("golddust_zone", zone)
    page = boss.get(f"/console/feedback/{said}")
    assert page.status_code == 200
    assert "09:00 UTC" in page.text


def test_times_are_told_by_the_clock_of_the_browser_and_noted_in_utc(company: Company, boss: FlaskClient) -> None:
    said = company.hear(LATE)
    boss.set_cookie("golddust_zone", "Asia/Tokyo")
    page = boss.get(f"/console/feedback/{said}").text
    assert "Tue 24 Nov 2026, 18:00 JST" in page
    assert re.search(r'datetime="2026-11-24T09:00:[.0-9]*\+00:00"', page)


def choose(browser: FlaskClient, **fields: str) -> tuple[int, str]:
    answer = browser.post("/console/me/language", data={"csrf": form_token(browser, "/console/me")} | fields)
    return answer.status_code, html.unescape(answer.text)


def test_what_somebody_chose_holds_over_what_their_browser_says(company: Company, boss: FlaskClient) -> None:
    boss.set_cookie("golddust_zone", "Asia/Tokyo")
    assert choose(boss, language="de", zone="America/New_York")[0] == 303
    page = boss.get("/console/me", headers=in_("fr")).text
    assert "<h1>Ihr Konto</h1>" in page
    assert '<option value="de" lang="de" selected>Deutsch</option>' in page
    said = company.hear(LATE)
    assert "Di. 24. Nov. 2026, 04:00" in boss.get(f"/console/feedback/{said}").text.replace("Di., ", "Di. ")
    assert choose(boss, language="", zone="")[0] == 303
    assert "<h1>Votre compte</h1>" in boss.get("/console/me", headers=in_("fr")).text


@pytest.mark.parametrize(("field", "value", "why"), [
    ("language", "tlh", "There is no such language here."),
    ("language", "<script>", "There is no such language here."),
    ("zone", "Mars/Base", "There is no such time zone; one is written like Europe/Berlin."),
    ("zone", "../../etc/passwd", "There is no such time zone; one is written like Europe/Berlin."),
    ("zone", "x" * 9000, "There is no such time zone; one is written like Europe/Berlin."),
])  # fmt: skip
def test_what_cannot_be_chosen_is_refused_clearly(boss: FlaskClient, field: str, value: str, why: str) -> None:
    status, page = choose(boss, **{field: value})
    assert status == 422
    assert why in page
    with pytest.raises(Malformed):
        checked_choice(**{"language": "", "zone": "", field: value})


def test_programs_are_answered_in_english(company: Company, inner: Flask) -> None:
    token = company.accounts.add_token("script", ["read:cases"])
    answer = inner.test_client().get("/api/v1/cases/none", headers=in_("de") | {"Authorization": f"Bearer {token}"})
    assert answer.json is not None
    assert answer.json["detail"].startswith("there is no case")


def test_a_table_for_spreadsheets_is_plain_in_every_language(company: Company, boss: FlaskClient) -> None:
    a_busy_company(company, boss)
    given = [boss.get("/console/insight?as=csv&part=time", headers=in_(code)).text for code in ("en", "de", "ar")]
    assert given[0].splitlines()[0].startswith("week from,messages,")
    assert given[0] == given[1] == given[2]


def due_in(code: str, length: timedelta) -> str:
    promise = Promise(standard="answer", due=NOON + length, policy="default")
    with for_reader(reader_of(code, None)):
        return times.standing(promise, NOON, NOON).words.replace("\u2068", "").replace("\u2069", "").replace("\u00a0", " ")


@pytest.mark.parametrize(("code", "length", "words"), [
    ("en", timedelta(hours=2, minutes=10), "answer due in 2 h 10 min"),
    ("de", timedelta(hours=2, minutes=10), "Antwort fällig in 2 Std. 10 Min."),
    ("de", timedelta(days=1), "Antwort fällig in 1 Tag"),
    ("de", timedelta(days=3), "Antwort fällig in 3 Tagen"),
    ("de", -timedelta(days=3), "Antwort 3 Tage überfällig"),
    ("fr", timedelta(days=3, hours=2), "réponse due dans 3 jours 2 h"),
    ("es", timedelta(days=1), "respuesta: vence en 1 día"),
    ("nl", timedelta(days=2), "antwoord over 2 dagen"),
    ("ar", timedelta(days=1), "الإجابة خلال يوم واحد"),
    ("ar", timedelta(days=2), "الإجابة خلال يومين"),
    ("ar", timedelta(days=3), "الإجابة خلال 3 أيام"),
    ("ar", timedelta(days=11), "الإجابة خلال 11 يومًا"),
    ("ar", timedelta(days=100), "الإجابة خلال 100 يوم"),
])  # fmt: skip
def test_when_something_is_due_is_said_as_the_language_says_it(code: str, length: timedelta, words: str) -> None:
    assert due_in(code, length) == words


def test_numbers_shares_and_days_are_written_as_the_language_writes_them() -> None:
    german = reader_of("de", None)
    assert (german.number(1234567.891, 2), german.percent(0.125, 1).replace("\u00a0", " ")) == ("1.234.567,89", "12,5 %")
    assert german.day(NOON.date(), "day") == "24. Nov. 2026"
    assert german.moment(NOON.astimezone(zone_named("Europe/Berlin")), "whole") == "Di., 24. Nov. 2026, 13:05 MEZ"
    french = reader_of("fr", None)
    assert french.number(12345) == "12\u202f345"
    assert french.day(NOON.date(), "month") == "novembre 2026"
    assert reader_of("ar", None).number(1234.5, 1) == "1,234.5"


def test_what_other_rooms_say_is_told_again() -> None:
    with for_reader(reader_of("de", None)):
        assert sentence("there is no account ann") == "Es gibt kein Konto ann."
        assert (
            clock_words("2 h 05 of 16 working hours used; due Tue 14:10")
            == "2 h 05 von 16 Arbeitsstunden verbraucht; fällig Di. 14:10"
        )
        assert retold("nobody ever wrote this") == "nobody ever wrote this"
    assert sentence("there is no account ann") == "There is no account ann."


def test_scripts_get_a_form_for_each_kind_of_number(inner: Flask) -> None:
    with inner.test_request_context(headers={"Accept-Language": "ar"}):
        assert set(forms("%(num)s new message", "%(num)s new messages")) == {"zero", "one", "two", "few", "many", "other"}
