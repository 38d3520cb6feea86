"""A customer texts three pictures and no words; they are kept, whatever happens to Twilio and to us meanwhile."""

import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from twilio.request_validator import RequestValidator

from benchmarks import requests
from benchmarks.processes import TWILIO_TOKEN, Running
from tests.journeys.speaking import command, doctor, eventually, post
from tests.services import media
from tests.services.media import JPEG, MediaServer, gives, path_of, says, sends_to, url_of

pytestmark = pytest.mark.slow

ACCOUNT = "AC" + "0" * 32
PICTURES = [JPEG + bytes([n]) for n in range(3)]


@pytest.fixture
def golddust(tmp_path: Path, media_server: MediaServer) -> Iterator[Running]:
    """`golddust run` with a server in Twilio's place, not started yet."""
    running = Running(tmp_path / "data", {"GOLDDUST_SMS__TWILIO__API_BASE": media_server.url})
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()


def three_pictures(golddust: Running) -> bytes:
    form = {
        "MessageSid": f"MM{1:032x}",
        "AccountSid": ACCOUNT,
        "From": "+12025550142",
        "To": "+12025550100",
        "Body": "",
        "NumMedia": "3",
    }
    for n in range(3):
        form |= {f"MediaUrl{n}": url_of(n, ACCOUNT), f"MediaContentType{n}": "image/jpeg"}
    signature = RequestValidator(TWILIO_TOKEN).compute_signature(golddust.url + "/sms/twilio", form)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return requests.post("/sms/twilio", urllib.parse.urlencode(form).encode(), headers)


def standing(golddust: Running) -> list[str]:
    return [one["state"] for one in sorted(command(golddust, "media", "list", "--json"), key=lambda one: one["number"])]


def given_out(golddust: Running, feedback: str, number: int) -> bytes:
    words = golddust.command("media", "get", feedback, str(number))
    return subprocess.run(words, env=golddust.environment, stdout=subprocess.PIPE, check=True).stdout


def test_three_pictures_without_words_survive_a_kill_in_the_middle(golddust: Running, media_server: MediaServer) -> None:
    for n, picture in enumerate(PICTURES):
        media_server.plan(path_of(n, ACCOUNT), says(404), sends_to(f"{media_server.storage_url}/{n}"))
        media_server.plan(f"/{n}", gives(picture))
    media_server.plan("/1", media.drips_body, gives(PICTURES[1]))
    golddust.start()
    assert post(golddust, three_pictures(golddust))[0] == 200
    assert eventually(lambda: [one for one in media_server.stored if one.path == "/1"])
    golddust.kill()
    golddust.start()
    assert post(golddust, three_pictures(golddust))[0] == 200  # as Twilio tries again
    assert eventually(lambda: standing(golddust) == ["stored"] * 3)
    (feedback,) = {one["feedback"] for one in command(golddust, "media", "list", "--json")}
    assert [given_out(golddust, feedback, n) for n in (1, 2, 3)] == PICTURES
    assert len([path for path in (golddust.data / "originals").rglob("*") if path.is_file()]) == 1 + len(PICTURES)
    assert all("authorization" not in one.headers for one in media_server.stored)
    assert [one["state"] for one in doctor(golddust) if one["part"] == "media"] == []


def test_a_message_is_taken_in_whatever_its_pictures_are(golddust: Running, media_server: MediaServer) -> None:
    for n in range(3):
        media_server.plan(path_of(n, ACCOUNT), gives(b"MZ\x90\0\3\0\0\0"))
    golddust.start()
    assert post(golddust, three_pictures(golddust))[0] == 200
    assert eventually(lambda: standing(golddust) == ["refused"] * 3)
    (found,) = [one for one in doctor(golddust) if one["part"] == "media"]
    assert found["words"] == "not taken: 3 (it is of no type that we know, and [media] types does not take that)"
