"""The line that a phone or program adds of itself: "Sent from my iPhone", "Get Outlook for Android"."""

import re

from ingest.email.words.phrases import any_of, devices

_LONGEST = 160
_WORDS = 14
_MOST_LOWER = 4

_THINGS = any_of(devices.THINGS)
_SENT = any_of(devices.SENT).replace("THING", _THINGS)
_DEVICE = re.compile(
    rf"[\W_]{{0,4}}(?:{_SENT}(?!\w).{{0,60}}?(?<![a-z]){_THINGS}(?!\w)(?P<rest>\W.{{0,60}}|\W{{0,3}})|{any_of(devices.WHOLE)})\W{{0,3}}",
    re.IGNORECASE,
)
_STARTS = re.compile(rf"[\W_]{{0,4}}{any_of(devices.STARTS)}(?!\w).{{0,80}}?(?<![a-z]){_THINGS}(?!\w)", re.IGNORECASE)
_CONFIRMED = re.compile(any_of(devices.CONFIRMED), re.IGNORECASE)
_THEMSELVES = re.compile(devices.THEMSELVES, re.IGNORECASE)
_SENT_AFTER = re.compile(rf"{any_of(devices.NAMES)}\S{{0,4}}\s?{any_of(devices.SENT_AFTER)}\W{{0,3}}.{{0,9}}$", re.IGNORECASE)
_EXCUSES = re.compile(
    r"excuse|forgive|pardon|brevity|typos|entschuld|kürze|excus|faute|disculp|erro|scus|verontschuld|ursäkt|wybacz"
    r"|e-?mail app|mail client",
    re.IGNORECASE,
)
_LOWER = re.compile(r"(?<![\w'&-])[a-zà-ÿа-яё]{2,30}(?![\w'-])")
LINK = re.compile(r"[<(\[]?https?://\S{1,300}")


def is_device(text: str, following: str = "") -> bool:
    """Whether a phone or program added this line of itself; not when the sentence goes on, or a person says more in it."""
    text = " ".join(LINK.sub("", text).split()).strip(" ()<>[]") if "://" in text else text.strip()
    goes_on = following[:1].islower() and not following.startswith("http")
    if not text or len(text) > _LONGEST or text[-1] in ",?" or goes_on or len(text.split()) > _WORDS:
        return False
    match = _DEVICE.fullmatch(text)
    if match:
        return not match["rest"] or _adds_little(match["rest"])
    if _STARTS.match(text):
        return _CONFIRMED.search(text) is not None and not _THEMSELVES.search(text)
    return _names_thing(text) and _SENT_AFTER.search(text) is not None


def _adds_little(rest: str) -> bool:
    """Whether what follows the thing is a model, a provider or an excuse, and no sentence."""
    return len(_LOWER.findall(rest)) <= _MOST_LOWER or _EXCUSES.search(rest) is not None


def _names_thing(text: str) -> bool:
    low = text.lower()
    return any(name in low for name in devices.NAMES)
