"""HTML as mail programs write it, to the lines that a person sees."""

import pytest

from ingest.email.mime import html as html_module
from ingest.email.mime.html import to_lines
from ingest.email.mime.lines import MOST, of_plain
from ingest.email.mime.links import leads_to, says
from ingest.email.words.quoting import newly_written

SAFE = (
    "https://eur03.safelinks.protection.outlook.com/?url=https%3A%2F%2Fshop.example%2Fr%3Fid%3D7%26l%3Den&data=05%7C02&reserved=0"
)
HEAD = "On 23 Nov 2026, at 09:12, Shop &lt;s@example.com&gt; wrote:"


def shown(html: str) -> str:
    return "\n".join(line.text for line in to_lines(html)).strip()


def written(html: str) -> str:
    return newly_written(to_lines(html))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('Hi <img class="an1" alt="\U0001f60a" src="https://e.example/1.png">!', "Hi \U0001f60a!"),
        ('Hi <img data-emoji="\U0001f648" src="x"> there', "Hi \U0001f648 there"),
        ('Hi <img alt="&#128578;" src="x">', "Hi \U0001f642"),
        ('Hi <img alt="Screenshot of the caf\u00e9" src="x">', "Hi"),
        ('Hi <img alt="2" src="x" title="\u00e9">', "Hi"),
        ("Thanks <span style='font-family:Wingdings'>J</span>", "Thanks \u263a"),
        ("Thanks <span style='font-family:Wingdings'>Joan</span>", "Thanks Joan"),
    ],
)
def test_pictures_of_signs_are_the_signs_and_other_pictures_nothing(html: str, text: str) -> None:
    assert shown(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://shop.example/help">help</a>', "help <https://shop.example/help>"),
        ('<a href="http://www.shop.example/">www.shop.example</a>', "www.shop.example"),
        ('<a href="https://shop.example/a/">shop.example/a</a>', "shop.example/a"),
        ('<a href="https://shop.example/a?b=1&amp;c=2">https://shop.example/a?b=1&amp;c=2</a>', "https://shop.example/a?b=1&c=2"),
        (f'<a href="{SAFE}">return</a>', "return <https://shop.example/r?id=7&l=en>"),
        ('<a href="https://shop.example/"><img src="logo.png"></a>Hello', "Hello"),
        ('<a href="mailto:ann@example.com">Ann</a>', "Ann"),
        ('<a href="tel:+12025550133">+1 202 555 0133</a>', "+1 202 555 0133"),
    ],
)
def test_a_link_says_where_it_leads_unless_its_words_do(html: str, text: str) -> None:
    assert shown(html) == text


@pytest.mark.parametrize(
    ("wrapped", "address"),
    [
        (SAFE, "https://shop.example/r?id=7&l=en"),
        ("https://www.google.com/url?q=https://shop.example/x&sa=D", "https://shop.example/x"),
        ("https://www.google.com/search?q=https://shop.example/x", "https://www.google.com/search?q=https://shop.example/x"),
        ("https://urldefense.com/v3/__https://shop.example/x__;!!AbC!d$", "https://shop.example/x"),
        (
            "https://urldefense.com/v3/__https://shop.example/*x__;Iw!!AbC!d$",
            "https://urldefense.com/v3/__https://shop.example/*x__;Iw!!AbC!d$",
        ),
        ("https://a.safelinks.protection.outlook.com/?data=1", "https://a.safelinks.protection.outlook.com/?data=1"),
        (
            "https://evil.example/safelinks.protection.outlook.com/?url=http://a.example",
            "https://evil.example/safelinks.protection.outlook.com/?url=http://a.example",
        ),
        (
            "https://a.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)",
            "https://a.safelinks.protection.outlook.com/?url=javascript%3Aalert(1)",
        ),
        ("http://[broken/", "http://[broken/"),
        ("javascript:alert(1)", ""),
        ("#top", ""),
    ],
)
def test_links_that_a_server_wrapped_lead_where_they_led(wrapped: str, address: str) -> None:
    assert leads_to(wrapped) == address


def test_words_say_an_address_without_its_scheme() -> None:
    assert says("see shop.example/a", "https://www.shop.example/a/")
    assert not says("see the shop", "https://shop.example/a")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<div style="font-size:0px">gone<div style="font-size:13px">Seen</div></div>', "Seen"),
        ('<div style="font-size:0">gone</div>Seen', "Seen"),
        ('<div style="font-size:0.9em">Seen</div>', "Seen"),
        ('<div style="max-height:0;overflow:hidden">gone</div>Seen', "Seen"),
        ('<div style="opacity: 0.5">Seen</div>', "Seen"),
        ('<div style="display:none"><p style="font-size:13px">gone</p></div>Seen', "Seen"),
        ("<p>a</p><div>&#8203;</div><div>&zwnj;&nbsp;&zwnj;</div><p>b</p>", "a\n\nb"),
    ],
)
def test_only_what_can_be_seen_is_read(html: str, text: str) -> None:
    assert shown(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<ol start="3"><li>c</li><li>d</li></ol>', "3. c\n4. d"),
        ('<ol start="x"><li>a</li></ol>', "1. a"),
        ("<p>List</p><ul><li>a<ul><li>b</li></ul></li></ul>", "List\n\n- a\n\n- b"),
        (
            "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>\u00b7<span>&nbsp;&nbsp; </span></span>pins</p>",
            "- pins",
        ),
        ("<p><span style='mso-list:Ignore'>2.<span>&nbsp; </span></span>key</p>", "2. key"),
        ("a<br><br><br><br>b", "a\n\nb"),
        ("<pre>a\n\n\nb</pre>", "a\n\n\nb"),
    ],
)
def test_lists_and_blank_lines(html: str, text: str) -> None:
    assert shown(html) == text


