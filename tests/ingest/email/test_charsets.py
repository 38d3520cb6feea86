# ruff: noqa: RUF001 - letters of other alphabets are what this file is about
"""Text in every charset that customers use, whatever is declared."""

import pytest

from ingest.email.mime.charsets import codec_of, decode

WORDS = {
    "Здравствуйте, мой заказ не пришёл, где он? Очень жду ответа.": ("koi8-r", "cp1251", "iso8859-5", "cp866", "utf-8"),
    "Το δέμα μου δεν έφτασε ποτέ, παρακαλώ βοηθήστε": ("cp1253", "utf-8"),
    "החבילה שלי לא הגיעה, איפה היא": ("cp1255", "utf-8"),
    "لم تصل الحزمة الخاصة بي وأنا غاضب جدا": ("cp1256", "utf-8"),
    "พัสดุของฉันยังไม่มาถึง กรุณาช่วยด้วย": ("cp874", "utf-8"),
    "我的包裹还没有到，请帮我查一下。谢谢": ("gb18030", "utf-8"),
    "您好，我的訂單還沒有收到，請幫忙查詢。": ("big5", "utf-8"),
    "제 소포가 아직 도착하지 않았습니다. 확인해 주세요.": ("euc-kr", "utf-8"),
    "荷物がまだ届いていません。確認してください。": ("euc-jp", "cp932", "iso2022_jp", "utf-8"),
    "Die Lieferung für Frau Müller ist schön spät. Grüße": ("cp1252", "utf-8"),
    "Zamówienie nie przyszło, proszę o pomoc. Dziękuję, że żyję źle": ("cp1250", "iso8859_2", "utf-8"),
    "Siparişim gelmedi, lütfen yardım ediniz. Teşekkürler, ağır": ("cp1254", "utf-8"),
    "I can’t believe it – “great” service": ("cp1252", "utf-8"),
}
CASES = [(text, charset) for text, charsets in WORDS.items() for charset in charsets]


@pytest.mark.parametrize("declared", ["right", "", "us-ascii", "utf-8", "x-nonsense", "unknown-8bit"])
@pytest.mark.parametrize(("text", "charset"), CASES)
def test_the_words_come_out_right(text: str, charset: str, declared: str) -> None:
    assert decode(text.encode(charset), charset if declared == "right" else declared).text == text


@pytest.mark.parametrize(("text", "charset"), [case for case in CASES if min(map(ord, case[0][:1])) > 0x300])
def test_another_script_declared_as_latin_1_is_seen_through(text: str, charset: str) -> None:
    assert decode(text.encode(charset), "iso-8859-1").text == text


def test_a_charset_that_is_right_is_no_problem() -> None:
    assert decode("é".encode("cp1252"), "windows-1252").problem == ""
    assert decode(b"plain", "us-ascii").problem == ""


def test_a_wrong_charset_is_named() -> None:
    assert decode(b"caf\xe9", "utf-8").problem == "charset: declared as utf-8, read as cp1252"


def test_a_few_broken_bytes_do_not_lose_the_charset() -> None:
    text = "我的包裹还没有到，请帮我查一下。" * 20
    read = decode(text.encode("gb18030") + b"\xff", "gb18030")
    assert read.text.startswith(text)
    assert "some bytes" in read.problem


RUSSIAN = "Здравствуйте!\n\nЯ заказал у вас чайник две недели назад. Почему никто не отвечает?\n\nС уважением,\nИван\n"


@pytest.mark.parametrize(
    ("charset", "declared"), [("koi8-r", "windows-1251"), ("cp1251", "koi8-r"), ("koi8-r", ""), ("cp1251", "")]
)
@pytest.mark.parametrize("text", [RUSSIAN, RUSSIAN * 20])
def test_koi8_and_windows_1251_are_not_taken_for_each_other(text: str, charset: str, declared: str) -> None:
    assert decode(text.encode(charset), declared).text == text


