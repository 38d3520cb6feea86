"""What senders call charsets → the codec that reads everything they put under that name."""

import codecs
import re
from functools import lru_cache

_LONGEST_NAME = 60
_NAME = re.compile(r"[a-z0-9][a-z0-9_.:+()/-]*")
_SUPERSETS = {
    "ascii": "",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift_jisx0213": "shift_jisx0213",
    "euc_kr": "cp949",
    "iso2022_jp": "iso2022_jp_ext",
    "iso2022_jp_1": "iso2022_jp_ext",
    "utf-8-sig": "utf-8",
    "utf_8_sig": "utf-8",
    "cp65001": "utf-8",
}
_ALIASES = {
    **dict.fromkeys(("x-gbk", "gb_2312-80", "csgb2312", "csgb231280", "x-euc-cn", "euc-cn", "x-cp936", "cn-gb"), "gb18030"),
    **dict.fromkeys(("x-ms936", "windows-936", "x-windows-936", "gb-2312", "x-gb2312", "gb18030-2000", "gb-18030"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "ks_c_5601", "ks_c_5601-1989", "ksc5601", "x-windows-949", "windows-949"), "cp949"),
    **dict.fromkeys(("x-euc-kr", "cseuckr", "csksc56011987", "iso-ir-149", "korean", "ks-c-5601-1987", "cp51949"), "cp949"),
    **dict.fromkeys(("x-sjis", "windows-31j", "cswindows31j", "shift-jis", "x-ms-cp932", "ms_kanji", "windows-932"), "cp932"),
    **dict.fromkeys(("x-euc-jp", "cseucpkdfmtjapanese", "eucjp-ms", "eucjp-win", "cp51932", "x-eucjp"), "euc_jp"),
    **dict.fromkeys(("iso-2022-jp-ms", "cp50220", "cp50221", "cp50222", "csiso2022jp", "x-windows-iso2022jp"), "iso2022_jp_ext"),
    **dict.fromkeys(("cn-big5", "x-x-big5", "big5-eten", "csbig5", "windows-950", "x-windows-950", "x-big5"), "big5hkscs"),
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian", "mac-cyrillic"), "mac_cyrillic"),
    **dict.fromkeys(("x-mac-roman", "macintosh", "x-macroman", "mac", "csmacintosh", "apple-roman"), "mac_roman"),
    **dict.fromkeys(("x-mac-ce", "x-mac-centraleurroman", "mac-ce", "x-mac-centraleurope"), "mac_latin2"),
    "x-mac-greek": "mac_greek",
    "x-mac-turkish": "mac_turkish",
    "x-mac-icelandic": "mac_iceland",
    "x-mac-croatian": "mac_croatian",
    "x-mac-romanian": "mac_romanian",
    "x-mac-farsi": "mac_farsi",
    "x-mac-arabic": "mac_arabic",
    "x-mac-japanese": "cp932",
    "x-mac-korean": "cp949",
    "x-mac-chinesetrad": "big5hkscs",
    "x-mac-chinesesimp": "gb18030",
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e", "logical", "visual"), "iso8859_8"),
    **dict.fromkeys(("iso-8859-6-i", "iso-8859-6-e", "asmo-708"), "iso8859_6"),
    **dict.fromkeys(("unicode-1-1-utf-7", "x-unicode-2-0-utf-7", "utf7-imap", "csunicode11utf7"), "utf-7"),
    **dict.fromkeys(
        ("utf8mb4", "x-utf-8", "unicode-1-1-utf-8", "utf-8utf-8", "unicode", "utf", "utf-8-strict", "utf-8n"), "utf-8"
    ),
    **dict.fromkeys(("ucs-2", "iso-10646-ucs-2", "csunicode", "utf-16-bom", "unicodefffe"), "utf-16"),
    **dict.fromkeys(("windows-874", "tis-620-2533", "iso-8859-11", "dos-874", "x-windows-874", "tis620"), "cp874"),
    **dict.fromkeys(("koi", "koi8", "koi-8-r", "cskoi8r", "koi8r"), "koi8_r"),
    **dict.fromkeys(("koi8u", "koi-8-u", "koi8-ru", "koi8-ru1"), "koi8_u"),
    **dict.fromkeys(
        ("western", "latin-1", "isolatin1", "iso-latin-1", "ansi", "x-ansi", "windows", "iso", "x-iso-8859-1"), "cp1252"
    ),
    **dict.fromkeys(("iso-8859", "8859-1", "8859_1", "iso8859", "iso-8859-1-windows-3.1-latin-1", "x-cp1252"), "cp1252"),
    **dict.fromkeys(("x-cp1251", "win1251", "win-1251", "windows-cyrillic", "cyrillic-windows"), "cp1251"),
    "x-cp1250": "cp1250",
    "x-viet-vps": "cp1258",
    "viscii": "cp1258",
    "hz-gb-2312": "hz",
}
_NAMELESS = frozenset(
    (
        *("", "unknown", "unknown-8bit", "x-unknown", "unknown-7bit", "default", "default_charset", "x-user-defined", "8bit"),
        *("binary", "7bit", "none", "null", "auto", "autodetect", "_autodetect", "charset", "x-roman8-unknown", "undefined"),
    )
)
_NO_CHARSETS = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "charmap", "mbcs", "oem"))
_CODE_PAGE = re.compile(r"(?:x-)?(?:windows|win|cp|ms|ibm|microsoft-cp)[-_ ]?0{0,2}(\d{3,5})")
_ISO = re.compile(r"(?:x-)?iso[-_ ]?8859[-_ ]?(\d{1,2})(?:[:_-].*)?")


@lru_cache(maxsize=512)
def codec_of(declared: str) -> str:
    """Python's name of the codec for a declared charset, or "" when there is none or it says nothing."""
    name = declared.strip(" \t\"'<>;,=").lower()
    if name in _NAMELESS or len(name) > _LONGEST_NAME:
        return ""
    found = _NAME.match(name.removeprefix("charset").lstrip(" =:\"'"))
    return next((codec for codec in map(_codec, _spellings(found[0])) if codec), "") if found else ""


def _spellings(name: str) -> list[str]:
    """The name, and what it may be a misspelling of."""
    page, iso = _CODE_PAGE.fullmatch(name), _ISO.fullmatch(name)
    guesses = [name, _ALIASES.get(name, "")]
    guesses.extend([f"cp{page[1]}"] if page else [])
    guesses.extend([f"iso8859_{iso[1]}"] if iso else [])
    guesses.extend([name[2:]] if name.startswith("x-") else [])
    return [_ALIASES[name], *guesses[2:]] if name in _ALIASES else [*guesses, name.rstrip("-_.:/+()")]


def _codec(name: str) -> str:
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""
    return _SUPERSETS.get(found, found) if found and _makes_text(found) else ""


def _makes_text(codec: str) -> bool:
    """Whether the codec is a charset; base64 and its like are codecs too."""
    try:
        b"a".decode(codec)
    except LookupError:
        return False
    except UnicodeError:  # half a letter
        pass
    return codec not in _NO_CHARSETS
