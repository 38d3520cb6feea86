"""The words in an invitation or an answer to one (RFC 5545, RFC 5546).

Read by hand, since only four properties are asked for, and broken calendars are as common as whole ones.
"""

import re

_FOLD = re.compile(r"\n[ \t]")
_PROPERTY = re.compile(r"(SUMMARY|DESCRIPTION|COMMENT)((?:;[^:;\"\n]{0,200}(?:\"[^\"\n]{0,200}\")?){0,10}+):(.*)", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([\\;,nN:\"])")
_EVENT = re.compile(r"BEGIN:V(?:EVENT|JOURNAL|FREEBUSY|TO[D]O)", re.IGNORECASE)
_ALARM = re.compile(r"BEGIN:VALARM.*?(?:END:VALARM|\Z)", re.IGNORECASE | re.DOTALL)
_LONGEST = 256 * 1024
_HTML = re.compile(r"FMTTYPE=text/html", re.IGNORECASE)


def words(text: str) -> str:
    """What the sender says in a calendar: the comment of an answer, else its subject and description; "" for none."""
    unfolded = _FOLD.sub("", text[:_LONGEST])
    method = re.search(r"^METHOD:\s*(\w+)", unfolded, re.IGNORECASE | re.MULTILINE)
    events = _EVENT.split(unfolded, maxsplit=1)
    said = _said(_ALARM.sub("", events[-1]))
    if method and method[1].upper() in ("REPLY", "COUNTER", "DECLINECOUNTER"):
        chosen = [said.get("COMMENT", "")] if said.get("COMMENT") else [said.get("SUMMARY", ""), said.get("DESCRIPTION", "")]
    else:
        chosen = [said.get("SUMMARY", ""), said.get("DESCRIPTION", ""), said.get("COMMENT", "")]
    return "\n\n".join(dict.fromkeys(text for text in chosen if text))


def _said(event: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for line in event.split("\n"):
        found = _PROPERTY.fullmatch(line.rstrip("\r"))
        if found and not _HTML.search(found[2]):
            said.setdefault(found[1].upper(), _ESCAPED.sub(lambda m: "\n" if m[1] in "nN" else m[1], found[3]).strip())
    return said