@pytest.mark.parametrize("charset", ["koi8-r", "cp1251", "cp866"])
@pytest.mark.parametrize("declared", ["", "right"])
def test_a_customer_who_shouts_is_read(charset: str, declared: str) -> None:
    text = RUSSIAN.upper()
    assert decode(text.encode(charset), charset if declared else "").text == text


@pytest.mark.parametrize("text", ["电饭煲坏了", "空调漏水", "質量太差"])
def test_a_few_chinese_letters_are_not_taken_for_thai(text: str) -> None:
    assert decode(text.encode("gb18030")).text == text


@pytest.mark.parametrize("page", ["cp1252", "cp1251"])
@pytest.mark.parametrize(
    "text", ["Die Größe der Ärmel – “falsch”", "Où est-ce ? À bientôt", "Привет! Где мой заказ?", "Élève à\xa0bientôt"]
)
@pytest.mark.parametrize("times", [1, 2])
def test_utf_8_encoded_once_more_is_read(text: str, page: str, times: int) -> None:
    sent = text
    for _ in range(times):
        sent = "".join(bytes((byte,)).decode(page, "ignore") or chr(byte) for byte in sent.encode())
    assert decode(sent.encode(), "utf-8").text == text


def test_letters_as_latin_1_that_were_encoded_once_more_are_read() -> None:
    text = "Tôi vẫn chưa nhận được hàng, “xin” hoàn tiền."
    assert decode(text.encode().decode("latin-1").encode(), "utf-8").text == text


def test_halves_of_emoji_are_joined() -> None:
    sent = b"merci \xed\xa0\xbd\xed\xb8\x80" + " — à vous".encode()
    assert decode(sent, "utf-8").text == "merci 😀 — à vous"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("ΠΟΥ ΕΙΝΑΙ ΤΟ ΔΕΜΑ ΜΟΥ; ΠΕΡΙΜΕΝΩ ΤΡΕΙΣ ΕΒΔΟΜΑΔΕΣ!", "iso8859-7"),
        ("ΔΕΝ ΑΠΑΝΤΑΕΙ ΚΑΝΕΝΑΣ ΣΤΟ ΤΗΛΕΦΩΝΟ", "cp1253"),
        ("ВЕРНИТЕ МНЕ ДЕНЬГИ ЗА ЭТОТ ЗАКАЗ", "koi8-r"),
        ("DAS GERÄT IST KAPUTT, ICH MÖCHTE MEIN GELD ZURÜCK", "cp1252"),
    ],
)
def test_whoever_shouts_is_read_in_the_right_alphabet(text: str, charset: str) -> None:
    assert decode(text.encode(charset)).text == text


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        ("Nid yw'r parsel wedi cyrraedd tŷ fy mam. Diolch, Siân", "iso8859-14"),
        ("Il-pakkett għadu ma wasalx, għaliex? Ġorġ Żammit", "iso8859-3"),
        ("Mi ankoraŭ ne ricevis ĝin. Ĉu vi povas helpi?", "iso8859-3"),
        ("Lähetys ei ole tullut, missä se on? Älkää unohtako", "iso8859-15"),
    ],
)
def test_a_rarer_language_in_what_it_declares_is_not_doubted(text: str, charset: str) -> None:
    assert decode(text.encode(charset), charset).text == text


DECLARED = {
    "gb2312": "陈伟 黄婷 吴昊 林峰 唐鹏 邓倩 傅莹 吕布 苏醒 阎罗 夏雨 邹韵 熊黛 陆毅 孔祥 汤唯",
    "big5": "劉洋 徐麗 孫悅 蔡琴 鐘楚",
    "euc-kr": "김민수 임꺽정 권율 뷔페",
    "shift_jis": "吉田 林 齋藤 桑原",
    "koi8-r": "Анна ИВАН Я Ъ",
    "windows-1251": "Їжак Ґанна Щукин",
    "windows-1252": "Åsa Øystein ÅÄÖ É ½ µm 5€ Þór",
    "windows-1250": "Łukasz Őze Űr Đorđe",
    "windows-1254": "Şule IŞIK",
    "windows-1257": "Ąžuolas Ķekava",
    "windows-1258": "Đang Thư Ơn",
    "windows-1255": "דוד",
    "iso-8859-10": "Čuovvu",
    "iso-8859-16": "Ștefan",
}


