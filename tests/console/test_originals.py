"""What came in is given out as it came, and can do nothing in a browser."""

from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from golddust.events import Attachment
from ingest.email.read import mail_of
from tests.console.company import Company, without_our_scripts

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EVIL = 'a"; filename=x.html\r\nSet-Cookie: a=b'
FORM = (
    b'--XyZ\r\nContent-Disposition: form-data; name="text"\r\n\r\nhello\r\n'
    b'--XyZ\r\nContent-Disposition: form-data; name="photos"; filename="a.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG\n\x00\r\n--XyZ--\r\n"
)


def a_mail() -> bytes:
    """One with HTML that would fetch and run, and files of which two have one name and size."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ann@example.com", "feedback@example.com", "<script>alert(1)</script>"
    mail.set_content("The lid broke.")
    mail.add_alternative('<p>The lid broke.<img src="https://evil.example/x"><script>alert(1)</script></p>', subtype="html")
    for content in (b"first file", b"other file"):
        mail.add_attachment(content, maintype="application", subtype="pdf", filename="bill.pdf")
    mail.add_attachment(SVG, maintype="image", subtype="svg+xml", filename="x.svg")
    return mail.as_bytes()


def test_the_source_is_text(company: Company, ann: FlaskClient) -> None:
    said = company.hear("The lid broke.", original=a_mail())
    page = ann.get(f"/console/feedback/{said}/source").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script" not in without_our_scripts(page)
    assert "<img src=" not in page.replace('<img src="/look/', "")


def test_the_original_is_saved_byte_for_byte_and_can_do_nothing(company: Company, ann: FlaskClient) -> None:
    raw = a_mail()
    said = company.hear("The lid broke.", original=raw)
    answer = ann.get(f"/console/feedback/{said}/original")
    assert answer.data == raw
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f"attachment; filename={said}.eml"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_each_attachment_of_a_mail_is_saved_by_its_place(company: Company, ann: FlaskClient) -> None:
    files = mail_of(a_mail(), "ann@example.com", "feedback@example.com").attachments
    said = company.hear("The lid broke.", original=a_mail(), attachments=files)
    page = ann.get(f"/console/feedback/{said}").text
    assert [f'href="/console/feedback/{said}/files/{n}" download' in page for n in (1, 2, 3)] == [True] * 3
    answers = [ann.get(f"/console/feedback/{said}/files/{n}") for n in (1, 2, 3)]
    assert [answer.data for answer in answers] == [b"first file", b"other file", SVG]
    assert {answer.mimetype for answer in answers} == {"application/octet-stream"}
    assert all(answer.headers["Content-Disposition"].startswith("attachment;") for answer in answers)


def test_a_photo_of_the_form_is_saved(company: Company, ann: FlaskClient) -> None:
    photo = Attachment(name="a.png", type="image/png", size=6)
    said = company.hear("hello", channel="form", original=FORM, attachments=(photo,))
    assert ann.get(f"/console/feedback/{said}/files/1").data == b"\x89PNG\n\x00"


def test_a_files_name_says_nothing_to_the_browser_but_a_name(company: Company, ann: FlaskClient) -> None:
    mail = EmailMessage()
    mail.add_attachment(b"evil", maintype="text", subtype="html", filename="x.html")
    said = company.hear("evil", original=mail.as_bytes(), attachments=(Attachment(name="x.html", type="text/html", size=4),))
    answer = ann.get(f"/console/feedback/{said}/files/1")
    assert (answer.mimetype, "Set-Cookie" in answer.headers) == ("application/octet-stream", False)
    missing = company.hear("no file", original=b"a: b\r\n\r\nc", attachments=(Attachment(name=EVIL, type="text/html", size=4),))
    assert ann.get(f"/console/feedback/{missing}/files/1").status_code == 404


@pytest.mark.parametrize("path", ["source", "original", "files/1", "files/0", "files/99", "files/..%2f..%2fkeys"])
def test_what_is_not_kept_is_not_found(company: Company, ann: FlaskClient, path: str) -> None:
    said = company.hear("The lid broke.")
    assert ann.get(f"/console/feedback/{said}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["source", "original", "files/1"])
def test_nobody_gets_anything_without_a_session(company: Company, visitor: FlaskClient, path: str) -> None:
    said = company.hear("The lid broke.", original=a_mail())
    assert visitor.get(f"/console/feedback/{said}/{path}").status_code == 303
