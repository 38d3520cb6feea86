# ruff: noqa: RUF001 - letters that look alike are what this file is about
"""Encoded words in headers (RFC 2047), as they should be and as they come."""

import pytest

from ingest.email.read import mail_of

WORDS = {
    "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=": "Grüße",
    "=?utf-8?q?Gr=c3=bc=c3=9fe?=": "Grüße",
    "=?UTF-8?b?R3LDvMOfZQ==?=": "Grüße",
    "=?utf-8?B?R3LDvMOfZQ?=": "Grüße",  # no padding
    "=?utf-8?B?R3LDvMOfZQ===?=": "Grüße",  # too much of it
    "=?utf-8?B?R3LD vMOfZQ==?=": "Grüße",  # a blank inside
    "=?utf-8?B?R3LDvMOfZQ==": "Grüße",  # never closed
    "=?utf-8?Q?Gr=C3=BC=C3=9Fe": "Grüße",
    "=?utf-8?Q?Gr=C3=BC=C3=9Fe?": "Grüße",
    "=?utf-8?Q?my order is late?=": "my order is late",
    "=?utf-8?Q?my_order=20is_late?=": "my order is late",
    "=?iso-8859-1*de?Q?Gr=FC=DFe?=": "Grüße",  # RFC 2231 section 5
    "=?iso-8859-1?Q?Gr=C3=BC=C3=9Fe?=": "Grüße",  # says latin-1, is UTF-8
    "=?utf-8?Q?Gr=FC=DFe?=": "Grüße",  # says UTF-8, is latin-1
    "=?us-ascii?Q?Gr=FC=DFe?=": "Grüße",
    "=?x-unknown?Q?Gr=FC=DFe?=": "Grüße",
    "=??Q?Gr=FC=DFe?=": "Grüße",
    "=?utf-8?Q?Gr=C3=BC?= =?utf-8?Q?=C3=9Fe?=": "Grüße",
    "=?utf-8?Q?Gr=C3=BC?=\r\n =?utf-8?Q?=C3=9Fe?=": "Grüße",
    "=?utf-8?Q?Gr=C3=BC=C3?= =?utf-8?Q?=9Fe?=": "Grüße",  # cut inside a letter
    "=?utf-8?B?R3LDvMM=?= =?utf-8?B?n2U=?=": "Grüße",
    "=?utf-8?Q?Gr=C3=BC=C3?=\r\n\t=?UTF-8?B?n2U=?=": "Grüße",  # in two encodings
    "=?utf-8?Q?Gr=C3=BC?==?utf-8?Q?=C3=9Fe?=": "Grüße",  # no blank between
    "Re: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= an alle": "Re: Grüße an alle",
    "Re:=?utf-8?Q?Gr=C3=BC=C3=9Fe?=": "Re:Grüße",
    "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=an alle": "Grüßean alle",
    "=?utf-8?Q?A?= b =?utf-8?Q?C?=": "A b C",
    "=?utf-8?Q?A_?= =?iso-8859-1?Q?=FC?=": "A ü",
    "=?utf-8?Q?Really??=": "Really?",
    "=?utf-8?Q?Really?=20yes?=": "Really? yes",
    "=?utf-8?Q?caf=C3=A9?=": "café",
    "=?utf-8?Q??=": "",
    "=?utf-8?Q?100%_sure?=": "100% sure",
    "=?utf-8?X?abc?=": "=?utf-8?X?abc?=",
    "=?utf-8?B?PT91dGYtOD9RP0NhZj1DMz1BOT89?=": "Café",  # encoded twice
    "=?utf-8?Q?say_=3D=3Futf-8=3FQ=3Fx=3F=3D?=": "say =?utf-8?Q?x?=",
    "=?utf-8?B?tee3uezSu7XByw==?=": "电饭煲坏了",  # says UTF-8, is GBK
    "a\x07b\x1fc": "a b c",
    "a =? b ?= c": "a =? b ?= c",
    "=?utf-8?Q?one =?utf-8?Q?_two?=": "one two",  # the first never closed
    '"=?utf-8?Q?Gr=C3=BC=C3=9Fe?="': '"Grüße"',
    "(=?utf-8?Q?Gr=C3=BC=C3=9Fe?=)": "(Grüße)",
    "=?koi8-r?B?9sHMz8LB?=": "Жалоба",
    "=?windows-1251?Q?=C6=E0=EB=EE=E1=E0?=": "Жалоба",
    "=?gb2312?B?zba+3w==?=": "投具",
    "=?gb18030?B?zbbL3w==?=": "投诉",
    "=?GBK?Q?=CD=B6=CB=DF?=": "投诉",
    "=?big5?B?p+u2RA==?=": "投訴",
    "=?iso-2022-jp?B?GyRCJCpMZCQkOWckbyQ7GyhC?=": "お問い合わせ",
    "=?ISO-2022-JP?B?GyRCLSEbKEI=?=": "①",  # NEC's, which JIS does not have
    "=?shift_jis?B?gqiW4oKijYeC7YK5?=": "お問い合わせ",
    "=?euc-kr?B?ua7Axw==?=": "문의",
    "=?ks_c_5601-1987?B?ua7Axw==?=": "문의",
    "=?utf-7?Q?Gr+APwA3w-e?=": "Grüße",
    "=?utf-16?B?/v8AQQBC?=": "AB",
    "=?utf-8?Q?=F0=9F=98=A1_angry?=": "😡 angry",
    "=?utf-8?Q?a=00b?=": "a�b",
}


@pytest.mark.parametrize(("sent", "meant"), WORDS.items())
def test_a_subject_is_read(sent: str, meant: str) -> None:
    assert mail_of(f"Subject: {sent}\r\nFrom: a@example.com\r\n\r\nHi".encode()).subject == meant


RAW = {
    "Grüße aus Köln": "utf-8 cp1252",
    "Жалоба на доставку": "utf-8 cp1251 koi8-r",
    "退款申请": "utf-8 gb18030",
    "退款問題": "utf-8 big5",
    "注文番号12345の件": "utf-8 euc-jp cp932 iso2022_jp",
    "환불 요청드립니다": "utf-8 euc-kr",
    "Παράπονο για την παραγγελία": "utf-8 cp1253",
    "Reklamacja zamówienia, proszę": "utf-8 cp1250 iso8859-2",
}
RAWS = [(text, charset) for text, charsets in RAW.items() for charset in charsets.split()]


@pytest.mark.parametrize(("text", "charset"), RAWS)
def test_a_subject_in_raw_bytes_is_read(text: str, charset: str) -> None:
    assert mail_of(b"From: a@example.com\r\nSubject: " + text.encode(charset) + b"\r\n\r\nHi").subject == text


@pytest.mark.parametrize(
    ("word", "charset"), [("Привет", "cp1251"), ("您好", "gb18030"), ("見積", "cp932"), ("żółw", "iso8859-2"), ("Ürün", "cp1254")]
)
def test_raw_bytes_too_few_to_tell_are_in_the_charset_of_the_text(word: str, charset: str) -> None:
    mail = b"From: a@example.com\r\nSubject: %b\r\nContent-Type: text/plain; charset=%b\r\n\r\nHi"
    assert mail_of(mail % (word.encode(charset), charset.encode())).subject == word


def test_raw_bytes_beside_an_encoded_word_are_read_apart() -> None:
    raw = b"Subject: =?koi8-r?B?9sHMz8LB?= Gr\xc3\xbc\xc3\x9fe\r\n\r\nHi"
    assert mail_of(raw).subject == "Жалоба Grüße"
