"""File names and other parameters (RFC 2045, RFC 2231, RFC 6266), as they should be and as they come."""

import pytest

from ingest.email.mime.parameters import parameters
from ingest.email.read import mail_of

NAMES = {
    'attachment; filename="bill.pdf"': "bill.pdf",
    "attachment; filename=bill.pdf": "bill.pdf",
    "attachment; filename = bill.pdf": "bill.pdf",
    "attachment; FileName=bill.pdf;": "bill.pdf",
    "attachment; filename=my bill.pdf": "my bill.pdf",
    "attachment; filename=my;bill.pdf": "my;bill.pdf",
    "attachment; filename=my; bill; no 3.pdf": "my; bill; no 3.pdf",
    'attachment; filename="my;bill.pdf"': "my;bill.pdf",
    'attachment; filename="bill.pdf': "bill.pdf",
    'attachment; filename=bill.pdf"': "bill.pdf",
    "attachment; filename='bill.pdf'": "bill.pdf",
    'attachment; filename="a \\"b\\".pdf"': 'a "b".pdf',
    'attachment; filename="a "b".pdf"': 'a "b".pdf',
    'attachment; filename="C:\\Users\\ann\\bill.pdf"': "bill.pdf",
    'attachment; filename="/home/ann/bill.pdf"': "bill.pdf",
    'attachment; filename="../../bill.pdf"': "bill.pdf",
    "attachment;\r\n filename=\r\n bill.pdf": "bill.pdf",
    'attachment;\r\n\tfilename="my\r\n bill.pdf"': "my bill.pdf",
    "attachment; file=bill.pdf": "bill.pdf",
    'filename="bill.pdf"': "bill.pdf",  # what is to be done with it was forgotten
    "filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf": "Grüße.pdf",
    'attachment; filename="bi\all.pdf"'.replace("\\a", "\a"): "bill.pdf",
    'attachment; name="bill.pdf"': "bill.pdf",
    'attachment; filename="bill.pdf"; size=12': "bill.pdf",
    'attachment; filename="bill.pdf" size=12': "bill.pdf",
    "attachment; filename=bill.pdf size=12": "bill.pdf",
    'attachment filename="bill.pdf"': "bill.pdf",
    'attachment; filename=""; name=bill.pdf': "bill.pdf",
    "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf": "Grüße.pdf",
    "attachment; filename*=utf-8'de'Gr%c3%bc%c3%9fe.pdf": "Grüße.pdf",
    "attachment; filename*=\"UTF-8''Gr%C3%BC%C3%9Fe.pdf\"": "Grüße.pdf",
    "attachment; filename*=iso-8859-1''Gr%FC%DFe.pdf": "Grüße.pdf",
    "attachment; filename*=''Gr%C3%BC%C3%9Fe.pdf": "Grüße.pdf",
    "attachment; filename*=Gr%C3%BC%C3%9Fe.pdf": "Grüße.pdf",
    "attachment; filename*=koi8-r''%C6%CF%D4%CF.jpg": "фото.jpg",
    "attachment; filename*=x-none''Gr%FC%DFe.pdf": "Grüße.pdf",
    "attachment; filename*=UTF-8''50%.pdf": "50%.pdf",
    "attachment; filename*=UTF-8''50%zz%C3%BC.pdf": "50%zzü.pdf",
    "attachment; filename=UTF-8''Gr%C3%BC%C3%9Fe.pdf": "Grüße.pdf",
    "attachment; filename=\"bill.pdf\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf": "Grüße.pdf",
    "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe.pdf; filename=\"bill.pdf\"": "Grüße.pdf",
    'attachment; filename*0="my "; filename*1="bill.pdf"': "my bill.pdf",
    'attachment; filename*1="bill.pdf"; filename*0="my "': "my bill.pdf",
    "attachment; filename*0*=UTF-8''Gr%C3%BC; filename*1*=%C3%9Fe; filename*2=.pdf": "Grüße.pdf",
    "attachment; filename*2=.pdf; filename*1*=%C3%9Fe; filename*0*=UTF-8''Gr%C3%BC": "Grüße.pdf",
    "attachment; filename*0*=UTF-8''Gr%C3%BC%C3; filename*1*=%9Fe.pdf": "Grüße.pdf",
    "attachment; filename*0*=UTF-8''Gr%C3%BC; filename*1*=UTF-8''%C3%9Fe.pdf": "Grüße.pdf",
    "attachment; filename*1*=UTF-8''Gr%C3%BC; filename*2*=%C3%9Fe.pdf": "Grüße.pdf",
    'attachment; filename*0="=?utf-8?B?R3LDvMOf"; filename*1="ZQ==?=.pdf"': "Grüße.pdf",
    'attachment; filename="=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?="': "Grüße.pdf",
    "attachment; filename==?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?=": "Grüße.pdf",
    "attachment; filename==?utf-8?Q?Gr=C3=BC=C3=9Fe 2.pdf?=": "Grüße 2.pdf",
    'attachment; filename="=?utf-8?Q?Gr=C3=BC?= =?utf-8?Q?=C3=9Fe.pdf?="': "Grüße.pdf",
    'attachment; filename="=?utf-8?Q?Gr=C3=BC?=\r\n =?utf-8?Q?=C3=9Fe.pdf?="': "Grüße.pdf",
    'attachment; filename="=?utf-8?Q?a=3Bb?=.pdf"': "a;b.pdf",
    'attachment; filename*="=?utf-8?Q?Gr=C3=BC=C3=9Fe.pdf?="': "Grüße.pdf",
    "attachment; filename=Grüße.pdf": "Grüße.pdf",
    'attachment; filename="Grüße.pdf"': "Grüße.pdf",
    'attachment; filename="100%25.pdf"': "100%25.pdf",
}


