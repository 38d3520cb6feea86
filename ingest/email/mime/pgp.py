"""OpenPGP armour in a text (RFC 4880 §6.2 and §7): what was signed is read, what was encrypted is named."""

import re

_BEGIN = re.compile(r"^([> ]{0,20})-----BEGIN PGP (SIGNED MESSAGE|MESSAGE|SIGNATURE|PUBLIC KEY BLOCK)(?:, PART [\d/]+)?-----\s*$")
_END = re.compile(r"^[> ]{0,20}-----END PGP (?:MESSAGE|SIGNATURE|PUBLIC KEY BLOCK)(?:, PART [\d/]+)?-----\s*$")
_HASH = re.compile(r"^[> ]{0,20}(?:Hash|Charset|Comment|Version|NotDashEscaped|MessageID): ?.*$")
ENCRYPTED = "text: encrypted, cannot be read"


def without_armour(text: str) -> tuple[str, str]:
    """The text without armour, and what could not be read ("" when nothing was). Armour that never ends stays."""
    if "-----BEGIN PGP " not in text:
        return text, ""
    lines, kept, problem, at = text.split("\n"), [], "", 0
    ends = [number for number, line in enumerate(lines) if _END.match(line)]
    ends.reverse()
    while at < len(lines):
        begin = _BEGIN.match(lines[at])
        while ends and ends[-1] <= at:
            ends.pop()
        if begin is None or not ends:
            kept.append(lines[at])
            at += 1
        elif begin[2] == "SIGNED MESSAGE":
            at = _signed(lines, at + 1, kept)
        else:
            problem = ENCRYPTED if begin[2] == "MESSAGE" else problem
            at = ends[-1] + 1
    return "\n".join(kept), problem


def _signed(lines: list[str], at: int, kept: list[str]) -> int:
    """The signed lines as they were before dashes were put in front; where the signature begins."""
    while at < len(lines) and _HASH.match(lines[at]):
        at += 1
    at += at < len(lines) and not lines[at].strip("> ")
    while at < len(lines) and not _BEGIN.match(lines[at]):
        kept.append(lines[at].removeprefix("- "))
        at += 1
    return at
