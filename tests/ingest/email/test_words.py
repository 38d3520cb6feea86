# ruff: noqa: RUF001 - letters of other alphabets that look like ours are what this file is about
"""What the customer newly wrote is told apart from what their program put around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.email.mime.html import to_lines
from ingest.email.mime.lines import Line, of_plain
from ingest.email.words.quoting import newly_written, told_apart, within


def new(text: str) -> str:
    return newly_written(of_plain(text))


HEADS = [
    "On Mon, 23 Nov 2026 at 09:12, Shop <help@example.com> wrote:",
    "On Mon, 23 Nov 2026 at 09:12, Shop Customer Service Team\n<help@example.com> wrote:",
    "On Mon, 23 Nov 2026 at 09:12, Shop <help@\nexample.com> wrote:",
    "On Mon, 23 Nov 2026 at 09:12, Shop <\nhelp@example.com> wrote:",
    "Am Mo., 23. Nov. 2026 um 09:12 Uhr schrieb Shop <help@example.com>:",
    "Am 23.11.2026 um 09:12 schrieb Shop:",
    "Le lun. 23 nov. 2026 à 09:12, Shop <help@example.com> a écrit :",
    "El lun, 23 nov 2026 a las 9:12, Shop (<help@example.com>) escribió:",
    "Il giorno lun 23 nov 2026 alle ore 09:12 Shop <help@example.com> ha\nscritto:",
    "Op ma 23 nov. 2026 om 09:12 schreef Shop <help@example.com>:",
    "Em seg., 23 de nov. de 2026 às 09:12, Shop <help@example.com> escreveu:",
    "pon., 23 lis 2026 o 09:12 Shop <help@example.com> napisał(a):",
    "W dniu 23.11.2026 o 09:12, Shop pisze:",
    "Den mån 23 nov. 2026 kl 09:12 skrev Shop <help@example.com>:",
    "ma 23. marrask. 2026 klo 9.12 Shop (help@example.com) kirjoitti:",
    "po 23. 11. 2026 v 9:12 odesílatel Shop <help@example.com> napsal:",
    "Shop <help@example.com> ezt írta (időpont: 2026. nov. 23., H, 9:12):",
    "2026. nov. 23. 9:12 Shop <help@example.com>:",
    "În lun., 23 nov. 2026 la 09:12, Shop <help@example.com> a scris:",
    "Missatge de Shop <help@example.com> del dia dl., 23 de nov. 2026 a les 9:12:",
    "Shop <help@example.com>, 23 Kas 2026 Pzt, 09:12 tarihinde şunu yazdı:",
    "Στις Δευ 23 Νοε 2026 στις 9:12 π.μ., ο χρήστης Shop <help@example.com> έγραψε:",
    "пн, 23 нояб. 2026 г. в 09:12, Shop <help@example.com>:",
    '23.11.2026, 09:12, "Shop" <help@example.com>:',
    "пн, 23 лист. 2026 р. о 09:12 Shop <help@example.com> пише:",
    "На пн, 23.11.2026 г. в 9:12 Shop <help@example.com> написа:",
    "2026年11月23日(月) 9:12 Shop <help@example.com>:",
    "Shop <help@example.com> 于2026年11月23日周一 09:12写道：",
    "Shop <help@example.com> 於 2026年11月23日 週一 上午9:12寫道：",
    "2026년 11월 23일 (월) 오전 9:12, Shop <help@example.com>님이 작성:",
    "Vào Th 2, 23 thg 11, 2026 vào lúc 09:12 Shop <help@example.com> đã viết:",
    "Pada tanggal Sen, 23 Nov 2026 pukul 09.12 Shop <help@example.com> menulis:",
    "בתאריך יום ב׳, 23 בנוב׳ 2026 ב-9:12 מאת Shop <help@example.com>:",
    "-----Original Message-----",
    "-----Ursprüngliche Nachricht-----\nVon: Shop <help@example.com>\nGesendet: Montag, 23.11.2026\nAn: Ann\nBetreff: Lampe",
    "________________________________\nFrom: Shop <help@example.com>\nSent: Monday, 9:12 AM\nTo: Ann\nSubject: Lamp",
    "*From:* Shop <help@example.com>\n*Sent:* Monday, November 23, 2026 9:12 AM\n*To:* Ann\n*Subject:* Lamp",
    "Subject: Lamp\nDate: Mon, 23 Nov 2026 09:12:33 +0000\nFrom: Shop <help@example.com>\nTo: Ann <ann@example.org>",
    "From: Shop <help@example.com> Sent: Monday, 9:12 To: Ann <ann@example.org> Subject: Lamp",
    "Begin forwarded message:",
    "##- Please type your reply above this line -##",
    "---- On Mon, 23 Nov 2026 09:12:33 +0530 Shop <help@example.com> wrote ----",
]


@pytest.mark.parametrize("head", HEADS)
def test_unmarked_history_below_a_head_is_not_new(head: str) -> None:
    assert (
        new(f"It flickers.\n\nRegards, Ann\n\n{head}\n\nDear Ann,\nwhich lamp is it?\n\nShop") == "It flickers.\n\nRegards, Ann"
    )


@pytest.mark.parametrize("head", HEADS[:33])
def test_answers_below_and_between_quotes_are_kept(head: str) -> None:
    assert new(f"{head}\n\n> Which lamp?\n\nThe red one.\n\n> Since when?\n\nMay.") == "The red one.\n\nMay."


@pytest.mark.parametrize(
    "line",
    [
        *("Sent from my iPhone", "Get Outlook for iOS<https://aka.ms/o0ukef>", "Sent from Yahoo Mail on Android"),
        *(
            "Von meinem iPhone gesendet",
            "Gesendet von Mail für Windows",
            "Diese Nachricht wurde von meinem Android-Gerät gesendet",
        ),
        *(
            "Envoyé de mon iPhone",
            "Enviado desde mi iPhone",
            "Enviado do meu iPhone",
            "Inviato da iPhone",
            "Verstuurd vanaf mijn iPhone",
        ),
        *("Wysłane z iPhone'a", "Skickat från min iPhone", "Sendt fra min iPad", "Lähetetty iPhonesta", "Odesláno z iPhonu"),
        *(
            "iPhone'umdan gönderildi",
            "Отправлено с iPhone",
            "Надіслано з iPhone",
            "iPhoneから送信",
            "发自我的 iPhone",
            "從我的 iPhone 傳送",
        ),
        *("나의 iPhone에서 보냄", "נשלח מה-iPhone שלי", "Trimis de pe iPhone-ul meu", "Elküldve az iPhone-omról"),
        *(
            "Sent via the Samsung Galaxy S9, an AT&T 4G LTE smartphone",
            "Sent with Proton Mail secure email.",
            "Отправлено из мобильной Почты Mail.ru",
        ),
    ],
)
def test_the_line_of_a_device_is_no_word_of_the_writer(line: str) -> None:
    written = told_apart(of_plain(f"It flickers.\n\n{line}"))
    assert written.text == "It flickers."
    assert [span.kind for span in written.spans] == ["new", "device"]


OWN = [
    "On Monday I wrote:\nplease call me, and nobody did.",
    "On 3 May 2026 at 10:15 I wrote:\nplease call me, and nobody did.",
    "The train was late.\nFrom: Berlin\nTo: Munich\nDate: 3 May 2026\nWho pays?",
    "Three things:\n-----\nThe lamp flickers and the cable is far too short.\n-----\nThe box was open when it came to us.",
    "We ordered\n> 5 items\nand got two.",
    "Sent from my iPhone is what your app writes below each order,\nand the kitchen prints it.",
    "I got your e-mail in error, please delete my address. It is confidential and intended for nobody.",
    "It broke.\n\nRegards, Ann",
    "It broke.\n\nAnn",
    "Please reply above the price that we agreed on, line by line, in your answer to my lawyer.",
    "My mail is ann@example.com and these are the faults:\nthe lamp, the door.",
    "The virus in my computer came with your programme, Norton found it.",
]


@pytest.mark.parametrize("text", OWN)
def test_words_that_only_look_like_a_frame_are_kept(text: str) -> None:
    assert new(text) == text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Hi\n\n-- \nAnn\nExample Ltd", ["new", "signature"]),
        ("Hi\n\n--\nAnn\n+1 202 555 0100", ["new", "signature"]),
        ("Hi\n\n__\nAnn\nExample Ltd", ["new", "signature"]),
        ("Hi\n\n\u2014\nAnn\nExample Ltd", ["new", "signature"]),
        (
            "Hi\n\nThis e-mail is confidential and intended for the addressee. If you got it in error, delete it.",
            ["new", "notice"],
        ),
        ("Hi\n\nVirus-free. www.avast.com", ["new", "notice"]),
        (
            "Look\n\n---------- Forwarded message ---------\nFrom: <b@example.com>\nSubject: x\n\nWords",
            ["new", "head", "forwarded"],
        ),
        ("Hi\n\nOn 23.11.2026 09:12, Shop wrote:\n> old\n\nmore", ["new", "head", "quoted", "new"]),
    ],
)
def test_each_stretch_has_its_kind(text: str, kinds: list[str]) -> None:
    assert [span.kind for span in told_apart(of_plain(text)).spans] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "> All is quoted",
        "Sent from my iPhone",
        "-- \nAnn",
        "On Mon, 23 Nov 2026 at 09:12, Shop <help@example.com> wrote:",
        "##- Please type your reply above this line -##",
        "This e-mail is confidential and intended for the addressee. If you got it in error, delete it.",
        "-----Original Message-----\nFrom: a@example.com\nSubject: x",
    ],
)
def test_a_mail_with_words_never_has_none(text: str) -> None:
    assert new(text)


def test_words_below_the_mark_of_a_help_desk_are_kept_when_none_stand_above() -> None:
    assert new("##- Please type your reply above this line -##\n\nIt still flickers.") == "It still flickers."


def test_places_of_pictures_are_no_words() -> None:
    assert new("Look [cid:image001.png@01DC]\n[image: lamp.jpg]\n<image002.jpg>\n\ufffc\nat it [sic]") == "Look\n\nat it [sic]"


@pytest.mark.parametrize(
    "quote",
    [
        (
            '<div class="gmail_quote"><div class="gmail_attr">On Mon, 23 Nov 2026 at 09:12, S &lt;s@example.com&gt; wrote:<br>'
            "</div>"
            '<blockquote class="gmail_quote" style="border-left:1px solid">Old</blockquote></div>'
        ),
        (
            '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> s@example.com<br><b>Sent:</b> Monday'
            "<br><b>To:</b> A<br><b>Subject:</b> x</div><div>Old</div>"
        ),
        '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>From:</b> S<br><b>Subject:</b> x</p></div><p>Old</p>',
        '<div id="yahoo_quoted_1" class="yahoo_quoted"><div>On Monday, S wrote:</div><div>Old</div></div>',
        '<div class="moz-cite-prefix">On 23.11.26 09:12, S wrote:<br></div><blockquote type="cite">Old</blockquote>',
        '<div class="protonmail_quote">On Monday, S wrote:<blockquote class="protonmail_quote">Old</blockquote></div>',
        '<div id="mail-editor-reference-message-container"><div>From: S</div><div>Old</div></div>',
    ],
)
def test_containers_of_quotes_in_html_hold_nothing_new(quote: str) -> None:
    assert newly_written(to_lines(f"<html><body><div>It flickers.</div><br>{quote}</body></html>")) == "It flickers."


def test_an_indented_paragraph_in_html_is_the_writers() -> None:
    assert newly_written(to_lines("<p>My poem</p><blockquote>Lamp, o lamp</blockquote>")) == "My poem\n\nLamp, o lamp"


LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from(
            ["", "Words of mine", "Sent from my iPhone", "--", "-- ", "Shop <s@example.com> wrote:", "From: a@example.com"]
        )
        | st.sampled_from(
            ["Subject: x", "Date: 3.5.2026 10:00", "[image: x.png]", "-----Original Message-----", "____", "| bar", "Virus-free"]
        )
        | st.text(alphabet="ab >|:@<\ufeff\ufffc\u00e9", max_size=12),
        st.sampled_from([0, 0, 0, 1, 2]),
        st.sampled_from(["", "", "", "signature", "history"]),
    ),
    max_size=25,
)


@given(LINES)
def test_the_stretches_cover_the_whole_and_the_new_ones_are_the_text(lines: list[Line]) -> None:
    written = told_apart(lines)
    ends = [0, *(span.end for span in written.spans)]
    assert [span.start for span in written.spans] == ends[:-1]
    assert ends[-1] == len(written.full_text)
    assert all(one.kind != two.kind for one, two in zip(written.spans, written.spans[1:], strict=False))
    if any(line.depth for line in lines):
        return
    stretches = "\n".join(written.full_text[span.start : span.end] for span in written.spans if span.kind == "new")
    assert written.text.split() == newly_written([Line(stretches, role="history")]).split()


@given(LINES, st.integers(0, 300))
def test_the_stretches_of_a_cut_text_fit_it(lines: list[Line], length: int) -> None:
    written = told_apart(lines)
    cut = within(written.spans, length)
    assert (cut[-1].end if cut else 0) == min(length, len(written.full_text))


HOSTILE = [
    *("> " * 500_000, ">" * 1_000_000, "On " * 330_000, "a@" * 500_000, "-" * 1_000_000, "wrote:\n" * 140_000),
    *("On 1.1.2026 10:00 a <a@example.com\n" * 30_000, "From: a\n" * 125_000, "From: To: " * 100_000, "[image: " * 125_000),
    *(
        "confidential intended error delete mail " * 25_000,
        "--\n" * 330_000,
        "sent " * 200_000,
        "\n" * 1_000_000,
        "| \n" * 300_000,
    ),
    *(
        "a b c:\n" * 140_000,
        "___\n" * 250_000,
        "confidential\n" * 80_000,
        "\n\nconfidential mail\n" * 40_000,
        "> a\nb\n" * 150_000,
    ),
    *("Sent from my iPhone\n" * 50_000, "<" * 1_000_000, "[cid:" * 200_000, "A> \n" * 250_000, "<image" * 160_000),
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_megabyte_made_to_take_long_is_told_apart(text: str) -> None:
    written = told_apart(of_plain(text))
    assert written.spans[-1].end == len(written.full_text) if written.spans else not written.full_text
