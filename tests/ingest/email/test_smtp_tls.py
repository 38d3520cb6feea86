"""TLS: by STARTTLS and from the first byte on, with certificates that are renewed while the door is open."""

import shutil
import smtplib
import socket
import ssl
from pathlib import Path

import pytest

from golddust.errors import Misconfigured
from ingest.email.options import Options
from tests.services.mailbox import free_port
from tests.services.smtp_door import (
    MAIL,
    Counted,
    Kept,
    Serve,
    answer_to,
    dialogue,
    new_certificate,
    raw_conversation,
    received_until_closed,
)

Pair = tuple[Path, Path]


def over_tls(port: int, certificate: Path) -> smtplib.SMTP_SSL:
    return smtplib.SMTP_SSL("localhost", port, timeout=10, context=ssl.create_default_context(cafile=certificate))


def settings_for(pair: Pair) -> dict[str, object]:
    return {"tls_certificate": pair[0], "tls_key": pair[1]}


@pytest.mark.parametrize("header", [b"", b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 465\r\n"], ids=["alone", "behind a proxy"])
def test_tls_may_begin_with_the_first_byte(serve: Serve, certificate: Pair, header: bytes) -> None:
    inbox, port = Kept(), free_port()
    serve(inbox, tls_port=port, proxy_from=["127.0.0.0/8"] if header else [], **settings_for(certificate))
    context = ssl.create_default_context(cafile=certificate[0])
    plain = socket.create_connection(("127.0.0.1", port), timeout=10)
    plain.sendall(header)
    with context.wrap_socket(plain, server_hostname="localhost") as connection:
        assert connection.version() == "TLSv1.3"
        assert connection.recv(200).startswith(b"220 mx.example.com ESMTP")
        connection.sendall(b"EHLO x\r\n")
        offered = connection.recv(1000)
        assert b"PIPELINING" in offered
        assert b"STARTTLS" not in offered
        dialogue(connection, b"MAIL FROM:<a@example.com>", b"RCPT TO:<b@localhost>", b"DATA")
        connection.sendall(MAIL + b"x" * 300_000 + b"\r\n.\r\n")
        assert connection.recv(200).startswith(b"250 2.0.0")
    (delivery,) = inbox.deliveries.values()
    assert (delivery.facts["tls"], delivery.facts["peer"]) == ("yes", "192.0.2.7" if header else "127.0.0.1")
    assert len(delivery.original) > 300_000


def test_what_is_sent_ahead_of_tls_is_heard_by_nobody(serve: Serve, certificate: Pair) -> None:
    inbox, counted = Kept(), Counted()
    with raw_conversation(serve(inbox, counted=counted, **settings_for(certificate))) as connection:
        dialogue(connection, b"EHLO x")
        connection.sendall(b"STARTTLS\r\nRSET\r\nMAIL FROM:<boss@example.com>\r\n")
        assert received_until_closed(connection) == b"554 5.5.1 Nothing may be sent ahead of TLS, closing\r\n"
    assert counted.refusals("sent_ahead") == 1


def test_what_was_said_before_tls_counts_for_nothing(serve: Serve, certificate: Pair) -> None:
    listener = serve(Kept(), **settings_for(certificate))
    with smtplib.SMTP("localhost", listener.port, timeout=10) as smtp:
        smtp.ehlo()
        smtp.mail("boss@example.com")
        smtp.starttls(context=ssl.create_default_context(cafile=certificate[0]))
        assert smtp.docmd("RCPT", "TO:<b@localhost>")[0] == 503
        smtp.ehlo()
        assert smtp.docmd("STARTTLS")[0] == 503


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1:DeprecationWarning")
def test_old_versions_are_not_spoken(serve: Serve, certificate: Pair, version: ssl.TLSVersion) -> None:
    port, counted = free_port(), Counted()
    serve(Kept(), counted=counted, tls_port=port, **settings_for(certificate))
    context = ssl.create_default_context(cafile=certificate[0])
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    if version is ssl.TLSVersion.TLSv1_2:
        smtplib.SMTP_SSL("localhost", port, timeout=10, context=context).quit()
        return
    with pytest.raises(OSError):  # noqa: PT011 - whichever the library makes of it
        smtplib.SMTP_SSL("localhost", port, timeout=10, context=context)


def test_a_client_that_speaks_no_tls_does_not_stay(serve: Serve, certificate: Pair) -> None:
    port = free_port()
    listener = serve(Kept(), tls_port=port, max_connections=1, **settings_for(certificate))
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"EHLO x\r\n" * 10)
            received_until_closed(connection)
    with raw_conversation(listener) as connection:
        dialogue(connection, b"EHLO x")
        connection.sendall(b"STARTTLS\r\n")
        assert connection.recv(100).startswith(b"220 2.0.0")
    assert wait_for_room(listener)


def wait_for_room(listener: object) -> bool:
    """Whether a connection that ended in its handshake gives its place back, which the listener hears of a moment later."""
    for _ in range(500):
        try:
            return answer_to(listener)[0] == 250  # type: ignore[arg-type] # it is one
        except (smtplib.SMTPException, OSError):
            continue
    return False


def test_where_tls_is_required_nothing_is_taken_without_it(serve: Serve, certificate: Pair) -> None:
    listener = serve(Kept(), require_tls=True, **settings_for(certificate))
    with smtplib.SMTP("localhost", listener.port, timeout=10) as smtp:
        smtp.ehlo()
        assert smtp.mail("a@example.com")[0] == 530
        smtp.starttls(context=ssl.create_default_context(cafile=certificate[0]))
        smtp.ehlo()
        assert smtp.mail("a@example.com")[0] == 250


def served_certificate(port: int) -> str:
    return ssl.get_server_certificate(("127.0.0.1", port), timeout=10)


def replace(pair: Pair, by: Pair) -> None:
    """As certbot and Kubernetes do: new files in the place of the old ones."""
    for old, new in zip(pair, by, strict=True):
        beside = old.with_suffix(".next")
        shutil.copy(new, beside)
        beside.replace(old)


def test_a_renewed_certificate_is_used_by_the_next_connection(serve: Serve, tmp_path: Path) -> None:
    for folder in ("used", "first", "second"):
        (tmp_path / folder).mkdir()
    pair, second = new_certificate(tmp_path / "used"), new_certificate(tmp_path / "second")
    port, counted = free_port(), Counted()
    listener = serve(Kept(), counted=counted, tls_port=port, **settings_for(pair))
    before = over_tls(port, pair[0])
    replace(pair, second)
    assert served_certificate(port) == second[0].read_text()
    with smtplib.SMTP("localhost", listener.port, timeout=10) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=second[0]))
    assert before.noop()[0] == 250
    before.quit()
    assert counted.counts["certificates", "loaded"] == 1


