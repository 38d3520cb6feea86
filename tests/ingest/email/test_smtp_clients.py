"""Who is let in, how much one client can take up, and whom a proxy speaks for."""

import socket
import struct
from datetime import timedelta

import pytest

from golddust.clock import MovableClock
from ingest import clients
from ingest.clients import Rate, client_at
from tests.services.smtp_door import (
    CLOCK,
    MAIL,
    Counted,
    Kept,
    Serve,
    dialogue,
    raw_conversation,
    received_until_closed,
)

STRANGER = {"trusted": []}
ENVELOPE = (b"EHLO x", b"MAIL FROM:<a@example.com>", b"RCPT TO:<b@localhost>")
V2 = b"\r\n\r\n\0\r\nQUIT\n"
V4 = b"\x11\0\x0c" + bytes([192, 0, 2, 7, 127, 0, 0, 1]) + struct.pack("!HH", 4711, 25)
V6 = b"\x21\0\x24" + socket.inet_pton(socket.AF_INET6, "2001:db8::7") + bytes(16) + struct.pack("!HH", 4711, 25)


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def test_one_client_gets_so_many_connections_and_others_theirs(serve: Serve) -> None:
    counted = Counted()
    listener = serve(Kept(), counted=counted, max_per_client=2, proxy_from=["127.0.0.0/8"], **STRANGER)

    def from_address(address: bytes) -> socket.socket:
        connection = connected(listener.port)
        connection.sendall(b"PROXY TCP4 " + address + b" 127.0.0.1 4711 25\r\n")
        return connection

    first, second, third, other = [from_address(b"192.0.2.%d" % n) for n in (1, 1, 1, 2)]
    with first, second, third, other:
        assert first.recv(100).startswith(b"220")
        assert second.recv(100).startswith(b"220")
        assert received_until_closed(third).startswith(b"421 4.3.2")
        assert other.recv(100).startswith(b"220")
    assert counted.refusals("busy") == 1


def test_a_client_that_comes_or_sends_too_often_is_put_off_and_one_that_is_trusted_is_not(serve: Serve) -> None:
    counted = Counted()
    stranger = serve(Kept(), counted=counted, messages_per_minute=2, connections_per_minute=2, **STRANGER)
    with raw_conversation(stranger) as connection:
        dialogue(connection, b"EHLO x", b"MAIL FROM:<a@example.com>", b"RSET", b"MAIL FROM:<a@example.com>", b"RSET")
        connection.sendall(b"MAIL FROM:<a@example.com>\r\n")
        assert connection.recv(100).startswith(b"450 4.7.1")
    with raw_conversation(stranger), connected(stranger.port) as third:
        assert received_until_closed(third).startswith(b"421 4.7.0")
    assert (counted.refusals("rate"), counted.refusals("busy")) == (1, 1)
    friend = serve(Kept(), messages_per_minute=1, connections_per_minute=1, max_per_client=1)
    with raw_conversation(friend) as first, raw_conversation(friend):
        dialogue(first, *[b"EHLO x", b"MAIL FROM:<a@example.com>", b"RSET"] * 3)


def test_a_rate_is_a_minutes_worth_that_fills_up_again() -> None:
    clock = MovableClock(CLOCK.now())
    rate = Rate(60, clock.monotonic)
    assert [rate.allows("a") for _ in range(61)] == [True] * 60 + [False]
    assert rate.allows("b")
    clock.move(timedelta(seconds=1))
    assert [rate.allows("a"), rate.allows("a")] == [True, False]


def test_the_rates_of_many_clients_take_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "MOST_CLIENTS", 3)
    rate = Rate(1, CLOCK.monotonic)
    assert [rate.allows(name) for name in "aabcda"] == [True, False, True, True, True, True]


@pytest.mark.parametrize(
    ("address", "counted_as", "trusted"),
    [
        ("192.0.2.1", "192.0.2.1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", False),
        ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64", False),
        ("fe80::1%eth0", "fe80::/64", False),
        ("10.1.2.3", "10.1.2.3", True),
        ("::ffff:10.1.2.3", "10.1.2.3", True),
        ("", "", True),
    ],
)
def test_a_client_is_an_address_or_a_network_that_one_can_have(address: str, counted_as: str, trusted: bool) -> None:
    from ipaddress import ip_network  # noqa: PLC0415 - for the row alone

    client = client_at(address, [ip_network("10.0.0.0/8")])
    assert (client.counted_as, client.trusted) == (counted_as, trusted)


def test_who_makes_too_many_errors_is_told_to_go(serve: Serve) -> None:
    counted = Counted()
    with raw_conversation(serve(Kept(), counted=counted, max_errors=3, **STRANGER)) as connection:
        connection.sendall(b"MAIL FROM:<a@example.com>\r\n" * 50)
        heard = received_until_closed(connection).splitlines()
    assert [reply[:9] for reply in heard] == [b"503 5.5.1"] * 4 + [b"421 4.7.0"]
    assert counted.refusals("errors") == 1


