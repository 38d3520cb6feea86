"""One reader's digest as a mail in their language: subject, plain text, HTML, and its pictures. Nothing in it is fetched."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from console.digest import words
from console.digest.content import Digest
from console.digest.drawing import pictures, templates, tokens
from console.digest.plain import MOST_EXPECTATIONS, MOST_PLACES, MOST_TOPICS, text_of
from console.digest.readers import Reader
from console.insight.pages.audit import FIELDS
from console.insight.pages.page import of_hundred
from console.insight.shares import share
from console.wording.languages import USUAL, locale_of, reader_of
from console.wording.saying import counted_in, for_reader, number, percent, reader, say
from golddust.digest import Letter


def letter(digest: Digest, to: Reader, console: str, leaves_by: str) -> Letter:
    """The mail for them, in their language. `console`: what links to it begin with; `leaves_by`: "" where nobody is to leave."""
    with for_reader(reader_of(to.language or USUAL, None)):
        return _written(digest, to, console, leaves_by)


def _written(digest: Digest, to: Reader, console: str, leaves_by: str) -> Letter:
    part = digest.part(to.teams, (to.key, to.called))
    drawn = {f"{name}.{digest.week.name}@digest.golddust": picture for name, picture in pictures(digest).items()}
    page = address(console, "/console/insight/digest", week=digest.week.name)
    language = locale_of(to.language or USUAL)
    html = (
        templates()
        .get_template("digest/mail.html")
        .render(
            digest=digest,
            part=part,
            words=words,
            lang=language.language,
            direction=language.text_direction,
            cids={cid.partition(".")[0]: cid for cid in drawn},
            light=tokens()[0],
            dark=tokens()[1],
            figures=figures(digest),
            page=page,
            leaves_by=leaves_by,
            link=lambda path, **query: address(console, path, **query),
            of_hundred=of_hundred,
            day=lambda day: reader().day(day, "brief"),
            alternative=alternatives(digest),
            most={"topics": MOST_TOPICS, "places": MOST_PLACES, "expectations": MOST_EXPECTATIONS},
        )
    )
    return Letter(subject(digest), text_of(digest, part, page, leaves_by), html.strip() + "\n", drawn, leaves_by)


def subject(digest: Digest) -> str:
    """Such as: Week 48: 41 messages, 52 of 100 in a bad mood."""
    part, week = digest.mood, digest.week.number
    if part is None:
        return say("Week %(week)s: nobody wrote to us", week=week)
    said, bad = words.messages(digest.moods.said), round(100 * part.value)
    return say("Week %(week)s: %(said)s, %(bad)s of 100 in a bad mood", week=week, said=said, bad=bad)


def figures(digest: Digest) -> Sequence[tuple[str, str, str]]:
    """The large figures at the top: the figure, what it counts, and what it is held against."""
    mood, usual = digest.mood, digest.usual_mood
    kept = share(sum(one.kept.kept for one in digest.promises), sum(one.kept.cases for one in digest.promises))
    said = digest.moods.said
    what = counted_in("under the number itself", "message", "messages", said)
    found = [(number(said), what, say("%(usual)s usually", usual=words.usually(digest.usual)))]
    if mood:
        against = say("%(usual)s usually", usual=percent(usual.value)) if usual else ""
        found.append((percent(mood.value), say("in a bad mood"), against))
    if kept:
        of_all = say("%(kept)s of %(cases)s", kept=number(kept.part), cases=number(kept.whole))
        found.append((percent(kept.value), say("of promises kept"), of_all))
    return found


def alternatives(digest: Digest) -> Mapping[str, str]:
    """What the pictures say, for those who do not see them."""
    weeks = "; ".join(
        say(
            "week of %(day)s: %(said)s, %(bad)s in a bad mood",
            day=reader().day(point.first, "brief"),
            said=number(point.moods.said),
            bad=number(point.moods.negative),
        )
        for point in digest.points
    )
    fields = "; ".join(f"{place.topic}: {say(FIELDS[place.field])}" for place in digest.grid.places)
    return {
        "mood": say("Messages by week and their mood. %(weeks)s", weeks=weeks),
        "grid": say("Importance against performance by topic. %(fields)s", fields=fields),
    }


def address(console: str, path: str, **query: str | date) -> str:
    """An address on the console."""
    return f"{console}{path}" + (f"?{urlencode(query)}" if query else "")
