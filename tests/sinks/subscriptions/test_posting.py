"""Receivers may be anybody, anything may be behind a name: what is posted goes where it was checked to go, nowhere else."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from golddust.errors import Refused
from sinks.internet import addresses_of
from sinks.subscriptions.options import Options
from sinks.subscriptions.posting import MOST_READ, Answer, Poster, _trusting
from tests.services.receiver import (
    Play,
    Receiver,
    closes,
    closes_afterwards,
    goes_on,
    hangs,
    never_ends,
    runs,
    says,
    speaks_no_http,
)

BODY = b'{"a":1}'
HEADERS = {"Content-Type": "application/json", "webhook-id": "e1"}
HERE = ("127.0.0.0/8", "::1/128")


def options(**more: Any) -> Options:
    return Options(**{"http": True, "private_networks": HERE, "time_limit": 20.0, **more})


def posted(url: str, **more: Any) -> Answer:
    with closing(Poster(url, options(**more))) as poster:
        return poster.post(BODY, HEADERS)


def test_what_is_posted_arrives_as_it_is(hook_receiver: Receiver) -> None:
    answer = posted(hook_receiver.url + "/in?shop=1&name=%C3%A9")
    assert (answer.status, answer.error) == (200, "")
    [got] = hook_receiver.got
    assert (got.path, got.body) == ("/in?shop=1&name=%C3%A9", BODY)
    assert got.headers["host"] == f"127.0.0.1:{hook_receiver.port}"
    assert got.headers["webhook-id"] == "e1"


@pytest.mark.parametrize(
    ("play", "status", "error"),
    [
        (says(204, b""), 204, ""),
        (says(500), 500, "status"),
        (says(401), 401, "status"),
        (says(410), 410, "gone"),
        (says(302, Location="http://127.0.0.1:1/elsewhere"), 302, "redirect"),
        (says(308, Location="/elsewhere"), 308, "redirect"),
        (closes, 0, "closed"),
        (speaks_no_http, 0, "no_http"),
        (never_ends, 200, ""),
        (says(200, bytes(50 * MOST_READ)), 200, ""),
    ],
)
def test_what_an_answer_means(hook_receiver: Receiver, play: Play, status: int, error: str) -> None:
    answer = posted(hook_receiver.plan("/in", play))
    assert (answer.status, answer.error) == (status, error)
    assert [one.path for one in hook_receiver.got] == ["/in"], "nobody is sent on"


@pytest.mark.parametrize("play", [hangs, goes_on])
def test_a_try_has_a_limit_in_all(hook_receiver: Receiver, play: Play) -> None:
    answer = posted(hook_receiver.plan("/in", play), time_limit=0.3)
    assert (answer.status, answer.error) == (0, "timeout")


def test_what_is_under_way_is_cut_when_the_poster_is_closed(hook_receiver: Receiver) -> None:
    poster = Poster(hook_receiver.plan("/in", hangs), options())
    came: list[Answer] = []
    thread = threading.Thread(target=lambda: came.append(poster.post(BODY, HEADERS)))
    thread.start()
    hook_receiver.await_at("/in", 1)
    poster.close()
    thread.join(15)
    assert [one.status for one in came] == [0]


def test_a_connection_is_used_again(hook_receiver: Receiver) -> None:
    with closing(Poster(hook_receiver.url + "/in", options())) as poster:
        assert [poster.post(BODY, HEADERS).status for _ in range(3)] == [200, 200, 200]
    assert len({one.peer for one in hook_receiver.got}) == 1


def test_a_kept_connection_that_was_closed_is_no_failed_try(hook_receiver: Receiver) -> None:
    with closing(Poster(hook_receiver.plan("/in", closes_afterwards), options())) as poster:
        assert [poster.post(BODY, HEADERS).error for _ in range(3)] == ["", "", ""]
    assert len({one.peer for one in hook_receiver.got}) == 3


def test_what_is_left_of_a_long_answer_is_not_taken_for_the_next(hook_receiver: Receiver) -> None:
    url = hook_receiver.plan("/in", says(200, b"HTTP/1.1 410 Gone\r\n\r\n" * 500), says(200))
    with closing(Poster(url, options())) as poster:
        assert [poster.post(BODY, HEADERS).status for _ in range(2)] == [200, 200]


def test_retry_after_is_heard(hook_receiver: Receiver) -> None:
    assert posted(hook_receiver.plan("/in", says(503, Retry_After="120"))).retry_after == 120


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0"),  # noqa: S104
        *("10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]"),
    ],
)
def test_nothing_is_sent_to_what_is_not_public(hook_receiver: Receiver, host: str) -> None:
    answer = posted(f"http://{host}:{hook_receiver.port}/in", private_networks=())
    assert (answer.status, answer.error) == (0, "private")
    assert not hook_receiver.got


def test_of_private_networks_only_those_are_open_that_were_allowed(hook_receiver: Receiver) -> None:
    assert posted(hook_receiver.url + "/in", private_networks=("10.0.0.0/8",)).error == "private"
    assert posted(hook_receiver.url + "/in", private_networks=("127.0.0.0/8",)).error == ""


def test_a_name_of_which_one_address_is_private_is_refused() -> None:
    found = [(0, 0, 0, "", ("93.184.216.34", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    with pytest.raises(Refused, match=r"10\.0\.0\.1"):
        addresses_of("hooks.example.com", 443, look_up=lambda *_, **__: found)


def test_a_name_is_looked_up_once_for_a_connection_and_checked_each_time(hook_receiver: Receiver) -> None:
    """DNS rebinding: the second answer differs from the first."""
    answers = iter(["127.0.0.1", "10.9.9.9"])
    here = (ipaddress.ip_network("127.0.0.0/8"),)
    asked: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def resolve(host: str, port: int) -> list[str]:
        return addresses_of(host, port, also=here, look_up=look_up)

    hook_receiver.plan("/in", says(200, Connection="close"))
    with closing(Poster(f"http://hooks.example.com:{hook_receiver.port}/in", options(), resolve)) as poster:
        assert poster.post(BODY, HEADERS).error == ""
        assert poster.post(BODY, HEADERS).error == "private"
    assert asked == ["hooks.example.com"] * 2
    assert [one.headers["host"] for one in hook_receiver.got] == [f"hooks.example.com:{hook_receiver.port}"]


def test_no_proxy_of_the_environment_is_used(hook_receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert posted(hook_receiver.url + "/in").error == ""


def test_a_name_that_nobody_knows_is_said_so() -> None:
    assert posted("http://nobody.invalid/in").error == "name"


def test_a_port_at_which_nobody_listens_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert posted(f"http://127.0.0.1:{port}/in").error == "connect"


@pytest.fixture
def over_tls(certificate: tuple[Path, Path]) -> Iterator[Receiver]:
    """A receiver behind TLS, whose certificate is for localhost."""
    yield from runs(certificate)


def test_tls_is_held_to_the_name_though_the_connection_goes_to_an_address(
    over_tls: Receiver, certificate: tuple[Path, Path]
) -> None:
    def resolve(_: str, __: int) -> list[str]:
        return ["127.0.0.1"]

    errors = {}
    for host in ("localhost", "hooks.example.com"):
        with closing(Poster(f"https://{host}:{over_tls.port}/in", options(ca_file=str(certificate[0])), resolve)) as poster:
            errors[host] = poster.post(BODY, HEADERS).error
    assert errors == {"localhost": "", "hooks.example.com": "tls"}
    assert len(over_tls.got) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_believed(over_tls: Receiver) -> None:
    assert posted(f"https://localhost:{over_tls.port}/in").error == "tls"
    assert ssl.create_default_context().verify_mode is ssl.CERT_REQUIRED


def test_without_tls_nothing_goes_out_of_your_own_networks() -> None:
    def resolve(_: str, __: int) -> list[str]:
        return ["127.0.0.1", "93.184.216.34"]

    with closing(Poster("http://hooks.example.com/in", options(), resolve)) as poster:
        assert poster.post(BODY, HEADERS).error == "private"


def test_authorities_of_yours_are_trusted_beside_the_machines_own(certificate: tuple[Path, Path]) -> None:
    before = ssl.create_default_context().cert_store_stats()["x509"]
    after = _trusting(str(certificate[0])).cert_store_stats()["x509"]
    assert after == before + 1


def test_a_file_of_certificates_that_cannot_be_read_is_a_wrong_setting_and_no_crash(tmp_path: Path) -> None:
    broken = tmp_path / "ca.pem"
    for _ in ("missing", "no certificates"):
        with pytest.raises(ValueError, match="certificates in PEM"):
            options(ca_file=str(broken))
        with pytest.raises(Refused, match="ca_file"):
            _trusting(str(broken))
        broken.write_text("nothing of that kind")
