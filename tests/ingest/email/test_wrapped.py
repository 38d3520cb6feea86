"""Words and files within wrappings: S/MIME, OpenPGP, winmail.dat, invitations."""

import base64
import struct
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from ingest.email.mime import rtf, smime, tnef
from ingest.email.read import Mail, mail_of

HEAD = "From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nWhere is it?\r\n"
ENCRYPTED = "text: encrypted, cannot be read"


def wrapped(kind: str, content: bytes) -> Mail:
    return mail_of(
        f"{HEAD}Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + base64.encodebytes(content)
    )


def parts(*bodies: str, kind: str = "multipart/mixed") -> Mail:
    inside = "".join(f"--b\r\n{body}\r\n" for body in bodies)
    return mail_of(f"{HEAD}Content-Type: {kind}; boundary=b\r\n\r\n{inside}--b--\r\n".encode())


@pytest.fixture(scope="module")
def signed() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ann")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    certificate = built.not_valid_before(start).not_valid_after(start + timedelta(days=1)).sign(key, hashes.SHA256())
    builder = pkcs7.PKCS7SignatureBuilder().set_data(INNER).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def element(tag: int, *content: bytes) -> bytes:
    inside = b"".join(content)
    length = bytes((len(inside),)) if len(inside) < 128 else bytes((0x82,)) + struct.pack(">H", len(inside))
    return bytes((tag,)) + length + inside


def endless(tag: int, *content: bytes) -> bytes:
    return bytes((tag, 0x80)) + b"".join(content) + b"\0\0"


DATA, SIGNED, ENVELOPED = (bytes.fromhex(f"06092a864886f70d01070{n}") for n in (1, 2, 3))
COMPRESSED = bytes.fromhex("060b2a864886f70d0109100109")
PIECES = endless(0x24, element(0x04, INNER[:20]), element(0x04, INNER[20:40]), element(0x04, INNER[40:]))
IN_PIECES = endless(0x30, SIGNED, endless(0xA0, endless(0x30, b"\x02\x01\x01\x31\0", endless(0x30, DATA, endless(0xA0, PIECES)))))
PACKED = element(
    0x30,
    COMPRESSED,
    element(0xA0, element(0x30, b"\x02\x01\0\x30\0", element(0x30, DATA, element(0xA0, element(0x04, zlib.compress(INNER)))))),
)


