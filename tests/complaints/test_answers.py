"""What customers are told."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.answers.phrases import FILE, NEEDED, STANDARDS, TONES, ours, parse_phrases
from complaints.answers.requests import LONGEST_SMS, LONGEST_URL, SAID, Answers, request_id, tone_of
from complaints.cases.opening import Beginning
from complaints.cases.understanding import answer_of
from golddust.errors import Malformed, Misconfigured
from golddust.events import Promise, ReplyPurpose, ReplyRequest, Standard
from golddust.ports import Case
from golddust.segments import BASIC, EXTENDED, in_gsm, segments
from tests.complaints.made import KEYS, MONDAY, RESOLUTION, URL, issue, rules

LANGUAGES = tuple(ours().tongues)


def answers(url: str = URL, zone: str = "UTC") -> Answers:
    return Answers(ours(), KEYS, url, ZoneInfo(zone))


def case_of(**changes: Any) -> Case:
    return Beginning(rules(), MONDAY)("a" * 26, issue(**changes), "GD-7K3M-Q2XW")[0].file.case


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
        ("a" * 152 + "€" + "a" * 152, 3),
        ("a" * 151 + "€" + "a" * 153, 2),
        ("😀" * 66, 2),
        ("😀" * 67, 3),
        ("ő" + "😀" * 33 + "ő" * 67, 2),
        ("ő" * 66 + "😀" + "ő" * 66, 3),
        ("\f^{}\\[~]|€" * 8, 1),
        ("\x1b", 1),
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
        ("de.promised.pledge", ""),
        ("en.late_warning.plain", "{reason}"),
        ("fr.check.sms_short", None),
        ("es.resolution.pledge", "Hecho."),
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


# --- what else is said between the first word and the last

BY_MACHINE: tuple[ReplyPurpose, ...] = tuple(purpose for purpose in SAID if "sms_short" in NEEDED[purpose])
LATER = MONDAY + timedelta(days=3)
LONG_DAY = datetime(2026, 9, 30, 23, 59, tzinfo=UTC)
"""A Wednesday in September: the longest names in most languages."""
WORDS = "We found the parcel and sent it on."


def promise_of(standard: Standard = "answer", due: datetime = MONDAY, words: str = "") -> Promise:
    return Promise(standard=standard, due=due, words=words)


@cache
def known_case(**changes: Any) -> Case:
    return case_of(**changes)


def say(purpose: ReplyPurpose, language: str = "en", url: str = URL, new: datetime = LATER, **changes: Any) -> ReplyRequest:
    """What is said for that purpose, with ordinary words."""
    by, case = answers(url), known_case(**changes)
    late = (case, language, 2, MONDAY, promise_of(due=new), new)
    return {
        "acknowledgement": lambda: by.acknowledgement(case, language, 2, MONDAY),
        "resolution": lambda: by.resolution(case, language, RESOLUTION, 2, MONDAY),
        "late_warning": lambda: by.late_warning(*late),
        "late_apology": lambda: by.late_apology(*late),
        "update": lambda: by.update(case, language, 2, MONDAY, WORDS, new),
        "question": lambda: by.question(case, language, 2, MONDAY, "Which depot was it?"),
        "follow_up": lambda: by.follow_up(case, language, 2, MONDAY),
        "reopened": lambda: by.reopened(case, language, 2, MONDAY, new),
        "check": lambda: by.check(case, language, 2, MONDAY),
        "mended": lambda: by.mended(case, language, 2, MONDAY, WORDS),
        "idea": lambda: by.idea(case, language, 2, MONDAY, "the head of design", new),
    }[purpose]()


def test_there_are_phrases_for_all_that_is_said_and_nothing_else() -> None:
    assert set(NEEDED) == set(SAID) == set(get_args(ReplyPurpose)) - {"answer", "notice", "status", "help", "stopped"}


@pytest.mark.parametrize("purpose", SAID)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("channel", ["email", "sms", "form", "hook"])
def test_everything_said_names_the_case_and_leads_to_it(purpose: ReplyPurpose, language: str, channel: str) -> None:
    said = say(purpose, language, channel=channel)
    assert "GD-7K3M-Q2XW" in said.subject
    assert "GD-7K3M-Q2XW" in said.text
    assert f"{URL}/case/{KEYS.link_token('case', said.feedback)}" in said.text
    assert (said.purpose, said.language, said.channel) == (purpose, language, channel)
    assert said.id == request_id(said.case, purpose, 2)


@pytest.mark.parametrize("purpose", SAID)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_said_has_gaps_or_fields_left_open(purpose: ReplyPurpose, language: str) -> None:
    for channel in ("email", "sms"):
        text = say(purpose, language, channel=channel).text
        assert text == text.strip()
        assert not {"  ", "\n\n\n", "{", "}"} & set(pieces(text)), text


def pieces(text: str) -> list[str]:
    return [text[start : start + length] for length in (1, 2, 3) for start in range(len(text))]


@pytest.mark.parametrize("purpose", BY_MACHINE)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("url", [URL, "http://127.0.0.1:8080", "https://" + "a" * (LONGEST_URL - 8)])
def test_what_a_machine_says_fits_into_two_text_messages_on_every_day_of_the_year(
    purpose: ReplyPurpose, language: str, url: str
) -> None:
    for day in range(0, 365, 1 if "{due}" in ours().tongue(language).said[purpose, "sms"] else 365):
        text = say(purpose, language, url, datetime(2026, 1, 1, 23, 59, tzinfo=UTC) + timedelta(days=day), channel="sms").text
        assert set(text) <= BASIC | EXTENDED, text
        assert segments(text) <= 2, text


@pytest.mark.parametrize("purpose", BY_MACHINE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_warm_words_fit_with_an_ordinary_address_on_the_longest_day(purpose: ReplyPurpose, language: str) -> None:
    text = say(purpose, language, new=LONG_DAY, channel="sms").text
    opening = ours().tongue(language).said[purpose, "sms"].partition("{")[0].strip()
    assert text.startswith(in_gsm(opening)), text


@pytest.mark.parametrize("purpose", ["update", "question", "mended"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_person_says_fits_into_two_text_messages_where_it_is_short(purpose: ReplyPurpose, language: str) -> None:
    assert segments(in_gsm(say(purpose, language, new=LONG_DAY, channel="sms").text)) <= 2


@pytest.mark.parametrize("purpose", ["late_warning", "late_apology", "update", "reopened", "idea"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_is_told_to_wait_is_told_until_when(purpose: ReplyPurpose, language: str) -> None:
    moment = ours().tongue(language).moment_of(LATER, ZoneInfo("UTC"))
    assert moment in say(purpose, language).text
    assert in_gsm(moment) in in_gsm(say(purpose, language, channel="sms").text)


@pytest.mark.parametrize("standard", STANDARDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_warning_says_sorry_what_comes_late_why_and_both_times(standard: Standard, language: str) -> None:
    said = answers().late_warning(case_of(), language, 2, MONDAY, promise_of(standard), LATER, "The depot is flooded.")
    tongue = ours().tongue(language)
    for part in (
        tongue.promised[standard],
        "The depot is flooded.",
        *(tongue.moment_of(m, ZoneInfo("UTC")) for m in (MONDAY, LATER)),
    ):
        assert part in said.text


def test_a_warning_without_a_reason_gives_a_plain_one_and_an_apology_makes_none_up() -> None:
    plain = ours().tongue("en").said["late_warning", "plain"]
    assert plain in say("late_warning").text
    assert plain in say("late_warning", channel="sms").text
    assert plain not in say("late_apology").text


def test_a_reason_too_long_for_two_text_messages_gives_way_to_the_plain_one() -> None:
    text = answers().late_warning(case_of(channel="sms"), "en", 2, MONDAY, promise_of(), LATER, "x" * 300).text
    assert ours().tongue("en").said["late_warning", "plain"] in text
    assert segments(text) <= 2


def test_a_pledge_that_is_late_is_named_unless_its_words_are_masked() -> None:
    def warned(words: str) -> str:
        return answers().late_warning(case_of(), "en", 2, MONDAY, promise_of("pledge", words=words), LATER).text

    assert "we will be late with what we promised (a refund of 20 euros)." in warned("a refund of 20 euros")
    assert "we will be late with what we promised." in warned("a call to [phone]")


def test_a_resolution_can_carry_demanded_wording_and_a_date_to_be_held_to() -> None:
    final = "You can take this to the ombudsman within six months: https://ombudsman.example.com/{case}"
    for channel in ("email", "sms"):
        said = answers().resolution(case_of(channel=channel), "en", RESOLUTION, 2, MONDAY, final, promise_of("pledge", LATER))
        assert final in said.text
        assert "it will be done by Thursday 26 November, 10:00." in said.text


@pytest.mark.parametrize(
    ("language", "yes", "no"), [("en", "YES", "NO"), ("de", "JA", "NEIN"), ("fr", "OUI", "NON"), ("es", "SÍ", "NO")]
)
def test_what_customers_are_asked_to_answer_is_understood(language: str, yes: str, no: str) -> None:
    assert no in say("resolution", language, channel="sms").text
    for channel in ("email", "sms"):
        asked = say("check", language, channel=channel).text
        assert in_gsm(yes) in in_gsm(asked)
        assert no in asked
    assert [answer_of(word) for word in (yes, in_gsm(yes), no, f"{no}!")] == ["yes", "yes", "no", "no"]


@given(st.text())
def test_no_words_are_too_strange_to_be_said(words: str) -> None:
    case = case_of()
    assert words.strip() in answers().question(case, "fr", 2, MONDAY, words).text


@given(st.text(max_size=400), st.sampled_from(LANGUAGES))
def test_no_reason_makes_a_text_message_too_long(reason: str, language: str) -> None:
    case = case_of(channel="sms")
    for told in (answers().late_warning, answers().late_apology):
        assert segments(told(case, language, 2, MONDAY, promise_of(), LONG_DAY, reason).text) <= 2


def test_what_word_processors_write_costs_no_more() -> None:
    assert in_gsm("\u201cIt\u2019s late\u201d \u2013 sorry\u2026") == '"It\'s late" - sorry...'
