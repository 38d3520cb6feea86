"""The charset that bytes look like, from the letters that a script uses most. No dictionary, and no more than a sample read.

Each candidate reads the sample; its score is the mean weight of what it reads beyond ASCII. The wrong charset shows itself by
rare letters, capitals where small ones belong (KOI8-R read as windows-1251), or signs that no text is made of.
"""

import re
from collections import Counter
from dataclasses import dataclass

SAMPLE = 2 * 1024
_TOLERATED = 0.05
_CONVINCING = 0.35
_SURE = 0.55
_FAR = 0.3
_FEW = 6
_RARE = 0.1
_TWO_THIRDS = 0.66
_BEYOND = re.compile(rb"[\x80-\xff]+")
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class _Letters:
    """A charset of one byte a letter. `runs`: its words are made of letters beyond ASCII, not sprinkled with them."""

    codec: str
    common: str
    other: str
    runs: bool

    def weight(self, letter: str) -> float:
        """How much this letter speaks for the charset."""
        if letter in self.common:
            return 1.0
        if letter in self.other or letter.lower() in self.common:
            return 0.4
        return -0.6 if self.runs or not letter.isalpha() else _RARE


@dataclass(frozen=True, slots=True)
class _Pairs:
    """A charset of two bytes a letter, with the ranges of first bytes that its commonest letters have."""

    codec: str
    ranges: tuple[tuple[int, int, float], ...]
    runs: bool = True

    def weight(self, letter: str) -> float:
        """How much this letter speaks for the charset."""
        raw = letter.encode(self.codec, "replace")
        if len(raw) == 1:
            return 0.0
        return next((weight for low, high, weight in self.ranges if low <= raw[0] <= high), _RARE)


_CYRILLIC = ("оеаинтсрвлкмдпу", "яыьгзбчйхжшюцщэфъёіїєґ")
_GREEK = ("αοιετσνηυρπκλμ", "ςωγδχθφβξζψάέήίόύώϊϋ")
_HEBREW = ("יולהאמתרבשנ", "גדזחטכךםןסעפףצץק")
_ARABIC = ("النيموترهبدعةس", "أإآىئؤءجحخذزشصضطظغفقك،؟")
_THAI = ("านรอกเงมยลวดท", "สตะบคปีิ่้แใไโำัุูหพขจชซฐญณธผฝฟภศษฮๆ็์ึื")
_PUNCTUATION = "’“”–—…«»„‘€£§°©® ·"  # noqa: RUF001 - these are the ones meant
_WEST = ("äöüßéèàçñáíóúùìòâêîôûëïåæøœãõ", "ÄÖÜÉÀÇÑÅØ¿¡ºª" + _PUNCTUATION)
_CENTRAL = ("ąćęłńóśźżčďěňřšťůžőűáéíýúöüäôĺľŕßâăîșț", "ŁŚŻŹĆČŘŠŽ" + _PUNCTUATION)
_TURKISH = ("ğışüöçİŞĞ", "ÜÖÇâî" + _PUNCTUATION)

_CANDIDATES: tuple[_Letters | _Pairs, ...] = (
    _Letters("cp1252", *_WEST, runs=False),
    _Letters("cp1250", *_CENTRAL, runs=False),
    _Letters("iso8859_2", *_CENTRAL, runs=False),
    _Letters("cp1254", *_TURKISH, runs=False),
    _Letters("cp1251", *_CYRILLIC, runs=True),
    _Letters("koi8_u", *_CYRILLIC, runs=True),
    _Letters("iso8859_5", *_CYRILLIC, runs=True),
    _Letters("cp866", *_CYRILLIC, runs=True),
    _Letters("cp1253", *_GREEK, runs=True),
    _Letters("cp1255", *_HEBREW, runs=True),
    _Letters("cp1256", *_ARABIC, runs=True),
    _Letters("cp874", *_THAI, runs=True),
    _Pairs("gb18030", ((0xB0, 0xD7, 0.95), (0xA1, 0xA3, 0.7))),
    _Pairs("big5hkscs", ((0xA4, 0xC6, 0.95), (0xA1, 0xA1, 0.7))),
    _Pairs("cp949", ((0xB0, 0xC8, 1.0), (0xA1, 0xA1, 0.5))),
    _Pairs("euc_jp", ((0xA4, 0xA5, 1.0), (0xB0, 0xCF, 0.75), (0xA1, 0xA1, 0.7))),
    _Pairs("cp932", ((0x82, 0x83, 1.0), (0x88, 0x97, 0.75), (0x81, 0x81, 0.7))),
)


