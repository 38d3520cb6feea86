"""Pure: what an entry of the audit log says, in words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from console.wording.saying import marked, say

if TYPE_CHECKING:
    from console.audit.chain import Entry

_SAW = {
    "overview": marked("saw the overview"),
    "feedback": marked("saw the list of feedback"),
    "one_feedback": marked("saw the message {}"),
    "cases": marked("saw the list of cases"),
    "case": marked("saw the case {}"),
    "letter": marked("saw the dead letter {}"),
    "preview": marked("saw the case {}"),
    "download": marked("downloaded {}"),
    "download_words": marked("downloaded {} word for word"),
}
_DID = {
    "add_subscription": marked("made the subscription {}"),
    "change_subscription": marked("changed the subscription {}"),
    "pause_subscription": marked("paused the subscription {}"),
    "resume_subscription": marked("let the subscription {} go on"),
    "replay_subscription": marked("had everything sent once more to the subscription {}"),
    "rotate_subscription": marked("made a new secret for the subscription {}"),
    "test_subscription": marked("sent a test event to the subscription {}"),
    "remove_subscription": marked("removed the subscription {}"),
    "restore": marked("restored the backup {}"),
}
_REFUSED = {
    "all": marked("the list of people"),
    "one": marked("the account {}"),
    "audit": marked("the audit log"),
    "settings": marked("the settings"),
    "invite": marked("inviting somebody"),
    "give_role": marked("giving {} a role"),
    "put_in_teams": marked("the teams of {}"),
    "switch": marked("switching {} off or on"),
    "send_away": marked("signing {} out"),
    "forget_code": marked("removing the second factor of {}"),
}
_SAID = {
    "sign_in": marked("signed in"),
    "sign_in.failed": marked("a sign-in failed"),
    "person.invited": marked("invited {}"),
    "person.joined": marked("joined"),
    "person.password": marked("set a new password of {}"),
    "person.role": marked("gave {} another role"),
    "person.teams": marked("put {} in other teams"),
    "person.on": marked("switched {} on again"),
    "person.off": marked("switched {} off"),
    "person.sent_away": marked("signed {} out everywhere"),
    "person.digest": marked("chose about the weekly digest: {}"),
    "letters.retried": marked("gave dead letters to their stage again: {}"),
    "letters.dropped": marked("dropped dead letters: {}"),
    "person.language": marked("chose a language and a time zone"),
    "person.code_on": marked("set up a second factor"),
    "person.code_forgotten": marked("removed the second factor of {}"),
    "token.made": marked("made the token {}"),
    "token.withdrawn": marked("withdrew the token {}"),
    "privacy.seen": marked("looked at what is held of somebody: {}"),
    "privacy.exported": marked("exported what is held of somebody: {}"),
    "privacy.asked": marked("asked for an erasure: {}"),
    "privacy.erased": marked("somebody was erased: {}"),
    "privacy.held": marked("placed a legal hold: {}"),
    "privacy.released": marked("released a legal hold: {}"),
}


def in_words(entry: "Entry") -> str:
    """Such as "saw the case GD-7K3M-Q2XW"; who, when and the detail stand beside it."""
    verb, _, name = entry.action.partition(".")
    plain = name.replace("_", " ").replace("-", " ")
    if verb == "saw":
        words = say(_SAW[name]) if name in _SAW else say("saw %(what)s", what=plain) + " {}"
    elif verb == "did":
        words = say(_DID[name]) if name in _DID else f"{plain}: {{}}"
    elif verb == "refused":
        what = say(_REFUSED[name]) if name in _REFUSED else f"{plain} {{}}"
        words = say("was refused: %(what)s", what=what)
    else:
        words = say(_SAID[entry.action]) if entry.action in _SAID else f"{entry.action} {{}}"
    return words.format(entry.subject).rstrip(" :")


def detail_in_words(detail: Mapping[str, Any]) -> str:
    """Such as "role manager; before agent"."""
    last = sorted(detail.items(), key=lambda item: item[0] == "before")
    return "; ".join(f"{name} {_value(value)}" for name, value in last if value != "")


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) or say("none") if isinstance(value, list) else str(value)
