"""The streams in the reader's language; what the doctor and the stages say stays English, and says that it is."""

import html
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from console.flow.pages import sized
from console.flow.state import age_words
from console.wording.languages import reader_of
from console.wording.saying import for_reader
from golddust.findings import Connection, Finding
from golddust.watching import AtWork, DoorLine
from tests.console.conftest import form_token
from tests.console.flow.plant import Plant
from tests.console.test_languages import in_, left_in_english
from tests.console.test_languages_catalogues import TRANSLATED

PAGE = "/console/streams"
ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def filled(plant: Plant, boss: FlaskClient) -> list[str]:
    """The paths of all pages, of a log on which something waits, something is parked and a stage stands."""
    plant.say(b"a", b"b")
    plant.work("tag")
    letter, other = plant.park(b"\xff\xfe", "no"), plant.park(b"{}", "the body is no JSON")
    plant.clock.move(timedelta(minutes=7))
    plant.at_work = AtWork({"tag": "at work", "store": "stopped"}, [DoorLine("sms", 7, 2, 3, 4)], {"tag": 5})
    found = [Finding("relay", "bad", "away: `nobody`", "see [replies.smtp] host")]
    plant.connections = [
        Connection("relay", "way out", "Answers by mail", "the relay", lambda: found),
        Connection("sms", "way in", "Text messages", "no Twilio token is set", tuple, is_set=False),
    ]
    boss.post(f"{PAGE}/connections/relay/try", data={"csrf": form_token(boss, "/console/me")})
    letters = [f"/letters/{one}" for one in (letter, other)]
    drop = "/parked/drop?stage=tag&kind=refused"
    return [
        PAGE + path for path in ("", "/letters", "/letters?retried=2&dropped=1&before=1&gone=3", *letters, drop, "/connections")
    ]


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_page_is_in_the_readers_language(plant: Plant, boss: FlaskClient, code: str) -> None:
    for path in filled(plant, boss):
        page = boss.get(path, headers=in_(code))
        assert page.status_code == 200, path
        assert f'<html lang="{code}"' in page.text
        ours = re.sub(r'<(bdi|span|p|li)[^>]* lang="en" dir="ltr">.*?</\1>', "", page.text, flags=re.DOTALL)
        assert left_in_english(ours, code) == [], path


def test_what_the_doctor_and_the_stages_say_is_marked_as_english(plant: Plant, boss: FlaskClient) -> None:
    paths = filled(plant, boss)
    connections = boss.get(paths[-1], headers=in_("ar")).text
    assert '<bdi lang="en" dir="ltr">the relay</bdi>' in connections
    assert '<span lang="en" dir="ltr"><strong>relay</strong> away: <code>nobody</code>' in connections
    assert '<span class="why-parked" lang="en" dir="ltr">no</span>' in boss.get(paths[1], headers=in_("ar")).text


@pytest.mark.parametrize(("code", "said"), [
    ("de", "Die Stufe store steht still."),
    ("fr", "L\u2019étape store est à l\u2019arrêt."),
    ("es", "La etapa store está parada."),
    ("nl", "De stap store staat stil."),
    ("ar", "المرحلة store متوقفة."),
])  # fmt: skip
def test_the_sentence_above_says_how_it_stands(plant: Plant, boss: FlaskClient, code: str, said: str) -> None:
    path = filled(plant, boss)[0]
    assert said in html.unescape(boss.get(path, headers=in_(code)).text).translate(ISOLATES)


def test_a_refusal_is_told_in_the_readers_language(plant: Plant, boss: FlaskClient) -> None:
    letter = plant.park(b"poison", "no")
    given = {"csrf": form_token(boss, "/console/me")}
    page = boss.post(f"{PAGE}/letters/{letter}/drop", data=given | {"reason": " "}, headers=in_("de"))
    assert "Sagen Sie, warum er verworfen wird" in html.unescape(page.text)
    boss.post(f"{PAGE}/letters/{letter}/retry", data=given)
    again = boss.post(f"{PAGE}/letters/{letter}/retry", data=given, headers=in_("de"))
    assert "schon entschieden: wiederholt." in html.unescape(again.text)


@pytest.mark.parametrize(("code", "size", "said"), [
    ("en", 0, "0 Bytes"), ("en", 1, "1 Byte"), ("en", 12_345_678, "11.8 MiB"), ("en", 3 << 40, "3.0 TiB"),
    ("de", 12_345_678, "11,8 MiB"), ("fr", 2048, "2,0 Kio"), ("fr", 2, "2 octets"),
])  # fmt: skip
def test_how_large_something_is(code: str, size: int, said: str) -> None:
    with for_reader(reader_of(code, None)):
        assert sized(size).replace("\u00a0", " ") == said


@pytest.mark.parametrize(("code", "said"), [("en", ["5 s", "6 min", "3 h", "2 d"]), ("de", ["5 s", "6 Min.", "3 Std.", "2 T."])])
def test_how_old_something_is(code: str, said: list[str]) -> None:
    ages = [timedelta(seconds=5), timedelta(minutes=6), timedelta(hours=3), timedelta(days=2)]
    with for_reader(reader_of(code, None)):
        assert [age_words(age) for age in ages] == said
