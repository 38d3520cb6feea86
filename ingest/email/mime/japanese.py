"""Japanese charsets as they are sent: with the letters of NEC and IBM (①, ㈱, 髙) that JIS does not have but Windows does."""

import re

_SHIFT = re.compile(rb"(\x1b(?:\$[@B]|\$\([DO-Q]|\([A-Z]|\$A))")
_TWO_BYTES = (b"\x1b$@", b"\x1b$B")
_HALF_WIDTH = 0x8E
_PAIR = re.compile(rb"[\xa1-\xfe]{2}")
_KATAKANA = b"\x1b(I"
_SHIFTED_OUT = re.compile(rb"\x0e([!-_]{0,400})\x0f")
_WORD = re.compile(rb"[!-~]+")
_MOST_RUNS = 500
"""Runs in one word that get their escapes back."""
_BEGIN, _END = re.compile(rb"\$[@B]"), re.compile(rb"\([BJ]")


def iso_2022_with_extensions(raw: bytes) -> str:
    """ISO-2022-JP; raises UnicodeError for what is none even with the extensions.

    Gateways that let no control character through have taken the escapes away; half-width katakana may be shifted out to.
    """
    if b"\x0e" in raw:
        raw = _SHIFTED_OUT.sub(b"\x1b(I\\1\x1b(B", raw)
    if b"\x1b" not in raw:
        raw = _WORD.sub(_with_escapes, raw)
    try:
        return raw.decode("iso2022_jp_ext")
    except UnicodeError:
        pass
    pieces = _SHIFT.split(raw)
    text = pieces[0].decode("ascii")
    for escape, run in zip(pieces[1::2], pieces[2::2], strict=True):
        text += _run(escape, run)
    return text


def _with_escapes(word: "re.Match[bytes]") -> bytes:
    """The word with its escapes put back, where whole pairs stand between two."""
    raw, done, without = word[0], 0, set[int]()
    pieces = []
    begin = _BEGIN.search(raw)
    for _ in range(_MOST_RUNS):
        if begin is None or len(without) > 1:  # there is no end at an even place, nor at an odd one
            break
        start = begin.end()
        end = None
        if start % 2 not in without:
            end = next((e for e in _END.finditer(raw, start) if e.start() > start and (e.start() - start) % 2 == 0), None)
        if end:
            pieces += [raw[done : begin.start()], b"\x1b", raw[begin.start() : end.start()], b"\x1b", end[0]]
            done = end.end()
        else:
            without.add(start % 2)
        begin = _BEGIN.search(raw, end.end() if end else start)
    return b"".join((*pieces, raw[done:]))


def _run(escape: bytes, run: bytes) -> str:
    if escape in _TWO_BYTES:
        letters, plain = _whole_pairs(run)
        return _windows(bytes(byte | 0x80 for byte in letters)) + plain.decode("ascii", "replace")
    if escape == _KATAKANA:
        return bytes(byte | 0x80 if 0x20 < byte < 0x60 else byte for byte in run).decode("cp932", "replace")  # noqa: PLR2004
    if escape.startswith(b"\x1b("):
        return run.decode("ascii", "replace")
    return (escape + run).decode("iso2022_jp_ext")


def _whole_pairs(run: bytes) -> tuple[bytes, bytes]:
    """The pairs of a run, and what follows them: a line that ended before it switched back."""
    end = next((at for at, byte in enumerate(run) if not 0x20 < byte < 0x7F), len(run))  # noqa: PLR2004
    end -= end % 2
    return run[:end], run[end:]


def euc_with_extensions(raw: bytes) -> str:
    """EUC-JP; raises UnicodeError for what is none even with the extensions."""
    try:
        return raw.decode("euc_jp")
    except UnicodeError:
        pass
    if b"\x8f" in raw:
        raise UnicodeDecodeError("euc_jp", raw, 0, 1, "not in the repertoire")
    return _windows(raw)


def _windows(euc: bytes) -> str:
    """Letters in EUC by way of Shift_JIS, where Windows keeps its own."""
    shifted = bytearray()
    at = 0
    while at < len(euc):
        if _PAIR.match(euc, at):
            shifted += _shifted(euc[at] & 0x7F, euc[at + 1] & 0x7F)
            at += 2
        elif euc[at] == _HALF_WIDTH and at + 1 < len(euc):
            shifted.append(euc[at + 1])
            at += 2
        else:
            shifted.append(euc[at])
            at += 1
    return shifted.decode("cp932")


def _shifted(row: int, cell: int) -> bytes:
    """JIS X 0208 row and cell to Shift_JIS (JIS X 0208:1997, appendix 1)."""
    lead = ((row - 0x21) >> 1) + (0x81 if row < 0x5F else 0xC1)  # noqa: PLR2004
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E  # noqa: PLR2004
    return bytes((lead, trail))
