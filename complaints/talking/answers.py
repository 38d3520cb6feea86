"""What a machine answers to a question for the record: how things stand, who we are, that nothing more comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from complaints.answers.requests import MOST_SEGMENTS, Answers
from complaints.cases.history import CaseFile
from complaints.talking.phrases import Spoken, spoken
from golddust.ports import Case
from golddust.segments import first_that_fits, in_gsm

MOST_CASES = 2
_FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and a text, in the language of that code."""

    subject: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Talk:
    """`name` is whose customers they are, "" for a plain word; `help`: whether HELP is answered."""

    name: str = ""
    help: Literal["unless_carrier", "always", "never"] = "unless_carrier"


def standing(files: Sequence[CaseFile], language: str, answers: Answers, now: datetime, *, by_text: bool) -> Words:
    """How these cases stand, at most two, and by when their customer hears from us; or that nothing is open. No questions."""
    code, one = _language(language)
    lines = [_line(one, file.case, answers, code, now) for file in files[:MOST_CASES]]
    if not lines:
        return Words(one.said["subject"], in_gsm(one.said["nothing"]) if by_text else one.said["nothing"], code)
    links = [answers.link(file.case) for file in files[:MOST_CASES]]
    if not by_text:
        return Words(one.said["subject"], "\n\n".join(f"{line}\n{link}" for line, link in zip(lines, links, strict=True)), code)
    shorter = (f"{lines[0]} {links[0]}",) if len(lines) == 1 else ("\n".join(lines),)
    return Words(one.said["subject"], first_that_fits((*shorter, lines[0]), MOST_SEGMENTS), code)


def who_we_are(language: str, talk: Talk, answers: Answers, *, by_text: bool) -> Words:
    """Whose number this is, how to reach us, and how to stop: one text message."""
    code, one = _language(language)
    fields = {"who": talk.name or one.said["who"], "url": f"{answers.public_url.rstrip('/')}/tell-us"}
    texts = [one.said[form].format(**fields) for form in ("help", "help_short", "help_bare")]
    return Words(one.said["help_subject"], first_that_fits(texts, 1) if by_text else texts[0], code)


def no_more(language: str, talk: Talk) -> Words:
    """That nothing more comes, and how to hear from us again: one text message."""
    code, one = _language(language)
    texts = (one.said["stopped"].format(who=who) for who in (talk.name or one.said["who"], one.said["who"]))
    return Words(one.said["stopped_subject"], first_that_fits(texts, 1), code)


def _line(one: Spoken, case: Case, answers: Answers, code: str, now: datetime) -> str:
    form, due = _due(case, now)
    told = answers.moment(code, due) if due else ""
    return one.said[form].format(reference=case.reference, stands=one.stands[case.state], due=told)


def _due(case: Case, now: datetime) -> tuple[str, datetime | None]:
    """Which form says by when they hear from us: the next time that was promised, and is not past."""
    if case.state in ("waiting", "resolved", "closed"):
        return "bare", None
    running = [promise for promise in case.promises if promise.kept_at is None]
    times = [promise.new_due or promise.due for promise in running]
    due = min((time for time in times if time > now), default=None)
    if due is None:
        return ("late" if times else "bare"), None
    return "line", due


def _language(language: str) -> tuple[str, Spoken]:
    code = language.partition("-")[0].lower()
    code = code if code in spoken() else _FALLBACK
    return code, spoken()[code]
