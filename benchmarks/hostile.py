"""Mails made to hurt a reader: bombs, depths, lengths, texts that are slow for a careless expression. Each is under 1.1 MB."""

import io
import zipfile
from collections.abc import Callable
from zlib import crc32

HEAD = b"From: Ann <ann@example.com>\r\nTo: feedback@example.com\r\nSubject: hostile\r\n"
LARGE = 900_000


def _headed(content_type: bytes, body: bytes, *more: bytes) -> bytes:
    return HEAD + b"Content-Type: " + content_type + b"\r\n" + b"".join(line + b"\r\n" for line in more) + b"\r\n" + body


def _plain(body: bytes) -> bytes:
    return _headed(b"text/plain; charset=utf-8", b"words\r\n" + body)


def _html(body: bytes) -> bytes:
    return _headed(b"text/html; charset=utf-8", b"<p>words</p>" + body)


def _filled(piece: bytes, size: int = LARGE) -> bytes:
    return piece * (size // len(piece))


def _zip_bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"{number}.txt", bytes(50_000_000))
    return _attached(b"application/zip", b"bomb.zip", held.getvalue())


def _attached(kind: bytes, name: bytes, content: bytes) -> bytes:
    """The words, and a file in base64."""
    import base64  # noqa: PLC0415 - next to its only use

    parts = (
        b"--b\r\nContent-Type: text/plain\r\n\r\nwords\r\n--b\r\nContent-Type: " + kind + b'; name="' + name + b'"\r\n',
        b'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename="' + name + b'"\r\n\r\n',
        base64.encodebytes(content),
        b"--b--\r\n",
    )
    return _headed(b"multipart/mixed; boundary=b", b"".join(parts))


def _tnef(attributes: bytes) -> bytes:
    return _attached(b"application/ms-tnef", b"winmail.dat", b"\x78\x9f\x3e\x22\x01\x00" + attributes)


def _nested(count: int) -> bytes:
    return (
        HEAD
        + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(count))
        + b"\r\nwords"
    )


def _yenc(body: bytes, size: int) -> bytes:
    return b"=ybegin line=128 size=%d name=a.bin\r\n" % size + body + b"\r\n=yend size=%d crc32=%08x\r\n" % (size, crc32(body))


