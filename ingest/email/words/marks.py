"""Lines that stand alone above history, and other marks of quotes than ">"."""

import re
from collections.abc import Iterable, Sequence

from ingest.email.mime.lines import Line
from ingest.email.words.phrases import above, any_of, literal
from ingest.email.words.phrases.dividers import BARE, DIVIDERS
from ingest.email.words.phrases.inline import ANSWERED_BELOW

LONGEST_LINE = 600
"""Characters of a line that the patterns see."""
_LONGEST_DIVIDER = 200
_LONGEST_MARK = 250
_LONGEST_INITIALS = 6
_WRAPPED = 55
_WRAPPED_AGAIN = 15
_PROMPT = 3
_LONGEST_PLEA = 90
_RULE = r"[-_=*~>\u2013\u2014\u2500]"
_DIVIDER = re.compile(
    rf"\W{{0,3}}{_RULE}{{2,60}}\s{{0,3}}{literal(DIVIDERS)}(?:\s.{{0,60}}?)?\s{{0,3}}:?\s{{0,3}}{_RULE}{{0,60}}\W{{0,3}}"
    rf"|\W{{0,3}}{literal(BARE)}\W{{0,4}}",
    re.IGNORECASE,
)
_DIVIDER_AND_MORE = re.compile(rf"{_RULE}{{3,60}}\s{{0,3}}{literal(DIVIDERS)}\s{{0,3}}{_RULE}{{3,60}}\s", re.IGNORECASE)
_NOTES = re.compile(r".{1,100}?-{3}\s?\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\s\d{1,2}[:.]\d\d.{0,20}?-{3}")
"""Sender, time and the first words in one line, as Lotus Notes writes them above the fields."""
_FORWARD = re.compile(
    r"forward|weitergel|transf|réexp|reenvi|inoltr|doorgest|encaminh|przekaz|vidarebef|videresend|välit|přepos|továbbít|redirec|yönlend|ilet|preposl"
    r"|προωθ|перес|перена|перен|转发|轉寄|転送|전달|препрат|prosle|proslije|posredo|edasta|persi|pārsūt|terusan|chuyển|ส่งต่อ|הועבר|توجيه",
    re.IGNORECASE,
)
_PLACE, _LINE, _ANSWER = (re.compile(literal(words)) for words in (above.PLACE, above.LINES, above.ANSWER))
_BELOW = re.compile(literal(above.BELOW))
_ANSWERED_BELOW = re.compile(rf"(?<![a-z]){any_of(ANSWERED_BELOW)}")
_DRAWN = re.compile(r"[\W_]{0,3}[-#=_*~>\u2014\u2193\u2191]{2}")
_PLEA = re.compile(
    r"\W{0,4}(?:please |bitte |veuillez |por favor,? |per favore,? |a[lu]?s?t?u?blieft |proszę |пожалуйста,? )?"
    r"(?:reply|respond|type|write|enter|add|antwort|schreib|répond|saisi|écri|responda|escriba|rispond|scriv|inseri|antwoord|reageer|digite|odpowie|wpisz|svara|skriv|ответ|введ)",
)
_PURPOSE = re.compile(r"\W{1,3}(?:to|um|pour|para|per|om|aby|żeby|чтобы|för att|for at)\s.{3,40}$")
_INITIALS = re.compile(r"\s?(?!(?:SQL|PS|OK|CMD|DOS|C|D|R)>)[A-Z][A-Za-z]{0,2}>{1,4}(?:\s|$)")
_NAMED = re.compile(r"\s{0,9}([^\W\d_][\w.-]{2,15})>{1,4}(?:\s|$)")
_TABLE = re.compile(r"\|\s*$")
_AMOUNT, _AMOUNT_OF = re.compile(r"\d.{0,58}"), re.compile(r"\d[\d.,]{0,12}\s?[^\W\d]{0,12}\s?[:=].{0,40}")
_MARKUP = re.compile(r"[\w\"'/]>$|[{}]$")
_CODE = re.compile(r"(?:from|import|for|with|def|print|assert|return|class)\b|[A-Za-z_][\w.]{0,60}\s?[=(\[]|#")
_HEAD = re.compile(
    r"\d.{0,200}[:\uff1a]\W{0,3}$|(?:wrote|schrieb|écrit|escribió|scritto|schreef|писал|skrev)\W{0,3}$", re.IGNORECASE
)


def is_divider(text: str) -> bool:
    """Whether the line stands between new words and history; a field or two of what follows may have slipped into it."""
    if text[:3] == "---" and "@" in text and _DIVIDER_AND_MORE.match(text):
        return True
    if "---" in text[1:] and _NOTES.match(text):
        return True
    if "&nbsp;" in text:
        text = text.replace("&nbsp;", " ")  # QQ Mail leaves them in its plain text
    if len(text) > _LONGEST_DIVIDER or len(text) < 2:  # noqa: PLR2004
        return False
    return _DIVIDER.fullmatch(text) is not None


def is_forward(text: str) -> bool:
    """Whether the divider says that what follows was forwarded."""
    return _FORWARD.search(text[:_LONGEST_DIVIDER]) is not None


