"""Transfer encodings, and files within the text, as they should be and as they come."""

import base64
import quopri

import pytest

from ingest.email.read import mail_of

TEXT = "Wo ist mein Paket? Grüße aus Köln, und zwar schnell."
ENCODED = base64.encodebytes(TEXT.encode()).decode()


def text_of(encoding: str, body: str | bytes, kind: str = "text/plain; charset=utf-8") -> str:
    head = f"From: a@example.com\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return mail_of(head.encode() + (body.encode() if isinstance(body, str) else body)).full_text


@pytest.mark.parametrize("said", ["base64", "BASE64", '"base64"', "base64;", "base-64", "x-base64", "base64 (binary)"])
def test_names_of_base64(said: str) -> None:
    assert text_of(said, ENCODED) == TEXT


@pytest.mark.parametrize("said", ["quoted-printable", "Quoted-Printable", "quotedprintable", "quoted printable", "qp"])
def test_names_of_quoted_printable(said: str) -> None:
    assert text_of(said, "Gr=C3=BC=C3=9Fe") == "Grüße"


@pytest.mark.parametrize("said", ["7bit", "8bit", "binary", "7-bit", "8 bit", "", "none", "x-made-up", "utf-8", "7bit\r\nX-A: b"])
def test_names_of_no_encoding(said: str) -> None:
    assert text_of(said, TEXT) == TEXT


BASE64 = {
    "no padding": ENCODED.rstrip("=\n"),
    "too much padding": ENCODED.rstrip("\n") + "==\n",
    "blanks at the ends of lines": ENCODED.replace("\n", "  \r\n"),
    "blank lines": ENCODED.replace("\n", "\n\n"),
    "one long line": ENCODED.replace("\n", ""),
    "rubbish between": ENCODED[:12] + "!\x01!" + ENCODED[12:],
    "in two runs": base64.b64encode(TEXT[:10].encode()).decode() + "\n" + base64.b64encode(TEXT[10:].encode()).decode(),
    "for addresses": base64.urlsafe_b64encode(TEXT.encode()).decode(),
}


@pytest.mark.parametrize("body", BASE64.values(), ids=BASE64)
def test_broken_base64_is_read(body: str) -> None:
    assert text_of("base64", body) == TEXT


def test_what_a_list_wrote_behind_base64_is_read() -> None:
    footer = "\r\n_______________________________________________\r\nShop mailing list\r\nshop@lists.example.org\r\n"
    read = text_of("base64", ENCODED + footer)
    assert read.startswith(TEXT)
    assert "Shop mailing list" in read


def test_plain_text_declared_as_base64_is_left_as_it_is() -> None:
    read = "Hello, where is my parcel? It was to come on Monday.\r\nGreetings, Ann"
    assert text_of("base64", read) == read.replace("\r\n", "\n")


@pytest.mark.parametrize("said", ["7bit", "8bit", ""])
def test_base64_that_was_not_declared_is_read_when_nothing_else_can_be_meant(said: str) -> None:
    assert text_of(said, ENCODED) == TEXT


def test_one_long_word_is_no_base64() -> None:
    assert (
        text_of("7bit", "Donaudampfschifffahrtsgesellschaftskapitaensmuetze")
        == "Donaudampfschifffahrtsgesellschaftskapitaensmuetze"
    )


QUOTED = {
    "Gr=c3=bc=c3=9fe": "Grüße",
    "Gr=C3=BC=\r\n=C3=9Fe": "Grüße",
    "Gr=C3=BC=\n=C3=9Fe": "Grüße",
    "Gr=C3=BC=  \r\n=C3=9Fe": "Grüße",
    "Grüße": "Grüße",
    "100=": "100",
    "a=b": "a=b",
    "a=ZZb": "a=ZZb",
    "a  \r\nb": "a\nb",
    "_a_": "_a_",
    "a=3": "a=3",
    "=E2=82=AC 5": "€ 5",
}


@pytest.mark.parametrize(("sent", "meant"), QUOTED.items())
def test_broken_quoted_printable_is_read(sent: str, meant: str) -> None:
    assert text_of("quoted-printable", sent) == meant


def test_quoted_printable_that_was_not_declared_is_read_when_nothing_else_can_be_meant() -> None:
    body = "Gr=C3=BC=C3=9Fe aus K=C3=B6ln, wo ist mein Paket? Es sollte am Montag da =\r\nsein."
    assert text_of("7bit", body) == "Grüße aus Köln, wo ist mein Paket? Es sollte am Montag da sein."


def test_quoted_printable_without_line_ends_that_was_not_declared_is_read_by_its_letters() -> None:
    assert text_of("7bit", "Gr=C3=B6=C3=9Fe =E2=82=AC5 falsch") == "Größe €5 falsch"


@pytest.mark.parametrize("said", ["base64", "quoted-printable"])
def test_an_encoding_put_on_twice_is_undone_twice(said: str) -> None:
    put_on = base64.encodebytes if said == "base64" else quopri.encodestring
    assert text_of(said, put_on(put_on(TEXT.encode()))) == TEXT


