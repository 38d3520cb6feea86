"""What a file is, told by its first bytes and never by what it is called. Nothing is opened.

Sources: WHATWG's MIME Sniffing Standard (§6.1 to §6.3: images, audio and video, archives), ISO/IEC 14496-12 and the registry of
brands at mp4ra.org, ISO/IEC 23008-12 and the AVIF specification for pictures in that container, RFC 4867 §5 (AMR), RFC 3533 and
7845 (Ogg, Opus), RFC 6350 §3.3 (vCard), RFC 5545 §3.4 (iCalendar).
"""

import re
from typing import Final

UNKNOWN: Final = "application/octet-stream"
TEXT: Final = "text/plain"
LOOKED_AT = 64
"""Bytes at the beginning that tell."""
_PATTERNS = (
    ("image/jpeg", rb"\xff\xd8\xff"),
    ("image/png", rb"\x89PNG\r\n\x1a\n"),
    ("image/gif", rb"GIF8[79]a"),
    ("image/webp", rb"RIFF....WEBP"),
    ("image/avif", rb"....ftypavi[fs]"),
    ("image/heic", rb"....ftyp(?:hei[cmsx]|hev[cmsx]|mi[af]1|msf1)"),
    ("image/tiff", rb"II\*\0|MM\0\*"),
    ("image/bmp", rb"BM....\0\0\0\0"),
    ("audio/mp4", rb"....ftyp(?:M4[ABP] |F4[AB] )"),
    ("video/3gpp", rb"....ftyp3g[a-z0-9]{2}"),
    ("video/quicktime", rb"....ftypqt  "),
    ("video/mp4", rb"....ftyp(?:isom|iso[2-9]|mp4[12]|avc1|M4V[HP ]|MSNV|mmp4|dash|f4v )"),
    ("video/webm", rb"\x1a\x45\xdf\xa3"),
    ("video/ogg", rb"OggS.{24}\x80theora"),
    ("audio/ogg", rb"OggS\0"),
    ("audio/amr", rb"#!AMR(?:-WB)?\n"),
    ("audio/mpeg", rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
    ("audio/aac", rb"\xff[\xf0\xf1\xf8\xf9]"),
    ("audio/wave", rb"RIFF....WAVE"),
    ("video/mpeg", rb"\0\0\x01[\xba\xb3]"),
    ("application/pdf", rb"%PDF-"),
    ("application/zip", rb"PK\x03\x04"),
    ("text/vcard", rb"(?i:(?:\xef\xbb\xbf)?begin:vcard\r?\n)"),
    ("text/calendar", rb"(?i:(?:\xef\xbb\xbf)?begin:vcalendar\r?\n)"),
)
_BEGINNINGS = tuple((kind, re.compile(pattern, re.DOTALL)) for kind, pattern in _PATTERNS)
_SAME = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/heif": "image/heic",
    "image/heic-sequence": "image/heic",
    "image/x-ms-bmp": "image/bmp",
    "audio/mp3": "audio/mpeg",
    "audio/m4a": "audio/mp4",
    "audio/x-m4a": "audio/mp4",
    "audio/wav": "audio/wave",
    "audio/x-wav": "audio/wave",
    "audio/vnd.wave": "audio/wave",
    "audio/amr-nb": "audio/amr",
    "audio/amr-wb": "audio/amr",
    "audio/opus": "audio/ogg",
    "audio/3gpp": "video/3gpp",
    "video/3gpp2": "video/3gpp",
    "audio/webm": "video/webm",
    "video/mpeg4": "video/mp4",
    "text/x-vcard": "text/vcard",
    "text/directory": "text/vcard",
    "application/vcard": "text/vcard",
}
"""Other names of the same, or of what only a look inside could tell apart."""
_NOT_WRITTEN = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def media_type(content: bytes) -> str:
    """The media type of a file; TEXT for any other text in UTF-8, UNKNOWN for what is none of these."""
    found = beginning(content)
    return TEXT if found == UNKNOWN and _is_text(content) else found


def beginning(content: bytes) -> str:
    """The media type that the first bytes tell, or UNKNOWN."""
    head = content[:LOOKED_AT]
    return next((kind for kind, pattern in _BEGINNINGS if pattern.match(head)), UNKNOWN)


def named(declared: str) -> str:
    """A declared type under the name that `media_type` has for it, without parameters."""
    plain = declared.partition(";")[0].strip().lower()
    return _SAME.get(plain, plain)


def _is_text(content: bytes) -> bool:
    if not content or _NOT_WRITTEN.search(content):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