@pytest.mark.parametrize(
    "kind", ["application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "application/x-pkcs7-mime; name=a"]
)
def test_a_message_signed_opaquely_is_read(kind: str, signed: bytes) -> None:
    read = wrapped(kind, signed)
    assert (read.text, read.problems) == ("Where is it?", ("headers: no Message-ID",))
    assert len(read.attachments) == 1


@pytest.mark.parametrize("content", [IN_PIECES, PACKED], ids=["in pieces", "compressed"])
def test_other_forms_of_wrapping_are_opened(content: bytes) -> None:
    assert wrapped("application/pkcs7-mime; name=smime.p7m", content).text == "Where is it?"
    assert wrapped("application/octet-stream; name=smime.p7m", content).text == "Where is it?"


@pytest.mark.parametrize("content", [element(0x30, ENVELOPED, element(0xA0, b"x" * 90)), endless(0x30, ENVELOPED, b"x" * 90)])
def test_an_encrypted_message_is_named_and_no_nonsense_is_read(content: bytes) -> None:
    read = wrapped("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", content)
    assert (read.full_text, ENCRYPTED in read.problems) == ("", True)
    assert [file.name for file in read.attachments] == ["smime.p7m"]


def test_a_broken_wrapping_never_raises(signed: bytes) -> None:
    for content in (signed, IN_PIECES, PACKED):
        for length in range(0, len(content), 7):
            smime.opened(content[:length])
            smime.opened(content[:length] + b"\xff" * 9 + content[length:])


def test_what_swells_when_it_is_opened_is_cut() -> None:
    bomb = PACKED.replace(zlib.compress(INNER), zlib.compress(b"\0" * 10**6)[: len(zlib.compress(INNER))])
    opened = smime.opened(bomb)
    assert len(opened.content or b"") <= 10 * len(bomb) + 1024


def test_a_detached_signature_is_a_file() -> None:
    text = "Content-Type: text/plain\r\n\r\nWhere is it?"
    signature = "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN PGP SIGNATURE-----"
    read = parts(text, signature, kind="multipart/signed; protocol=application/pgp-signature")
    assert (read.text, [file.name for file in read.attachments]) == ("Where is it?", ["signature.asc"])


def test_an_encrypted_openpgp_message_is_named() -> None:
    version = "Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1"
    data = "Content-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----"
    read = parts(version, data, kind="multipart/encrypted; protocol=application/pgp-encrypted")
    assert (read.full_text, ENCRYPTED in read.problems, len(read.attachments)) == ("", True, 2)


SIGNATURE = "-----BEGIN PGP SIGNATURE-----\r\nVersion: X 1\r\n\r\niQEzBAEB\r\n=abcd\r\n-----END PGP SIGNATURE-----\r\n"
CLEAR = f"-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA512\r\n\r\nWhere is it?\r\n- -- dashes\r\n{SIGNATURE}"
MESSAGE = "-----BEGIN PGP MESSAGE-----\r\n\r\nhQIMA\r\n=abcd\r\n-----END PGP MESSAGE-----\r\n"


@pytest.mark.parametrize(
    ("body", "text", "encrypted"),
    [
        (CLEAR, "Where is it?\n-- dashes", False),
        (f"Above.\r\n{CLEAR}Below.", "Above.\nWhere is it?\n-- dashes\nBelow.", False),
        (MESSAGE, "", True),
        (f"Above.\r\n{MESSAGE}Below.", "Above.\nBelow.", True),
        ("-----BEGIN PGP MESSAGE-----\r\nnever closed", "-----BEGIN PGP MESSAGE-----\nnever closed", False),
        (MESSAGE.replace("MESSAGE", "PUBLIC KEY BLOCK") + "Hi", "Hi", False),
    ],
)
def test_armour_within_the_text_is_taken_off(body: str, text: str, *, encrypted: bool) -> None:
    read = mail_of(f"{HEAD}\r\n{body}".encode())
    assert (read.full_text, ENCRYPTED in read.problems) == (text, encrypted)


def attribute(level: int, name: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(data)) + data + b"\0\0"


def properties(*found: tuple[int, int, bytes]) -> bytes:
    out = struct.pack("<I", len(found))
    for kind, id_, value in found:
        out += struct.pack("<HHII", kind, id_, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return out


LONG_NAME = (0x1F, 0x3707, "Größe der Lampe.pdf\0".encode("utf-16-le"))
FILES = (
    attribute(2, 0x9002, b"\0" * 14)
    + attribute(2, 0x8010, b"GROESS~1.PDF\0")
    + attribute(2, 0x800F, b"%PDF")
    + attribute(2, 0x9005, properties(LONG_NAME))
)
START = b"\x78\x9f\x3e\x22\x01\0" + attribute(1, 0x9006, b"\0\0\1\0") + attribute(1, 0x9007, struct.pack("<II", 1252, 0))
RTF = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\pard Wo ist es?\par Gr\'fc\u223?e\par}"
HTML_IN_RTF = rb"{\rtf1\ansi\fromhtml1{\*\htmltag64 <p>}Where is it?\htmlrtf\par\htmlrtf0{\*\htmltag72 </p>}}"


def compressed(text: bytes) -> bytes:
    """As the property stands in the stream, all its runs letters (MS-OXRTFCP 2.2)."""
    runs = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    return struct.pack("<II4sI", len(runs) + 12, len(text), b"LZFu", 0) + runs


def body(*found: tuple[int, int, bytes]) -> bytes:
    return attribute(1, 0x9003, properties(*found))


@pytest.mark.parametrize("kind", ["application/ms-tnef; name=winmail.dat", "application/octet-stream; name=WINMAIL.DAT"])
def test_files_within_winmail_dat_are_listed(kind: str) -> None:
    packed = base64.encodebytes(START + FILES).decode()
    read = parts("\r\nHi", f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{packed}")
    assert [(file.name.lower(), file.size) for file in read.attachments] == [
        ("winmail.dat", len(START + FILES)),
        ("größe der lampe.pdf", 4),
    ]
    assert (read.text, read.problems) == ("Hi", ("headers: no Message-ID",))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (attribute(1, 0x800C, "Grüße\r\nAnn\0".encode("cp1252")), "Grüße\nAnn"),
        (body((0x1E, 0x1000, "Grüße\0".encode("cp1252"))), "Grüße"),
        (body((0x1F, 0x1000, "Grüße 😡\0".encode("utf-16-le"))), "Grüße 😡"),
        (body((0x102, 0x1013, b"<p>Where <b>is</b> it?</p>")), "Where is it?"),
        (body((0x102, 0x1009, compressed(RTF))), "Wo ist es?\nGrüße"),
        (body((0x102, 0x1009, compressed(HTML_IN_RTF))), "Where is it?"),
    ],
)
def test_words_within_winmail_dat_are_read_when_there_are_no_others(words: bytes, text: str) -> None:
    assert wrapped("application/ms-tnef; name=winmail.dat", START + words + FILES).full_text == text


def test_words_within_winmail_dat_are_not_read_beside_others() -> None:
    packed = base64.encodebytes(START + attribute(1, 0x800C, b"other words\0")).decode()
    read = parts("\r\nHi", f"Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n{packed}")
    assert read.full_text == "Hi"


def test_a_broken_winmail_dat_never_raises_and_is_named() -> None:
    whole = START + body((0x102, 0x1009, compressed(RTF)), (0x1F, 0x1000, b"a\0")) + FILES
    for length in range(0, len(whole), 5):
        for content in (whole[:length], whole[:length] + b"\xff" * 9 + whole[length:]):
            tnef.files(content)
            tnef.words(content)
    assert tnef.UNREADABLE in wrapped("application/ms-tnef", b"rubbish" * 9).problems


def test_rich_text_that_would_swell_is_cut() -> None:
    huge = struct.pack("<II4sI", 10**6, 2**32 - 1, b"LZFu", 0) + b"\xff" + b"\0\x0f" * 10**5
    assert len(rtf.decompressed(huge, 1000)) <= 1000
    assert rtf.words_of(b"{" * 10**5 + b"\\u" * 1000 + rb"\'zz\'") is not None


def test_runs_of_compressed_rich_text_are_copied_from_what_stood_before() -> None:
    # the example of MS-OXRTFCP 3.1.1
    example = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0")
    assert rtf.decompressed(example, 1000) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def calendar(*lines: str, method: str = "REQUEST") -> str:
    event = "\r\n".join(lines)
    return (
        f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:{method}\r\n"
        f"BEGIN:VTIMEZONE\r\nCOMMENT:zone\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n{event}\r\nBEGIN:VALARM\r\nDESCRIPTION:alarm\r\n"
        "END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (calendar("SUMMARY:Repair", "DESCRIPTION:Come at ten\\, please.\\nAnn"), "Repair\n\nCome at ten, please.\nAnn"),
        (calendar("SUMMARY;LANGUAGE=de:Reparatur", 'DESCRIPTION;ALTREP="cid:1:2":Um ze\r\n hn'), "Reparatur\n\nUm zehn"),
        (calendar("SUMMARY:Repair", "COMMENT:I cannot come\\; sorry", method="REPLY"), "I cannot come; sorry"),
        (calendar("SUMMARY:Accepted: Repair", method="REPLY"), "Accepted: Repair"),
        (calendar("summary:Repair", "X-ALT-DESC;FMTTYPE=text/html:<p>x"), "Repair"),
        ("Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nrubbish", ""),
    ],
)
def test_an_invitation_without_other_words_is_read_by_its_own(event: str, text: str) -> None:
    read = parts(event, kind="multipart/alternative")
    assert (read.full_text, [file.type for file in read.attachments]) == (text, ["text/calendar"])


def test_an_invitation_beside_words_is_a_file() -> None:
    read = parts("Content-Type: text/plain\r\n\r\nI come.", calendar("SUMMARY:Repair"), kind="multipart/alternative")
    assert (read.full_text, len(read.attachments)) == ("I come.", 1)