def may_have_mark(lines: Sequence[Line]) -> bool:
    """Whether any line may ask to answer above it."""
    whole = "\n".join(line.text[:LONGEST_LINE] for line in lines).lower()
    return bool(_LINE.search(whole)) and bool(_PLACE.search(whole) or _BELOW.search(whole))


def is_mark(text: str) -> bool:
    """Whether a help desk asks to answer above this line: it says so, and little else, or draws a rule around it."""
    if len(text) > _LONGEST_MARK:
        return False
    low = text.lower()
    if _BELOW.search(low):
        return True
    says = bool(_PLACE.search(low) and _LINE.search(low) and _ANSWER.search(low))
    return says and (bool(_DRAWN.match(low)) or _asks(low))


def _asks(low: str) -> bool:
    """Whether an undrawn line is nothing but the plea."""
    if len(low) > _LONGEST_PLEA or not _PLEA.match(low):
        return False
    last = list(_LINE.finditer(low))[-1].end()
    return len(low) - last < 4 or _PURPOSE.match(low[last:]) is not None  # noqa: PLR2004


def answers_below(texts: Iterable[str]) -> bool:
    """Whether what was written so far says that answers stand further down, between the lines that are quoted."""
    return any(_ANSWERED_BELOW.search(text[:LONGEST_LINE].lower()) for text in texts)


def marked_depths(lines: Sequence[Line]) -> list[int]:
    """How deep each line is quoted, with the marks that are no ">": bars and colons below a head, initials, lost marks."""
    depths = [line.depth for line in lines]
    initials = [at for at, line in enumerate(lines) if ">" in line.text[:_LONGEST_INITIALS] and _INITIALS.match(line.text[:9])]
    if len(initials) > 1:
        for at in initials:
            depths[at] = depths[at] or 1
    _mark_named(lines, depths)
    _mark_barred(lines, depths)
    _mark_wrapped(lines, depths)
    return depths


def _mark_named(lines: Sequence[Line], depths: list[int]) -> None:
    """Supercite of Emacs puts the name of who is quoted before each line, "    Ann> Does it close?", as the head above has it."""
    named = [(at, match[1]) for at, line in enumerate(lines) if ">" in line.text[:30] and (match := _NAMED.match(line.text))]
    if not named:
        return
    above_ = " ".join(line.text[:240] for line in lines[max(0, named[0][0] - 4) : named[0][0]])
    for at, name in named:
        if name in above_ and ":" in above_:
            depths[at] = depths[at] or 1


def _mark_barred(lines: Sequence[Line], depths: list[int]) -> None:
    barred = [at for at, line in enumerate(lines) if line.text[:1] in ("|", ":") and line.text[1:2] in (" ", "")]
    barred = [at for at in barred if lines[at].text[:1] and not _TABLE.search(lines[at].text[1:][-8:])]
    if not barred:
        return
    above_ = next((lines[at].text for at in range(barred[0] - 1, max(-1, barred[0] - 4), -1) if not lines[at].blank), "")
    if _HEAD.search(above_[-240:]):
        for at in barred:
            depths[at] = 1


def _mark_wrapped(lines: Sequence[Line], depths: list[int]) -> None:
    """A few words between quoted lines are the end of the line above, which lost its mark when it was wrapped."""
    enough = _WRAPPED
    for at in range(1, len(lines)):
        if depths[at] or not depths[at - 1] or lines[at].blank:
            continue
        text, before = lines[at].text, lines[at - 1].text.rstrip()
        goes_on = len(before) >= enough and before[-1:] not in (".", "?", "!", ":")
        if goes_on and text[:1].islower() and len(text) < _WRAPPED:
            depths[at], enough = depths[at - 1], _WRAPPED_AGAIN


def with_amounts(lines: Sequence[Line]) -> list[Line]:
    """The lines, where one "> 5 items", and any "> 5 kg: 9.90", means more than five, and ">>> f(x)" is typed at a prompt."""
    quoted = [at for at, line in enumerate(lines) if line.depth]
    if quoted and all(lines[at].depth == _PROMPT and _CODE.match(lines[at].text[:LONGEST_LINE]) for at in quoted):
        return [Line(f">>> {line.text}", 0, line.role) if line.depth else line for line in lines]
    if len(quoted) == 1 and quoted[0] and _in_code(lines[quoted[0] - 1].text):
        return [Line(f"> {line.text}", 0, line.role) if line.depth else line for line in lines]
    amount = _AMOUNT if len(quoted) == 1 else _AMOUNT_OF
    if not quoted or not all(lines[at].depth == 1 and amount.fullmatch(lines[at].text) for at in quoted):
        return list(lines)
    above_ = next((line.text for line in reversed(lines[: quoted[0]]) if not line.blank), "")
    if not _HEAD.search(above_[-240:]):
        return [Line(f"> {line.text}", 0, line.role) if line.depth else line for line in lines]
    return list(lines)


def _in_code(above_: str) -> bool:
    """Whether the line above is one of HTML or of a program, not one that ends in an address."""
    return "@" not in above_ and _MARKUP.search(above_[-4:]) is not None
