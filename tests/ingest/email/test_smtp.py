"""The SMTP door, through real sockets."""

import smtplib
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from golddust.errors import Full, Malformed, Misconfigured, Refused, TooLarge, Unauthentic, Unavailable
from golddust.events import Delivery
from ingest.email.smtp.listener import SmtpListener
from tests.services.smtp_door import (
    CLOCK,
    MAIL,
    Counted,
    Kept,
    KeptTogether,
    Serve,
    answer_to,
    client,
    dialogue,
    raw_conversation,
    received_until_closed,
)


def raising(error: Exception) -> Callable[[Delivery], None]:
    def raise_it(_: Delivery) -> None:
        raise error

    return raise_it


def test_a_mail_is_kept_byte_for_byte_before_it_is_answered(serve: Serve) -> None:
    inbox = Kept()
    code, text = answer_to(serve(inbox))
    (delivery,) = inbox.deliveries.values()
    assert (code, text) == (250, f"2.0.0 Taken in as {delivery.id}")
    assert delivery.original == MAIL
    assert delivery.channel == "email"
    assert delivery.source == "feedback@localhost"
    assert delivery.external_id == "<1@example.com> feedback@localhost"
    assert delivery.received_at == CLOCK.now()
    assert delivery.facts == {
        "envelope_sender": "ann@example.com",
        "recipient": "feedback@localhost",
        "helo": "client.example.com",
        "peer": "127.0.0.1",
        "tls": "no",
    }


def test_an_inbox_of_many_is_given_the_mails_that_came_together(serve: Serve) -> None:
    inbox = KeptTogether()
    listener = serve(inbox)
    mails = [MAIL.replace(b"<1@", b"<%d@" % n) for n in range(8)]
    threads = [threading.Thread(target=answer_to, args=(listener, mail)) for mail in mails]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(d.original for d in inbox.deliveries.values()) == sorted(mails)


def test_one_mails_fault_does_not_refuse_those_that_came_with_it(serve: Serve) -> None:
    def refuse_the_bad(delivery: Delivery) -> None:
        if b"bad" in delivery.original:
            raise Malformed("no")

    listener = serve(KeptTogether(refuse_the_bad))
    assert answer_to(listener, MAIL + b"bad\r\n")[0] == 554
    assert answer_to(listener)[0] == 250


def test_the_same_mail_sent_again_gets_the_same_id(serve: Serve) -> None:
    inbox = Kept()
    listener = serve(inbox)
    with_trace = b"Received: from elsewhere by here\r\nX-Spam: no\r\n" + MAIL
    assert answer_to(listener) == answer_to(listener, with_trace)
    assert len(inbox.deliveries) == 1


def test_one_mail_to_two_addresses_of_ours_is_two_deliveries(serve: Serve) -> None:
    inbox = Kept()
    with client(serve(inbox)) as smtp:
        refused = smtp.sendmail("ann@example.com", ["feedback@localhost", "Shop+berlin@LOCALHOST"], MAIL)
    assert refused == {}
    assert {d.source for d in inbox.deliveries.values()} == {"feedback@localhost", "shop+berlin@localhost"}


def test_the_same_address_named_twice_is_one_delivery(serve: Serve) -> None:
    inbox = Kept()
    with client(serve(inbox)) as smtp:
        smtp.sendmail("ann@example.com", ["feedback@localhost", "FEEDBACK@localhost"], MAIL)
    assert inbox.accepted == 1


def test_when_one_recipients_delivery_fails_the_retry_completes_the_rest(serve: Serve) -> None:
    away = {"shop@localhost"}

    def once(delivery: Delivery) -> None:
        if delivery.source in away:
            away.discard(delivery.source)
            raise Unavailable("the disk")

    inbox = Kept(once)
    listener = serve(inbox)
    to = ["feedback@localhost", "shop@localhost"]
    with client(listener) as smtp, pytest.raises(smtplib.SMTPDataError) as refusal:
        smtp.sendmail("ann@example.com", to, MAIL)
    assert refusal.value.smtp_code == 451
    with client(listener) as smtp:
        smtp.sendmail("ann@example.com", to, MAIL)
    assert sorted(d.source for d in inbox.deliveries.values()) == to


