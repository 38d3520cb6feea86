"""What the values of tags, priorities, roles and states are called on pages. Pure."""

from console.wording.saying import marked, say
from golddust.automatic import IN_WORDS

_KNOWN = {
    # kinds
    "complaint": marked("complaint"),
    "suggestion": marked("suggestion"),
    "praise": marked("praise"),
    "question": marked("question"),
    "other": marked("other"),
    "spam": marked("spam"),
    # moods and feelings
    "negative": marked("negative"),
    "neutral": marked("neutral"),
    "positive": marked("positive"),
    "anger": marked("anger"),
    "frustration": marked("frustration"),
    "disappointment": marked("disappointment"),
    "anxiety": marked("anxiety"),
    "sadness": marked("sadness"),
    "joy": marked("joy"),
    "gratitude": marked("gratitude"),
    # levels and priorities
    "none": marked("none"),
    "low": marked("low"),
    "normal": marked("normal"),
    "high": marked("high"),
    "critical": marked("critical"),
    # roles, and who else acts
    "viewer": marked("viewer"),
    "agent": marked("agent"),
    "manager": marked("manager"),
    "admin": marked("admin"),
    "person": marked("person"),
    "program": marked("program"),
    "command": marked("command"),
    "nobody": marked("nobody"),
    # replies
    "waiting": marked("waiting"),
    "sending": marked("sending"),
    "sent": marked("sent"),
    "uncertain": marked("uncertain"),
    "suppressed": marked("suppressed"),
    "failed": marked("failed"),
    "delivered": marked("delivered"),
    "not delivered": marked("not delivered"),
    "read": marked("read"),
    # what is promised
    "acknowledge": marked("acknowledgement"),
    "answer": marked("answer"),
    "resolve": marked("solution"),
    "update": marked("next word"),
    "pledge": marked("pledge"),
    # causes
    "proposed": marked("proposed"),
    "open": marked("open"),
    "mended": marked("mended"),
    # dead letters
    "retried": marked("retried"),
    "dropped": marked("dropped"),
}
_PRIORITIES = {
    "low": marked("low priority"),
    "normal": marked("normal priority"),
    "high": marked("high priority"),
    "critical": marked("critical priority"),
}
_URGENCIES = {
    "low": marked("urgency low"),
    "high": marked("urgency high"),
    "critical": marked("urgency critical"),
}
_QUESTIONS = {
    "kind": marked("Kind"),
    "sentiment": marked("Mood"),
    "emotion": marked("Feeling"),
    "urgency": marked("Urgency"),
    "topics": marked("Topics"),
}
_A_CHANNEL = {
    "email": marked("An e-mail"),
    "sms": marked("A text message"),
    "hook": marked("A web hook"),
    "form": marked("A web form"),
}
_MACHINES = {
    "own_loop": marked("our own mail that came back"),
    "bounce": marked("delivery report"),
    "receipt": marked("read receipt"),
    "abuse_report": marked("abuse report"),
    "aggregate_report": marked("report on mail security"),
    "challenge": marked("request to prove that a person wrote"),
    "auto_reply": marked("automatic answer or vacation note"),
    "auto_generated": marked("notice that a program wrote"),
    "list": marked("mail of a list"),
    "bulk": marked("mail to many"),
    "junk": marked("mail that calls itself junk"),
    "machine": marked("mail of a machine"),
    "trap_field": marked("form filled in by a program"),
}
"""The same words as in `golddust/automatic.py`, which a test holds together."""


_PLACES = {
    "store: feedback": marked("messages"),
    "store: tags": marked("what was read in messages"),
    "store: feedback_topics": marked("topics of messages"),
    "store: feedback_labels": marked("labels of messages"),
    "store: tag_corrections": marked("corrections"),
    "store: cases": marked("cases"),
    "store: case_events": marked("what was done in cases"),
    "store: case_feedback": marked("messages of cases"),
    "store: promises": marked("promises"),
    "store: contacts": marked("addresses and numbers"),
    "store: person_addresses": marked("addresses that are one person's"),
    "store: replies": marked("answers to them"),
    "store: media": marked("pictures and files"),
    "store: consents": marked("whom we may write to"),
    "store: imported_customers": marked("your list of customers"),
    "store: imported_addresses": marked("addresses in your list of customers"),
    "originals": marked("messages as they came"),
    "dead letters": marked("dead letters"),
}


def called(value: str) -> str:
    """A value of ours as people call it; what is not ours, such as a topic, as it is."""
    return say(_KNOWN[value]) if value in _KNOWN else value


def called_priority(value: str) -> str:
    """Such as: high priority."""
    return say(_PRIORITIES.get(value, value))


def called_urgency(value: str) -> str:
    """Such as: urgency high."""
    return say(_URGENCIES.get(value, value))


def called_question(value: str) -> str:
    """What a tag answers."""
    return say(_QUESTIONS.get(value, value))


def a_channel(channel: str) -> str:
    """Such as: A text message."""
    return say(_A_CHANNEL.get(channel, channel))


def automatic_words(rule: str) -> str:
    """What told that a machine wrote; the rule's own name where it is not known."""
    return say(_MACHINES[rule]) if rule in _MACHINES else IN_WORDS.get(rule, rule.replace("_", " "))  # type: ignore[call-overload]


def called_place(place: str) -> str:
    """A place where something is kept of somebody, as reports of erasures name it; "" where there is no plainer name for it."""
    return say(_PLACES[place]) if place in _PLACES else ""


def capital(words: str) -> str:
    """With a capital letter, as at the beginning of a sentence."""
    return words[:1].upper() + words[1:]