def _fields(name: bytes, value: bytes) -> bytes:
    return (name + b": " + value + b"\r\n") * (LARGE // len(value))


def _wrapped() -> bytes:
    """S/MIME within S/MIME (RFC 8551), in lengths that are not said."""
    part = b"Content-Type: text/plain\r\n\r\nwords\r\n"
    signed, data = (
        bytes.fromhex("308006092a864886f70d010702a0803080020101310030 80"),
        bytes.fromhex("06092a864886f70d010701a0802480"),
    )
    for _ in range(400):
        octets = b"\x04\x84" + len(part).to_bytes(4, "big") + part
        part = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: binary\r\n\r\n" + signed + data + octets
    return HEAD + part


SEEDS: dict[str, Callable[[], bytes]] = {
    "a zip bomb": _zip_bomb,
    "10,000 nested parts": lambda: _nested(10_000),
    "nested messages": lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 10_000 + b"words",
    "50,000 parts": lambda: _headed(b"multipart/mixed; boundary=b", b"--b\r\n\r\nwords\r\n" * 50_000),
    "boundaries within boundaries": lambda: _headed(
        b"multipart/mixed; boundary=b", b"".join(b"--" + b"b" * n for n in range(1000))
    ),
    "a header of 1 MB": lambda: HEAD + b"X-Long: " + b"x" * 1_000_000 + b"\r\n\r\nwords",
    "a header of 1 MB in folds": lambda: HEAD + b"References: " + _filled(b"<a@b>\r\n ") + b"\r\n\r\nwords",
    "50,000 headers": lambda: HEAD + b"X-A: b\r\n" * 50_000 + b"\r\nwords",
    "a subject of encoded words": lambda: b"Subject: " + _filled(b"=?utf-8?b?4oKs?= ") + b"\r\n\r\nwords",
    "a subject of openings": lambda: b"Subject: " + _filled(b"=?a?q?") + b"\r\n\r\nwords",
    "10,000 recipients": lambda: b"To: " + _filled(b'"a, b" <a@example.com>, ') + b"\r\n\r\nwords",
    "addresses opened only": lambda: b"To: " + _filled(b'"<(') + b"\r\n\r\nwords",
    "parameters without end": lambda: _headed(b"text/plain; " + _filled(b"a*0*=b;"), b"words"),
    "a quoted parameter without end": lambda: _headed(b'text/plain; name="' + _filled(b'\\"'), b"words"),
    "one quote": lambda: _plain(_filled(b"> a\r\n")),
    "a quote of marks": lambda: _plain(b">" * LARGE),
    "marks and blanks": lambda: _plain(_filled(b"> " * 300 + b"\r\n")),
    "heads of no quote": lambda: _plain(_filled(b"On 2026 a@b:\r\n")),
    "a head without end": lambda: _plain(b"On Mon, 23 Nov 2026 " + _filled(b"a ") + b"wrote"),
    "heads over many lines": lambda: _plain(_filled(b"On Mon, 23 Nov 2026\r\nat 9:12\r\nShop\r\n")),
    "fields of no block": lambda: _plain(_filled(b"From: a\r\nSent: b\r\nwords\r\n")),
    "signatures": lambda: _plain(_filled(b"-- \r\na\r\n")),
    "rules": lambda: _plain(_filled(b"_" * 70 + b"\r\n")),
    "device lines": lambda: _plain(_filled(b"Sent from my iPhone\r\n\r\n")),
    "notices": lambda: _plain(_filled(b"This e-mail is confidential.\r\n\r\n")),
    "one line of addresses": lambda: _plain(_filled(b"a@")),
    "one line of links": lambda: _plain(_filled(b"http://")),
    "blanks": lambda: _plain(b" " * LARGE + b"x"),
    "empty lines": lambda: _plain(b"\r\n" * (LARGE // 2) + b"x"),
    "flowed lines": lambda: _headed(b"text/plain; format=flowed; delsp=yes", b"words\r\n" + _filled(b"a \r\n")),
    "digits and colons": lambda: _plain(_filled(b"12:34:")),
    "letters of many alphabets": lambda: _plain(_filled("Я写あ글".encode())),
    "bytes of no charset": lambda: _headed(b"text/plain", b"words " + bytes(range(128, 256)) * 7_000),
    "escapes of ISO-2022": lambda: _headed(b"text/plain; charset=iso-2022-jp", b"words " + _filled(b"\x1b$B$\x1b(B")),
    "UTF-7": lambda: _headed(b"text/plain; charset=utf-7", b"words " + _filled(b"+APw-+")),
    "quoted-printable of one line": lambda: _headed(
        b"text/plain", _filled(b"=E2=82"), b"Content-Transfer-Encoding: quoted-printable"
    ),
    "base64 with rubbish": lambda: _headed(b"text/plain", b"d29yZHM=" + _filled(b"=A*"), b"Content-Transfer-Encoding: base64"),
    "deep divisions": lambda: _html(_filled(b"<div>")),
    "deep quotes": lambda: _html(_filled(b"<blockquote type=cite>")),
    "deep lists": lambda: _html(_filled(b"<ul><li>")),
    "deep tables": lambda: _html(_filled(b"<table><tr><td>")),
    "tags that never close": lambda: _html(_filled(b'<a "')),
    "comments that never close": lambda: _html(_filled(b"<!--")),
    "attributes without end": lambda: _html(b"<p " + _filled(b"a=b ")),
    "styles without end": lambda: _html(_filled(b'<p style="display:none;border-top:solid ')),
    "references without end": lambda: _html(_filled(b"&#12345678")),
    "ampersands": lambda: _html(_filled(b"&amp")),
    "closing tags only": lambda: _html(_filled(b"</div>")),
    "breaks": lambda: _html(_filled(b"<br>")),
    "less-than signs": lambda: _html(_filled(b"<")),
    "a style of 1 MB": lambda: _html(b"<style>" + _filled(b"p{color:red}")),
    "uuencode without end": lambda: _plain(_filled(b"begin 644 a\r\n")),
    "uuencode begun and ended": lambda: _plain(_filled(b"begin 644 a\r\n#0V%T\r\n`\r\nend\r\n")),
    "uuencode with wrong lengths": lambda: _plain(b"begin 644 a\r\n" + _filled(b"~abc\r\n") + b"end\r\n"),
    "yEnc of a false size": lambda: _plain(_yenc(_filled(b"k" * 128 + b"\r\n"), 2**60)),
    "yEnc without end": lambda: _plain(_filled(b"=ybegin line=128 size=9 name=a\r\n")),
    "yEnc of escapes": lambda: _plain(_yenc(b"=" * LARGE, 9)),
    "TNEF of a false length": lambda: _tnef(b"\x02\x0f\x80\x06\x00\xff\xff\xff\x7f" + bytes(100)),
    "TNEF of empty attributes": lambda: _tnef(_filled(b"\x02\x0f\x80\x06\x00\0\0\0\0\0\0", 600_000)),
    "TNEF of many files": lambda: _tnef(_filled(b"\x02\x02\x90\x06\x00\x0e\0\0\0" + bytes(16), 600_000)),
    "TNEF of properties": lambda: _tnef(
        b"\x01\x03\x90\x06\x00\xff\xff\x0f\x00" + _filled(b"\x1f\0\0\x37\xff\xff\xff\xff", 600_000)
    ),
    "a report of many recipients": lambda: _headed(
        b"multipart/report; report-type=delivery-status; boundary=b",
        b"--b\r\n\r\nwords\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        + _filled(b"Action: failed\r\nStatus: 5.1.1\r\n\r\n"),
    ),
    "a calendar without end": lambda: _headed(b"text/calendar; method=REQUEST", _filled(b"BEGIN:VEVENT\r\n")),
    "PGP blocks": lambda: _plain(_filled(b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: a\r\n")),
    "text/enriched commands": lambda: _headed(b"text/enriched", b"words" + _filled(b"<bold><<")),
    "RTF groups": lambda: _headed(b"text/rtf", b"{\\rtf1 words " + _filled(b"{\\b")),
    "parameters of blanks": lambda: HEAD + _fields(b"Content-Type", b"text/plain; x=a" + b" " * 30_000 + b"b"),
    "parameters of escaped quotes": lambda: HEAD + _fields(b"Content-Type", b'text/plain; (x) "' + b'\\"' * 15_000),
    "a file name of semicolons": lambda: HEAD + _fields(b"Content-Disposition", b"inline; filename=a" + b";b" * 15_000),
    "2,000 types": lambda: HEAD + b"Content-Type: multipart/mixed; boundary=a\r\n" * 1900 + b"\r\n" + _filled(b"--b  b\r\n"),
    "recipients of escaped quotes": lambda: HEAD + _fields(b"To", b'"' + b'\\"' * 15_000),
    "recipients of commas": lambda: HEAD + _fields(b"To", b"<" + b"," * 30_000) + b"To: >\r\n",
    "words of unknown charsets": lambda: HEAD + _fields(b"Subject", b"=?x?q?=E9=E8?= =?y?q?=E9=81=8d?= " * 800),
    "signatures within signatures": lambda: _html(_filled(b"x<br id=lineBreakAtBeginningOfSignature><i>") + b"</body>"),
    "RTF of single letters": lambda: _headed(b"text/rtf", b"{\\rtf1 " + _filled(b"\\'81\\'8d\\'8f\\'90\\par ")),
    "400 signed wrappers": _wrapped,
    "nothing": lambda: b"",
    "NULs": lambda: bytes(LARGE),
}
"""Each by what it is."""
