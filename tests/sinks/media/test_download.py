"""What answers, and where it sends us on to, may be anybody."""

import ssl
import threading
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golddust.errors import GoldDustError, Refused, TooLarge, Unavailable
from sinks.media.download import HOST, Downloads, _joined
from sinks.media.failures import Missing, NotLetIn, Throttled
from tests.services import media
from tests.services.media import JPEG, MediaServer, Play, gives, in_pieces, path_of, says, sends_to

PROOF = "Basic bWFkZTp1cA=="
AT = path_of()
LIMIT = 10_000
METADATA = "http://169.254.169.254/latest/meta-data/iam/security-credentials/"


def got(server: MediaServer, *plays: Play, seconds: float = 20.0, loopback_too: bool = True) -> bytes:
    server.plan(AT, *plays)
    return Downloads(LIMIT, seconds, loopback_too).get(server.url + AT, PROOF)


def test_a_file_is_fetched_with_our_proof(media_server: MediaServer) -> None:
    assert got(media_server) == JPEG
    assert [(one.path, one.headers["authorization"]) for one in media_server.asked] == [(AT, PROOF)]
    assert media_server.asked[0].headers["accept-encoding"] == "identity"


def test_a_file_in_chunks_is_whole(media_server: MediaServer) -> None:
    assert got(media_server, in_pieces(JPEG)) == JPEG


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_followed_without_our_proof(media_server: MediaServer, status: int) -> None:
    assert got(media_server, sends_to(f"{media_server.storage_url}/signed?Signature=a%2Fb~c&Expires=1", status)) == JPEG
    assert [one.path for one in media_server.stored] == ["/signed?Signature=a%2Fb~c&Expires=1"]
    assert "authorization" not in media_server.stored[0].headers


def test_a_redirect_on_the_same_host_keeps_our_proof(media_server: MediaServer) -> None:
    media_server.plan("/elsewhere", gives(b"GIF89a"))
    assert got(media_server, sends_to("/elsewhere")) == b"GIF89a"
    assert [one.headers.get("authorization") for one in media_server.asked] == [PROOF, PROOF]


def test_our_proof_does_not_come_back_from_another_host(media_server: MediaServer) -> None:
    media_server.plan("/away", sends_to(f"{media_server.url}/back"))
    assert got(media_server, sends_to(f"{media_server.storage_url}/away")) == JPEG
    assert [one.headers.get("authorization") for one in media_server.asked] == [PROOF, None]


def test_a_password_in_a_redirect_goes_nowhere(media_server: MediaServer) -> None:
    address = media_server.storage_url.replace("http://", "http://user:secret@")
    assert got(media_server, sends_to(f"{address}/x")) == JPEG
    assert "@" not in media_server.stored[0].headers["host"]
    assert "authorization" not in media_server.stored[0].headers


def test_three_redirects_are_followed_and_no_more(media_server: MediaServer) -> None:
    for n, to in enumerate(("/2", "/3", "/4"), start=1):
        media_server.plan(f"/{n}", sends_to(to))
    assert got(media_server, sends_to("/2")) == JPEG
    with pytest.raises(Unavailable, match="more than 3 redirects"):
        got(media_server, sends_to("/1"))


def test_a_redirect_loop_ends(media_server: MediaServer) -> None:
    with pytest.raises(Unavailable, match="more than 3 redirects"):
        got(media_server, sends_to(AT))
    assert len(media_server.asked) == 4


@pytest.mark.parametrize(
    "location",
    [METADATA, "file:///etc/passwd", "gopher://127.0.0.1:70/x", "ftp://example.com/x", "data:image/gif,GIF89a", "http://[",
     "https://10.0.0.1/x", "https://192.168.1.1:8443/", "https://[fd00::1]/", "https://[::ffff:169.254.169.254]/", "https://0.0.0.0/",
     "https://2852039166/", "https://.example.com/", "https://a b/", "https://a\0b/", "https://\xe4.example/",
     "https://0xa9fea9fe/", "https://127.1:99999/", "http://example.com/x"],
)  # fmt: skip
def test_a_redirect_to_where_nobody_may_be_sent_is_refused(media_server: MediaServer, location: str) -> None:
    with pytest.raises((Refused, Unavailable)) as refused:
        got(media_server, sends_to(location))
    assert isinstance(refused.value, Refused) or location == "http://example.com/x"
    assert len(media_server.asked) == 1


def test_without_a_server_of_tests_not_even_this_machine_is_spoken_to(media_server: MediaServer) -> None:
    with pytest.raises(Refused, match="not followed"):
        got(media_server, sends_to(f"{media_server.storage_url}/x"), loopback_too=False)
    with pytest.raises(Refused, match="no public address"):
        got(media_server, sends_to(media_server.storage_url.replace("http:", "https:")), loopback_too=False)
    assert media_server.stored == []


