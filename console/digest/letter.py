"""One reader's digest as a mail: subject, plain text, HTML, and the pictures that go with it. Nothing in it is fetched."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from console.digest import words
from console.digest.content import Digest
from console.digest.drawing import pictures, templates, tokens
from console.digest.plain import MOST_EXPECTATIONS, MOST_PLACES, MOST_TOPICS, text_of
from console.digest.readers import Reader
from console.insight.pages.page import numbered, of_hundred, spoken
from console.insight.shares import share
from golddust.digest import Letter


def letter(digest: Digest, reader: Reader, console: str, leaves_by: str) -> Letter:
    """The mail for them. `console`: what links to the console begin with; `leaves_by`: "" where nobody is to leave."""
    part = digest.part(reader.teams, (reader.key, reader.called))
    drawn = {f"{name}.{digest.week.name}@digest.golddust": picture for name, picture in pictures(digest).items()}
    page = address(console, "/console/insight/digest", week=digest.week.name)
    html = (
        templates()
        .get_template("digest/mail.html")
        .render(
            digest=digest,
            part=part,
            words=words,
            cids={cid.partition(".")[0]: cid for cid in drawn},
            light=tokens()[0],
            dark=tokens()[1],
            figures=figures(digest),
            page=page,
            leaves_by=leaves_by,
            link=lambda path, **query: address(console, path, **query),
            numbered=numbered,
            of_hundred=of_hundred,
            spoken=spoken,
            alternative=alternatives(digest),
            most={"topics": MOST_TOPICS, "places": MOST_PLACES, "expectations": MOST_EXPECTATIONS},
        )
    )
    return Letter(subject(digest), text_of(digest, part, page, leaves_by), html.strip() + "\n", drawn, leaves_by)


def subject(digest: Digest) -> str:
    """Such as: Week 48: 41 messages, 52 of 100 in a bad mood."""
    part = digest.mood
    if part is None:
        return f"Week {digest.week.number}: nobody wrote to us"
    said = numbered(digest.moods.said, "message", "messages")
    return f"Week {digest.week.number}: {said}, {round(100 * part.value)} of 100 in a bad mood"


def figures(digest: Digest) -> Sequence[tuple[str, str, str]]:
    """The large figures at the top: the figure, what it counts, and what it is held against."""
    mood, usual = digest.mood, digest.usual_mood
    kept = share(sum(one.kept.kept for one in digest.promises), sum(one.kept.cases for one in digest.promises))
    found = [
        (f"{digest.moods.said:,}", "message" if digest.moods.said == 1 else "messages", f"{words.usually(digest.usual)} usually")
    ]
    if mood:
        found.append((f"{mood.value:.0%}", "in a bad mood", f"{usual.value:.0%} usually" if usual else ""))
    if kept:
        found.append((f"{kept.value:.0%}", "of promises kept", f"{kept.part:,} of {kept.whole:,}"))
    return found


def alternatives(digest: Digest) -> Mapping[str, str]:
    """What the pictures say, for those who do not see them."""
    weeks = "; ".join(
        f"week of {point.first.day} {point.first:%b}: {point.moods.said:,}, {point.moods.negative:,} in a bad mood"
        for point in digest.points
    )
    fields = "; ".join(f"{place.topic}: {place.field}" for place in digest.grid.places)
    return {"mood": f"Messages by week and their mood. {weeks}", "grid": f"Importance against performance by topic. {fields}"}


def address(console: str, path: str, **query: str | date) -> str:
    """An address on the console."""
    return f"{console}{path}" + (f"?{urlencode(query)}" if query else "")