def guess(raw: bytes) -> str:
    """The codec that these bytes look like; windows-1252 when nothing speaks for another."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return wide(raw)
    sample = raw[:SAMPLE]
    if is_utf8(raw) or _mostly_utf8(sample):
        return "utf-8"
    in_runs = _in_runs(sample)
    best, codec = _best(sample, in_runs=in_runs)
    return codec if best > _CONVINCING else "cp1252"


def rival(raw: bytes, codec: str) -> str:
    """The codec that these bytes look like, when that is far more convincing than this one of one byte a letter; else ""."""
    sample = raw[:SAMPLE]
    in_runs = _in_runs(sample)
    if not in_runs or sum(map(len, _BEYOND.findall(sample))) < _FEW:
        return ""
    mine = max((_score(c, sample, in_runs=in_runs) for c in _CANDIDATES if _same(c.codec, codec)), default=0.0)
    best, other = _best(sample, in_runs=in_runs)
    return other if best > mine + _FAR and best > _SURE else ""


def is_utf8(raw: bytes) -> bool:
    """Whether every byte is where UTF-8 would have it; text of another charset hardly ever is."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    good = sum(1 for c in text if c > "\x7f" and c != "\ufffd")
    return good > 4 * text.count("\ufffd")


def _in_runs(sample: bytes) -> bool:
    """Whether bytes beyond ASCII mostly stand beside each other, as they do wherever the script is not Latin."""
    runs = _BEYOND.findall(sample)
    return sum(len(run) for run in runs if len(run) > 1) * 2 > sum(map(len, runs))


def _best(sample: bytes, *, in_runs: bool) -> tuple[float, str]:
    """The highest score and whose it is; of equals the first, since the commonest charsets stand first."""
    scores = {candidate.codec: _score(candidate, sample, in_runs=in_runs) for candidate in _CANDIDATES}
    codec = max(scores, key=scores.__getitem__)
    return scores[codec], codec


def _same(one: str, other: str) -> bool:
    return one == other or {one, other} == {"koi8_u", "koi8-r"}


def _score(candidate: _Letters | _Pairs, sample: bytes, *, in_runs: bool) -> float:
    if candidate.runs != in_runs:
        return 0.0
    counts = Counter(c for c in sample.decode(candidate.codec, "replace") if c > "\x7f")
    total = sum(counts.values())
    if not total or counts["\ufffd"] > max(1, total * _TOLERATED):
        return 0.0
    return sum(candidate.weight(letter) * count for letter, count in counts.items()) / total


def wide(raw: bytes) -> str:
    """The codec of text in two or four bytes a letter: its byte order mark tells, or where its zero bytes stand; else ""."""
    marked = next((codec for mark, codec in _MARKS if raw.startswith(mark)), "")
    if marked:
        return marked
    sample = raw[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd < max(2, len(sample) // 20):
        return ""
    if sample[::4].count(0) * 4 > len(sample) * _TWO_THIRDS and sample[1::4].count(0) * 4 > len(sample) * _TWO_THIRDS:
        return "utf-32-be"
    if sample[2::4].count(0) * 4 > len(sample) * _TWO_THIRDS and sample[3::4].count(0) * 4 > len(sample) * _TWO_THIRDS:
        return "utf-32-le"
    return ("utf-16-be" if even > odd * 4 else "utf-16-le") if max(even, odd) > 4 * min(even, odd) else ""
