"""The digest as plain text, complete by itself."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from console.digest import words
from console.digest.content import Digest, Part, Topic
from console.digest.sayings import Saying
from console.insight.audit import Place
from console.insight.pages.page import of_hundred
from console.wording.called import called
from console.wording.saying import listed, number, reader, say, signed
from golddust.insight import Waiting

WIDE = 76
MOST_TOPICS, MOST_PLACES, MOST_EXPECTATIONS = 8, 6, 3


def text_of(digest: Digest, part: Part | None, page: str, leaves_by: str) -> str:
    """All that the mail says. `page`: the digest on the console; `leaves_by`: where the reader says that they want no more."""
    week = say("Week %(number)s, %(when)s.", number=digest.week.number, when=words.when(digest.week))
    blocks = [[words.headline(digest)], _filled(week)]
    blocks.append([*_filled(words.volume(digest)), *_filled(words.mood(digest))])
    blocks += [_section(title, lines) for title, lines in (*_mine(part), *_said(digest, part), *_done(digest)) if lines]
    blocks.append([say("With pictures, and what is behind each figure:"), page])
    if leaves_by:
        blocks.append([say("You want no such mail any more:"), leaves_by])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _mine(part: Part | None) -> Iterator[tuple[str, list[str]]]:
    if part is None:
        return
    if part.named:
        yield say("You were praised"), _quoted(part.named)
    if part.teams:
        topics = _topics(part.topics) or [say("Nobody spoke of your topics this week.")]
        yield say("Your topics (%(teams)s)", teams=listed(list(part.teams))), topics
        yield (
            say("Praise for you"),
            [_item(f"{words.tag(topic)}: {number(some)}") for one in part.praise for topic, some in one.topics],
        )
        yield say("Waiting for you"), _waiting(part.waiting)
        yield say("In your customers' words"), _quoted(part.sayings)


def _said(digest: Digest, part: Part | None) -> Iterator[tuple[str, list[str]]]:
    out = [_item(f"{words.moves(one.topic, one.direction)}: {words.change(one)}.") for one in digest.changes]
    yield say("What stands out"), out
    yield say("What they spoke of"), _topics(digest.topics)
    yield say("In their words"), _quoted(digest.voices(part))
    yield say("What was noted"), [_item(f"{reader().day(one.day, 'brief')}: {one.words}") for one in digest.notes]


def _done(digest: Digest) -> Iterator[tuple[str, list[str]]]:
    yield say("Promises"), [_item(f"{words.standard(one)}: {words.kept(one)}.") for one in digest.promises]
    yield (
        say("Praise"),
        [
            _item(f"{one.team}: {', '.join(f'{words.tag(topic)} {number(some)}' for topic, some in one.topics)}")
            for one in digest.praise
        ],
    )
    yield (
        say("Came and done with"),
        [_item(f"{one.owner or called('nobody')}: {words.came(one.flow.opened, one.flow.resolved)}") for one in digest.flows],
    )
    yield say("Where cases wait now"), _waiting(digest.waiting)
    yield say("Causes that were mended"), [_item(f"{one.title}: {one.mended} ({words.mended(one)})") for one in digest.mended]
    yield say("Came back although mended"), [_item(f"{one.title}: {words.since(one.after)}") for one in digest.back]
    yield (
        say("Expected, and promised nowhere"),
        [
            _item(f"{words.tag(one.topic)}: {words.of_complaints(of_hundred(one.complaints))}")
            for one in digest.expectations[:MOST_EXPECTATIONS]
        ],
    )
    yield say("To mend first"), [_to_mend(place) for place in digest.grid.places if place.field == "mend first"]


def _to_mend(place: Place) -> str:
    figures = {"share": of_hundred(place.importance), "mood": signed(place.performance.value)}
    words_ = say("%(share)s of all messages, mood %(mood)s", **figures)
    return _item(f"{words.tag(place.topic)}: {words_}")


def _topics(topics: Sequence[Topic]) -> list[str]:
    return [_item(_topic(one)) for one in topics[:MOST_TOPICS]]


def _topic(one: Topic) -> str:
    return say(
        "%(topic)s: %(said)s (%(before)s before, %(usual)s usually), %(bad)s in a bad mood",
        topic=words.tag(one.name),
        said=number(one.moods.said),
        before=number(one.before),
        usual=words.usually(one.usual),
        bad=words.bad(one),
    )


def _waiting(waiting: Sequence[Waiting]) -> list[str]:
    return [_item(words.waiting(one)) for one in waiting[:MOST_PLACES]]


def _quoted(sayings: Sequence[Saying]) -> list[str]:
    lines: list[str] = []
    for one in sayings:
        gap = [""] if lines else []
        about = [f"  ({', '.join(words.tag(topic) for topic in one.topics)})"] if one.topics else []
        lines += [*gap, *wrap(one.text, WIDE, initial_indent="> ", subsequent_indent="> "), *about]
    return lines


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [title.upper(), "", *lines]


def _item(line: str) -> str:
    return "\n".join(wrap(line, WIDE, initial_indent="- ", subsequent_indent="  "))


def _filled(line: str) -> list[str]:
    return wrap(line, WIDE)
