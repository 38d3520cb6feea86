"""Where a link leads, without what companies' servers wrap around it to check who follows it."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

_LONGEST = 2000
_SCHEMES = ("http://", "https://")
_WRAPPERS = {
    "safelinks.protection.outlook.com": ("url",),
    "statics.teams.cdn.office.net": ("url",),
    "www.google.com": ("q", "url"),
    "l.facebook.com": ("u",),
}
"""Hosts whose links hold the real one in a field of the query. Microsoft's end in the name, with a region before it."""
_DEFENSE = re.compile(r"https://urldefense\.com/v3/__(https?:/{1,2}[^\s]{1,1800}?)__;")
"""Proofpoint's third form; signs that it took out stand behind the semicolon, links that have such are left alone."""
_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


def leads_to(href: str) -> str:
    """The address on the web, unwrapped; empty for what leads nowhere there."""
    address = href.strip()
    if not address.lower().startswith(_SCHEMES) or len(address) > _LONGEST:
        return ""
    return _unwrapped(address)


def says(words: str, address: str) -> bool:
    """Whether the words end in the address itself, as people write it: without scheme, www or the last slash."""
    bare = _SCHEME.sub("", address, count=1).rstrip("/").lower()
    return bool(bare) and words.rstrip().rstrip("/").lower().endswith(bare)


def _unwrapped(address: str) -> str:
    defended = _DEFENSE.match(address)
    if defended:
        return defended[1] if "*" not in defended[1] else address
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        keys = next((keys for name, keys in _WRAPPERS.items() if host == name or host.endswith(f".{name}")), ())
        if not keys or (host == "www.google.com" and parts.path != "/url"):
            return address
        fields = parse_qs(parts.query, max_num_fields=40)
    except ValueError:
        return address
    inner = next((unquote(value) if "%3A" in value[:8] else value for key in keys for value in fields.get(key, ())), "")
    return inner if inner.lower().startswith(_SCHEMES) else address
