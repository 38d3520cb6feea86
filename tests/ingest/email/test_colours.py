"""Answers in a colour, between the lines that are quoted."""

import pytest

from ingest.email.mime.colours import colour_of
from ingest.email.mime.html import to_lines
from ingest.email.words.quoting import newly_written

HEAD = (
    "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> S &lt;s@example.com&gt;<br><b>Sent:</b> Monday<br>"
    "<b>To:</b> A<br><b>Subject:</b> x</p></div>"
)
RED = "<p><span style='color:red'>"


@pytest.mark.parametrize(
    ("style", "given", "family"),
    [
        ("color:red", "", "red"),
        ("mso-x:y;color:#c00000", "", "red"),
        ("color: rgb(200, 38, 19);", "", "red"),
        ("color:#0070c0", "", "blue"),
        ("color:#00f", "", "blue"),
        ("color:#00b050", "", "green"),
        ("color:#7030a0", "", "purple"),
        ("", "#FF0000", "red"),
        ("color:#1f497d", "", ""),
        ("color:#0563c1", "", ""),
        ("color:black", "", ""),
        ("color:#555", "", ""),
        ("background-color:red", "", None),
        ("color:inherit", "", ""),
        ("", "", None),
    ],
)
def test_vivid_colours_have_a_family_and_the_inks_of_programs_none(style: str, given: str, family: str | None) -> None:
    assert colour_of(style, given) == family


@pytest.mark.parametrize("said", ["Please see my answers in red below.", "Meine Antworten in rot."])
def test_announced_answers_in_a_colour_are_kept(said: str) -> None:
    html = f"<p>{said}</p>{HEAD}<p>When?</p>{RED}Yesterday.</span></p><p>Is it bent?</p>{RED}Yes, at a corner.</span></p>"
    assert newly_written(to_lines(html)).split("\n\n") == [said, "Yesterday.", "Yes, at a corner."]


def test_answers_within_a_blockquote_are_kept() -> None:
    html = (
        "<div>See my comments below in blue.</div><div>On 23 Nov 2026, at 09:12, S &lt;s@example.com&gt; wrote:</div>"
        '<blockquote type="cite"><div>When?</div><div><font color="#0000ff">Today.</font></div><div>Where?</div></blockquote>'
    )
    assert newly_written(to_lines(html)) == "See my comments below in blue.\n\nToday."


@pytest.mark.parametrize(
    "html",
    [
        f"<p>Thank you.</p>{HEAD}<p>Old words</p>{RED}Sale!</span></p>",
        f"<p>See my answers below.</p>{HEAD}{RED}Sale!</span></p>{RED}Now!</span></p>",
        f"<p>See my answers below.</p>{HEAD}<p>Old <span style='color:red'>red</span> words</p>",
    ],
)
def test_colours_that_nobody_announced_or_that_all_has_are_no_answers(html: str) -> None:
    written = newly_written(to_lines(html))
    assert "!" not in written
    assert "words" not in written


def test_a_line_has_the_colour_of_most_of_it() -> None:
    lines = to_lines("<p style='color:red'>Red <b>and bold</b> <span style='color:black'>x</span></p><p>plain</p>")
    assert [line.colour for line in lines if line.text] == ["red", ""]
