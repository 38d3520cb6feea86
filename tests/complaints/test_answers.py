"""What customers are told."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from complaints.answers.phrases import FILE, TONES, ours, parse_phrases
from complaints.answers.requests import LONGEST_SMS, LONGEST_URL, Answers, tone_of
from complaints.answers.segments import BASIC, EXTENDED, in_gsm, segments
from complaints.cases.opening import Beginning
from golddust.errors import Malformed, Misconfigured
from golddust.events import ReplyRequest
from golddust.ports import Case
from tests.complaints.made import KEYS, MONDAY, RESOLUTION, URL, issue, standards

LANGUAGES = tuple(ours().tongues)


def answers(url: str = URL, zone: str = "UTC") -> Answers:
    return Answers(ours(), KEYS, url, ZoneInfo(zone))


def case_of(**changes: Any) -> Case:
    begin = Beginning(standards(), answers(), MONDAY)
    return begin("a" * 26, issue(**changes), "GD-7K3M-Q2XW").file.case


def acknowledgement(language: str = "en", **changes: Any) -> ReplyRequest:
    return answers().acknowledgement(case_of(**changes), language, 1, MONDAY)


def test_english_german_french_and_spanish_are_spoken() -> None:
    assert {"en", "de", "fr", "es"} <= set(LANGUAGES)


def test_a_complaint_by_mail_gets_an_apology_a_time_a_reference_and_a_link() -> None:
    said = acknowledgement()
    assert said.subject == "We have your message (GD-7K3M-Q2XW)"
    assert "sorry" in said.text
    assert "by Wednesday 25 November, 10:00." in said.text
    assert "GD-7K3M-Q2XW" in said.text
    assert f"{URL}/case/{KEYS.link_token('case', said.feedback)}" in said.text
    assert (said.channel, said.purpose, said.language, said.requested_at) == ("email", "acknowledgement", "en", MONDAY)


def test_a_text_message_gets_the_same_in_two_segments() -> None:
    said = acknowledgement(channel="sms")
    assert segments(said.text) <= 2
    for part in ("sorry", "Wednesday 25 November, 10:00", "GD-7K3M-Q2XW", f"{URL}/case/"):
        assert part in said.text


@pytest.mark.parametrize(
    ("language", "moment"),
    [
        ("en", "Wednesday 25 November, 10:00"),
        ("de", "Mittwoch, 25. November, 10:00 Uhr"),
        ("fr", "le mercredi 25 novembre à 10h00"),
        ("es", "el miércoles 25 de noviembre a las 10:00"),
    ],
)
def test_times_are_told_in_the_customers_language(language: str, moment: str) -> None:
    assert moment in acknowledgement(language).text


def test_times_are_told_by_the_clock_on_the_companys_wall() -> None:
    said = answers(zone="Asia/Tokyo").acknowledgement(case_of(), "en", 1, MONDAY)
    assert "Wednesday 25 November, 19:00" in said.text


def test_the_french_say_first_only_of_the_first() -> None:
    french = ours().tongue("fr")
    assert french.moment_of(datetime(2026, 12, 1, 9, 5, tzinfo=UTC), ZoneInfo("UTC")) == "le mardi 1er décembre à 09h05"
    assert french.moment_of(datetime(2026, 12, 2, 9, 5, tzinfo=UTC), ZoneInfo("UTC")) == "le mercredi 2 décembre à 09h05"


@pytest.mark.parametrize("language", ["und", "", "ja", "EN-GB"])
def test_who_writes_another_language_is_answered_in_english(language: str) -> None:
    said = acknowledgement(language)
    assert said.language == "en"
    assert "Your reference is" in said.text


@pytest.mark.parametrize(
    ("changes", "tone"),
    [
        ({"emotion": "anger"}, "upset"),
        ({"emotion": "sadness"}, "worried"),
        ({"emotion": "neutral"}, "sorry"),
        ({"kind": "question", "sentiment": "neutral", "emotion": "neutral"}, "question"),
        ({"kind": "question", "emotion": "anger"}, "upset"),
        ({"kind": "suggestion", "emotion": "anger"}, "idea"),
        ({"kind": "other", "sentiment": "positive", "emotion": "joy"}, "thanks"),
    ],
)
def test_the_tone_fits_what_was_said_and_felt(changes: dict[str, Any], tone: str) -> None:
    assert tone_of(case_of(**changes)) == tone


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8080", "https://" + "a" * (LONGEST_URL - 8)])
def test_every_text_message_fits_into_two_segments_on_every_day_of_the_year(language: str, url: str) -> None:
    tongue, case = ours().tongue(language), case_of(channel="sms")
    tones = [case_of(channel="sms", emotion=emotion) for emotion in ("anger", "sadness", "neutral")]
    for day in range(365):
        moment = datetime(2026, 1, 1, 23, 59, tzinfo=UTC) + timedelta(days=day)
        promises = tuple(replace_due(promise, moment) for promise in case.promises)
        for toned in tones:
            text = answers(url).acknowledgement(replace(toned, promises=promises), language, 1, MONDAY).text
            assert set(text) <= BASIC | EXTENDED, (tongue.code, text)
            assert segments(text) <= 2, text


def replace_due(promise: Any, moment: datetime) -> Any:
    return type(promise)(standard=promise.standard, due=moment)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_warm_text_fits_with_an_ordinary_address(language: str) -> None:
    opening = ours().tongue(language).openings["upset"]
    assert in_gsm(opening) in acknowledgement(language, channel="sms", emotion="anger").text


def test_an_address_too_long_for_a_text_message_is_refused_at_the_start() -> None:
    with pytest.raises(Misconfigured, match=r"http\.public_url"):
        answers("https://" + "a" * LONGEST_URL)


@pytest.mark.parametrize("channel", ["email", "sms", "form", "hook"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_resolution_says_all_four_things_and_where_to_object(language: str, channel: str) -> None:
    said = answers().resolution(case_of(channel=channel), language, RESOLUTION, 3, MONDAY)
    for part in (RESOLUTION.happened, RESOLUTION.apology, RESOLUTION.reason, RESOLUTION.remedy, f"{URL}/case/", "GD-7K3M-Q2XW"):
        assert part in said.text
    assert said.purpose == "resolution"


def test_a_resolution_too_long_for_a_text_message_says_by_how_much() -> None:
    long = replace(RESOLUTION, remedy="x" * LONGEST_SMS)
    with pytest.raises(Malformed, match="characters less"):
        answers().resolution(case_of(channel="sms"), "en", long, 3, MONDAY)
    assert answers().resolution(case_of(), "en", long, 3, MONDAY).text


def test_braces_in_what_an_agent_writes_are_left_alone() -> None:
    said = answers().resolution(case_of(), "en", replace(RESOLUTION, reason="{link} {0} {"), 3, MONDAY)
    assert "{link} {0} {" in said.text


def test_the_same_step_asks_for_the_same_answer_under_the_same_id() -> None:
    assert acknowledgement().id == acknowledgement("de").id


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ő" * 70, 1),
        ("ő" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_carriers_do(text: str, count: int) -> None:
    assert segments(text) == count


def test_what_the_gsm_alphabet_lacks_is_written_plainly() -> None:
    assert in_gsm("Tendrá août ç é ñ ü €") == "Tendra aout c é ñ ü €"
    assert in_gsm("日本") == "日本"


def phrases_with(path: str, value: Any) -> dict[str, Any]:
    table = tomllib.loads(FILE.read_text(encoding="utf-8"))
    *parents, last = path.split(".")
    inner = table
    for parent in parents:
        inner = inner[parent]
    inner[last] = value
    return table


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("en.acknowledgement.text", "{opening} {due} {reference}"),
        ("en.acknowledgement.text", "{opening} {due} {reference} {link} {customer}"),
        ("en.acknowledgement.sms", "{opening} {due} {reference} {link.__class__}"),
        ("en.acknowledgement.sms", "{opening!r} {due} {reference} {link}"),
        ("de.resolution.sms", "{apology"),
        ("de.resolution.subject", ""),
        ("fr.months", ["janvier"]),
        ("fr.first", None),
        ("fr.openings.upset", None),
        ("es.moment", "{weekday}"),
    ],
)
def test_a_wrong_phrase_is_found_at_the_start(path: str, value: Any) -> None:
    with pytest.raises(Misconfigured) as caught:
        parse_phrases(phrases_with(path, value))
    assert [problem.path for problem in caught.value.problems] == [f"replies.{path}"]


def test_there_are_always_english_phrases() -> None:
    with pytest.raises(Misconfigured, match=r"replies\.en"):
        parse_phrases({})


def test_every_tone_has_words_of_its_own() -> None:
    for tongue in ours().tongues.values():
        assert len({tongue.openings[tone] for tone in TONES}) == len(TONES)