def test_words_that_are_no_commands_are_errors_like_others_and_a_trusted_relay_may_make_many(serve: Serve) -> None:
    with raw_conversation(serve(Kept(), max_errors=8, **STRANGER)) as connection:
        connection.sendall(b"XCLIENT\r\n" * 50)
        heard = received_until_closed(connection).splitlines()
    assert [reply[:9] for reply in heard] == [b"500 5.5.2"] * 9 + [b"421 4.7.0"]
    with raw_conversation(serve(Kept(), max_errors=8)) as connection:
        connection.sendall(b"XCLIENT\r\n" * 50 + b"QUIT\r\n")
        assert received_until_closed(connection).endswith(b"221 2.0.0 Bye\r\n")


def test_who_asks_for_many_addresses_is_told_to_go_and_a_trusted_relay_is_not(serve: Serve) -> None:
    counted = Counted()
    listener = serve(Kept(), counted=counted, max_unknown=2, recipients=["feedback@"], **STRANGER)
    with raw_conversation(listener) as connection:
        connection.sendall(b"EHLO x\r\nMAIL FROM:<a@example.com>\r\n")
        connection.sendall(b"".join(b"RCPT TO:<%d@localhost>\r\n" % n for n in range(50)))
        heard = received_until_closed(connection)
    assert heard.count(b"550 5.1.1") == 2
    assert heard.splitlines()[-1].startswith(b"421 4.7.0")
    assert (counted.refusals("unknown"), counted.refusals("harvest")) == (3, 1)
    with raw_conversation(serve(Kept(), max_unknown=2, recipients=["feedback@"])) as connection:
        dialogue(connection, b"EHLO x", b"MAIL FROM:<a@example.com>")
        for n in range(5):
            connection.sendall(b"RCPT TO:<%d@localhost>\r\n" % n)
            assert connection.recv(100).startswith(b"550 5.1.1")


def test_a_connection_ends_when_its_time_is_over_even_if_it_is_never_silent(serve: Serve) -> None:
    with raw_conversation(serve(Kept(), max_seconds=0.1)) as connection:
        assert received_until_closed(connection).startswith(b"421 4.4.2 This connection")


@pytest.mark.parametrize(
    ("header", "peer"),
    [
        (b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\n", "192.0.2.7"),
        (b"PROXY TCP6 2001:db8::7 ::1 4711 25\r\n", "2001:db8::7"),
        (b"PROXY UNKNOWN\r\n", "127.0.0.1"),
        (b"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", "127.0.0.1"),
        (V2 + b"\x21" + V4, "192.0.2.7"),
        (V2 + b"\x21" + V4[:1] + b"\0\x10" + V4[3:] + b"\x04\0\x01x", "192.0.2.7"),
        (V2 + b"\x21" + V6, "2001:db8::7"),
        (V2 + b"\x20" + V4, "127.0.0.1"),
        (V2 + b"\x20\0\0\0", "127.0.0.1"),
    ],
    ids=repr,
)
def test_a_proxy_says_whom_it_speaks_for(serve: Serve, header: bytes, peer: str) -> None:
    inbox = Kept()
    listener = serve(inbox, proxy_from=["127.0.0.0/8"])
    with connected(listener.port) as connection:
        connection.sendall(header + b"".join(command + b"\r\n" for command in (*ENVELOPE, b"DATA")) + MAIL + b".\r\nQUIT\r\n")
        assert b"250 2.0.0 Taken in" in received_until_closed(connection)
    assert [d.facts["peer"] for d in inbox.deliveries.values()] == [peer]


@pytest.mark.parametrize(
    "header",
    [
        b"EHLO x\r\n",
        b"PROXY TCP4 192.0.2.7 127.0.0.1 4711\r\n",
        b"PROXY TCP4 2001:db8::7 127.0.0.1 4711 25\r\n",
        b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\n",
        b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 " + b"2" * 200 + b"\r\n",
        b"PROXY " + b"x" * 200_000 + b"\r\n",
        V2 + b"\x31" + V4,
        V2 + b"\x22" + V4,
        V2 + b"\x21\x12" + V4[1:],
        V2 + b"\x21\x11\0\x02ab",
    ],
    ids=lambda header: repr(header[:60]),
)
def test_a_proxy_that_does_not_say_it_is_hung_up_on(serve: Serve, header: bytes) -> None:
    counted = Counted()
    listener = serve(Kept(), counted=counted, proxy_from=["127.0.0.0/8"])
    with connected(listener.port) as connection:
        connection.sendall(header)
        assert received_until_closed(connection).strip() == b""
    assert counted.refusals("proxy") == 1


@pytest.mark.parametrize(
    "said", [b"", b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\n", V2 + b"\x20\0\0\0"], ids=["nothing", "v1", "v2"]
)
def test_who_hangs_up_at_once_as_health_checks_do_takes_up_nothing(serve: Serve, said: bytes) -> None:
    proxies = ["127.0.0.0/8"] if said else []
    listener = serve(Kept(), max_connections=2, max_per_client=2, proxy_from=proxies, **STRANGER)
    for _ in range(20):
        with connected(listener.port) as connection:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
            assert received_until_closed(connection)[:4] in (b"", b"220 ")


@pytest.mark.parametrize("header", [b"PROXY TCP4 192.0.2.7 127.0.0.1 4711 25\r\n", V2 + b"\x21" + V4], ids=["v1", "v2"])
def test_nobody_else_can_say_it(serve: Serve, header: bytes) -> None:
    with raw_conversation(serve(Kept(), proxy_from=["192.0.2.0/24"])) as connection:
        connection.sendall(header)
        assert connection.recv(300).startswith(b"500 5.5.2")
