"""The colours that people write answers in between the lines of what they were sent; greys and the inks of programs are none."""

import re

VIVID = re.compile(
    r"color\s{0,3}[:=]\s{0,3}[\"']?\s{0,3}(?:red|blue|green|purple|orange|magenta|fuchsia"
    r"|#(?:[c-f][0-9a-f][0-3][0-9a-f][0-3][0-9a-f]|[0-3][0-9a-f][0-9][0-9a-f][c-f][0-9a-f]|[0-3][0-9a-f][8-f][0-9a-f][0-5][0-9a-f]|f00|00f)\b"
    r"|rgba?\(\s?(?:[12]\d\d,\s?\d{1,2},\s?\d{1,2}\D|\d{1,2},\s?\d{1,3},\s?2\d\d\D|\d{1,2},\s?1\d\d,\s?\d{1,2}\D))"
)
"""What a document in small letters has somewhere that answers may be written in. Inks are only looked at where one is."""
_INK = re.compile(
    r"(?<![\w-])color\s*:\s*(?:#([0-9a-f]{6}|[0-9a-f]{3})\b|rgba?\(\s?(\d{1,3})[\s,]{1,3}(\d{1,3})[\s,]{1,3}(\d{1,3})|([a-z]{3,20}))"
)
_NAMES = {
    "red": ("red", "darkred", "crimson", "firebrick"),
    "blue": ("blue", "mediumblue", "royalblue"),
    "green": ("green", "darkgreen", "forestgreen", "lime"),
    "purple": ("purple", "magenta", "fuchsia"),
    "orange": ("orange", "darkorange"),
}
_NAMED = {name: family for family, names in _NAMES.items() for name in names}
_LINKS = frozenset(("0563c1", "1155cc", "0000ee", "0078d4", "0078d7"))
"""The inks that programs give to links."""
_VIVID = 100
"""How far apart the strongest and the weakest of red, green and blue must be; Outlook's own dark blue, 1F497D, is duller."""
_APART = 60


def colour_of(style: str, given: str) -> str | None:
    """The colour's family, "" for an ink that tells nothing; None when neither the style nor the font's attribute gives any."""
    ink = _INK.search(style or f"color:{given.lower()}") if style or given else None
    if ink is None:
        return None
    if ink[5]:
        return _NAMED.get(ink[5], "")
    if ink[1]:
        code = ink[1] if len(ink[1]) == 6 else "".join(c * 2 for c in ink[1])  # noqa: PLR2004
        return "" if code in _LINKS else _family(int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16))
    return _family(int(ink[2]), int(ink[3]), int(ink[4]))


def _family(red: int, green: int, blue: int) -> str:
    strongest, weakest = max(red, green, blue), min(red, green, blue)
    if strongest - weakest < _VIVID:
        return ""
    if strongest == red:
        return "red" if max(green, blue) < red - _VIVID else "orange" if green > blue else "purple"
    if strongest == blue:
        return "blue" if red < blue - _APART else "purple"
    return "green"
