"""The digest in the reader's words: what a page, a mail and its plain text say alike."""

from console.digest.content import Digest, Promised, Topic
from console.digest.weeks import Week
from console.insight.jumps import Change
from console.insight.pages.page import of_hundred
from console.insight.pages.promises import STANDARDS
from console.insight.shares import share
from console.wording.called import called
from console.wording.saying import counted, listed, number, percent, reader, say, signed
from console.wording.terms import state_words
from golddust.insight import Outcome, Waiting

RARELY = 0.001
WEEKS = 1000
"""Of so many it is told in how many chance alone does the same."""


def messages(said: int) -> str:
    """Such as 1 message, 2,000 messages."""
    return counted("%(num)s message", "%(num)s messages", said)


def cases_of(some: int) -> str:
    """Such as 1 case, 2,000 cases."""
    return counted("%(num)s case", "%(num)s cases", some)


def when(week: Week) -> str:
    """Such as 23 to 29 Nov 2026."""
    return reader().days(week.first, week.last)


def headline(digest: Digest) -> str:
    """What was most remarkable, in a sentence."""
    rising = [one.topic for one in digest.changes if one.direction == "rising"]
    if rising:
        return say("Customers speak of %(topics)s more than usual.", topics=listed(rising[:3]))
    part = digest.mood
    if part is None:
        return say("Nobody wrote to us this week.")
    usual = digest.usual_mood
    if usual and part.low > usual.value:
        return say("Customers were in a worse mood than usual.")
    if usual and part.high < usual.value:
        return say("Customers were in a better mood than usual.")
    return say("A week like most.")


def volume(digest: Digest) -> str:
    """How much was said, against the week before and the usual."""
    said, before = digest.moods.said, digest.before.said
    if not said and not before and not digest.usual:
        return say("Nothing was said, as in the weeks before.")
    figures = {"said": messages(said), "before": number(before), "usual": usually(digest.usual)}
    return say("%(said)s; %(before)s in the week before, %(usual)s in a usual one.", **figures)


def mood(digest: Digest) -> str:
    """The share in a bad mood, with its interval, against the week before and the usual; "" when nothing was said."""
    part, usual, before = digest.mood, digest.usual_mood, share(digest.before.negative, digest.before.said)
    if part is None:
        return ""
    now, then, mostly = of_hundred(part), percent(before.value) if before else "", percent(usual.value) if usual else ""
    if then and mostly:
        figures = {"share": now, "before": then, "usual": mostly}
        return say("%(share)s in a bad mood; %(before)s in the week before, %(usual)s usually.", **figures)
    if then:
        return say("%(share)s in a bad mood; %(before)s in the week before.", share=now, before=then)
    if mostly:
        return say("%(share)s in a bad mood; %(usual)s usually.", share=now, usual=mostly)
    return say("%(share)s in a bad mood.", share=now)


def tag(topic: str) -> str:
    """Such as: #delivery; where lines run from the right, too, with the sign before it."""
    return say("#%(topic)s", topic=topic)


def moves(topic: str, direction: str) -> str:
    """Such as: #delivery rises."""
    if direction == "rising":
        return say("%(topic)s rises", topic=tag(topic))
    return say("%(topic)s falls", topic=tag(topic))


def change(one: Change) -> str:
    """Such as: 34 messages, where 12.1 were to be expected; chance alone does so in under 1 of 1,000 weeks."""
    weeks = number(WEEKS)
    rare = say("chance alone does so in under 1 of %(weeks)s weeks", weeks=weeks)
    if one.chance >= RARELY:
        often = number(WEEKS * one.chance)
        rare = say("chance alone does so in %(often)s of %(weeks)s weeks", often=often, weeks=weeks)
    return counted(
        "%(num)s message, where %(usual)s were to be expected; %(rare)s",
        "%(num)s messages, where %(usual)s were to be expected; %(rare)s",
        one.said,
        usual=number(one.expected, 1),
        rare=rare,
    )


def against(topic: Topic) -> str:
    """A topic's week against the usual one, with a sign."""
    return signed(topic.moods.said - topic.usual, 0)


def usually(some: float) -> str:
    """How many in a usual week, in few letters."""
    return "<1" if 0 < some < 1 else number(some)


def bad(topic: Topic) -> str:
    """The share of it in a bad mood, in words."""
    part = share(topic.moods.negative, topic.moods.said)
    return percent(part.value) if part else "–"


def standard(one: Promised) -> str:
    """What the standard promises, in words."""
    return say(STANDARDS.get(one.standard, one.standard))


def kept(one: Promised) -> str:
    """Such as: 12 of 14 kept (86%); 91% usually."""
    now = share(one.kept.kept, one.kept.cases)
    words = say("none fell due")
    if now:
        figures = {"kept": number(one.kept.kept), "cases": number(one.kept.cases), "share": percent(now.value)}
        words = say("%(kept)s of %(cases)s kept (%(share)s)", **figures)
    return say("%(now)s; %(usual)s usually", now=words, usual=percent(one.usual.value)) if one.usual else words


def mended(one: Outcome) -> str:
    """What came of it."""
    words = counted(
        "%(num)s customer reported it, %(told)s were told",
        "%(num)s customers reported it, %(told)s were told",
        one.customers,
        told=number(one.told),
    )
    if not one.after:
        return say("%(reported)s; not reported since", reported=words)
    return counted(
        "%(reported)s; reported %(num)s time since", "%(reported)s; reported %(num)s times since", one.after, reported=words
    )


def waiting(one: Waiting) -> str:
    """Such as: logistics, with priya: 4 cases in work, 2 of them late."""
    what = {"owner": one.owner or called("nobody"), "cases": standing(one)}
    if one.assignee:
        return say("%(owner)s, with %(person)s: %(cases)s", person=one.assignee, **what)
    return say("%(owner)s: %(cases)s", **what)


def standing(one: Waiting) -> str:
    """Such as: 4 cases in work, 2 of them late."""
    words = say("%(cases)s %(state)s", cases=cases_of(one.cases), state=state_words(one.state))
    return say("%(cases)s, %(late)s of them late", cases=words, late=number(one.late)) if one.late else words


def came(opened: int, resolved: int) -> str:
    """Such as: 4 came, 3 done with."""
    return say("%(opened)s came, %(resolved)s done with", opened=number(opened), resolved=number(resolved))


def cases(digest: Digest) -> list[tuple[str, str, bool]]:
    """By business function, what came and was done with and what waits, and whether that is too much."""
    flows = {one.owner: one for one in digest.flows}
    found = []
    for owner in dict.fromkeys([*flows, *(one.owner for one in digest.waiting)]):
        parts, flow = [], flows.get(owner)
        if flow:
            parts.append(came(flow.flow.opened, flow.flow.resolved))
        here = [one for one in digest.waiting if one.owner == owner]
        late, waits = sum(one.late for one in here), sum(one.cases for one in here)
        if waits:
            words = counted("%(num)s waits now", "%(num)s wait now", waits)
            parts.append(say("%(waits)s, %(late)s late", waits=words, late=number(late)) if late else words)
        if flow and flow.growing:
            parts.append(say("the pile grows"))
        found.append((owner or called("nobody"), "; ".join(parts), bool(late) or bool(flow and flow.growing)))
    return found


def of_complaints(part: str) -> str:
    """Such as: 31% (29% to 34%) of all complaints."""
    return say("%(share)s of all complaints", share=part)


def since(cases_since: int) -> str:
    """Such as: 3 cases since."""
    return counted("%(num)s case since", "%(num)s cases since", cases_since)