@pytest.mark.parametrize(
    "box",
    [
        '<div name="messageSignatureSection">Ann<br>Shop manager</div>',
        '<div id="ymail_android_signature"><a href="https://m.example/">Mail: search, organise</a></div>',
        '<div class="gmail_signature">Ann</div>',
        '<div id="x_Signature">Ann</div>',
        '<div data-marker="__SIG_POST__">Ann</div>',
        '<div data-signature-widget="container"><div>Ann</div></div>',
        "<div class='k9mail-signature'>Ann</div>",
        '<div id="bloop_sign_1449" class="bloop_sign">Ann</div>',
        '<signature id="6c1f">Ann</signature>',
        "<signature>Ann</signature>",
        '<div class="protonmail_signature_block-user">Ann</div>',
    ],
)
def test_boxes_of_signatures_are_none_of_the_words(box: str) -> None:
    assert written(f"<div>It flickers.</div>{box}") == "It flickers."


def test_a_word_like_signature_in_a_name_makes_no_signature() -> None:
    assert written('<p class="signature-dish">The soup</p><p id="resignation">was cold.</p>') == "The soup\n\nwas cold."


@pytest.mark.parametrize(
    "quote",
    [
        f'<div>{HEAD}</div><div style="border-left: 2px solid blue; padding-left: 4px"><p>Old</p></div>',
        f"<div>{HEAD}</div><blockquote><p>Old</p></blockquote>",
        f'<div name="quote" style="border-left:2px solid #C3D9E5"><div>{HEAD}</div><div name="quoted-content">Old</div></div>',
        f'<div name="messageReplySection">{HEAD}<br><blockquote type="cite">Old</blockquote></div>',
        '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>From:</b> S</div><div>Old</div>',
        f"<div>{HEAD}</div><div>&gt; Old</div><div>&gt;&gt; Older</div>",
    ],
)
def test_boxes_of_quotes_hold_nothing_new(quote: str) -> None:
    assert written(f"<div>It flickers.</div><br>{quote}") == "It flickers."


def test_answers_between_lines_with_typed_arrows_are_kept() -> None:
    html = f"<div>{HEAD}</div><div>&gt; Which?</div><div>The red one.</div><div>&gt; When?</div><div>Today.</div>"
    assert written(html) == "The red one.\n\nToday."


@pytest.mark.parametrize(
    "html",
    [
        '<div>Page 12 says:</div><blockquote style="margin:0 0 0 40px;border:none">Keep it dry.</blockquote><div>Why?</div>',
        "<div>Page 12 says:</div><blockquote>Keep it dry.</blockquote><div>Why?</div>",
        '<div>Page 12 says:</div><div style="border-left:3px solid">Keep it dry.</div><div>Why?</div>',
        '<div>Page 12 says:</div><blockquote class="wp-block-quote blockquote">Keep it dry.</blockquote><div>Why?</div>',
    ],
)
def test_what_the_writer_quotes_from_elsewhere_is_kept(html: str) -> None:
    assert written(html).split() == ["Page", "12", "says:", "Keep", "it", "dry.", "Why?"]


@pytest.mark.parametrize(
    "html",
    [
        '<div style="font-size:0">' * 60_000,
        '<a href="https://shop.example/">' * 30_000,
        '<span style="mso-list:Ignore">\u00b7' * 30_000,
        f'<img alt="{chr(0x1F60A) * 3000}">' * 80,
        "<blockquote>" * 80_000 + "x",
        '<div style="border-left:1px solid">12:30 a@b:<br>' * 20_000,
        '<div class="' + "x_signature-" * 600 + '">' * 100,
        f'<a href="https://a.safelinks.protection.outlook.com/?{"url=%&" * 300}">x</a>' * 500,
    ],
)
def test_a_megabyte_made_to_take_long_is_read(html: str) -> None:
    assert len(to_lines(html)) <= MOST + 1


@pytest.mark.parametrize(
    "head",
    [
        '"Shop" ---04/07/2026 10:15:00 AM---See you on Thursday, at the latest',
        "Shop Care ---07.04.2026 10:15---Guten Tag",
        "------------------&nbsp;\u539f\u59cb\u90ae\u4ef6&nbsp;------------------",
    ],
)
def test_heads_that_lost_their_markup_on_the_way_to_plain_text_are_heads(head: str) -> None:
    assert newly_written(of_plain(f"It flickers.\n\n{head}\n\nOld")) == "It flickers."


