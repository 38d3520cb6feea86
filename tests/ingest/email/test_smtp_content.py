"""Content arrives as it was sent, whichever way: nothing in it ends a mail, and nothing is smuggled in behind one."""

import socket
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.email.smtp.room import SMALL
from tests.journeys.speaking import eventually
from tests.services.smtp_door import Counted, Kept, Serve, answer_to, dialogue, raw_conversation, received_until_closed

ENVELOPE = (b"EHLO x", b"MAIL FROM:<a@example.com>", b"RCPT TO:<b@localhost>")
SMUGGLED = b"MAIL FROM:<boss@example.com>\r\nRCPT TO:<b@localhost>\r\nDATA\r\nforged\r\n.\r\n"
FALSE_ENDS = [
    before + b"." + after
    for before in (b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r", b"\0\r\n", b"\r\n\0")
    for after in (b"\n", b"\r", b"\r\r\n", b"\n\r", b"\0\r\n", b" \r\n", b"\r\n")
    if (before, after) not in ((b"\r\n", b"\r\n"), (b"\r\r\n", b"\r\n"), (b"\0\r\n", b"\r\n"))
]
"""Those left out are CR LF dot CR LF itself: a stray byte before it does not change that."""


def line(connection: socket.socket) -> bytes:
    heard = b""
    while not heard.endswith(b"\n"):
        piece = connection.recv(1)
        assert piece, heard
        heard += piece
    return heard


def stuffed(mail: bytes) -> bytes:
    return (b"." if mail.startswith(b".") else b"") + mail.replace(b"\r\n.", b"\r\n..")


@pytest.mark.parametrize("end", FALSE_ENDS, ids=repr)
@pytest.mark.parametrize("segments", ["whole", "bytes"])
def test_no_other_end_of_data_is_taken_for_one(serve: Serve, end: bytes, segments: str) -> None:
    inbox = Kept()
    body = b"Subject: x\r\n\r\nfirst" + end + SMUGGLED.replace(b"\r\n.\r\n", b"")
    with raw_conversation(serve(inbox)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        dialogue(connection, *ENVELOPE, b"DATA")
        for piece in [body + b"\r\n.\r\n"] if segments == "whole" else [bytes([byte]) for byte in body + b"\r\n.\r\n"]:
            connection.sendall(piece)
        assert line(connection).startswith(b"250 2.0.0")
    (delivery,) = inbox.deliveries.values()
    assert delivery.original == (body + b"\r\n").replace(b"\r\n.", b"\r\n")
    assert delivery.facts["envelope_sender"] == "a@example.com"


@pytest.mark.parametrize("end", [*FALSE_ENDS, b"\r\n.\r\n"], ids=repr)
def test_nothing_in_a_chunk_ends_it(serve: Serve, end: bytes) -> None:
    inbox = Kept()
    body = b"Subject: x\r\n\r\nfirst" + end + SMUGGLED
    with raw_conversation(serve(inbox)) as connection:
        dialogue(connection, *ENVELOPE)
        connection.sendall(b"BDAT %d LAST\r\n%bQUIT\r\n" % (len(body), body))
        heard = received_until_closed(connection)
    assert heard.count(b"250 2.0.0 Taken in") == 1
    assert heard.endswith(b"221 2.0.0 Bye\r\n")
    (delivery,) = inbox.deliveries.values()
    assert delivery.original == body


def test_an_end_that_is_split_across_segments_is_one(serve: Serve) -> None:
    inbox = Kept()
    listener = serve(inbox)
    end = b"\r\n.\r\n"
    for cut in range(1, len(end)):
        with raw_conversation(listener) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            dialogue(connection, *ENVELOPE, b"DATA")
            connection.sendall(b"Subject: %d\r\n\r\nx" % cut + end[:cut])
            connection.sendall(end[cut:] + b"NOOP\r\n")
            assert line(connection).startswith(b"250 2.0.0 Taken in")
            assert line(connection) == b"250 2.0.0 OK\r\n"
    assert len(inbox.deliveries) == len(end) - 1


def test_whole_conversations_may_be_sent_ahead(serve: Serve) -> None:
    inbox = Kept()
    one = b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@localhost>\r\nDATA\r\nSubject: %d\r\n\r\nx\r\n.\r\n"
    two = b"MAIL FROM:<a@example.com>\r\nRCPT TO:<b@localhost>\r\nBDAT 15\r\nSubject: %d\r\n\r\nBDAT 3 LAST\r\ny\r\n"
    with raw_conversation(serve(inbox)) as connection:
        connection.sendall(b"EHLO x\r\n" + one % 11 + two % 12 + one % 13 + two % 14 + b"RSET\r\nQUIT\r\n")
        heard = received_until_closed(connection)
    assert heard.count(b"250 2.0.0 Taken in as") == 4
    assert [d.original for d in inbox.deliveries.values()] == [
        b"Subject: 11\r\n\r\nx\r\n",
        b"Subject: 12\r\n\r\ny\r\n",
        b"Subject: 13\r\n\r\nx\r\n",
        b"Subject: 14\r\n\r\ny\r\n",
    ]


PIECES = st.lists(
    st.sampled_from(
        [b"\r", b"\n", b".", b"\r\n", b"\r\n.", b".\r\n", b"\0", b"a", b"QUIT", b"\xff", b"z" * 70_000, b"\r\n..\r\n"]
    )
    | st.binary(max_size=20),
    max_size=40,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=PIECES, cuts=st.lists(st.integers(0, 200_000), max_size=6), by=st.sampled_from(["DATA", "BDAT"]))
def test_any_bytes_arrive_as_they_were_sent(serve: Serve, pieces: list[bytes], cuts: list[int], by: str) -> None:
    inbox = Kept()
    mail = b"".join(pieces)
    if by == "DATA":
        mail += b"\r\n"
        sent = stuffed(mail) + b".\r\n"
    else:
        half = len(mail) // 2
        sent = b"BDAT %d\r\n%bBDAT %d LAST\r\n%b" % (half, mail[:half], len(mail) - half, mail[half:])
    with raw_conversation(serve(inbox)) as connection:
        dialogue(connection, *ENVELOPE, *((b"DATA",) if by == "DATA" else ()))
        places = sorted({min(cut, len(sent)) for cut in cuts} | {0, len(sent)})
        for start, end in pairwise(places):
            connection.sendall(sent[start:end])
        connection.sendall(b"QUIT\r\n")
        assert b"Taken in as" in received_until_closed(connection)
    (delivery,) = inbox.deliveries.values()
    assert delivery.original == mail


def heard_after(connection: socket.socket, sent: bytes) -> list[bytes]:
    connection.sendall(sent + b"QUIT\r\n")
    return received_until_closed(connection).splitlines()


@pytest.mark.parametrize(
    ("sent", "codes"),
    [
        (b"BDAT 3\r\nabcDATA\r\n", [b"250", b"503"]),
        (b"BDAT 3000\r\n" + b"x" * 3000 + b"BDAT 0 LAST\r\n", [b"552", b"503"]),
        (b"BDAT 1500\r\n" + b"x" * 1500 + b"BDAT 1500 LAST\r\n" + b"x" * 1500, [b"250", b"552"]),
        (b"RSET\r\nBDAT 10 LAST\r\nQUIT\r\nQUIT", [b"250", b"503"]),
        (b"BDAT 4\r\nQUITRSET\r\nBDAT 4 LAST\r\nQUIT", [b"250", b"250", b"503"]),
        (b"BDAT 0 LAST\r\n", [b"250"]),
    ],
)
def test_a_chunk_out_of_place_is_read_and_refused(serve: Serve, sent: bytes, codes: list[bytes]) -> None:
    with raw_conversation(serve(Kept(), size_limit=2048)) as connection:
        dialogue(connection, *ENVELOPE)
        heard = heard_after(connection, sent)
    assert [reply[:3] for reply in heard] == [*codes, b"221"]


@pytest.mark.parametrize("argument", [b"", b"x", b"-1", b"1 2", b"1 LAST LAST", b"0x10", b"9" * 30, b"1LAST"])
def test_a_chunk_without_a_size_ends_the_connection_because_nothing_can_follow(serve: Serve, argument: bytes) -> None:
    inbox = Kept()
    with raw_conversation(serve(inbox)) as connection:
        dialogue(connection, *ENVELOPE)
        assert heard_after(connection, b"BDAT " + argument + b"\r\n" + SMUGGLED)[0].startswith(b"501 5.5.4")
    assert not inbox.deliveries


def test_an_endless_chunk_is_not_read(serve: Serve) -> None:
    with raw_conversation(serve(Kept(), size_limit=2048)) as connection:
        dialogue(connection, *ENVELOPE)
        assert heard_after(connection, b"BDAT 99999999999\r\n") == [b"552 5.3.4 The message is larger than what is taken here"]


def test_binary_mail_comes_in_chunks_only(serve: Serve) -> None:
    inbox = Kept()
    with raw_conversation(serve(inbox)) as connection:
        dialogue(connection, b"EHLO x", b"MAIL FROM:<a@example.com> BODY=BINARYMIME SIZE=10", b"RCPT TO:<b@localhost>")
        connection.sendall(b"DATA\r\n")
        assert line(connection).startswith(b"503 5.5.1")
        heard = heard_after(connection, b"BDAT 6 LAST\r\n\0\xff\n\r.\n")
    assert heard[0].startswith(b"250 2.0.0")
    assert [d.original for d in inbox.deliveries.values()] == [b"\0\xff\n\r.\n"]


LARGE = b"X: y\r\n\r\n" + b"z" * (SMALL + 300_000) + b"\r\n"


@pytest.mark.parametrize("way", ["DATA", "BDAT"])
def test_large_mails_wait_for_room_and_small_ones_do_not(serve: Serve, way: str) -> None:
    counted, inbox = Counted(), Kept()
    listener = serve(inbox, counted=counted, max_under_way=400_000)
    begun = b"DATA\r\n" + LARGE if way == "DATA" else b"BDAT %d\r\n" % len(LARGE) + LARGE
    with raw_conversation(listener) as first:
        dialogue(first, *ENVELOPE)
        first.sendall(begun)
        assert line(first)[:3] in (b"354", b"250")
        assert eventually(lambda: listener.room.taken > 150_000)
        with raw_conversation(listener) as second:
            dialogue(second, *ENVELOPE)
            second.sendall(b"BDAT %d\r\n" % len(LARGE) + LARGE)
            assert received_until_closed(second).startswith(b"421 4.3.1")
        assert answer_to(listener)[0] == 250
        first.sendall(b".\r\n" if way == "DATA" else b"BDAT 0 LAST\r\n")
        assert line(first).startswith(b"250 2.0.0 Taken in")
        assert answer_to(listener, LARGE)[0] == 250
    assert counted.refusals("full") == 1
    assert eventually(lambda: listener.room.taken == 0)


@pytest.mark.parametrize("end", [b"RSET\r\n", b"QUIT\r\n", b""])
def test_a_mail_that_is_given_up_leaves_its_room(serve: Serve, end: bytes) -> None:
    listener = serve(Kept(), max_under_way=400_000)
    with raw_conversation(listener) as connection:
        dialogue(connection, *ENVELOPE)
        connection.sendall(b"BDAT %d\r\n" % len(LARGE) + LARGE)
        assert line(connection).startswith(b"250")
        assert listener.room.taken > 0
        connection.sendall(end)
        if end:
            assert line(connection)[:1] == b"2"
    assert eventually(lambda: listener.room.taken == 0)


def test_headers_without_end_are_refused_and_long_texts_are_not(serve: Serve) -> None:
    inbox = Kept()
    listener = serve(inbox, max_headers=2048)
    for mail, code in ((b"X: " + b"y" * 3000 + b"\r\n\r\nx\r\n", b"552"), (b"X: y\r\n\r\n" + b"z" * 9000 + b"\r\n", b"250")):
        with raw_conversation(listener) as connection:
            dialogue(connection, *ENVELOPE, b"DATA")
            connection.sendall(mail + b".\r\n")
            assert line(connection)[:3] == code


def test_every_answer_but_greetings_has_an_enhanced_code(serve: Serve) -> None:
    wrong = [
        b"NOOP", b"RSET", b"HELP", b"VRFY x", b"EXPN x", b"FOO", b"MAIL", b"MAIL FROM:<a@b> FOO=BAR", b"RCPT TO:<b@localhost>",
        b"DATA", b"AUTH PLAIN x", b"STARTTLS", b"STARTTLS x", b"RSET x", b"", b"\xff", b"MAIL FROM:<", b"QUIT x", b"EHLO",
    ]  # fmt: skip
    with raw_conversation(serve(Kept(), max_errors=100)) as connection:
        dialogue(connection, b"EHLO x")
        for command in wrong:
            connection.sendall(command + b"\r\n")
            code, enhanced, _ = line(connection).split(b" ", 2)
            assert enhanced[:2] == code[:1] + b".", command
            assert enhanced.count(b".") == 2, command


def test_what_is_offered_is_what_is_kept(serve: Serve) -> None:
    with raw_conversation(serve(Kept(), max_recipients=120)) as connection:
        connection.sendall(b"EHLO x\r\n")
        offered = connection.recv(2000).decode().replace("250-", "").replace("250 ", "").splitlines()
    assert offered == [
        "mx.example.com", "SIZE 26214400", "8BITMIME", "SMTPUTF8", "PIPELINING", "CHUNKING", "BINARYMIME", "ENHANCEDSTATUSCODES",
        "LIMITS RCPTMAX=120",
    ]  # fmt: skip
