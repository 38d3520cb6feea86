"""Which feedback somebody must act on, who that is, and why."""

from golddust.events import Issue, Priority, Tagged
from golddust.identity import derived_id
from processors.taxonomy import Taxonomy

NEEDS_SOMEBODY = frozenset(("complaint", "question", "suggestion"))
PRESSING = frozenset(("high", "critical"))
HOT = frozenset(("anger", "anxiety"))
SAFETY = "safety"
"""The rule of urgency that tells danger to people, and the topic of the same name, where a taxonomy has one."""
SAYS_SOMETHING = 5
"""Words from which on a message of no clear kind is more than small talk."""
_SOUNDING = {
    "anger": "angry",
    "frustration": "frustrated",
    "disappointment": "disappointed",
    "anxiety": "anxious",
    "sadness": "sad",
    "joy": "glad",
    "gratitude": "grateful",
}


def issue_of(tagged: Tagged, taxonomy: Taxonomy) -> Issue | None:
    """The issue, or None for what nobody must act on: praise, small talk, spam, machines, and commands to us.

    Whatever its kind, a person's message that sounds like danger is an issue. So is one whose kind could not be told but that
    says something ("the salad had a slug in it"): plain facts in rare words are what the cues miss, and losing a complaint is
    worse than looking at a message too many.
    """
    if tagged.automatic or tagged.command or not _needs_somebody(tagged):
        return None
    topics = tuple(topic.name for topic in tagged.topics)
    return Issue(
        id=derived_id("issue", tagged.feedback, str(tagged.revision)),
        feedback=tagged.feedback,
        channel=tagged.channel,
        source=tagged.source,
        received_at=tagged.received_at,
        customer=tagged.customer,
        kind=tagged.kind.label,
        priority=priority_of(tagged),
        owner=_owner(tagged, topics, taxonomy),
        why=reason_of(tagged, taxonomy),
        text=tagged.text,
        subject=tagged.subject,
        topics=topics,
        sentiment=tagged.sentiment.label,
        emotion=tagged.emotion.label,
        urgency=tagged.urgency.level,
        language=tagged.language.code,
        answerable=tagged.answerable,
        refers_to=tagged.refers_to,
        answers=tagged.answers,
        suspect=tagged.suspect,
        labels=tagged.labels,
        message=tagged.message,
        revision=tagged.revision,
    )


def _owner(tagged: Tagged, topics: tuple[str, ...], taxonomy: Taxonomy) -> str:
    """Who can mend it: where people are in danger, whoever answers for safety, whatever else it is about."""
    danger = tagged.urgency.level in PRESSING and SAFETY in _rules(tagged)
    return taxonomy.owner_of((SAFETY, *topics) if danger else topics)


def _rules(tagged: Tagged) -> tuple[str, ...]:
    """The rules of urgency that fitted, each once."""
    return tuple(dict.fromkeys(reason.split(": ")[0] for reason in tagged.urgency.reasons))


def _needs_somebody(tagged: Tagged) -> bool:
    if tagged.kind.label in NEEDS_SOMEBODY or tagged.urgency.level in PRESSING:
        return True
    says_something = bool(tagged.topics) or len(tagged.text.split()) >= SAYS_SOMETHING
    return tagged.kind.label == "other" and tagged.sentiment.label != "positive" and says_something


def priority_of(tagged: Tagged) -> Priority:
    """How soon: danger first, then what presses or boils, then complaints and questions, then the rest."""
    if tagged.urgency.level == "critical":
        return "critical"
    complaint = tagged.kind.label == "complaint"
    if tagged.urgency.level == "high" or (complaint and tagged.emotion.label in HOT):
        return "high"
    return "normal" if complaint or tagged.kind.label == "question" else "low"


def reason_of(tagged: Tagged, taxonomy: Taxonomy) -> str:
    """One sentence that says why somebody gets this.

    For example: "A complaint about delivery, sounding frustrated; urgent because of money lost." It holds the words of the
    taxonomy and of the rules, none of the customer's. It says when the sender is in doubt.
    """
    name = "message" if tagged.kind.label in ("other", "spam") else tagged.kind.label
    article = "Some" if name == "praise" else "A"
    titles = [taxonomy.topics[topic.name].title.lower() for topic in tagged.topics[:2] if topic.name in taxonomy.topics]
    about = f" about {' and '.join(titles)}" if titles else ""
    feeling = f", sounding {_SOUNDING[tagged.emotion.label]}" if tagged.emotion.label in _SOUNDING else ""
    doubt = " It was not sent by whom it says." if tagged.suspect else ""
    return f"{article} {name}{about}{feeling}{_urgency(tagged)}.{doubt}"


def _urgency(tagged: Tagged) -> str:
    rules = _rules(tagged)
    return f"; urgent because of {', '.join(rules)}" if tagged.urgency.level in PRESSING and rules else ""