def test_a_rule_with_a_title_in_any_language_belongs_to_the_head_below_it() -> None:
    fields = "\u041e\u0442: Shop <s@example.com>\n\u041e\u0442\u043d\u043e\u0441\u043d\u043e: x\n\u0414\u043e: Ann"
    assert newly_written(of_plain(f"It flickers.\n\n---- Litir upprunalega ----\n{fields}\n\nOld")) == "It flickers."
    assert (
        newly_written(of_plain("It flickers.\n\n---- my list ----\nlamp\nlamp"))
        == "It flickers.\n\n---- my list ----\nlamp\nlamp"
    )


IPHONE = '<br id="lineBreakAtBeginningOfSignature">'


def test_what_an_iphone_puts_below_its_mark_is_a_signature_unless_it_is_a_sentence() -> None:
    assert written(f"It flickers.{IPHONE}<div>Ann Lee<div>Sales, Bristol</div></div>") == "It flickers."
    assert written(f"It flickers.{IPHONE}<div>Ann<div>Please call me on Monday.</div></div>").endswith(
        "Please call me on Monday."
    )
    assert written(f"It flickers.{IPHONE}<div>Ann</div><div>Now it smokes</div>") == "It flickers.\n\nNow it smokes"


@pytest.mark.parametrize(
    ("style", "below", "kept"),
    [
        ("border:none;border-top:solid windowtext 1.0pt", "Second, the bulb: it is missing.", True),
        (
            "border:none;border-top:solid #E1E1E1 1.0pt",
            "<b>Gwr:</b> S<br><b>Amser:</b> 9<br><b>At:</b> A<br><b>Pwnc:</b> x<p>Diolch</p>",
            False,
        ),
    ],
)
def test_below_a_rule_is_history_only_where_fields_follow(style: str, below: str, *, kept: bool) -> None:
    text = written(f"<p>First, it flickers.</p><div style='{style}'>{below}</div>")
    assert text == ("First, it flickers.\n\nSecond, the bulb: it is missing." if kept else "First, it flickers.")


def test_a_blockquote_copied_from_a_page_is_the_writers_and_one_from_a_mail_is_not() -> None:
    box = '<div>You say</div><blockquote cite="{}">Free returns</blockquote><div>I paid.</div>'
    assert written(box.format("https://shop.example/returns")) == "You say\nFree returns\nI paid."
    assert written(box.format("mid:1@shop.example")) == "You say\n\nI paid."


@pytest.mark.parametrize("bare", ["<s@example.com>", "<first.last+x@example.com>", "<https://shop.example/a?b>"])
def test_addresses_in_bare_brackets_are_no_tags(bare: str) -> None:
    assert shown(f"<p>Shop {bare} wrote</p>") == f"Shop {bare} wrote"


@pytest.mark.parametrize(
    "html",
    [
        f'<div name="messageReplySection">{HEAD}<blockquote type="cite">Old</blockquote><div>Two screws.</div></div>',
        f'<div class="zmail_extra"><p>{HEAD}</p><blockquote id="blockquote_zmail">Old</blockquote></div><div>Two screws.</div>',
        f'<div>{HEAD}</div><blockquote class="tutanota_quote">Old</blockquote><div>Two screws.</div>',
    ],
)
def test_answers_below_boxes_of_quotes_are_kept(html: str) -> None:
    assert written(html) == "Two screws."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<div style="white-space: pre-wrap">one\ntwo</div>', "one\ntwo"),
        ('<div style="white-space:pre-line">one\n<span>two\nthree</span></div>four\nfive', "one\ntwo\nthree\nfour five"),
        ('<div style="white-space:pre"><p style="white-space:normal">one\ntwo</p></div>', "one two"),
        ('<div style="line-break: after-white-space">one\ntwo</div>', "one two"),
        ("<html><body>one\ntwo <b>three</b>\nfour</body></html>", "one\ntwo three\nfour"),
        ("one\ntwo", "one\ntwo"),
        ("one\ntwo<br>three", "one two\nthree"),
        ("<pre>one\n<b>two\nthree</b></pre>four\nfive", "one\ntwo\nthree\n\nfour five"),
    ],
)
def test_lines_end_where_the_source_ends_them_only_where_that_is_shown_or_nothing_else_ends_them(html: str, text: str) -> None:
    assert shown(html) == text


def test_plain_text_that_is_called_html_has_its_quotes_told_apart() -> None:
    assert written(f"It flickers.\n\n{HEAD}\n&gt; Old\n&gt; Older\n") == "It flickers."


def test_words_past_the_last_tag_that_is_heeded_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_module, "MOST_TAGS", 3)
    lines = to_lines("<p>It broke.</p><p>Twice.</p><div style='x'>Where is <b>my</b> money?</div>")
    assert [line.text for line in lines if line.text] == ["It broke.", "Twice. Where is my money?"]