@pytest.mark.parametrize("play", [media.endless, media.claims_to_be_huge, gives(bytes(LIMIT + 1)), in_pieces(bytes(LIMIT + 1))])
def test_what_is_too_large_is_let_go_of(media_server: MediaServer, play: Play) -> None:
    with pytest.raises(TooLarge, match="size_limit"):
        got(media_server, play)


def test_what_is_just_as_large_as_the_limit_is_taken(media_server: MediaServer) -> None:
    assert got(media_server, gives(bytes(LIMIT))) == bytes(LIMIT)


@pytest.mark.parametrize("play", [media.drips_body, media.drips_headers])
def test_time_is_limited_however_steadily_it_drips(media_server: MediaServer, play: Play) -> None:
    begun = time.monotonic()
    with pytest.raises(Unavailable, match=r"took longer than 0\.4 s"):
        got(media_server, play, seconds=0.4)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "play",
    [
        media.resets,
        media.babbles,
        media.breaks_off(JPEG),
        media.without_length(JPEG),
        in_pieces(JPEG, whole=False),
        gives(b""),
    ],
)
def test_half_a_file_is_none(media_server: MediaServer, play: Play) -> None:
    with pytest.raises(Unavailable):
        got(media_server, play)


@pytest.mark.parametrize(
    ("status", "headers", "error", "rest"),
    [
        (401, {}, NotLetIn, 60),
        (403, {}, NotLetIn, 60),
        (404, {}, Missing, 0),
        (410, {}, Refused, None),
        (400, {}, Refused, None),
        (408, {}, Unavailable, 5),
        (429, {"Retry_After": "7"}, Throttled, 7),
        (429, {}, Throttled, 60),
        (429, {"Retry_After": "99999999"}, Throttled, 3600),
        (503, {"Retry_After": "30"}, Unavailable, 30),
        (503, {"Retry_After": "soon"}, Unavailable, 60),
        (500, {}, Unavailable, 5),
        (204, {}, Unavailable, 5),
    ],
)
def test_each_answer_means_something(
    media_server: MediaServer, status: int, headers: dict[str, str], error: type[Exception], rest: float | None
) -> None:
    with pytest.raises(error, match=str(status)) as raised:
        got(media_server, says(status, **headers))
    assert type(raised.value) is error
    assert getattr(raised.value, "retry_after", None) == rest


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_storage_that_has_nothing_says_so_in_its_own_ways(media_server: MediaServer, status: int) -> None:
    media_server.plan("/signed", says(status))
    with pytest.raises(Missing):
        got(media_server, sends_to(f"{media_server.storage_url}/signed"))


def test_nobody_there_is_away() -> None:
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        Downloads(LIMIT, 5).get("http://127.0.0.1:9" + AT, PROOF)


def test_what_is_said_of_a_failure_names_no_secret(media_server: MediaServer) -> None:
    media_server.plan("/signed?Signature=secret", says(500))
    with pytest.raises(Unavailable) as raised:
        got(media_server, sends_to(f"{media_server.storage_url}/signed?Signature=secret"))
    assert "secret" not in raised.value.reason
    assert PROOF not in raised.value.reason


@settings(deadline=None)  # a name may be looked up
@given(st.text(max_size=60) | st.text("htps:/@[]%.#?\\\0 aA1\xe4", max_size=40).map(lambda rest: f"https://{rest}"))
def test_any_redirect_is_an_address_or_refused(location: str) -> None:
    downloads = Downloads(LIMIT, 5, loopback_too=True)
    first = downloads._place("http://127.0.0.1:9/", None)
    try:
        place = downloads._place(_joined("http://127.0.0.1:9/", location), first)
    except GoldDustError:
        return
    assert place.target.isascii()
    assert HOST.fullmatch(place.host)


@pytest.fixture
def over_tls(media_server: MediaServer, certificate: tuple[Path, Path]) -> Iterator[str]:
    """Storage over TLS at localhost, under a certificate that nobody vouches for."""
    file, key = certificate

    class Here(media.Answer):
        place = media_server
        heard = media_server.stored

    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_certificate_that_nobody_vouches_for_is_not_believed(media_server: MediaServer, over_tls: str) -> None:
    with pytest.raises(Unavailable, match="SSLCertVerificationError"):
        got(media_server, sends_to(f"{over_tls}/x"))
    assert media_server.stored == []


def test_the_name_on_a_certificate_is_that_asked_for_though_the_connection_goes_to_an_address(
    media_server: MediaServer, over_tls: str, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert got(media_server, sends_to(f"{over_tls}/x")) == JPEG
    assert media_server.stored[0].headers["host"] == over_tls.removeprefix("https://")
    with pytest.raises(Unavailable, match="SSLCertVerificationError"):
        got(media_server, sends_to(over_tls.replace("localhost", "127.0.0.1")))
