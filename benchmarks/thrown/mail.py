"""Conversations with the door for mail that no mail server would hold."""

import random

from benchmarks.fuzz import damaged
from benchmarks.thrown import odd
from benchmarks.thrown.ground import Ground
from benchmarks.thrown.throw import Throw

SMUGGLED = b"smuggled@example.com"
"""Who must never be a sender: this mail is inside another one."""
ENDS = (
    b"\n.\n",
    b"\n.\r\n",
    b"\r.\r",
    b"\r\n.\n",
    b"\r.\r\n",
    b"\r\n\0.\r\n",
    b"\r\n.\0\r\n",
    b"\n.\r",
    b"\r\r\n.\r\r\n",
    b"\r\n.\r",
)
"""What some servers take for the end of a mail (SMTP smuggling); only CR LF . CR LF is one."""
COMMANDS = (
    *(
        b"HELO x",
        b"EHLO x",
        b"EHLO",
        b"EHLO [127.0.0.1]",
        b"LHLO x",
        b"NOOP",
        b"NOOP x",
        b"RSET",
        b"RSET x",
        b"VRFY <a@b>",
        b"EXPN x",
    ),
    *(
        b"HELP",
        b"HELP DATA",
        b"STARTTLS",
        b"STARTTLS x",
        b"AUTH PLAIN AGEAYg==",
        b"AUTH LOGIN",
        b"AUTH",
        b"BDAT 10 LAST",
        b"BDAT 0 LAST",
    ),
    *(
        b"BDAT 99999999999",
        b"BDAT -1",
        b"DATA",
        b"DATA x",
        b"QUIT",
        b"TURN",
        b"ETRN x",
        b"XCLIENT ADDR=1.2.3.4",
        b"XFORWARD NAME=x",
    ),
    *(
        b"PROXY TCP4 1.2.3.4 5.6.7.8 1 2",
        b"GET / HTTP/1.1",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\r\n\r\n\0\r\nQUIT\r\n",
        b"",
        b" ",
        b"\0",
        b"\xff\xfe",
    ),
    *(
        b"MAIL",
        b"MAIL FROM",
        b"MAIL FROM:",
        b"MAIL FROM:<>",
        b"MAIL FROM:<a",
        b"MAIL FROM:a@b",
        b"MAIL FROM:<a@b> SIZE=99999999999",
    ),
    *(b"MAIL FROM:<a@b> SIZE=x", b"MAIL FROM:<a@b> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=x", b"MAIL FROM:<a@b> X=" + b"y" * 3000),
    *(b"MAIL FROM:<\xc3\xa9@example.com> SMTPUTF8", b"MAIL FROM:<\xff@example.com>", b'MAIL FROM:<"a\\"b c"@example.com>'),
    *(
        b"RCPT",
        b"RCPT TO:",
        b"RCPT TO:<>",
        b"RCPT TO:<feedback@localhost",
        b"RCPT TO:<@a,@b:feedback@localhost>",
        b"RCPT TO:<Postmaster>",
    ),
    *(
        b"RCPT TO:<feedback@localhost> NOTIFY=NEVER ORCPT=rfc822;x",
        b"RCPT TO:<feedback@elsewhere.example>",
        b"RCPT TO:<feedback%x@localhost>",
    ),
    *(
        b"RCPT TO:<" + b"a" * 1900 + b"@localhost>",
        b"RCPT TO:<\0@localhost>",
        b"X" * 2100,
        b"X" * 70_000,
        b"MAIL\0FROM:<a@b>",
        b"mAiL fRoM:<a@b>",
    ),
)


def conversation(number: int, dice: random.Random, _: Ground) -> Throw:
    """One of three: odd commands, a mail with an odd body, or a mail with another one inside."""
    mark = f"thrown-smtp-{number}".encode()
    kind = dice.choices(("commands", "body", "smuggling"), weights=(4, 4, 2))[0]
    if kind == "commands":
        lines = [dice.choice(COMMANDS) + dice.choice((b"\r\n", b"\r\n", b"\n", b"\r", b"")) for _ in range(dice.randrange(1, 12))]
        lines = [damaged(line, dice) if not dice.randrange(5) else line for line in lines]
        return Throw("smtp", "smtp", (b"".join(lines) + b"\r\nQUIT\r\n",), whole=False, route=kind)
    sent = _mail(mark, dice) if kind == "body" else _with_another_inside(mark, dice)
    envelope = [b"EHLO x\r\n", b"MAIL FROM:<ann@example.com>\r\n", b"RCPT TO:<feedback@localhost>\r\n", b"DATA\r\n"]
    if kind == "body" and not dice.randrange(5):
        mark = b""  # whatever follows may then be taken for commands
        envelope[dice.randrange(1, 3)] = dice.choice(COMMANDS) + b"\r\n"
    pieces = (*envelope, sent, b"QUIT\r\n") if dice.randrange(2) else (b"".join(envelope), sent + b"QUIT\r\n")
    return Throw("smtp", "smtp", _at_once_or_not(pieces, dice), mark, whole=False, route=kind)


def _at_once_or_not(pieces: tuple[bytes, ...], dice: random.Random) -> tuple[bytes, ...]:
    """Now and then all at once, or cut off in the middle."""
    if not dice.randrange(6):
        return (b"".join(pieces),)
    if not dice.randrange(8):
        whole = b"".join(pieces)
        return (whole[: dice.randrange(len(whole))],)
    return pieces


def _head(mark: bytes, dice: random.Random) -> bytes:
    lines = [b"From: Ann <ann@example.com>", b"To: feedback@localhost", b"Subject: late", b"Message-ID: <%s@example.com>" % mark]
    for _ in range(dice.randrange(4)):
        lines.insert(
            dice.randrange(len(lines) + 1),
            dice.choice((b"Subject: ", b"From: ", b"Content-Type: ", b"X: ", b"", b" ", b"Date: ")) + _text(dice),
        )
    return b"\r\n".join(lines)


def _text(dice: random.Random) -> bytes:
    return odd.text(dice).encode("utf-8", "surrogatepass")


def _mail(mark: bytes, dice: random.Random) -> bytes:
    body = b"My parcel is late " + mark + dice.choice((b"\r\n", b"\n", b"\r")) + _text(dice)
    body += dice.choice((b"", b"\0" * 10, b"x" * 100_000, b"\xff" * 500, b"\r\n" * 2000, b"\r" * 500, b"\n" * 500, b"." * 300))
    sent = _head(mark, dice) + b"\r\n\r\n" + body
    sent = damaged(sent, dice) if not dice.randrange(3) else sent
    return sent.replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n"


def _with_another_inside(mark: bytes, dice: random.Random) -> bytes:
    inside = b"MAIL FROM:<%s>\r\nRCPT TO:<feedback@localhost>\r\nDATA\r\nSubject: smuggled\r\n\r\nsmuggled\r\n.\r\n" % SMUGGLED
    return b"Subject: outer\r\n\r\n" + mark + dice.choice(ENDS) + inside
