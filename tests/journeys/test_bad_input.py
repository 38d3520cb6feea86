"""Every door gets garbage: a clear answer, never a trace, nothing lost."""

import base64
import hmac
import http.client
import json
import smtplib
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from benchmarks import requests
from benchmarks.processes import HOOK_SECRET, Running
from tests.journeys.conftest import SQLITE_AND_LATER_KAFKA, settings_of
from tests.journeys.speaking import WITHIN, command, eventually, operators_cookie, post
from tests.services.missing import without

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=SQLITE_AND_LATER_KAFKA)
def open_doors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("bad") / "data", settings_of(request.param, request))
    running.start()
    yield running
    running.stop()


def hook(body: bytes, source: str = "shop", age: int = 0, signature: str | None = None) -> bytes:
    now = datetime.now(UTC) - timedelta(seconds=age)
    signed = Webhook(HOOK_SECRET).sign("msg_1", now, body.decode("latin-1")) if signature is None else signature
    headers = {"webhook-id": "msg_1", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signed}
    return requests.post(f"/hooks/{source}", body, headers)


def problem(answer: tuple[int, bytes]) -> tuple[int, str]:
    status, body = answer
    assert b"Traceback" not in body
    return status, json.loads(body).get("detail", "")


PATHS_OUT = (
    "/static/..%2f..%2f..%2fetc/passwd",
    "/static/../../../../etc/passwd",
    "/static/%00",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/console/feedback/..%2f..%2fetc/source",
    "/console/feedback/x/files/..%2f1",
    "/case/..%2f..%2fetc",
    "/tell-us/..%2f..%2fetc%2fpasswd",
)
GOOD = b'{"message": "late again"}'


@pytest.mark.parametrize(
    ("situation", "make", "expected"),
    [
        ("forged signature", lambda: hook(GOOD, signature="v1,Zm9yZ2Vk"), 401),
        ("expired timestamp", lambda: hook(GOOD, age=3600), 401),
        ("no signature", lambda: requests.post("/hooks/shop", GOOD, {}), 401),
        ("unknown source", lambda: hook(GOOD, source="nowhere"), 404),
        ("broken JSON", lambda: hook(b'{"message": "late'), 400),
        ("no text and no rating", lambda: hook(b'{"other": 1}'), 422),
        ("empty text", lambda: hook(b'{"message": "  "}'), 422),
        ("an object for a text", lambda: hook(b'{"message": {"a": 1}}'), 422),
        ("deeply nested", lambda: hook(b"[" * 50_000), 400),
        ("a forged text message", lambda: requests.post("/sms/twilio", b"Body=hi", {"X-Twilio-Signature": "forged"}), 403),
        ("an unknown page", lambda: requests.post("/nowhere", b"", {}), 404),
        ("a wrong method", lambda: requests.post("/healthz", b"", {}), 405),
    ],
)
def test_what_cannot_be_taken_in_is_refused_with_a_reason(
    open_doors: Running, situation: str, make: Callable[[], bytes], expected: int
) -> None:
    status, detail = problem(post(open_doors, make()))  # signed now: a signature is good for five minutes
    assert status == expected, situation
    assert detail or status in (404, 405)


