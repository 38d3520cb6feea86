"""The digest as plain text, complete by itself."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from console.digest import words
from console.digest.content import Digest, Part, Topic
from console.digest.sayings import Saying
from console.insight.pages.page import numbered, of_hundred
from golddust.insight import Waiting

WIDE = 76
MOST_TOPICS, MOST_PLACES, MOST_EXPECTATIONS = 8, 6, 3


def text_of(digest: Digest, part: Part | None, page: str, leaves_by: str) -> str:
    """All that the mail says. `page`: the digest on the console; `leaves_by`: where the reader says that they want no more."""
    blocks = [[words.headline(digest)], _filled(f"Week {digest.week.number}, {words.when(digest.week)}.")]
    blocks.append([*_filled(words.volume(digest)), *_filled(words.mood(digest))])
    blocks += [_section(title, lines) for title, lines in (*_mine(part), *_said(digest, part), *_done(digest)) if lines]
    blocks.append(["With pictures, and what is behind each figure:", page])
    if leaves_by:
        blocks.append(["You want no such mail any more:", leaves_by])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _mine(part: Part | None) -> Iterator[tuple[str, list[str]]]:
    if part is None:
        return
    if part.named:
        yield "You were praised", _quoted(part.named)
    if part.teams:
        topics = _topics(part.topics) or ["Nobody spoke of your topics this week."]
        yield f"Your topics ({words.listed(part.teams)})", topics
        yield "Praise for you", [_item(f"#{topic}: {number:,}") for one in part.praise for topic, number in one.topics]
        yield "Waiting for you", _waiting(part.waiting)
        yield "In your customers' words", _quoted(part.sayings)


def _said(digest: Digest, part: Part | None) -> Iterator[tuple[str, list[str]]]:
    yield (
        "What stands out",
        [
            _item(f"#{one.topic} {'rises' if one.direction == 'rising' else 'falls'}: {words.change(one)}.")
            for one in digest.changes
        ],
    )
    yield "What they spoke of", _topics(digest.topics)
    yield "In their words", _quoted(digest.voices(part))
    yield "What was noted", [_item(f"{one.day.day} {one.day:%b}: {one.words}") for one in digest.notes]


def _done(digest: Digest) -> Iterator[tuple[str, list[str]]]:
    yield "Promises", [_item(f"{words.standard(one)}: {words.kept(one)}.") for one in digest.promises]
    yield (
        "Praise",
        [_item(f"{one.team}: {', '.join(f'#{topic} {number:,}' for topic, number in one.topics)}") for one in digest.praise],
    )
    yield (
        "Came and done with",
        [_item(f"{one.owner or 'nobody'}: {one.flow.opened:,} came, {one.flow.resolved:,} done with") for one in digest.flows],
    )
    yield "Where cases wait now", _waiting(digest.waiting)
    yield "Causes that were mended", [_item(f"{one.title}: {one.mended} ({words.mended(one)})") for one in digest.mended]
    yield (
        "Came back although mended",
        [_item(f"{one.title}: {numbered(one.after, 'case', 'cases')} since") for one in digest.back],
    )
    yield (
        "Expected, and promised nowhere",
        [
            _item(f"#{one.topic}: {of_hundred(one.complaints)} of all complaints")
            for one in digest.expectations[:MOST_EXPECTATIONS]
        ],
    )
    yield (
        "To mend first",
        [
            _item(f"#{one.topic}: {of_hundred(one.importance)} of all messages, mood {one.performance.value:+.2f}")
            for one in digest.grid.places
            if one.field == "mend first"
        ],
    )


def _topics(topics: Sequence[Topic]) -> list[str]:
    return [
        _item(f"#{one.name}: {one.moods.said:,} ({_against(one)}), {words.bad(one)} in a bad mood")
        for one in topics[:MOST_TOPICS]
    ]


def _against(topic: Topic) -> str:
    return f"{topic.before:,} before, {words.usually(topic.usual)} usually"


def _waiting(waiting: Sequence[Waiting]) -> list[str]:
    return [_item(words.waiting(one)) for one in waiting[:MOST_PLACES]]


def _quoted(sayings: Sequence[Saying]) -> list[str]:
    lines: list[str] = []
    for one in sayings:
        gap = [""] if lines else []
        about = [f"  ({', '.join(f'#{topic}' for topic in one.topics)})"] if one.topics else []
        lines += [*gap, *wrap(one.text, WIDE, initial_indent="> ", subsequent_indent="> "), *about]
    return lines


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [title.upper(), "", *lines]


def _item(line: str) -> str:
    return "\n".join(wrap(line, WIDE, initial_indent="- ", subsequent_indent="  "))


def _filled(line: str) -> list[str]:
    return wrap(line, WIDE)