@pytest.mark.parametrize(("sent", "meant"), NAMES.items())
def test_a_file_name_is_read(sent: str, meant: str) -> None:
    mail = f"MIME-Version: 1.0\r\nContent-Type: application/pdf\r\nContent-Disposition: {sent}\r\n\r\n%PDF"
    assert [file.name for file in mail_of(mail.encode()).attachments] == [meant]


@pytest.mark.parametrize(
    ("name", "charset"),
    [
        *(("жалоба.pdf", charset) for charset in ("utf-8", "cp1251", "koi8-r")),
        *(("投诉.pdf", charset) for charset in ("utf-8", "gb18030")),
        *(("注文書.pdf", charset) for charset in ("utf-8", "cp932", "euc-jp")),
        *(("문의.pdf", charset) for charset in ("utf-8", "euc-kr")),
        *(("Grüße.pdf", charset) for charset in ("utf-8", "cp1252")),
    ],
)
def test_a_file_name_in_raw_bytes_is_read_by_the_charset_of_the_text(name: str, charset: str) -> None:
    head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    head += f"Content-Type: text/plain; charset={charset}\r\n\r\nHi\r\n--b\r\n"
    file = b'Content-Type: application/pdf\r\nContent-Disposition: attachment; filename="%b"\r\n\r\n%%PDF\r\n--b--\r\n'
    assert [f.name for f in mail_of(head.encode() + file % name.encode(charset)).attachments] == [name]


@pytest.mark.parametrize(
    ("sent", "kind", "named"),
    [
        ("text/plain; charset", "text/plain", {}),
        ("text/plain;charset=utf8;", "text/plain", {"charset": "utf8"}),
        ('text/plain; charset="utf-8', "text/plain", {"charset": "utf-8"}),
        ("text/plain; charset=utf-8 format=flowed", "text/plain", {"charset": "utf-8", "format": "flowed"}),
        ('text/plain; charset="utf-8" format=flowed', "text/plain", {"charset": "utf-8", "format": "flowed"}),
        ("text/plain charset=utf-8", "text/plain", {"charset": "utf-8"}),
        ("text/plain; charset = utf-8", "text/plain", {"charset": "utf-8"}),
        ("text/plain; charset: utf-8", "text/plain", {"charset": "utf-8"}),
        ("TEXT/HTML; Charset=UTF-8", "text/html", {"charset": "UTF-8"}),
        ('"text/html"; charset=utf-8', "text/html", {"charset": "utf-8"}),
        ('multipart/mixed; boundary="a;b"; x=y', "multipart/mixed", {"boundary": "a;b", "x": "y"}),
        ("multipart/mixed; boundary=a b", "multipart/mixed", {"boundary": "a b"}),
        ("; charset=utf-8", "", {"charset": "utf-8"}),
        ("", "", {}),
    ],
)
def test_a_structured_field_is_read(sent: str, kind: str, named: dict[str, str]) -> None:
    read = parameters(sent)
    assert (read.value, read.named) == (kind, named)
