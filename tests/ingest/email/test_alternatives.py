"""Plain text or HTML: the one that has the words as they were written is read."""

import pytest

from ingest.email.read import mail_of

HEAD = "From: a@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"


def read(plain: str, html: str) -> str:
    parts = (("text/plain", plain), ("text/html", html))
    body = "".join(f"--b\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n{text}\r\n" for kind, text in parts)
    return mail_of(f"{HEAD}{body}--b--\r\n".encode()).text


WORDS = "The lamp flickers since Monday, in the kitchen and in the hall"
LONG = " ".join(f"It flickers, {n} times." for n in range(60))


@pytest.mark.parametrize(
    ("plain", "html", "text"),
    [
        (WORDS, f"<p>{WORDS}</p>", WORDS),
        (WORDS, "", WORDS),
        (WORDS, "<p></p>", WORDS),
        ("", f"<p>{WORDS}</p>", WORDS),
        ("\u00a0\n[image: lamp.png]\n", "<p>It flickers.</p>", "It flickers."),
        ("This message is in HTML.", "<p>It flickers.</p>", "It flickers."),
        ("Ihr Programm kann diese Nachricht nicht zeigen.", f"<p>{WORDS}</p>", WORDS),
        ("Der L?fter l?uft st?ndig", "<p>Der Lüfter läuft ständig</p>", "Der Lüfter läuft ständig"),
        (f"l?uft st?ndig. {LONG}", f"<p>läuft ständig. {LONG}</p>", f"läuft ständig. {LONG}"),
        (f"Why?so what?now {WORDS}", f"<p>Why?so what?now {WORDS}</p>", f"Why?so what?now {WORDS}"),
        ("<div>It <b>flickers</b><br>\nevery&nbsp;night</div>", "<p>It flickers every night</p>", "It flickers every night"),
        ("p.Mso {margin:0cm;}\nb.x {color:red}\nIt flickers at night", "<p>It flickers at night</p>", "It flickers at night"),
        (
            "お問い合わせの\n件ですが、電源が入\nりません",
            "<p>お問い合わせの件ですが、電源が入りません</p>",
            "お問い合わせの\n件ですが、電源が入\nりません",
        ),
        ("It flickers <https://shop.example/?a?b?c>", '<p>It <a href="https://shop.example/?a?b?c">flickers</a></p>', None),
    ],
)
def test_the_alternative_with_the_words_is_read(plain: str, html: str, text: str | None) -> None:
    assert read(plain, html) == (plain if text is None else text)
