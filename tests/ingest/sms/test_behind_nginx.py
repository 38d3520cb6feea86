"""Signed by the real `twilio` package, through a real nginx that ends TLS, at the door as it really runs."""

import http.client
import json
import socket
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from benchmarks.processes import TWILIO_TOKEN, Running
from golddust import topics, wire
from golddust.bus.sqlite import SqliteLog
from ingest.sms.twilio.refused import file_of, refusals_in
from tests.journeys.speaking import eventually
from tests.services.nginx import HOST, Front, StartNginx

pytestmark = [pytest.mark.slow, pytest.mark.service]
FURTHER = f"https://{HOST}/north"
TEXT = {
    "AccountSid": "AC" + "0" * 32,
    "From": "+12025550143",
    "To": "+12025550100",
    "Body": "Größe \U0001f600 & more",
    "NumMedia": "0",
}
FORWARDED = "proxy_set_header X-Forwarded-Proto http; proxy_set_header X-Forwarded-Host internal:8080;"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The public door by itself, which Twilio has under two addresses."""
    folder = tmp_path_factory.mktemp("behind")
    settings = {"GOLDDUST_HTTP__PUBLIC_URL": f"https://{HOST}", "GOLDDUST_SMS__TWILIO__URLS": json.dumps([FURTHER])}
    running = Running(folder / "data", settings)
    words = running.command("serve", "http", "--http", str(running.http))
    with (folder / "door.log").open("wb") as log:
        running.process = subprocess.Popen(words, env=running.environment, start_new_session=True, stdout=log, stderr=log)
    assert eventually(lambda: is_ready(running))
    yield running
    running.stop()


def is_ready(running: Running) -> bool:
    try:
        with urllib.request.urlopen(f"{running.url}/readyz", timeout=5) as answer:  # noqa: S310 - our own door
            return bool(answer.status == 200)
    except OSError:
        return False


def post(front: Front, path: str, body: str, signature: str, kind: str = "application/x-www-form-urlencoded") -> int:
    """What Twilio does: TLS to the host that it was given, with that host's name."""
    trusting = ssl.create_default_context(cafile=str(front.certificate))
    connection = http.client.HTTPSConnection(HOST, front.port, context=trusting, timeout=60)
    connection._create_connection = lambda address, *more: socket_to(front.port, *more)  # type: ignore[attr-defined] # noqa: ARG005
    with closing(connection):
        connection.request("POST", path, body, {"X-Twilio-Signature": signature, "Content-Type": kind})
        return connection.getresponse().status


def socket_to(port: int, *more: Any) -> Any:
    return socket.create_connection(("127.0.0.1", port), *more)


def sign(address: str, fields: Mapping[str, str]) -> str:
    return RequestValidator(TWILIO_TOKEN).compute_signature(address, dict(fields))


def taken(door: Running) -> list[str]:
    log = SqliteLog(door.data / "log.sqlite3")
    with closing(log):
        return [wire.delivery(record).external_id for record in log.browse(topics.INTAKE, None).read(1000, 0)]


@pytest.mark.parametrize(
    ("number", "prefix", "signed_for", "path"),
    [
        (1, "", f"https://{HOST}", "/sms/twilio"),
        (2, "", f"https://{HOST}:443", "/sms/twilio"),
        (3, "/north", FURTHER, "/sms/twilio"),
        (4, "/north", f"https://{HOST}:443/north", "/sms/twilio"),
        (5, "", f"https://{HOST}", "/sms/twilio?store=oak%20street&x=&y=a%2Fb+c"),
        (6, "/north", FURTHER, "/sms/twilio?store=oak%20street"),
    ],
)
def test_a_signed_message_passes_the_proxy(
    door: Running, nginx: StartNginx, number: int, prefix: str, signed_for: str, path: str
) -> None:
    front = nginx(door.http, prefix, FORWARDED)
    fields = {**TEXT, "MessageSid": f"SM{number:032x}"}
    signature = sign(signed_for + path, fields)
    assert [post(front, prefix + path, urlencode(fields), signature) for _ in range(2)] == [200, 200]
    assert taken(door).count(fields["MessageSid"]) == 1


def test_json_whose_digest_the_address_holds_passes_the_proxy(door: Running, nginx: StartNginx) -> None:
    body = json.dumps({**TEXT, "MessageSid": "SM" + "e" * 32})
    path = f"/sms/twilio?bodySHA256={RequestValidator(TWILIO_TOKEN).compute_hash(body)}"
    front, signature = nginx(door.http, "", ""), sign(f"https://{HOST}{path}", {})
    assert post(front, path, body, signature, "application/json") == 200
    assert post(front, path, body.replace("more", "less"), signature, "application/json") == 403


def test_a_wrong_address_is_refused_named_and_told_to_the_doctor(door: Running, nginx: StartNginx) -> None:
    front = nginx(door.http, "/south", "proxy_set_header X-Forwarded-Prefix /south;")
    fields = {**TEXT, "MessageSid": "SM" + "d" * 32}
    for address, would_match in ((f"http://{HOST}", "scheme"), (f"https://{HOST}/south", "prefix")):
        signature = sign(f"{address}/sms/twilio", fields)

        def is_named(signature: str = signature, would_match: str = would_match) -> bool:
            """It is looked into once a second at most."""
            assert post(front, "/south/sms/twilio", urlencode(fields), signature) == 403
            return refusals_in(file_of(door.data)).would_match == would_match

        assert eventually(is_named)
        assert refusals_in(file_of(door.data)).address == f"{address}/sms/twilio"
    assert fields["MessageSid"] not in taken(door)


def test_what_is_changed_on_the_way_is_refused(door: Running, nginx: StartNginx) -> None:
    front, fields = nginx(door.http, "", ""), {**TEXT, "MessageSid": "SM" + "c" * 32}
    whole, signature = urlencode(fields), sign(f"https://{HOST}/sms/twilio", fields)
    changed = [whole[:-3], whole + "&Body=other", whole.replace("143", "144"), "", whole.replace("SM", "MM")]
    assert {post(front, "/sms/twilio", body, signature) for body in changed} == {403}
    assert post(front, "/sms/twilio?x=1", whole, signature) == 403
    assert fields["MessageSid"] not in taken(door)
