"""Enriched text (RFC 1896) and its forerunner richtext (RFC 1341) to plain text."""

import re

_HIDDEN = re.compile(r"<(param|comment)>(?:(?!</?\1>).){0,2000}</\1>", re.IGNORECASE | re.DOTALL)
_COMMAND = re.compile(r"<(/?)([A-Za-z0-9-]{1,60})>")
_LINE_ENDS = re.compile(r"\n+")
_BREAKS = {"nl": "\n", "np": "\n\n", "paragraph": "\n\n", "lt": "<", "excerpt": "\n"}


def plain_of(text: str, *, rich: bool) -> str:
    """The text without its commands; one line end is a space, each further one a line (in richtext `<nl>` is)."""
    text = _HIDDEN.sub("", text)
    if rich:
        return _COMMAND.sub(lambda m: _BREAKS.get(m[2].lower(), ""), text.replace("\n", " ").replace("<nl> ", "<nl>"))
    pieces = []
    for at, piece in enumerate(re.split(r"(</?nofill>)", text, flags=re.IGNORECASE)):
        if at % 2 == 0:
            kept = at >= 2  # noqa: PLR2004
            pieces.append(piece if kept and piece else _filled(piece))
    return _COMMAND.sub("", "".join(pieces).replace("<<", "\0")).replace("\0", "<")


def _filled(text: str) -> str:
    return _LINE_ENDS.sub(lambda m: " " if len(m[0]) == 1 else m[0][1:], text)
