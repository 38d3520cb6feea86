"""Pure: what an entry of the audit log says, in words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.audit import Entry

_SAW = {
    "overview": "saw the overview",
    "feedback": "saw the list of feedback",
    "one_feedback": "saw the message {}",
    "cases": "saw the list of cases",
    "case": "saw the case {}",
    "letter": "saw the dead letter {}",
}
_REFUSED = {
    "all": "the list of people",
    "one": "the account {}",
    "audit": "the audit log",
    "settings": "the settings",
    "invite": "inviting somebody",
    "give_role": "giving {} a role",
    "put_in_teams": "the teams of {}",
    "switch": "switching {} off or on",
    "send_away": "signing {} out",
    "forget_code": "removing the second factor of {}",
}
_SAID = {
    "sign_in": "signed in",
    "sign_in.failed": "a sign-in failed",
    "person.invited": "invited {}",
    "person.joined": "joined",
    "person.password": "set a new password of {}",
    "person.role": "gave {} another role",
    "person.teams": "put {} in other teams",
    "person.on": "switched {} on again",
    "person.off": "switched {} off",
    "person.sent_away": "signed {} out everywhere",
    "person.code_on": "set up a second factor",
    "person.code_forgotten": "removed the second factor of {}",
    "person.digest": "chose about the weekly digest: {}",
    "letters.retried": "gave dead letters to their stage again: {}",
    "letters.dropped": "dropped dead letters: {}",
    "token.made": "made the token {}",
    "token.withdrawn": "withdrew the token {}",
}


def in_words(entry: "Entry") -> str:
    """Such as "saw the case GD-7K3M-Q2XW"; who, when and the detail stand beside it."""
    verb, _, name = entry.action.partition(".")
    plain = name.replace("_", " ").replace("-", " ")
    if verb == "saw":
        words = _SAW.get(name, f"saw {plain} {{}}")
    elif verb == "did":
        words = f"{plain}: {{}}"
    elif verb == "refused":
        words = f"was refused: {_REFUSED.get(name, f'{plain} {{}}')}"
    else:
        words = _SAID.get(entry.action, f"{entry.action} {{}}")
    return words.format(entry.subject).rstrip(" :")


def detail_in_words(detail: Mapping[str, Any]) -> str:
    """Such as "role manager; before agent"."""
    last = sorted(detail.items(), key=lambda item: item[0] == "before")
    return "; ".join(f"{name} {_value(value)}" for name, value in last if value != "")


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)