@pytest.mark.parametrize(
    "address", ["b@example.net", "b%example.net@example.org", "b@localhost.example.net", "b", '"b@localhost"']
)
def test_mail_for_others_is_not_relayed(serve: Serve, address: str) -> None:
    with client(serve(Kept())) as smtp:
        smtp.ehlo()
        smtp.mail("ann@example.com")
        code, text = smtp.docmd("RCPT", f"TO:<{address}>")
    assert code in (550, 553)
    assert text.startswith((b"5.7.1", b"5.1.3"))


def test_the_null_sender_and_postmaster_are_taken(serve: Serve) -> None:
    inbox = Kept()
    with client(serve(inbox, domains=["shop.example.com", "localhost"])) as smtp:
        smtp.ehlo()
        assert smtp.docmd("MAIL", "FROM:<>")[0] == 250
        assert smtp.docmd("RCPT", "TO:<Postmaster>")[0] == 250
        assert smtp.data(MAIL)[0] == 250
    (delivery,) = inbox.deliveries.values()
    assert delivery.source == "postmaster@shop.example.com"
    assert delivery.facts["envelope_sender"] == ""


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (Unavailable("log"), 451, "4.3.0"),
        (Full("disk"), 452, "4.3.1"),
        (TooLarge("64 MiB"), 552, "5.3.4"),
        (Malformed("what"), 554, "5.6.0"),
        (Unauthentic("who"), 550, "5.7.1"),
        (Refused("why"), 554, "5.6.0"),
        (ZeroDivisionError("secret inside"), 451, "4.3.0"),
        (OSError(28, "secret inside"), 451, "4.3.0"),
        (ConnectionResetError("secret inside"), 451, "4.3.0"),
        (KeyError("secret inside"), 451, "4.3.0"),
    ],
)
@pytest.mark.parametrize("kind", [Kept, KeptTogether])
def test_each_error_has_its_reply_and_a_bug_is_only_temporary(
    serve: Serve, kind: type[Kept], error: Exception, code: int, text: str
) -> None:
    answered, words = answer_to(serve(kind(raising(error))))
    assert answered == code
    assert words.startswith(text)
    assert "secret" not in words


def test_a_mail_over_the_limit_is_refused_before_and_after_it_is_sent(serve: Serve) -> None:
    inbox = Kept()
    listener = serve(inbox, size_limit="2 KiB")
    with client(listener) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == "2048"
        assert smtp.mail("ann@example.com", ["size=3000"]) == (552, smtp_text(552))
        smtp.mail("ann@example.com")
        smtp.rcpt("feedback@localhost")
        assert smtp.data(MAIL + b"x" * 70 + b"\r\n" * 2000)[0] == 552
        assert smtp.mail("ann@example.com")[0] == 250
    assert not inbox.deliveries


def smtp_text(code: int) -> bytes:
    return {552: b"5.3.4 The message is larger than what is taken here"}[code]


def test_what_never_ends_is_cut_off(serve: Serve) -> None:
    inbox = Kept()
    with raw_conversation(serve(inbox, size_limit=1024)) as connection:
        dialogue(connection, b"EHLO x", b"MAIL FROM:<a@example.com>", b"RCPT TO:<b@localhost>", b"DATA")
        with suppress(ConnectionError):
            while True:
                connection.sendall(b"y" * 1022 + b"\r\n")
    assert not inbox.deliveries


