"""What people are known by on the net, and places by coordinates."""

import re
from ipaddress import ip_address

from processors.private.names import NO_NAMES
from processors.private.rules import cued, form

_AT = r"(?: ?@ ?| ?[(\[{] ?(?:at|ät|@|arroba|arobase|chiocciola) ?[)\]}] ?)"
_DOT = r"(?:\.| ?[(\[{] ?(?:dot|punkt|point|punto|ponto|punt|\.) ?[)\]}] ?)"
_SAID_AT = r"(?: at | ät | klammeraffe | arroba | arobase | chiocciola | apenstaartje | małpa | snabel-?a )"
_SAID_DOT = r"(?: dot | punkt | point | punto | ponto | punt | kropka )"
_LABEL = r"[\w-]{1,63}"
_LOCAL = r"(?<![\w.+-])[\w.+'-]{1,320}"
_VERSION = re.compile(
    r"(?:version|versión|versione|versão|versie|wersja|firmware|build|release|update|ios|android|v)[ .:]{0,2}$", re.IGNORECASE
)
_USERS = (
    "username|user name|user id|userid|login name|login id|login|nickname|nick|screen name|handle|insta|instagram|twitter|"
    "telegram|"
    "snapchat|tiktok|skype|steam|discord|gamertag|benutzername|nutzername|benutzerkonto|anmeldename|nom d'utilisateur|"
    "identifiant|"
    "pseudo|pseudonyme|usuario|nombre de usuario|nome utente|utente|utilizador|usuário|nome de utilizador|nome de usuário|"
    "gebruikersnaam|gebruiker|nazwa użytkownika|użytkownik|användarnamn|användare"
)
_USER = r"[^\W_][\w.-]{1,40}[^\W_]"


def handle(text: str) -> int:
    """A name with a digit, a sign or a capital within it; words of any language are none."""
    if text.lower() in NO_NAMES:
        return 0
    return len(text) if any(c.isdecimal() or c in "_.-" for c in text) or any(c.isupper() for c in text[1:]) else 0


def named(text: str) -> int:
    """Behind a colon any word is a name that is no common one."""
    return 0 if text.lower() in NO_NAMES else len(text)


def ip(text: str) -> int:
    """As the standard library reads it."""
    try:
        ip_address(text)
    except ValueError:
        return 0
    return len(text)


def _place(text: str) -> int:
    numbers = [float(number) for number in re.findall(r"\d{1,3}\.\d+", text)]
    return len(text) if numbers[0] <= 90 and numbers[1] <= 180 else 0  # noqa: PLR2004 - degrees


RULES = (
    form("email", rf"{_LOCAL}@(?:{_LABEL}\.){{1,8}}[^\W\d_]{{2,24}}", near="@"),
    form(
        "email",
        rf"{_LOCAL}{_AT}{_LABEL}(?:{_DOT}{_LABEL}){{0,4}}{_DOT}[^\W\d_]{{2,24}}(?!\w)",
        near="@|(at|[at|{at|( at|[ at|(ät|(arro|(aro|(chio",
    ),
    form(
        "email",
        rf"{_LOCAL}(?:{_SAID_DOT}[\w+-]{{1,64}}){{0,3}}{_SAID_AT}{_LABEL}(?:(?:{_SAID_DOT}|"
        rf"\.){_LABEL}){{0,3}}{_SAID_DOT}[^\W\d_]{{2,24}}(?!\w)",
        near=" dot | punkt | point | punto | ponto | punt | kropka ",
    ),
    form("url", r"\b[a-z][a-z+.-]{1,9}://[^\s/@:]{1,99}:[^\s/@]{1,99}@\S{1,400}", near="@"),
    form(
        "url", r"\bhttps?://[^\s?]{1,400}\?\S{0,400}(?:token|key|pass|auth|session|sig|email|user)\S{0,20}=\S{1,400}", near="http"
    ),
    form("handle", r"(?<![\w@./+-])@(?=[\w.]{0,30}[^\W\d_])[\w.]{2,30}(?<!\.)(?![\w@])", near="@"),
    form("handle", r"(?<![\w/])/?u/[\w-]{3,24}(?!\w)", near="u/"),
    *cued("handle", _USERS, rf" ?[:=] ?@?(?P<it>{_USER})(?![\w@])", before=r"(?<!\[)", measure=named),
    *cued("handle", _USERS, rf"(?: (?:is|was|ist|lautet|est|es|è|é|to|är))? ['\"]?@?(?P<it>{_USER})(?![\w@])", measure=handle),
    form("ip address", r"(?<![\w.:-])(?<!v )(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)", digits=4, near=".", measure=ip),
    form("ip address", r"(?<![\w:.])(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?![\w:])", digits=1, near=":", measure=ip),
    form("ip address", r"(?<![\w:-])[\da-f]{2}(?:[:-][\da-f]{2}){5}(?![\w:-])", digits=1, near=":|-"),
    form(
        "coordinates",
        r"(?<![\w.])[-+]?\d{1,2}\.\d{3,15}\u00b0? ?[NS]?(?:, ?|;| )[-+]?\d{1,3}\.\d{3,15}(?:\u00b0? ?[EWO](?!\w))?(?![\w.]\d)",
        digits=8,
        near=".",
        measure=_place,
    ),
    form(
        "coordinates",
        r"\d{1,2}\u00b0 ?\d{1,2}(?:[.,]\d{1,6})?['\u2032\u2019] ?(?:\d{1,2}(?:[.,]\d{1,6})?(?:''|[\"\u2033\u201d]) ?)?[NS],? ?"
        r"\d{1,3}\u00b0 ?\d{1,2}(?:[.,]\d{1,6})?['\u2032\u2019] ?(?:\d{1,2}(?:[.,]\d{1,6})?(?:''|[\"\u2033\u201d]) ?)?[EWO]",
        digits=4,
        near="\u00b0",
    ),
)
