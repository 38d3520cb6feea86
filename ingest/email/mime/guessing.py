"""The charset that bytes look like: each candidate reads a sample, and the one that reads best has it."""

from ingest.email.mime.plausible import Ground, ground_of, plausibility

SAMPLE = 2 * 1024
_TWO_THIRDS = 0.66
_CONVINCING = 0.3
_GOOD = 0.9
"""What a declared charset must reach not to be doubted, where all letters of the script are equally common."""
_GOOD_ENOUGH = 0.5
"""The same where the script has rarer and commoner letters of its own."""
_NAME = 16
"""Bytes beyond ASCII up to which it may be a name: a name's letters are often rare, and nobody declares Chinese by default."""
_FEW = 4
"""Bytes beyond ASCII that are too few to speak against anything."""
_NONSENSE = -1.0
_A_NAME = 0.1
_SURE = 0.75
_FAR = 0.2
"""By how much another must be better than what was declared."""
_TOLERATED = 0.05
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_PRIORS = (
    (0.03, "cp1252 cp1251"),
    (0.02, "gb18030 koi8_u"),
    (0.01, "cp1250"),
    (0.0, "big5hkscs cp932 euc_jp cp949 cp1253 cp1255 cp1256 cp874 iso8859_2 cp1254 iso8859_5"),
    (-0.01, "iso8859_7"),
    (-0.02, "cp866 cp1257 iso8859_6"),
    (-0.05, "mac_cyrillic iso8859_15"),
    (-0.1, "mac_roman cp850"),
)
_CANDIDATES = {codec: prior for prior, codecs in _PRIORS for codec in codecs.split()}
"""Codecs with what speaks for each before a byte was read: the commoner, the more."""
_DOUBTED = frozenset((*_CANDIDATES, "koi8_r", "iso8859_8"))
"""Codecs that programs declare by default or by mistake; whoever declares a rarer one knows why."""
_OTHER_SCRIPTS = frozenset(
    (
        *("cp1251", "koi8_u", "koi8-r", "koi8-u", "koi8_t", "iso8859-5", "cp866", "cp855", "mac-cyrillic", "mac-greek", "cp1253"),
        *(
            "iso8859-7",
            "cp1255",
            "iso8859-8",
            "cp1256",
            "iso8859-6",
            "cp874",
            "mac-arabic",
            "ptcp154",
            "kz1048",
            "cp737",
            "cp862",
        ),
    )
)
_MANY_BYTES = frozenset(("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"))


def guess(raw: bytes) -> str:
    """The codec that these bytes look like; windows-1252 when nothing speaks for another."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return wide(raw)
    sample = _sample(raw)
    if is_utf8(raw) or _mostly_utf8(sample):
        return "utf-8"
    best, codec = _best(sample, ground_of(sample))
    return codec if best > _CONVINCING else "cp1252"


def rival(raw: bytes, codec: str) -> str:
    """The codec that these bytes look like, when that is far more convincing than this one; else ""."""
    if codec.replace("-", "_") not in _DOUBTED:
        return ""
    sample = _sample(raw)
    ground = ground_of(sample)
    mine = _score(sample, codec, ground)
    if codec in _MANY_BYTES and is_utf8(raw) and plausibility(sample.decode("utf-8", "ignore"), ground) > mine:
        return "utf-8"
    if mine >= _needed(sample, codec):
        return ""
    best, other = _best(sample, ground)
    return other if best > max(mine + _FAR, _SURE) else ""


def _needed(sample: bytes, codec: str) -> float:
    """What a declared charset must reach not to be doubted."""
    beyond = sum(1 for byte in sample if byte > 0x7F)  # noqa: PLR2004
    if beyond < _FEW:
        return _NONSENSE
    if codec in _MANY_BYTES and beyond <= _NAME:
        return _A_NAME
    return _GOOD_ENOUGH if codec in _OTHER_SCRIPTS | _MANY_BYTES else _GOOD


def reads_well(raw: bytes, codec: str) -> bool:
    """Whether these bytes are convincing as text in this codec."""
    sample = _sample(raw)
    return _score(sample, codec, ground_of(sample)) > _SURE


def _sample(raw: bytes) -> bytes:
    """The first lines with bytes beyond ASCII: what is told from is not what a long beginning in ASCII holds."""
    if len(raw) <= SAMPLE:
        return raw
    first = next((at for at in range(0, len(raw), SAMPLE) if not raw[at : at + SAMPLE].isascii()), 0)
    begin = raw.rfind(b"\n", 0, first) + 1 if first else 0
    return raw[max(begin, first - SAMPLE) : first + SAMPLE]


def is_utf8(raw: bytes) -> bool:
    """Whether every byte is where UTF-8 would have it; text of another charset hardly ever is."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    """Whether it is UTF-8 with a few broken bytes; its letters are of two bytes and more."""
    text = sample.decode("utf-8", "replace")
    good = sum(1 for c in text if c > "\x7f" and c != "\ufffd")
    return good > 2 * text.count("\ufffd")


def _best(sample: bytes, ground: Ground) -> tuple[float, str]:
    scores = {codec: _score(sample, codec, ground) + prior for codec, prior in _CANDIDATES.items()}
    codec = max(scores, key=scores.__getitem__)
    return scores[codec], codec


def _score(sample: bytes, codec: str, ground: Ground) -> float:
    try:
        text = sample.decode(codec)
    except (UnicodeError, LookupError):
        text = sample.decode(codec, "replace") if codec != "utf-16" else ""
        beyond = sum(1 for c in text if c > "\x7f") or 1
        broken = text.count("\ufffd") - (codec in _MANY_BYTES)  # a letter may be cut in two where the sample ends
        if broken > max(1, beyond * _TOLERATED):
            return -1.0
    return plausibility(text, ground)


def wide(raw: bytes, *, said: bool = False) -> str:
    """The codec of text in two or four bytes a letter: its byte order mark tells, or where its zero bytes stand, else "".

    `said`: it was declared as such, so that a single zero byte tells.
    """
    marked = next((codec for mark, codec in _MARKS if raw.startswith(mark)), "")
    if marked:
        return marked
    sample = raw[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd < (1 if said else max(2, len(sample) // 20)):
        return ""
    if sample[::4].count(0) * 4 > len(sample) * _TWO_THIRDS and sample[1::4].count(0) * 4 > len(sample) * _TWO_THIRDS:
        return "utf-32-be"
    if sample[2::4].count(0) * 4 > len(sample) * _TWO_THIRDS and sample[3::4].count(0) * 4 > len(sample) * _TWO_THIRDS:
        return "utf-32-le"
    one_sided = max(even, odd) > (1 if said else 4) * min(even, odd)
    return ("utf-16-be" if even > odd else "utf-16-le") if one_sided else ""