def test_a_mail_as_large_as_the_limit_is_taken(serve: Serve) -> None:
    listener = serve(Kept(), size_limit=4096)
    exact = MAIL + b"a" * (4096 - len(MAIL) - 2) + b"\r\n"
    assert answer_to(listener, exact)[0] == 250
    assert answer_to(listener, b"a" + exact)[0] == 552


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b".\r\n",
        b"..\r\n.a\r\n",
        b"\r\n.\r\n.b\r\n\r\n",
        b"Subject: x\r\n\r\n" + b"z" * 300_000 + b"\r\n",
        b"Subject: x\r\n\r\n" + b"one.\r\n" * 50_000,
        b"Subject: x\r\n\r\n" + b".\r\n." * 30_000 + b"\r\n",
    ],
)
def test_dots_and_long_lines_come_through_unchanged(serve: Serve, mail: bytes) -> None:
    inbox = Kept()
    listener = serve(inbox)
    with raw_conversation(listener) as connection:
        dialogue(connection, b"EHLO x", b"MAIL FROM:<a@example.com>", b"RCPT TO:<b@localhost>", b"DATA")
        stuffed = (b"." if mail.startswith(b".") else b"") + mail.replace(b"\r\n.", b"\r\n..")
        connection.sendall(stuffed + b".\r\n")
        assert connection.recv(200).startswith(b"250 2.0.0")
    (delivery,) = inbox.deliveries.values()
    assert delivery.original == mail


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r.\r\n"])
def test_a_bare_cr_or_lf_ends_no_content_so_that_nothing_is_smuggled_in(serve: Serve, end: bytes) -> None:
    inbox = Kept()
    with raw_conversation(serve(inbox)) as connection:
        dialogue(connection, b"EHLO x", b"MAIL FROM:<a@example.com>", b"RCPT TO:<b@localhost>", b"DATA")
        smuggled = b"MAIL FROM:<boss@example.com>\r\nRCPT TO:<b@localhost>\r\nDATA\r\nforged"
        connection.sendall(b"Subject: x\r\n\r\nfirst" + end + smuggled + b"\r\n.\r\n")
        assert connection.recv(200).startswith(b"250 2.0.0")
    (delivery,) = inbox.deliveries.values()
    assert b"forged" in delivery.original


def test_commands_may_be_sent_ahead_of_their_answers(serve: Serve) -> None:
    inbox = Kept()
    with raw_conversation(serve(inbox)) as connection:
        connection.sendall(b"EHLO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<b@localhost>\r\nDATA\r\n")
        connection.sendall(MAIL + b".\r\nQUIT\r\n")
        heard = received_until_closed(connection)
    assert b"250 2.0.0 Taken in as" in heard
    assert heard.endswith(b"221 2.0.0 Bye\r\n")


def test_addresses_in_other_scripts_are_taken(serve: Serve) -> None:
    inbox = Kept()
    with client(serve(inbox)) as smtp:
        smtp.ehlo()
        assert smtp.has_extn("smtputf8")
        assert smtp.has_extn("8bitmime")
        smtp.sendmail("jörg@example.com", ["büro@localhost"], MAIL, mail_options=["SMTPUTF8", "BODY=8BITMIME"])
    (delivery,) = inbox.deliveries.values()
    assert delivery.source == "büro@localhost"
    assert delivery.facts["envelope_sender"] == "jörg@example.com"


def test_an_address_that_is_no_text_is_refused(serve: Serve) -> None:
    with raw_conversation(serve(Kept())) as connection:
        dialogue(connection, b"EHLO x", b"MAIL FROM:<a@example.com>")
        connection.sendall(b"RCPT TO:<b\xff\xfe@localhost>\r\n")
        assert connection.recv(200).startswith(b"55")


def test_no_log_in_is_offered(serve: Serve) -> None:
    with client(serve(Kept())) as smtp:
        smtp.ehlo()
        assert not smtp.has_extn("auth")
        assert smtp.has_extn("pipelining")


def test_too_many_recipients_are_put_off(serve: Serve) -> None:
    with client(serve(Kept(), max_recipients=2)) as smtp:
        smtp.ehlo()
        smtp.mail("ann@example.com")
        codes = [smtp.rcpt(f"b{n}@localhost")[0] for n in range(3)]
    assert codes == [250, 250, 452]


def test_one_connection_too_many_is_told_to_come_back(serve: Serve) -> None:
    listener = serve(Kept(), max_connections=1)
    with client(listener):
        with pytest.raises(smtplib.SMTPConnectError) as refusal:
            client(listener)
        assert refusal.value.smtp_code == 421
    assert answer_when_free(listener)[0] == 250


def answer_when_free(listener: SmtpListener) -> tuple[int, str]:
    """The answer once the connection before has been let go, which the listener hears of a moment later."""
    for _ in range(200):
        try:
            return answer_to(listener)
        except smtplib.SMTPConnectError:
            continue
    return answer_to(listener)


def test_a_silent_connection_is_let_go(serve: Serve) -> None:
    with raw_conversation(serve(Kept(), timeout=0.2)) as connection:
        assert received_until_closed(connection).startswith(b"421 4.4.2")


