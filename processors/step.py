"""The stage `tag`: feedback in; tagged feedback, issues and one stream per topic out."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from golddust import topics, wire
from golddust.events import Feedback, Tagged, Tags
from golddust.identity import derived_id
from golddust.outcomes import Done, Outcome
from golddust.ports import Processor, Step
from golddust.records import Entry, Record
from processors.issues import issue_of
from processors.labels import with_labels
from processors.redaction import known_of, redact
from processors.referring import message_of, refers_to
from processors.taxonomy import Taxonomy

Redact = Callable[[str, Sequence[tuple[str, str]]], str]
"""A text without personal data: the text, and what is known of the person (see `redaction.known_of`)."""


def tag_step(processor: Processor, taxonomy: Taxonomy) -> Step:
    """A step that tags a batch at once. Records that are no feedback are rejected, each by itself."""

    def step(records: Sequence[Record]) -> list[Outcome]:
        read = [wire.read(record, Feedback) for record in records]
        feedback = [one for one in read if isinstance(one, Feedback)]
        tags = iter(processor.tag(feedback))  # in order: the same id may stand here twice, as two revisions
        return [Done(_entries(one, next(tags), processor, taxonomy)) if isinstance(one, Feedback) else one for one in read]

    return step


def _entries(feedback: Feedback, tags: Tags, processor: Processor, taxonomy: Taxonomy) -> tuple[Entry, ...]:
    tagged = tagged_of(feedback, with_labels(tags, feedback.labels, taxonomy.topics), processor.name, processor.redact)
    issue = issue_of(tagged, taxonomy)
    tagged = replace(tagged, issue=issue is not None)
    entry = wire.entry(tagged)
    streams = [Entry(topics.of_topic(topic.name), entry.key, entry.value, entry.headers) for topic in tagged.topics]
    return (entry, *streams, *([wire.entry(issue)] if issue else []))


def tagged_of(feedback: Feedback, tags: Tags, tagger: str, hide: Redact = redact) -> Tagged:
    """What may leave the house: redacted, under the customer's pseudonym."""
    return Tagged(
        id=derived_id("tagged", feedback.id, str(feedback.revision)),
        feedback=feedback.id,
        channel=feedback.channel,
        source=feedback.source,
        received_at=feedback.received_at,
        customer=feedback.customer,
        text=tags.redacted,
        subject=hide(feedback.subject, known_of(feedback.address)),
        sentiment=tags.sentiment,
        emotion=tags.emotion,
        urgency=tags.urgency,
        kind=tags.kind,
        topics=tags.topics,
        language=tags.language,
        private=tags.private,
        rating=feedback.rating,
        automatic=feedback.automatic,
        command=feedback.command,
        command_word=feedback.command_word,
        carrier_acts=feedback.carrier_acts,
        answerable=feedback.address.kind in ("email", "phone", "whatsapp") and feedback.automatic is None,
        attachments=len(feedback.attachments),
        tagger=tagger,
        refers_to=refers_to(feedback),
        answers=feedback.answers,
        suspect=feedback.suspect,
        labels=feedback.labels,
        message=message_of(feedback),
        revision=feedback.revision,
    )
