"""Odd values, and damage done to good ones. All of it follows from the dice."""

import json
import random
from typing import Any

from benchmarks.fuzz import damaged

TEXTS = (
    *(
        "",
        " ",
        "\0",
        "a\0b",
        "\ud800",
        "\udfff\ud800",
        "\ufeff",
        "\u202etxt.exe",
        "\u2028",
        "\x1b[2J\x1b]0;owned\x07",
        "\r\nX-Injected: 1",
    ),
    *(
        "../../../../etc/passwd",
        "..%2f..%2fetc",
        "/",
        "\\\\host\\share",
        "%00",
        "%",
        "%zz",
        "%c0%ae",
        "null",
        "NaN",
        "-0",
        "1e999",
    ),
    *("' OR 1=1 --", '"; DROP TABLE feedback; --', "{{7*7}}", "${7*7}", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\\"),
    *(
        "9" * 400,
        "-" + "9" * 25,
        "0x10",
        "١٢٣",
        "\uff11\uff12",
        "²",
        "Infinity",
        "0001-01-01",
        "9999-12-31T23:59:59+14:00",
        "2026-02-30",
    ),
    *(
        "9999-12-31T23:59:59-14:00",
        "0001-01-01T00:00:00+14:00",
        "2026-13-01",
        "-1",
        "0",
        "1",
        "true",
        "[]",
        "{}",
        "a" * 300,
        "é" * 70,
    ),
    *(
        "\U0001f621" * 40,
        "a\u0301" * 200,
        "@",
        "a@",
        "@b",
        "a@b@c",
        "+1 202 555 0117",
        "tel:",
        "javascript:alert(1)",
        "//evil.example",
    ),
    *(
        "x" * 5000,
        "(" * 200,
        "a" * 50 + "!",
        "\t",
        "\x7f",
        "\x85",
        "%F0%9F",
        "&amp;",
        "&#x0;",
        ";",
        ",",
        "*",
        "?",
        "#",
        "~",
        "^",
        "|",
    ),
)
NUMBERS = (0, -1, 1, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 2**64, 10**40, 1e308, -1e-308, 0.1, 1e-400, 3.0)
RAW = (
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"1e999",
    b"-0",
    b"0" * 50,
    b"1" * 5000,
    b'"\\ud800"',
    b'"\\u0000"',
    b"\xff",
    b'"\xff\xfe"',
    b"'a'",
)


def text(dice: random.Random) -> str:
    """One of the texts that break things, or two of them, or noise."""
    if not dice.randrange(4):
        return "".join(chr(dice.randrange(1, 0x2FFF)) for _ in range(dice.randrange(1, 30)))
    return dice.choice(TEXTS) + (dice.choice(TEXTS) if not dice.randrange(4) else "")


def value(dice: random.Random, deep: int = 3) -> Any:
    """Any value that JSON can hold, and some that it cannot."""
    kind = dice.choice(("text", "text", "number", "nothing", "truth", *(("list", "object", "object") if deep else ())))
    if kind == "list":
        return [value(dice, deep - 1) for _ in range(dice.randrange(4))]
    if kind == "object":
        return {text(dice): value(dice, deep - 1) for _ in range(dice.randrange(4))}
    return {"text": text(dice), "number": dice.choice(NUMBERS), "nothing": None, "truth": bool(dice.randrange(2))}[kind]


def nested(dice: random.Random) -> bytes:
    """JSON deeper than anybody's patience."""
    depth, opens = dice.choice((100, 1000, 100_000)), dice.choice((b"[", b'{"a":', b'[{"message":'))
    return opens * depth + (b"1" + {b"[": b"]", b'{"a":': b"}"}.get(opens, b"}]") * depth if dice.randrange(2) else b"")


def changed(shape: Any, dice: random.Random) -> Any:
    """The shape with one of its values changed: another type, gone, twice, or from a place where it does not belong."""
    if isinstance(shape, dict) and shape and dice.randrange(8):
        return _object_changed(shape, dice)
    if isinstance(shape, list) and shape and dice.randrange(4):
        at = dice.randrange(len(shape))
        return [*shape[:at], changed(shape[at], dice), *shape[at + (dice.randrange(3) > 0) :]]
    if isinstance(shape, str) and dice.randrange(2):
        return shape[: dice.randrange(len(shape) + 1)] + text(dice)
    return value(dice)


def _object_changed(shape: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    name, how = dice.choice(sorted(shape)), dice.choice(("gone", "more", "another's", *["deeper"] * 7))
    if how == "gone":
        return {key: one for key, one in shape.items() if key != name}
    if how == "more":
        return {**shape, text(dice): value(dice)}
    return {**shape, name: shape[dice.choice(sorted(shape))] if how == "another's" else changed(shape[name], dice)}


def as_json(shape: Any, dice: random.Random) -> bytes:
    """The shape as JSON; now and then with a raw value, a key twice, half of it, or too deep."""
    written = json.dumps(shape, ensure_ascii=bool(dice.randrange(2))).encode("utf-8", "surrogatepass")
    how = dice.choice(("deep", "half", "damaged", "raw", "twice", *["whole"] * 11))
    if how == "deep":
        return nested(dice)
    if how in ("half", "damaged"):
        return damaged(written, dice) if how == "damaged" else written[: dice.randrange(len(written) + 1)]
    if how == "raw":
        return written.replace(b'"', dice.choice(RAW), 1) if dice.randrange(2) else written[:-1] + b"," + written[1:]
    if how == "twice" and written[-1:] == b"}":
        name = text(dice) if not isinstance(shape, dict) or not shape else dice.choice(sorted(shape))
        return written[:-1] + b"," + json.dumps(name).encode() + b":" + dice.choice(RAW) + b"}"
    return dice.choice((b"", b"", b"", b"\xef\xbb\xbf", b" \n", b"\xff\xfe")) + written