def test_garbage_is_answered_and_never_with_our_insides(serve: Serve) -> None:
    with raw_conversation(serve(Kept())) as connection:
        dialogue(connection, b"EHLO x")
        for line in (b"MAIL FROM:<", b"MAIL FROM:<@>", b"MAIL FROM:<a@b", b"VRFY \xff", b"EXPN", b"MAIL FROM:" + b"a" * 3000):
            connection.sendall(line + b"\r\n")
            heard = connection.recv(500)
            assert heard[:1] in (b"2", b"4", b"5")
            assert b"Error: (" not in heard


@pytest.mark.parametrize("command", [b"MAIL FROM:", b"RCPT TO:"])
@pytest.mark.parametrize(
    "address",
    [b"<", b'<"', b"<a@", b"<a@[1", b"<" + b"(" * 500, b"<" + b'"' * 1900 + b"@example.com>"],
    ids=lambda a: repr(a[:9]),
)
def test_an_address_that_is_none_is_refused_for_good_and_no_bug_of_ours(serve: Serve, command: bytes, address: bytes) -> None:
    counted = Counted()
    with raw_conversation(serve(Kept(), counted=counted)) as connection:
        dialogue(connection, b"EHLO x", *([b"MAIL FROM:<a@example.com>"] if command == b"RCPT TO:" else []))
        connection.sendall(command + address + b"\r\n")
        assert connection.recv(500).startswith((b"553 5.1.3", b"550 5.7.1"))
    assert counted.refusals("unavailable") == 0


def test_stopping_finishes_the_mail_under_way(serve: Serve) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly(_: Delivery) -> None:
        begun.set()
        go_on.wait(10)

    inbox = Kept(slowly)
    listener = serve(inbox)
    answers: list[tuple[int, str]] = []

    def send() -> None:
        with raw_conversation(listener) as connection:
            dialogue(connection, b"EHLO x", b"MAIL FROM:<a@example.com>", b"RCPT TO:<b@localhost>", b"DATA")
            connection.sendall(MAIL + b".\r\n")
            heard = received_until_closed(connection)
            answers.append((int(heard[:3]), heard.decode()))

    sender = threading.Thread(target=send)
    sender.start()
    begun.wait(10)
    stopper = threading.Thread(target=listener.stop, args=(10,))
    stopper.start()
    go_on.set()
    stopper.join()
    sender.join()
    assert answers[0][0] == 250
    assert "421 4.3.2" in answers[0][1]
    with pytest.raises(Unavailable):
        listener.check()


def test_an_idle_connection_is_told_good_bye_when_the_door_closes(serve: Serve) -> None:
    listener = serve(Kept())
    with raw_conversation(listener) as connection:
        dialogue(connection, b"EHLO x")
        listener.stop(2)
        assert received_until_closed(connection).startswith(b"421 4.3.2")


def test_a_listener_that_listens_passes_its_check(serve: Serve) -> None:
    serve(Kept()).check()


def test_an_address_that_is_taken_is_a_wrong_setting(serve: Serve) -> None:
    taken = serve(Kept()).port
    with pytest.raises(Misconfigured) as problem:
        serve(Kept(), port=taken)
    assert problem.value.problems[0].path == "smtp.port"


def test_a_certificate_that_is_none_is_a_wrong_setting(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("nothing")
    with pytest.raises(Misconfigured) as problem:
        serve(Kept(), tls_certificate=tmp_path / "cert.pem")
    assert problem.value.problems[0].path == "smtp.tls_certificate"


def test_a_conversation_goes_on_under_tls(serve: Serve, certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    inbox = Kept()
    listener = serve(inbox, tls_certificate=cert, tls_key=key)
    with smtplib.SMTP("localhost", listener.port, timeout=10) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=cert))
        smtp.ehlo()
        assert not smtp.has_extn("starttls")
        smtp.sendmail("ann@example.com", ["feedback@localhost"], MAIL + b"x" * 200_000 + b"\r\n")
    (delivery,) = inbox.deliveries.values()
    assert delivery.facts["tls"] == "yes"
    assert delivery.original.endswith(b"xxx\r\n")
