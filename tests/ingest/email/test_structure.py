"""Mails in parts: whole, broken, nested, wrapped. What the customer wrote is read and every file is listed."""

import base64

import pytest

from ingest.email.read import Mail, mail_of

HEAD = "From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
TEXT = "Content-Type: text/plain; charset=utf-8\r\n\r\nWhere is it?\r\n"
PDF = 'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n'


def mail(text: str) -> Mail:
    return mail_of((HEAD + text).encode())


def files(read: Mail) -> list[tuple[str, str, int]]:
    return [(file.name, file.type, file.size) for file in read.attachments]


PARTS = f"--b\r\n{TEXT}--b\r\n{PDF}--b--\r\n"
BOUNDARIES = {
    "as it should be": ("boundary=b", PARTS),
    "quoted": ('boundary="b"', PARTS),
    "in single quotes": ("boundary='b'", PARTS),
    "a quote that never closes": ('boundary="b', PARTS),
    "a blank behind it": ('boundary="b "', PARTS),
    "blanks behind the delimiters": ("boundary=b", PARTS.replace("--b", "--b \t").replace("--b \t--", "--b-- ")),
    "on the next line": ("\r\n\tboundary=b", PARTS),
    "on the next line without a blank": ("\r\nboundary=b", PARTS),
    "in two pieces": ('boundary*0="b"; boundary*1="c"', PARTS.replace("--b", "--bc")),
    "with a comment": ("(made up) boundary=b", PARTS),
    "another than said": ("boundary=other", PARTS),
    "not said": ("x=y", PARTS),
    "empty": ('boundary=""', PARTS),
    "empty and so written": ('boundary=""', PARTS.replace("--b", "--")),
    "more behind it than said": ("boundary=b", PARTS.replace("--b", "--b_2").replace("--b_2--", "--b_2--")),
    "never closed": ("boundary=b", PARTS.replace("--b--\r\n", "")),
    "cut off": ("boundary=b", PARTS.replace("\r\n--b--\r\n", "")),
    "lines that end in LF": ("boundary=b", PARTS.replace("\r\n", "\n")),
    "lines that end in CR CR LF": ("boundary=b", PARTS.replace("\r\n", "\r\r\n")),
    "a preamble": ("boundary=b", "This is a message in parts.\r\n" + PARTS),
    "an epilogue": ("boundary=b", PARTS + "bye"),
    "closed too early": ("boundary=b", PARTS.replace(f"--b\r\n{PDF}", f"--b--\r\n--b\r\n{PDF}")),
    "a line like it in the text": ("boundary=b", PARTS.replace("Where", "--boo\r\nWhere")),
    "dashes in it": ('boundary="----=_Part"', PARTS.replace("--b", "------=_Part")),
    "like an encoded word": ('boundary="=?b?q?x?="', PARTS.replace("--b", "--=?b?q?x?=")),
    "a semicolon in it": ('boundary="b;c"', PARTS.replace("--b", "--b;c")),
    "of bytes beyond ASCII": ('boundary="bä"', PARTS.replace("--b", "--bä")),
    "no blank line before the text": (
        "boundary=b",
        PARTS.replace("--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n", "--b\r\n"),
    ),
    "the first of two types": ("boundary=b\r\nContent-Type: text/plain", PARTS),
    "the second of two types": ("x=y\r\nContent-Type: multipart/mixed; boundary=b", PARTS),
}


@pytest.mark.parametrize(("said", "parts"), BOUNDARIES.values(), ids=BOUNDARIES)
def test_text_and_file_are_found(said: str, parts: str) -> None:
    read = mail(f"Content-Type: multipart/mixed; {said}\r\n\r\n{parts}")
    assert "Where is it?" in read.text
    assert "JVBER" not in read.full_text
    assert files(read) == [("a.pdf", "application/pdf", 4)]


@pytest.mark.parametrize("kind", ["multipart/related", "multipart/x-new", "multipart", "Multipart/Mixed", "multipart/form-data"])
def test_kinds_of_multipart_are_read_alike(kind: str) -> None:
    read = mail(f"Content-Type: {kind}; boundary=b\r\n\r\n{PARTS}")
    assert (read.text, files(read)) == ("Where is it?", [("a.pdf", "application/pdf", 4)])