@pytest.mark.parametrize("fault", ["nothing", "another key", "gone"])
def test_a_new_certificate_that_is_none_leaves_the_old_one_in_use(serve: Serve, tmp_path: Path, fault: str) -> None:
    (tmp_path / "other").mkdir()
    pair, other = new_certificate(tmp_path), new_certificate(tmp_path / "other")
    used = pair[0].read_text()
    port, counted = free_port(), Counted()
    serve(Kept(), counted=counted, tls_port=port, **settings_for(pair))
    if fault == "nothing":
        pair[0].write_text("")
    elif fault == "another key":
        shutil.copy(other[0], pair[0])
    else:
        pair[0].unlink()
    assert [served_certificate(port), served_certificate(port)] == [used, used]
    assert counted.counts.get(("certificates", "failed"), 0) == (0 if fault == "gone" else 1)
    replace(pair, other)
    assert served_certificate(port) == other[0].read_text()


def test_a_tls_port_without_a_certificate_is_a_wrong_setting() -> None:
    with pytest.raises(ValueError, match="tls_port and require_tls need a tls_certificate"):
        Options.model_validate({"tls_port": 465, "require_tls": True})


def test_a_tls_port_that_is_taken_is_a_wrong_setting(serve: Serve, certificate: Pair) -> None:
    taken = serve(Kept()).port
    with pytest.raises(Misconfigured) as problem:
        serve(Kept(), tls_port=taken, **settings_for(certificate))
    assert problem.value.problems[0].path == "smtp.tls_port"
