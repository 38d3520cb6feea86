"""The digest in plain words: what a page, a mail and its plain text say alike."""

from collections.abc import Sequence

from console.digest.content import Digest, Promised, Topic
from console.digest.weeks import Week
from console.insight.jumps import Change
from console.insight.pages.page import numbered, of_hundred, signed, spoken
from console.insight.pages.promises import STANDARDS
from console.insight.shares import share
from console.wording import state_words
from golddust.insight import Outcome, Waiting

RARELY = 0.001


def when(week: Week) -> str:
    """Such as 23 to 29 Nov 2026."""
    first, last = week.first, week.last
    begins = f"{first.day}" if first.month == last.month else f"{first.day} {first:%b}"
    begins += "" if first.year == last.year else f" {first:%Y}"
    return f"{begins} to {spoken(last)}"


def headline(digest: Digest) -> str:
    """What was most remarkable, in a sentence."""
    rising = [one.topic for one in digest.changes if one.direction == "rising"]
    if rising:
        return f"Customers speak of {listed(rising[:3])} more than usual."
    part = digest.mood
    if part is None:
        return "Nobody wrote to us this week."
    usual = digest.usual_mood
    if usual and part.low > usual.value:
        return "Customers were in a worse mood than usual."
    if usual and part.high < usual.value:
        return "Customers were in a better mood than usual."
    return "A week like most."


def volume(digest: Digest) -> str:
    """How much was said, against the week before and the usual."""
    said, before = digest.moods.said, digest.before.said
    if not said and not before and not digest.usual:
        return "Nothing was said, as in the weeks before."
    return f"{numbered(said, 'message', 'messages')}; {before:,} in the week before, {usually(digest.usual)} in a usual one."


def mood(digest: Digest) -> str:
    """The share in a bad mood, with its interval, against the week before and the usual; "" when nothing was said."""
    part, usual, before = digest.mood, digest.usual_mood, share(digest.before.negative, digest.before.said)
    if part is None:
        return ""
    against = [f"{before.value:.0%} in the week before"] if before else []
    against += [f"{usual.value:.0%} usually"] if usual else []
    return f"{of_hundred(part)} in a bad mood" + (f"; {', '.join(against)}." if against else ".")


def change(one: Change) -> str:
    """Such as: 34 messages, where 12.1 were to be expected; chance alone does so in under 1 of 1,000 weeks."""
    rare = "under 1 of 1,000 weeks" if one.chance < RARELY else f"{1000 * one.chance:.0f} of 1,000 weeks"
    said = numbered(one.said, "message", "messages")
    return f"{said}, where {one.expected:.1f} were to be expected; chance alone does so in {rare}"


def against(topic: Topic) -> str:
    """A topic's week against the usual one, with a sign."""
    return signed(topic.moods.said - topic.usual, 0)


def usually(number: float) -> str:
    """How many in a usual week, in few letters."""
    return "<1" if 0 < number < 1 else f"{number:.0f}"


def bad(topic: Topic) -> str:
    """The share of it in a bad mood, in words."""
    part = share(topic.moods.negative, topic.moods.said)
    return f"{part.value:.0%}" if part else "–"


def standard(one: Promised) -> str:
    """What the standard promises, in words."""
    return STANDARDS.get(one.standard, one.standard)


def kept(one: Promised) -> str:
    """Such as: 12 of 14 kept (86 %); 91 % usually."""
    now = share(one.kept.kept, one.kept.cases)
    words = f"{one.kept.kept:,} of {one.kept.cases:,} kept ({now.value:.0%})" if now else "none fell due"
    return f"{words}; {one.usual.value:.0%} usually" if one.usual else words


def mended(one: Outcome) -> str:
    """What came of it."""
    words = f"{numbered(one.customers, 'customer', 'customers')} reported it, {one.told:,} were told"
    return f"{words}; reported {numbered(one.after, 'time', 'times')} since" if one.after else f"{words}; not reported since"


def waiting(one: Waiting) -> str:
    """Such as: logistics, with priya: 4 cases in work, 2 of them late."""
    return f"{one.owner or 'nobody'}{f', with {one.assignee}' if one.assignee else ''}: {standing(one)}"


def standing(one: Waiting) -> str:
    """Such as: 4 cases in work, 2 of them late."""
    late = f", {one.late:,} of them late" if one.late else ""
    return f"{numbered(one.cases, 'case', 'cases')} {state_words(one.state)}{late}"


def cases(digest: Digest) -> list[tuple[str, str, bool]]:
    """By business function, what came and was done with and what waits, and whether that is too much."""
    flows = {one.owner: one for one in digest.flows}
    found = []
    for owner in dict.fromkeys([*flows, *(one.owner for one in digest.waiting)]):
        parts, flow = [], flows.get(owner)
        if flow:
            parts.append(f"{flow.flow.opened:,} came, {flow.flow.resolved:,} done with")
        here = [one for one in digest.waiting if one.owner == owner]
        late, waits = sum(one.late for one in here), sum(one.cases for one in here)
        if waits:
            parts.append(f"{waits:,} {'waits' if waits == 1 else 'wait'} now" + (f", {late:,} late" if late else ""))
        if flow and flow.growing:
            parts.append("the pile grows")
        found.append((owner or "nobody", "; ".join(parts), bool(late) or bool(flow and flow.growing)))
    return found


def listed(names: Sequence[str]) -> str:
    """Such as: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