def test_parts_that_the_header_does_not_speak_of_are_parts() -> None:
    read = mail(f"\r\nThis is a multi-part message in MIME format.\r\n\r\n{PARTS}")
    assert (read.text, files(read)) == ("Where is it?", [("a.pdf", "application/pdf", 4)])


def test_a_type_before_which_another_stands_does_not_hide_the_parts() -> None:
    read = mail(f"Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{PARTS}")
    assert (read.text, len(read.attachments)) == ("Where is it?", 1)


def test_dashes_in_a_text_are_no_parts() -> None:
    read = mail("\r\n--like\r\nContent-ment: is all\r\n\r\nI want.\r\n")
    assert "Content-ment: is all" in read.text


def test_nested_parts_may_share_a_boundary() -> None:
    html = "Content-Type: text/html\r\n\r\n<p>Where is it?</p>\r\n"
    inner = f"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n{TEXT}--b\r\n{html}--b--\r\n"
    read = mail(f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{inner}\r\n--b\r\n{PDF}--b--\r\n")
    assert (read.text, len(read.attachments)) == ("Where is it?", 1)


def test_an_inner_multipart_that_never_closes_ends_with_the_outer_part() -> None:
    inner = f"Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n{TEXT}"
    read = mail(f"Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n{inner}\r\n--out\r\n{PDF}--out--\r\n")
    assert (read.text, len(read.attachments)) == ("Where is it?", 1)


def test_texts_and_pictures_in_turn_are_one_text() -> None:
    picture = "Content-Type: image/png\r\nContent-Disposition: inline; filename=p.png\r\n\r\npng\r\n"
    second = TEXT.replace("Where is it?", "And this?")
    read = mail(f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{TEXT}--b\r\n{picture}--b\r\n{second}--b--\r\n")
    assert (read.text.split("\n"), len(read.attachments)) == (["Where is it?", "", "And this?"], 1)


def part(kind: str, body: str = "x", disposition: str = "") -> str:
    shown = f"Content-Disposition: {disposition}\r\n" if disposition else ""
    return f"Content-Type: {kind}\r\n{shown}\r\n{body}\r\n"


@pytest.mark.parametrize(
    ("second", "listed"),
    [
        (part("text/plain; name=a.txt"), ["a.txt"]),
        (part("text/plain", disposition="attachment; filename=a.txt"), ["a.txt"]),
        (part("text/plain", disposition="inline; filename=a.txt"), ["a.txt"]),
        (part("text/plain", disposition="attachment"), [""]),
        (part("text/plain", disposition="inline"), []),
        (part("text/html", disposition="attachment; filename=a.html"), ["a.html"]),
        (part("text/html", disposition="inline; filename=a.html"), ["a.html"]),
        (part("text/csv"), [""]),
        (part("text/calendar", "BEGIN:VCALENDAR"), [""]),
        (part("text/x-vcard; name=a.vcf"), ["a.vcf"]),
        (part("image/png", disposition="inline; filename=a.png"), ["a.png"]),
        (part("application/octet-stream"), [""]),
        (part("message/external-body; access-type=URL; name=a.iso"), ["a.iso"]),
        (part("message/rfc822", "Subject: y\r\n\r\nHello"), [""]),
        (part("text/rfc822-headers", "Subject: y"), [""]),
        (part("text/x-amp-html", "<html amp4email>"), []),
        (part("application/pdf", "", "attachment; filename=empty.pdf"), ["empty.pdf"]),
    ],
)
def test_what_is_a_file_is_listed_and_what_is_text_is_read(second: str, listed: list[str]) -> None:
    read = mail(f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{TEXT}--b\r\n{second}--b--\r\n")
    assert [file.name for file in read.attachments] == listed
    assert ("x" in read.text) == (second == part("text/plain", disposition="inline"))


@pytest.mark.parametrize("encoding", ["", "base64", "quoted-printable"])
def test_a_message_in_the_message_is_a_file_with_its_size_though_it_is_encoded(encoding: str) -> None:
    inner = "From: b@example.org\r\nSubject: y\r\n\r\nI = you\r\n"
    sent = {"": inner, "base64": base64.b64encode(inner.encode()).decode(), "quoted-printable": inner.replace("=", "=3D")}[
        encoding
    ]
    body = f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {encoding or '7bit'}\r\n\r\n{sent}"
    read = mail(f"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{TEXT}--b\r\n{body}\r\n--b--\r\n")
    assert (read.text, files(read)) == ("Where is it?", [("", "message/rfc822", len(inner))])


@pytest.mark.parametrize("encoding", ["", "base64"])
def test_a_mail_that_is_only_another_mail_is_read_as_that_one(encoding: str) -> None:
    inner = f"From: b@example.org\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n{TEXT}--c--\r\n"
    sent = base64.encodebytes(inner.encode()).decode() if encoding else inner
    read = mail(f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{sent}")
    assert (read.full_text, [file.type for file in read.attachments]) == ("Where is it?", ["message/rfc822"])


def test_a_mail_within_a_mail_within_a_mail_is_read() -> None:
    read = mail("Content-Type: message/rfc822\r\n\r\nSubject: y\r\n" * 5 + TEXT)
    assert read.full_text == "Where is it?"


def test_a_digest_without_other_words_is_read_from_its_first_mail() -> None:
    read = mail("Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: y\r\n\r\nWhere is it?\r\n--b--\r\n")
    assert (read.full_text, [file.type for file in read.attachments]) == ("Where is it?", ["message/rfc822"])


def test_a_piece_of_a_mail_is_read() -> None:
    read = mail("Content-Type: message/partial; id=1; number=1; total=2\r\n\r\nSubject: y\r\n" + TEXT)
    assert read.full_text == "Where is it?"


ALONE = {
    "a text with a file name": ("Content-Type: text/plain; name=a.txt\r\n\r\nWhere is it?", "Where is it?"),
    "a text to be saved": ("Content-Disposition: attachment; filename=a.txt\r\n\r\nWhere is it?", "Where is it?"),
    "no more than a type": ("Content-Type: text\r\n\r\nWhere is it?", "Where is it?"),
    "a type that is none": ("Content-Type: foo\r\n\r\nWhere is it?", "Where is it?"),
    "an empty type": ("Content-Type:\r\n\r\nWhere is it?", "Where is it?"),
    "a kind of text that nobody knows": ("Content-Type: text/x-foo\r\n\r\nWhere is it?", "Where is it?"),
    "HTML that is not said to be": ("\r\n<html><body><p>Where is it?</p></body></html>", "Where is it?"),
    "no parts in it": ("Content-Type: multipart/mixed; boundary=b\r\n\r\nWhere is it?", "Where is it?"),
    "for a watch": ("Content-Type: text/watch-html\r\n\r\n<b>Where is it?</b>", "Where is it?"),
    "enriched": (
        "Content-Type: text/enriched\r\n\r\n<bold>Where</bold> is\r\nit<color><param>red</param>?</color>\r\n\r\n1 << 2",
        "Where is it?\n1 < 2",
    ),
    "rich": (
        "Content-Type: text/richtext\r\n\r\n<bold>Where</bold> is\r\nit?<nl>1 <lt> 2<comment>x</comment>",
        "Where is it?\n1 < 2",
    ),
    "no header": ("", ""),
}


@pytest.mark.parametrize(("sent", "text"), ALONE.values(), ids=ALONE)
def test_a_mail_of_one_part_is_read(sent: str, text: str) -> None:
    assert mail(sent).text == text


@pytest.mark.parametrize("subtype", ["mixed", "related", "alternative", "signed", "report", "appledouble"])
def test_a_text_within_many_kinds_of_parts_is_read(subtype: str) -> None:
    inner = f"Content-Type: multipart/{subtype}; boundary=in\r\n\r\n--in\r\n{TEXT}--in\r\n{PDF}--in--\r\n"
    read = mail(f"Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n{inner}--out--\r\n")
    assert (read.text, files(read)) == ("Where is it?", [("a.pdf", "application/pdf", 4)])


@pytest.mark.parametrize(
    "note",
    [
        "This message is in HTML format. Please use an HTML capable mail client.",
        "Diese Nachricht wird nur als HTML angezeigt.",
        "Ce message est au format HTML : https://example.com/view.html",
    ],
)
def test_plain_text_that_only_says_that_there_is_html_gives_way(note: str) -> None:
    plain = f"--b\r\nContent-Type: text/plain\r\n\r\n{note}\r\n"
    rich = "--b\r\nContent-Type: text/html\r\n\r\n<p>Where is my lamp?</p>\r\n--b--\r\n"
    assert mail(f"Content-Type: multipart/alternative; boundary=b\r\n\r\n{plain}{rich}").text == "Where is my lamp?"


@pytest.mark.parametrize("words", ["Your HTML mails are broken.", "See https://example.com/a.html, it is wrong."])
def test_plain_text_of_a_customer_who_speaks_of_html_stays(words: str) -> None:
    plain = f"--b\r\nContent-Type: text/plain\r\n\r\n{words}\r\n"
    rich = f"--b\r\nContent-Type: text/html\r\n\r\n<p>{words}</p><p>Ann</p>\r\n--b--\r\n"
    assert mail(f"Content-Type: multipart/alternative; boundary=b\r\n\r\n{plain}{rich}").text == words


@pytest.mark.parametrize("kind", ["plain/text", "text/text", "txt/plain", "Application/Text; charset=utf-8"])
def test_a_type_turned_round_is_text(kind: str) -> None:
    read = mail(f"Content-Type: {kind}\r\n\r\nWhere is it?")
    assert (read.text, read.attachments) == ("Where is it?", ())


@pytest.mark.parametrize("kind", ["text/rtf", "application/rtf", 'application/rtf; name="letter.rtf"'])
def test_rich_text_is_read_when_nothing_else_has_words(kind: str) -> None:
    read = mail(f"Content-Type: {kind}\r\n\r\n{{\\rtf1\\ansi\\ansicpg1252 Zu gro\\'df.\\par Ann\\par}}")
    assert (read.text, len(read.attachments)) == ("Zu groß.\nAnn", 1)


@pytest.mark.parametrize("named", ['"photo (1).jpg"', "photo (1).jpg", '"photo (1).jpg" (the first)'])
def test_parentheses_in_a_name_are_no_comment(named: str) -> None:
    assert [f.name for f in mail(f"Content-Type: image/jpeg; name={named}\r\n\r\nx").attachments] == ["photo (1).jpg"]


@pytest.mark.parametrize("link", ["https://example.com/lamp", "http://example.com/lamp", "ftp://example.com/lamp"])
def test_a_link_right_below_the_header_is_text(link: str) -> None:
    read = mail_of(f"From: a@example.com\r\nSubject: lamp\r\n{link} is what I bought.\r\nIt broke.\r\n".encode())
    assert (read.subject, read.text) == ("lamp", f"{link} is what I bought.\nIt broke.")


def test_lines_that_end_in_lf_cr_are_lines() -> None:
    read = mail_of(b"From: a@example.com\n\rSubject: lamp\n\r\n\rWhere is it?\n\rHello?\n\r")
    assert (read.sender.address, read.subject, read.text) == ("a@example.com", "lamp", "Where is it?\nHello?")


@pytest.mark.parametrize("blanks", [" ", "\t", "   "])
def test_blanks_before_the_first_field_do_not_hide_it(blanks: str) -> None:
    read = mail_of(f"{blanks}From: Ann <a@example.com>\r\nSubject: lamp\r\n\r\nWhere is it?".encode())
    assert (read.sender.address, read.subject, read.text) == ("a@example.com", "lamp", "Where is it?")


def test_an_alternative_for_other_programs_is_neither_read_nor_listed() -> None:
    amp = part("text/x-amp-html", "<html amp4email><body>" + "other words " * 50)
    read = mail(f"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n{TEXT}--b\r\n{amp}--b--\r\n")
    assert (read.text, files(read)) == ("Where is it?", [])