@pytest.mark.parametrize("body", ["a=3D1 b=20 c=41", "x = y =\r\nz", "https://example.com/?a=12&b=34=\r\n"])
def test_signs_of_equality_are_no_quoted_printable(body: str) -> None:
    assert "=" in text_of("7bit", body)


UU = "begin 644 a.bin\r\n$2&5L;&\\\r\n`\r\nend\r\n"


@pytest.mark.parametrize(
    ("body", "listed", "kept"),
    [
        (f"Hi\r\n{UU}bye", [("a.bin", 4)], "Hi\nbye"),
        (f"Hi\r\n{UU}{UU.replace('a.bin', 'b.bin')}bye", [("a.bin", 4), ("b.bin", 4)], "Hi\nbye"),
        (f"Hi\r\n{UU.replace('a.bin', 'my file.bin')}bye", [("my file.bin", 4)], "Hi\nbye"),
        ("Hi\r\nbegin-base64 644 a.bin\r\nSGVsbG8=\r\n====\r\nbye", [("a.bin", 5)], "Hi\nbye"),
        ("begin 644 is how it starts\r\nand at the end\r\nend", [], "begin 644 is how it starts\nand at the end\nend"),
        ("begin 644 a.bin\r\n$2&5L;&\\", [], "begin 644 a.bin\n$2&5L;&\\"),
        ("Please\r\nbegin 644 with me.\r\nend\r\nof it", [], "Please\nbegin 644 with me.\nend\nof it"),
        ("begin 644 with me.\r\nI AM ANGRY\r\nend", [], "begin 644 with me.\nI AM ANGRY\nend"),
        ("begin 644 empty.bin\r\n`\r\nend\r\nbye", [("empty.bin", 0)], "bye"),
        ("=ybegin line=128 size=3 name=a.bin\r\nabc\r\n=yend size=3 crc32=00\r\nbye", [("a.bin", 3)], "bye"),
        ("Hi\r\n=ybegin line=128 size=3 name=my a.bin\r\na=}c\r\n=yend size=3", [("my a.bin", 3)], "Hi"),
        (
            "".join(
                f"=ybegin part={n} total=2 line=128 size=6 name=a.bin\r\n=ypart begin=1 end=3\r\nabc\r\n=yend\r\n" for n in (1, 2)
            )
            + "bye",
            [("a.bin", 6)],
            "bye",
        ),
        ("=ybegin line=128 size=3\r\nabc\r\n=yend", [], "=ybegin line=128 size=3\nabc\n=yend"),
        ("=ybegin line=128 size=3 name=a.bin\r\nabc", [], "=ybegin line=128 size=3 name=a.bin\nabc"),
    ],
)
def test_files_within_the_text_are_taken_out_and_listed(body: str, listed: list[tuple[str, int]], kept: str) -> None:
    read = mail_of(b"From: a@example.com\r\n\r\n" + body.encode())
    assert [(file.name, file.size) for file in read.attachments] == listed
    assert read.full_text == kept


def test_bytes_of_a_file_within_the_text_do_not_spoil_its_charset() -> None:
    body = (
        "Grüße".encode("cp1252")
        + b"\r\n=ybegin line=128 size=128 name=a.bin\r\n"
        + bytes(range(128, 256))
        + b"\r\n=yend size=128"
    )
    assert text_of("8bit", body, "text/plain") == "Grüße"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/html", b'<meta charset="koi8-r"><p>%b</p>'),
        ("text/html", b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=koi8-r"></head><p>%b</p>'),
        ("text/html; charset=x-unknown", b"<meta charset=koi8-r><p>%b</p>"),
        ("application/xhtml+xml", b'<?xml version="1.0" encoding="koi8-r"?><html><p>%b</p></html>'),
    ],
)
def test_a_document_that_names_its_charset_is_read_in_it(kind: str, body: bytes) -> None:
    assert text_of("8bit", body % "Ящик".encode("koi8-r"), kind) == "Ящик"


WIDE = [("utf-16", ""), ("utf-16-le", ""), ("utf-16-be", ""), ("utf-16-le", "\ufeff"), ("utf-16-be", "\ufeff"), ("utf-32", "")]


# Chinese without a mark and without a word of its charset could be anything
UNTOLD = [case for case in WIDE if case[1] or case[0] == "utf-32"]
WIDE_CASES = [
    *(
        (text, said, *case)
        for text in ("Where? Grüße", "Где мой заказ?")
        for said in ("utf-16", "right", "", "utf-8")
        for case in WIDE
    ),
    *(("我的包裹还没有到\n谢谢", said, *case) for said in ("utf-16", "right") for case in WIDE),
    *(("我的包裹还没有到\n谢谢", said, *case) for said in ("", "utf-8") for case in UNTOLD),
]


@pytest.mark.parametrize(("text", "said", "charset", "mark"), WIDE_CASES)
def test_wide_letters_are_read_whatever_is_said_of_their_order(text: str, said: str, charset: str, mark: str) -> None:
    declared = charset if said == "right" else said
    body = base64.encodebytes((mark + text).encode(charset))
    assert text_of("base64", body, f"text/plain; charset={declared}") == text