@pytest.mark.parametrize(("text", "charset"), [(name, charset) for charset, names in DECLARED.items() for name in names.split()])
def test_a_name_of_a_few_letters_is_read_as_declared(text: str, charset: str) -> None:
    assert decode(text.encode(charset), charset).text == text


@pytest.mark.parametrize("charset", ["cp1257", "iso8859-13"])
def test_marks_of_direction_are_no_letters_of_latin_words(charset: str) -> None:
    text = "Prekė atėjo sugadinta, ačiū už nieką"
    assert decode(text.encode(charset)).text == text


JIS = "返品の件です".encode("iso2022_jp")


@pytest.mark.parametrize(
    ("sent", "declared", "meant"),
    [
        (JIS.replace(b"\x1b", b""), "iso-2022-jp", "返品の件です"),  # a gateway took the escapes
        (b"cost: $B and (B", "iso-2022-jp", "cost: $B and (B"),
        (b"\x0e1234\x0f ok", "iso-2022-jp", "ｱｲｳｴ ok"),
        (b"\x8e\xb6\x8e\xc5" + "と".encode("euc_jp") + b"\xad\xa1", "euc-jp", "ｶﾅと①"),
        ("價錢€5".encode("cp950"), "big5", "價錢€5"),
        ("Größe €".encode("cp858"), "IBM00858", "Größe €"),
        (b"1 + 1 = 2, Gr+APw-e", "utf-7", "1 + 1 = 2, Grüe"),
    ],
)
def test_what_a_charset_is_bent_to_is_read(sent: bytes, declared: str, meant: str) -> None:
    assert decode(sent, declared).text == meant


@pytest.mark.parametrize("text", ["AMANHÃ\xa0", "SÃO", "Ð", "Рё", "naïve Ã©cole é", "Â£", "Grüße an Ã¶"])
def test_what_only_looks_as_if_it_were_encoded_twice_is_left(text: str) -> None:
    assert decode(text.encode(), "utf-8").text == (text if text != "Â£" else "£")


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (b"Gr\xc3\xb6\xc3\x9fe \xfcber alles, sch\xc3\xb6n", "Größe über alles, schön"),
        (b"I don\x92t know where my caf\xc3\xa9 cup \xe2\x80\x93 is", "I don’t know where my café cup – is"),
        (b"Gr\xc3\xb6\xc3\x9fe und \xc3\xa4hnlich, gr\xc3", "Größe und ähnlich, gr\ufffd"),
        ("Где мой заказ".encode() + b" 5\xfcx", "Где мой заказ 5\ufffdx"),
        ("Prüfung für 12 €".encode() + b"\xff ist", "Prüfung für 12 €\ufffd ist"),
    ],
)
def test_stray_bytes_in_utf_8_are_western_letters_only_within_words(sent: bytes, meant: str) -> None:
    assert decode(sent, "utf-8").text == meant


@pytest.mark.parametrize(
    "name", ["base64", "rot13", "hex", "idna", "undefined", "unicode_escape", "\ud800", "a\0b", "x" * 99, ""]
)
def test_what_is_no_charset_is_none(name: str) -> None:
    assert codec_of(name) == ""


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "utf-32", "hz", "iso-2022-kr", "iso-2022-jp", "gb18030", "cp932", "mbcs"])
def test_no_bytes_are_too_odd(charset: str) -> None:
    for raw in (b"", b"\xff", b"\xfe\xff\xd8\x00", b"+/v8-", b"~{~}~", b"\x1b$)C\x0e", bytes(range(256))):
        decode(raw, charset).text.encode("utf-8", "surrogatepass")
