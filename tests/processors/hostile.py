"""Texts made to break taggers, and a program that tags them with little time: what takes longer than it should is killed.

python -m tests.processors.hostile TIER, or `redaction`
"""

import json
import resource
import sys
from collections.abc import Iterator
from itertools import pairwise

from config.taxonomy import read_taxonomy
from golddust.events import PrivateSpan, Tags
from processors.as_json import as_json
from processors.redaction import private_spans, redacted
from processors.registry import tagging

SECONDS = 240
"""On the processor, for all texts together. They take a tenth of it; a pattern that goes astray would take days."""
REDACTED, TAGGED = 100_000, 24_000
"""Characters: of what is redacted all, of what is tagged the first 20,000, and the models read fewer."""
UNITS = {
    "digits": "1",
    "digits apart": "0 ",
    "at signs": "@",
    "dots": ".",
    "hyphens": "-",
    "numbers with hyphens": "1-",
    "beginnings of phone numbers": "+1 202 ",
    "phone numbers": "+12025550117,",
    "mail addresses": "ann@example.com ",
    "a local part without end": "a.",
    "domains": "a@",
    "brackets": "[(",
    "masks": "[phone]1",
    "streets": "1 High ",
    "French streets": "12 rue de ",
    "greetings": "regards\n",
    "introductions": "my name is ",
    "names": "Ann Smith ",
    "order cues": "order number ",
    "IBAN beginnings": "DE89 3704 ",
    "links": "http://",
    "not": "not ",
    "half cues": "still not yet been ",
    "exclamations": "!",
    "apostrophes": "a'",
    "new lines": "a\n",
    "emoji": "\N{POUTING FACE}",
    "families": "\N{MAN}\u200d\N{WOMAN}\u200d",
    "zero width": "c\u200bo\u200bl\u200bd",
    "bidi": "\u202eetal\u202c ",
    "accents": "a\u0301",
    "accents alone": "\u0301",
    "NUL": "\0",
    "halves of signs": "\ud800",
    "mixed scripts": "\u0440\u0430yment \u03bd\u03b5ry l\u0430te ",
    "right to left": "\u05d4\u05d0\u05d5\u05d8\u05d5\u05d1\u05d5\u05e1 \u05d0\u05d9\u05d7\u05e8 ",
    "Arabic digits": "\u0661",
    "wide digits": "\uff11\uff12 ",
}
WHOLE = {
    "nothing": "",
    "one word of 100 kB": "a" * 100_000,
    "one word of 100 kB in capitals": "A" * 100_000,
    "ten thousand emoji": "\N{POUTING FACE}" * 10_000,
    "all capitals": "THE TRAIN IS LATE AND NOBODY CARES! " * 600,
    "empty after cleaning": "\u200b\ufeff\u202e\u202c \n" * 2_000,
    "only marks": "....!!!!????-*#" * 1_000,
}
A_MEGABYTE = ("digits", "at signs", "dots", "hyphens", "beginnings of phone numbers")
SAYING_NOTHING = frozenset(
    ("nothing", "empty after cleaning", "only marks", "digits", "at signs", "dots", "hyphens", "exclamations", "accents alone",
     "NUL", "halves of signs", "brackets", "Arabic digits", "phone numbers")
)  # fmt: skip
LEAKS = {"phone numbers": "2025550117", "mail addresses": "ann@example.com"}
"""What must not be left of a text."""


def texts(characters: int) -> dict[str, str]:
    """Each unit again and again, up to so many characters, and the texts that are as they are."""
    return {**{name: (unit * characters)[:characters] for name, unit in UNITS.items()}, **WHOLE}


def wrong_spans(name: str, text: str, spans: tuple[PrivateSpan, ...]) -> Iterator[str]:
    """What is wrong with the places of personal data, and whether some is left."""
    if not all(0 <= span.start < span.end <= len(text) for span in spans):
        yield "a span lies outside the text"
    if not all(before.end <= after.start for before, after in pairwise(spans)):
        yield "spans overlap"
    if name in LEAKS and LEAKS[name] in redacted(text, spans):
        yield "personal data is left"


def wrong_tags(name: str, text: str, tags: Tags) -> Iterator[str]:
    """What no tags may be, whatever they were made of."""
    told = (tags.sentiment, tags.emotion, tags.kind, tags.language, *tags.topics)
    if not all(0 <= one.confidence <= 1 for one in told) or not -1 <= tags.sentiment.score <= 1:
        yield "a figure is out of range"
    if tags.redacted != redacted(text, tags.private):
        yield "the redacted text is not the text with its spans masked"
    yield from wrong_spans(name, text, tags.private)
    if name in SAYING_NOTHING and not (tags.sentiment.unsure and tags.sentiment.label == "neutral" and not tags.topics):
        yield f"sure of a text that says nothing: {tags.sentiment.label}, {[topic.name for topic in tags.topics]}"
    json.dumps(as_json(tags, name))


def main() -> None:
    """Print what is wrong, by the name of the text."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.argv[1] == "redaction":
        long = {name: (UNITS[name] * 1_000_000)[:1_000_000] for name in A_MEGABYTE}
        given = texts(REDACTED) | long
        wrong = {name: list(wrong_spans(name, text, private_spans(text))) for name, text in given.items()}
    else:
        tagger = tagging(sys.argv[1], read_taxonomy(""))
        wrong = {name: list(wrong_tags(name, text, tagger.tag_text(text))) for name, text in texts(TAGGED).items()}
    sys.stdout.write(json.dumps(wrong))


if __name__ == "__main__":
    main()
