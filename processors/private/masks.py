"""What stands in a text in place of personal data: its kind, a token that joins equal values, or one that the key turns back."""

import hashlib
import hmac
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence

from golddust.events import PrivateSpan
from processors.private.finding import RULES
from processors.private.plain import plain
from processors.private.rules import Found, bare

KINDS = tuple(sorted({rule.kind for rule in RULES} | {"phone", "handle", "other"}))
"""All kinds that a span may have; "other" is a sender's address of a kind without rules."""
ONE_WAY_BYTES = 8
_LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")
_HEX = bytes.maketrans(b"abcdefghijklmnop", b"0123456789abcdef")
_MASK = re.compile(rf"\[({'|'.join(map(re.escape, KINDS))})(?::([a-p]{{16,8192}}))?\]")
Masking = Callable[[str, Sequence[PrivateSpan]], str]


def masked(text: str, found: Sequence[Found]) -> tuple[str, list[int]]:
    """The text with masks such as `[email]`, and where in it each mask begins."""
    parts: list[str] = []
    starts: list[int] = []
    after = length = 0
    for start, end, kind in found:
        mask = f"[{kind}]"
        starts.append(length + start - after)
        length = starts[-1] + len(mask)
        parts += [text[after:start], mask]
        after = end
    return "".join([*parts, text[after:]]), starts


def in_original(start: int, end: int, kind: str, found: Sequence[Found], starts: Sequence[int]) -> Found:
    """The same place in the text before it was masked; a mask that is touched counts whole."""
    return _unmasked(start, found, starts, last=False), _unmasked(end - 1, found, starts, last=True), kind


def _unmasked(place: int, found: Sequence[Found], starts: Sequence[int], *, last: bool) -> int:
    before = bisect_right(starts, place) - 1
    if before < 0:
        return place + last
    start, end, kind = found[before]
    behind = place - starts[before] - len(kind) - 2  # the mask's brackets
    if behind < 0:
        return end if last else start
    return end + behind + last


def masked_by_kind(text: str, spans: Sequence[PrivateSpan]) -> str:
    """The text with a mask such as `[email]` in place of each span."""
    return masked(text, [(span.start, span.end, span.kind) for span in spans])[0] if spans else text


def masked_one_way(text: str, spans: Sequence[PrivateSpan], key: bytes) -> str:
    """Masks such as `[phone:kbnf…]`: the same value, however it is spaced or cased, has the same one, and nothing turns it back.

    64 bits of HMAC-SHA-256 under a key made from `key`, 32 bytes: without it, a value cannot even be tried.
    """
    ours = _key(key, b"one way")

    def token(value: str, kind: str) -> bytes:
        said = f"{kind}:{bare(plain(value)[0]) or value}".encode("utf-8", "surrogatepass")
        return hmac.digest(ours, said, hashlib.sha256)[:ONE_WAY_BYTES]

    return _with_tokens(text, spans, token)


def masked_reversibly(text: str, spans: Sequence[PrivateSpan], key: bytes) -> str:
    """Masks such as `[phone:kbnf…]` that `unmasked` turns back; the same value has the same one.

    AES-SIV (RFC 5297) under a key made from `key`, 32 bytes: a mask that was changed, or moved to another kind, is not turned
    back.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415 - only who asks for such masks pays

    cipher = AESSIV(_key(key, b"reversible"))

    def token(value: str, kind: str) -> bytes:
        return cipher.encrypt(value.encode("utf-8", "surrogatepass"), [kind.encode()])

    return _with_tokens(text, spans, token)


def unmasked(text: str, key: bytes) -> str:
    """The text with what reversible masks stand for; masks of others, and what only looks like one, stay as they are."""
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.ciphers.aead import AESSIV  # noqa: PLC0415 - as above

    cipher = AESSIV(_key(key, b"reversible"))

    def value(mask: re.Match[str]) -> str:
        try:
            raw = bytes.fromhex((mask[2] or "").translate(_HEX.decode("latin-1")))
            return cipher.decrypt(raw, [mask[1].encode()]).decode("utf-8", "surrogatepass")
        except (ValueError, InvalidTag):
            return mask[0]

    return _MASK.sub(value, text)


def masking(masks: str, key: bytes) -> Masking:
    """The masks that the setting `[tag.private] masks` names, made with a key of the installation."""
    if masks == "one_way":
        return lambda text, spans: masked_one_way(text, spans, key)
    if masks == "reversible":
        return lambda text, spans: masked_reversibly(text, spans, key)
    return masked_by_kind


def _with_tokens(text: str, spans: Sequence[PrivateSpan], token: Callable[[str, str], bytes]) -> str:
    """Tokens are letters alone: digits in a mask would look like data again."""
    parts: list[str] = []
    after = 0
    for span in spans:
        letters = token(text[span.start : span.end], span.kind).hex().encode().translate(_LETTERS).decode()
        parts += [text[after : span.start], f"[{span.kind}:{letters}]"]
        after = span.end
    return "".join([*parts, text[after:]])


def _key(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"golddust private masks: " + purpose, hashlib.sha256)


_NEUTRAL = {kind: kind.rsplit(" ", 1)[-1] for kind in KINDS} | {"other": "data", "secret": "code"}


def with_neutral_words(text: str) -> str:
    """Each mask as one word that says nothing of mood or matter."""
    return _MASK.sub(lambda mask: _NEUTRAL[mask[1]], text) if "[" in text else text


def without_masks(text: str) -> str:
    """What is left where no data stood."""
    return _MASK.sub("", text) if "[" in text else text