def test_a_body_that_is_announced_as_too_large_is_refused_before_it_is_sent(open_doors: Running) -> None:
    with socket.create_connection(("127.0.0.1", open_doors.http), timeout=20) as connection:
        connection.sendall(b"POST /hooks/shop HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("body", [b"", b'{"message": "late", "title": "th', GOOD])
def test_a_body_that_was_cut_off_on_its_way_is_refused_as_such(open_doors: Running, body: bytes) -> None:
    with socket.create_connection(("127.0.0.1", open_doors.http), timeout=20) as connection:
        connection.sendall(b"POST /hooks/shop HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + body)
        connection.shutdown(socket.SHUT_WR)
        with closing(http.client.HTTPResponse(connection)) as answer:
            answer.begin()
            assert problem((answer.status, answer.read())) == (400, "cut off: fewer bytes came than were announced")


def test_invalid_utf8_in_a_hook_is_refused(open_doors: Running) -> None:
    body, now = b'{"message": "\xff\xfe"}', str(int(time.time()))
    key = base64.b64decode(HOOK_SECRET.removeprefix("whsec_"))
    signature = "v1," + base64.b64encode(hmac.digest(key, f"msg_2.{now}.".encode() + body, "sha256")).decode()
    headers = {"webhook-id": "msg_2", "webhook-timestamp": now, "webhook-signature": signature}
    assert problem(post(open_doors, requests.post("/hooks/shop", body, headers)))[0] == 400


def test_odd_but_readable_input_is_taken_in(open_doors: Running) -> None:
    before = len(command(open_doors, "tail", "feedback.tagged", "--from-start", "--json"))
    status, _ = post(open_doors, hook(b'{"message": "NUL \\u0000 and half \\ud800 of a character"}'))
    assert status == 202
    assert post(open_doors, requests.text_message(900, open_doors.url, "\x00\x01 \U0001f621"))[0] == 200
    assert post(open_doors, requests.text_message(901, open_doors.url, " "))[0] == 200
    with smtplib.SMTP("127.0.0.1", open_doors.smtp, timeout=20) as door:
        for mail in (b"", b"\x00\xff\xfe", b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n--\r\n", b"no headers at all"):
            door.sendmail("ann@example.com", ["feedback@localhost"], mail)
    wanted = before + 7
    assert eventually(lambda: len(command(open_doors, "tail", "feedback.tagged", "--from-start", "--json")) >= wanted)
    assert command(open_doors, "letters", "list", "--json") == []


def test_mail_is_never_relayed(open_doors: Running) -> None:
    with smtplib.SMTP("127.0.0.1", open_doors.smtp, timeout=20) as door:
        door.helo()
        door.mail("ann@example.com")
        code, words = door.rcpt("somebody@elsewhere.example.com")
    assert (code, words[:5]) == (550, b"5.7.1")


def test_a_mail_of_40_megabytes_is_refused_by_its_size(open_doors: Running) -> None:
    with smtplib.SMTP("127.0.0.1", open_doors.smtp, timeout=60) as door:
        with pytest.raises(smtplib.SMTPException) as refused:
            door.sendmail("ann@example.com", ["feedback@localhost"], b"Subject: big\r\n\r\n" + b"x" * 70 + b"\r\n" * 20_000_000)
        assert "552" in str(refused.value)


def test_a_second_run_on_the_same_data_is_refused_with_words(open_doors: Running) -> None:
    second = subprocess.run(open_doors.command("run"), env=open_doors.environment, capture_output=True, text=True, timeout=180)
    assert second.returncode == 1
    assert "already" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_taken_port_is_named(open_doors: Running, tmp_path: Path) -> None:
    other = Running(tmp_path / "other", http=open_doors.http)
    ports = ["--http", str(other.http), "--smtp", str(other.smtp), "--console", str(other.console)]
    ended = subprocess.run(other.command("run", *ports), env=other.environment, capture_output=True, text=True, timeout=180)
    assert ended.returncode == 78
    assert "http.port" in ended.stderr


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    running = Running(tmp_path / "file" / "data")
    ended = subprocess.run(running.command("run"), env=running.environment, capture_output=True, text=True, timeout=180)
    assert ended.returncode == 78
    assert "data_dir" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)], capture_output=True)
    if made.returncode:
        without("a small file system", "only root can mount one")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


@pytest.mark.service
@pytest.mark.parametrize("log", ["sqlite", "kafka"])
def test_a_full_disk_refuses_for_now_and_goes_on_when_there_is_room(
    small_disk: Path, log: str, request: pytest.FixtureRequest
) -> None:
    running = Running(small_disk / "data", settings_of(log, request))
    running.start()
    filler = small_disk / "filler"
    try:
        with filler.open("wb", buffering=0) as file:  # what a buffer still held would fail once more at the end
            try:
                while True:
                    file.write(b"x" * 65536)
            except OSError:
                pass
        big = "I complain. " * 2000
        statuses = [post(running, requests.hook(n, big))[0] for n in range(1, 60)]
        assert 503 in statuses
        assert set(statuses) <= {202, 503}
        with smtplib.SMTP("127.0.0.1", running.smtp, timeout=20) as door, pytest.raises(smtplib.SMTPResponseException) as put_off:
            for n in range(60):
                door.sendmail("ann@example.com", ["feedback@localhost"], requests.mail(n, big))
        assert put_off.value.smtp_code in (451, 452)
        filler.unlink()
        assert eventually(lambda: post(running, requests.hook(1000, "late again"))[0] == 202)
    finally:
        filler.unlink(missing_ok=True)
        running.stop()


def test_no_path_leads_out_of_the_pages(open_doors: Running) -> None:
    cookie = {"Cookie": f"golddust_session={operators_cookie(open_doors)}"}
    for path in PATHS_OUT:
        for port in (open_doors.http, open_doors.console):
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN)) as connection:
                connection.request("GET", path, headers=cookie)
                answer = connection.getresponse()
                assert (answer.status in (400, 404), b"root:" in answer.read()) == (True, False), (port, path)
