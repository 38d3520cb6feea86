"""Photos come with the words, by what they are and not by what they are called."""

import re
from contextlib import suppress
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from golddust.errors import Malformed
from golddust.media_types import UNKNOWN
from ingest.form.entries import entries_of
from ingest.form.photos import Photo, file_name
from ingest.form.read import read
from tests.ingest.form.conftest import OpenForm, Send, nonce_of

JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(40)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
BEGINNINGS = {
    "image/jpeg": JPEG,
    "image/png": PNG,
    "image/gif": b"GIF89a" + bytes(20),
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 " + bytes(20),
    "image/heic": b"\0\0\0\x18ftypheic" + bytes(20),
    "image/avif": b"\0\0\0\x1cftypavif" + bytes(20),
}


def file(content: bytes, name: str, kind: str = "image/jpeg") -> tuple[BytesIO, str, str]:
    return BytesIO(content), name, kind


def listed(house: Any) -> list[tuple[str, str, int]]:
    return [(one.name, one.type, one.size) for one in read(house.taken()[-1]).attachments]


def test_photos_are_in_the_original_byte_for_byte_and_listed_by_what_they_are(form: FlaskClient, send: Send, house: Any) -> None:
    photos = [file(JPEG, "queue.jpg"), file(PNG, "photos/till 😡.jpg")]
    assert send(form, photos=photos).status_code == 303
    assert listed(house) == [("queue.jpg", "image/jpeg", len(JPEG)), ("till 😡.jpg", "image/png", len(PNG))]
    delivery = house.taken()[0]
    assert JPEG in delivery.original
    assert PNG in delivery.original
    assert read(delivery).text == "The queue was too long"


@pytest.mark.parametrize(("kind", "content"), BEGINNINGS.items())
def test_each_kind_of_photo_is_told_by_its_bytes(kind: str, content: bytes) -> None:
    assert Photo("it.exe", content).type == kind


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='alert(1)'/>", b"GIF8", b"MZ\x90\0", b"%PDF-1.7", b"\0\0\0\x18ftypmp42", b"RIFF\0\0\0\0WAVE"]
)
def test_what_is_no_photo_is_none_whatever_it_is_called(form: FlaskClient, send: Send, house: Any, content: bytes) -> None:
    assert Photo("queue.jpg", content).type == UNKNOWN
    answer = send(form, photos=[file(content, "queue.jpg")])
    assert answer.status_code == 422
    assert "“queue.jpg” is no photo that we can take" in answer.text
    assert "Your browser does not keep the photos" in answer.text
    assert "The queue was too long" in answer.text
    assert house.taken() == []


def test_no_file_chosen_is_no_photo(form: FlaskClient, send: Send, house: Any) -> None:
    assert send(form, photos=[file(b"", "", "application/octet-stream")]).status_code == 303
    assert listed(house) == []


def test_a_photo_alone_says_enough(form: FlaskClient, send: Send, house: Any) -> None:
    assert send(form, text="", photos=[file(JPEG, "broken.jpg")]).status_code == 303
    assert (read(house.taken()[0]).text, len(listed(house))) == ("", 1)


def test_too_many_photos_and_too_large_ones_are_named(open_form: OpenForm, send: Send, house: Any) -> None:
    form = open_form(photos=2, photo_limit="100 kB")
    many = send(form, photos=[file(JPEG, "a.jpg")] * 3)
    assert (many.status_code, "At most 2 photos, please: these are 3." in many.text) == (422, True)
    large = send(form, photos=[file(JPEG + bytes(100_000), "large.jpg"), file(JPEG, "small.jpg")])
    assert (large.status_code, "“large.jpg” is too large: a photo may have at most 0.1 MB." in large.text) == (422, True)
    assert "small.jpg" not in large.text
    assert house.taken() == []


def test_far_too_much_is_refused_before_it_is_read(open_form: OpenForm, send: Send, house: Any) -> None:
    answer = send(open_form(photos=1, photo_limit="100 kB"), photos=[file(JPEG + bytes(500_000), "huge.jpg")])
    assert (answer.status_code, answer.mimetype) == (413, "text/html")
    assert house.counted("golddust_refusals_total", channel="form", reason="too_large") == 1


def test_without_photos_allowed_the_form_asks_for_none_and_takes_none(open_form: OpenForm, send: Send) -> None:
    form = open_form(photos=0)
    assert 'type="file"' not in form.get("/tell-us").text
    assert send(form, photos=[file(JPEG, "a.jpg")]).status_code == 422


def test_the_same_words_with_another_photo_are_another_message(form: FlaskClient, send: Send, house: Any) -> None:
    nonce = nonce_of(form.get("/tell-us").text)
    for content in (JPEG, JPEG, PNG):
        send(form, nonce=nonce, photos=[file(content, "it.jpg")])
    assert [delivery.reused for delivery in house.taken()] == [False, True]


def test_trying_again_with_another_boundary_is_the_same_message(form: FlaskClient, house: Any) -> None:
    nonce = nonce_of(form.get("/tell-us").text)
    for boundary in ("one", "two"):
        parts = f'--{boundary}\r\nContent-Disposition: form-data; name="nonce"\r\n\r\n{nonce}\r\n'
        parts += f'--{boundary}\r\nContent-Disposition: form-data; name="text"\r\n\r\nTwo weeks late\r\n--{boundary}--\r\n'
        assert form.post("/tell-us", data=parts, content_type=f"multipart/form-data; boundary={boundary}").status_code == 303
    assert len(house.taken()) == 1


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=é"]
)
@pytest.mark.parametrize("body", [b"", b"--x", b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\ncut sho'])
def test_a_form_that_broke_on_its_way_is_refused_as_such(form: FlaskClient, content_type: str, body: bytes) -> None:
    assert form.post("/tell-us", data=body, content_type=content_type).status_code in (400, 422)


def test_more_parts_than_any_form_has_are_refused() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\na\r\n'
    with pytest.raises(Malformed):
        entries_of(part * 1001 + b"--x--\r\n", "multipart/form-data; boundary=x")


@given(st.binary(max_size=300), st.text(max_size=40))
def test_whatever_is_posted_is_read_or_refused(body: bytes, boundary: str) -> None:
    with suppress(Malformed):
        entries_of(b"--x\r\n" + body, f"multipart/form-data; boundary={boundary or 'x'}")


@pytest.mark.parametrize(
    ("written", "name"), [("/etc/passwd", "passwd"), ("a\\b\\c.png", "c.png"), ("a\r\nb.png", "a b.png"), ("", "")]
)
def test_a_photo_has_a_name_and_no_folder(written: str, name: str) -> None:
    assert file_name(written) == name


def test_a_photos_name_cannot_become_a_page(form: FlaskClient, send: Send) -> None:
    page = send(form, photos=[file(b"no", "<script>alert(1).jpg")]).text
    assert "<script>" not in page
    assert "<script>alert(1).jpg" in unescape(re.sub(r"<[^>]+>", "", page))
