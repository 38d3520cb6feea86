"""Why a case must go to somebody with authority: rules over what is known of it. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from complaints.escalation.dangers import Danger, Patterns, found
from golddust.events import Issue

Code = Literal["danger", "self_harm", "threat", "legal", "anger", "urgency", "repeated", "value", "promise_broken", "not_solved"]
CODES: tuple[Code, ...] = get_args(Code)
OF_THE_TAGGER: Mapping[str, Danger] = {
    "self-harm": "self_harm",
    "threat": "threat",
    "safety": "danger",
    "health": "danger",
    "legal": "legal",
}
"""The tagger's rules by the reason that they give, as they stand in an issue's `why`."""
_BECAUSE_OF = re.compile(r"; urgent because of ([^.]*)\.")
IN_WORDS = ("", "first", "second", "third", "fourth", "fifth", "sixth")
ENDINGS = {1: "st", 2: "nd", 3: "rd"}
TEENS = (11, 12, 13)
STANDARD_WORDS = {
    "acknowledge": "the promise to acknowledge it",
    "answer": "the promise to answer",
    "resolve": "the promise to resolve it",
    "update": "the promise to say more by then",
    "pledge": "what was pledged in a resolution",
}


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of a case when it is asked whether it must climb. `text` is redacted, and holds the subject as well.

    `urgency_rules` are the tagger's. `earlier_complaints`: how many the person made within the rules' window, this one left out.
    `broken`: the standards of promises that were broken, one entry for each. `reopened`: how often they said "not solved".
    """

    kind: str = "complaint"
    priority: str = "normal"
    emotion: str = "neutral"
    sentiment: str = "neutral"
    urgency: str = "none"
    urgency_rules: tuple[str, ...] = ()
    text: str = ""
    earlier_complaints: int = 0
    value: float | None = None
    segment: str = ""
    broken: tuple[str, ...] = ()
    reopened: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: `code` for machines, `because` for people, to be read after that word. `rung`: the step that it demands at least.

    `page`: whoever is on call is told at any hour. `one_up`: one step more than now, whichever that is. `in_time`: only once the
    time to accept is over.
    """

    code: str
    rung: int
    because: str
    page: bool = False
    one_up: bool = False
    in_time: bool = False

    @property
    def why(self) -> str:
        """The reason as a sentence of its own."""
        return f"{self.because[:1].upper()}{self.because[1:]}."


def asked_by(actor: str, words: str = "") -> Reason:
    """Somebody of the staff wants it one step higher."""
    said = f' ("{words.strip().rstrip(".")}")' if words.strip() else ""
    return Reason("asked", 0, f"{actor} asked for it{said}", one_up=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """What one reason demands; rung 0: nothing, the rule is off."""

    rung: int
    page: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """When there is a reason. `window`: how far back complaints count; `times`: so often "not solved" must have been said."""

    demands: Mapping[Code, Rule]
    dangers: Patterns
    emotions: frozenset[str] = frozenset(("anger",))
    levels: frozenset[str] = frozenset(("high", "critical"))
    complaints: int = 3
    window: timedelta = timedelta(days=90)
    value: float = 0.0
    segments: frozenset[str] = frozenset()
    times: int = 2


def signals_of(issue: Issue) -> Signals:
    """What the issue alone tells. Replace what the register knows beside it: earlier complaints, value, promises, reopenings."""
    match = _BECAUSE_OF.search(issue.why)
    return Signals(
        kind=issue.kind,
        priority=issue.priority,
        emotion=issue.emotion,
        sentiment=issue.sentiment,
        urgency=issue.urgency,
        urgency_rules=tuple(match.group(1).split(", ")) if match else (),
        text=f"{issue.subject}\n{issue.text}",
    )


def reasons(signals: Signals, rules: Rules) -> tuple[Reason, ...]:
    """Every reason there is: those to page somebody for first, then those that demand the highest step."""
    stated = [*_spoken(signals, rules), *_felt(signals, rules), *_known(signals, rules)]
    found = [_reason(code, because, more, rules) for code, because, more in stated if rules.demands[code].rung]
    return tuple(sorted(found, key=lambda reason: (not reason.page, -reason.rung)))


Stated = tuple[Code, str, int]
"""A reason's code, its words, and how many steps it demands beyond the rule's."""


def _reason(code: Code, because: str, more: int, rules: Rules) -> Reason:
    rule = rules.demands[code]
    return Reason(code, rule.rung + more, because, rule.page)


def _spoken(signals: Signals, rules: Rules) -> Iterator[Stated]:
    """Dangers, by the tagger's rules and by our own words."""
    tagged = {OF_THE_TAGGER[rule] for rule in signals.urgency_rules if rule in OF_THE_TAGGER}
    if signals.urgency != "critical":
        tagged &= {"legal"}  # "the floor was slippery" is urgent, but nobody's life is in danger now
    elif not tagged - {"legal"}:
        tagged |= {"danger"}
    words: Mapping[Danger, str] = found(signals.text, rules.dangers)
    for danger, because in _SPOKEN.items():
        if danger in words:
            yield danger, f'{because} ("{words[danger]}")', 0
        elif danger in tagged:
            yield danger, because, 0


_SPOKEN: Mapping[Danger, str] = {
    "danger": "the message speaks of danger to life or health",
    "self_harm": "the message speaks of harming oneself",
    "threat": "the message threatens somebody",
    "legal": "the message speaks of the law, a lawyer or a regulator",
}


def _felt(signals: Signals, rules: Rules) -> Iterator[Stated]:
    if signals.kind == "complaint" and signals.emotion in rules.emotions:
        yield "anger", f"the customer feels {signals.emotion}", 0
    if signals.urgency in rules.levels:
        rules_named = f" ({', '.join(signals.urgency_rules)})" if signals.urgency_rules else ""
        yield "urgency", f"its urgency is {signals.urgency}{rules_named}", 0


def _known(signals: Signals, rules: Rules) -> Iterator[Stated]:
    complaints = signals.earlier_complaints + 1
    if signals.kind == "complaint" and complaints >= rules.complaints:
        yield "repeated", f"it is the customer's {_nth(complaints)} complaint within {rules.window.days} days", 0
    if signals.segment and signals.segment in rules.segments:
        yield "value", f"the customer belongs to the segment {signals.segment}", 0
    elif rules.value and signals.value is not None and signals.value >= rules.value:
        yield "value", f"the customer is worth {rules.value:g} or more to the company", 0
    if signals.broken:
        what = STANDARD_WORDS.get(signals.broken[-1], "a promise")
        so_far = f", the {_nth(len(signals.broken))} broken promise of this case" if len(signals.broken) > 1 else ""
        yield "promise_broken", f"{what} was broken{so_far}", len(signals.broken) - 1
    if signals.reopened >= rules.times:
        because = f"the customer said for the {_nth(signals.reopened)} time that it is not solved"
        yield "not_solved", because, signals.reopened - rules.times


def _nth(number: int) -> str:
    if number < len(IN_WORDS):
        return IN_WORDS[number]
    return f"{number}{'th' if number % 100 in TEENS else ENDINGS.get(number % 10, 'th')}"
