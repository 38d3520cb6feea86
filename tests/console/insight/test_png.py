"""Pictures as PNG: the same drawing, with letters, on a machine that has no fonts of its own."""

import io
from datetime import timedelta

import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image

from console.insight.png import FONTS, png
from tests.console.company import Company
from tests.console.test_insight_pages import signed_in

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40">'
    '<text x="4" y="26" font-family="Inter, sans-serif" font-size="16" fill="#000000">{}</text></svg>'
)


def ink(picture: bytes) -> int:
    """How many of its pixels are dark."""
    return int((np.asarray(Image.open(io.BytesIO(picture)).convert("L")) < 128).sum())


@pytest.mark.parametrize("words", ["Delivery", "Grüße, 90 % → −1.0", "Доставка", "Παράδοση", "žluťoučký"])
def test_letters_are_drawn_from_the_fonts_that_come_with_it(words: str) -> None:
    picture = png(DRAWING.format(words))
    assert Image.open(io.BytesIO(picture)).size == (400, 80)
    assert ink(picture) > 20 * len(words)


def test_the_fonts_and_their_licence_are_there() -> None:
    assert {path.name for path in FONTS.iterdir()} == {"DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "LICENSE"}


def test_what_is_no_picture_is_an_error_and_fetches_nothing() -> None:
    with pytest.raises(ValueError, match=r"."):
        png("<p>no picture</p>")
    outside = DRAWING.format("").replace("</svg>", '<image href="file:///etc/passwd" width="9" height="9"/></svg>')
    assert ink(png(outside)) == 0


@pytest.mark.parametrize("path", ["?as=png&part=time", "/audit?as=png&part=audit", "/promises?as=png&part=answer"])
def test_every_picture_of_a_page_is_there_as_png(company: Company, visitor: FlaskClient, path: str) -> None:
    for number in range(7):
        company.hear("My parcel is two weeks late, the delivery is terrible.", address=f"late{number}@example.com")
    company.clock.move(timedelta(days=30))
    company.clockwork.tick()
    answer = signed_in(company, visitor).get(f"/console/insight{path}")
    assert answer.mimetype == "image/png"
    assert answer.headers["Content-Disposition"].endswith('.png"')
    assert ink(answer.data) > 1000


def test_what_xml_cannot_hold_is_drawn_as_a_mark() -> None:
    assert ink(png(DRAWING.format("a\x01b"))) > 20
