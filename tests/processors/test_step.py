import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgspec
import pytest

from golddust import topics, wire
from golddust.events import Feedback, Issue, Tagged
from golddust.outcomes import Done, Outcome, Reject
from golddust.records import Entry, Record
from processors.as_json import as_json
from processors.step import tag_step
from processors.tagging import Tagging
from processors.taxonomy import Taxonomy

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def record(entry: Entry, position: int = 0) -> Record:
    return Record(entry.topic, 0, position, entry.key, entry.value, entry.headers, NOON)


Run = Callable[..., Sequence[Outcome]]


@pytest.fixture
def run(tagger: Tagging, taxonomy: Taxonomy) -> Run:
    step = tag_step(tagger, taxonomy)

    def run(*given: Feedback) -> Sequence[Outcome]:
        return step([record(wire.entry(one), n) for n, one in enumerate(given)])

    return run


def read(outcome: Outcome) -> dict[str, list[object]]:
    assert isinstance(outcome, Done)
    by_topic: dict[str, list[object]] = {}
    for entry in outcome.outputs:
        by_topic.setdefault(entry.topic, []).append(wire.event(record(entry)))
    return by_topic


def test_a_complaint_gives_tags_an_issue_and_one_entry_for_each_topic(run: Run, feedback: Feedback) -> None:
    (outcome,) = run(feedback)
    written = read(outcome)
    (tagged,) = written[topics.TAGGED]
    (issue,) = written[topics.ISSUES]
    assert isinstance(tagged, Tagged)
    assert isinstance(issue, Issue)
    assert tagged.kind.label == issue.kind == "complaint"
    assert issue.feedback == tagged.feedback == feedback.id
    streams = {name for name in written if name.startswith(topics.BY_TOPIC)}
    assert streams == {topics.of_topic(topic.name) for topic in tagged.topics}
    assert topics.of_topic("delivery") in streams
    assert all(written[name] == [tagged] for name in streams)


def test_nothing_that_leaves_holds_the_address_or_the_name(run: Run, feedback: Feedback) -> None:
    (outcome,) = run(feedback)
    for entry in outcome.outputs:
        assert entry.key == feedback.customer
        said = entry.value.decode() + json.dumps(dict(entry.headers))
        for private in ("ann.rude@example.com", "Rude", "555-0117", "5550117"):
            assert private not in said


def test_the_private_spans_are_those_of_the_text_as_it_was(run: Run, feedback: Feedback) -> None:
    (tagged,) = read(run(feedback)[0])[topics.TAGGED]
    assert isinstance(tagged, Tagged)
    kinds = {feedback.text[span.start : span.end]: span.kind for span in tagged.private}
    assert kinds == {"202-555-0117": "phone", "Ann Rude": "name"}
    assert tagged.subject == "Complaint of [name]"


def test_the_same_feedback_gives_the_same_ids_and_a_new_revision_others(run: Run, feedback: Feedback) -> None:
    again = msgspec.structs.replace(feedback, revision=1)
    first, second, third = (tuple(e.headers["ce_id"] for e in out.outputs) for out in run(feedback, feedback, again))
    assert first == second
    assert set(first).isdisjoint(third)


def test_what_cannot_be_read_is_rejected_and_the_rest_goes_on(tagger: Tagging, taxonomy: Taxonomy, feedback: Feedback) -> None:
    good = record(wire.entry(feedback))
    broken = Record("feedback.received", 0, 1, "c", b"{", good.headers, NOON)
    unknown = Record("feedback.received", 0, 2, "c", good.value, {"ce_type": "golddust.feedback.received.v9"}, NOON)
    other = record(wire.entry(feedback), 3)
    wrong = Record("feedback.received", 0, 4, "c", b"{}", {"ce_type": "golddust.feedback.tagged.v1"}, NOON)
    outcomes = tag_step(tagger, taxonomy)([broken, good, unknown, other, wrong])
    assert [type(outcome) for outcome in outcomes] == [Reject, Done, Reject, Done, Reject]


def test_a_reject_says_nothing_of_the_text(tagger: Tagging, taxonomy: Taxonomy, feedback: Feedback) -> None:
    good = record(wire.entry(feedback))
    broken = Record("feedback.received", 0, 1, "c", good.value[:-30], good.headers, NOON)
    (outcome,) = tag_step(tagger, taxonomy)([broken])
    assert isinstance(outcome, Reject)
    assert "example.com" not in outcome.why


def test_an_empty_batch_gives_nothing(run: Run) -> None:
    assert list(run()) == []


def test_one_feedback_twice_in_a_batch_is_tagged_by_what_each_says(run: Run, feedback: Feedback) -> None:
    praise = msgspec.structs.replace(feedback, text="Thank you so much, wonderful service", subject="", revision=1)
    kinds = [read(outcome)[topics.TAGGED][0].kind.label for outcome in run(feedback, praise)]
    assert kinds == ["complaint", "praise"]


def test_the_json_of_the_command_line_has_the_promised_shape(tagger: Tagging) -> None:
    shown = as_json(tagger.tag_text("My parcel is late, mail ann@example.com"), 7)
    assert list(shown) == ["id", "sentiment", "emotion", "urgency", "kind", "topics", "language", "private", "redacted"]
    assert shown["id"] == 7
    assert shown["sentiment"].keys() == {"label", "score", "confidence", "unsure", "evidence"}
    assert {"label", "confidence"} <= shown["emotion"].keys()
    assert shown["urgency"].keys() == {"level", "reasons"}
    assert {"label", "confidence"} <= shown["kind"].keys()
    assert shown["topics"][0].keys() == {"name", "confidence", "evidence", "sentiment"}
    assert shown["language"].keys() == {"code", "confidence"}
    assert list(shown["private"]) == [{"kind": "email", "start": 24, "end": 39}]
    assert shown["redacted"] == "My parcel is late, mail [email]"
