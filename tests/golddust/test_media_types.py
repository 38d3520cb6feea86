"""What a file is, by its first bytes."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from golddust.media_types import TEXT, UNKNOWN, media_type, named

BEGINNINGS = {
    "audio/mp4": b"\0\0\0\x1cftypM4A \0\0\2\0",
    "video/3gpp": b"\0\0\0\x18ftyp3gp5\0\0\1\0",
    "video/quicktime": b"\0\0\0\x14ftypqt  \0\0\2\0",
    "video/mp4": b"\0\0\0\x20ftypisom\0\0\2\0",
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    "image/avif": b"\0\0\0\x1cftypavif\0\0\0\0",
    "video/webm": b"\x1a\x45\xdf\xa3\x9fB\x86\x81",
    "audio/ogg": b"OggS\0\2" + bytes(22) + b"OpusHead",
    "video/ogg": b"OggS\0\2" + bytes(22) + b"\x80theora",
    "audio/amr": b"#!AMR\n\x3c",
    "audio/mpeg": b"ID3\4\0\0",
    "audio/aac": b"\xff\xf1\x50\x80",
    "audio/wave": b"RIFF\x24\0\0\0WAVEfmt ",
    "video/mpeg": b"\0\0\1\xba\x44",
    "application/pdf": b"%PDF-1.7\n",
    "application/zip": b"PK\3\4\x14\0",
    "text/vcard": b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Example;Ann\r\nEND:VCARD\r\n",
    "text/calendar": b"begin:vcalendar\nversion:2.0\n",
    TEXT: "Grüße ☕\n".encode(),
}


@pytest.mark.parametrize(("kind", "content"), BEGINNINGS.items())
def test_a_file_is_told_by_its_beginning(kind: str, content: bytes) -> None:
    assert media_type(content) == kind


@pytest.mark.parametrize("kind", ["jpeg", "png", "gif", "webp", "tiff", "bmp"])
def test_pictures_as_a_program_writes_them_are_told(kind: str) -> None:
    written = BytesIO()
    Image.new("RGB", (8, 8), "orange").save(written, kind)
    assert media_type(written.getvalue()) == f"image/{kind}"


@pytest.mark.parametrize("content", [b"", b"MZ\x90\0\3", b"\x7fELF", b"\xff\xfe\0a", b"\0" * 64, b"caf\xe9"])
def test_what_is_none_of_these_is_unknown(content: bytes) -> None:
    assert media_type(content) == UNKNOWN


@given(st.binary(max_size=200))
def test_any_bytes_are_something(content: bytes) -> None:
    assert "/" in media_type(content)


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        ("image/jpg", "image/jpeg"),
        ("IMAGE/PNG", "image/png"),
        ("text/x-vcard; charset=utf-8", "text/vcard"),
        ("audio/amr-nb", "audio/amr"),
    ],
)
def test_other_names_of_a_type_are_that_type(declared: str, name: str) -> None:
    assert named(declared) == name
