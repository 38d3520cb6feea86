"""What people do with a case on its page: each form is one call of the register, with the version that its page showed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.cases.setting import set_values
from console.wording import terms
from console.wording.times import moment_in, wall
from golddust.errors import Conflict, Malformed, NotFound
from golddust.ports import Case, Causes, Desk, DraftedResolution, Pledge, Preview, Register, Resolution

ACTIONS = (
    *("acknowledge", "start", "assign", "ask", "tell", "note", "set", "escalate", "accept", "resolve", "keep", "close"),
    *("not-solved", "merge", "same", "apart", "split", "share", "preview"),
)


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody tried on the page: the action, why it was not done, what they had typed; or what it would say."""

    action: str = ""
    wrong: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    preview: Preview | None = None


NOTHING_TRIED = Tried()


class Show(Protocol):
    """Shows the page of a case, with what came of what was tried on it; `seen` is the version that its form was of."""

    def __call__(self, case: Case, tried: Tried = NOTHING_TRIED, status: int = 200, seen: int | None = None) -> Response:
        """The page."""


def add_actions(blueprint: Blueprint, register: Register, desk: Desk, causes: Causes, show: Show) -> None:
    """Add a route for each action."""
    actions = _Actions(register, desk, causes, show)
    for name in ACTIONS:
        view = getattr(actions, name.replace("-", "_"))
        blueprint.add_url_rule(f"/cases/<reference>/{name}", name, view, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Actions:
    register: Register
    desk: Desk
    causes: Causes
    show: Show

    def acknowledge(self, reference: str) -> AnyResponse:
        """A person has seen it."""
        return self._act(reference, "acknowledge", lambda seen: self.register.acknowledge(reference, g.user, seen))

    def start(self, reference: str) -> AnyResponse:
        """Take it into work."""
        return self._act(reference, "start", lambda seen: self.register.start(reference, g.user, seen))

    def assign(self, reference: str) -> AnyResponse:
        """Give it to somebody."""
        to = _field("assignee")
        return self._act(reference, "assign", lambda seen: self.register.assign(reference, to, g.user, seen))

    def ask(self, reference: str) -> AnyResponse:
        """Ask the customer something."""
        words = _field("words")
        return self._act(reference, "ask", lambda seen: self.register.ask(reference, words, g.user, seen))

    def tell(self, reference: str) -> AnyResponse:
        """Tell the customer how it stands."""
        words = _field("words")
        return self._act(reference, "tell", lambda seen: self.register.tell(reference, words, g.user, seen))

    def note(self, reference: str) -> AnyResponse:
        """Write something down for those at work on it."""
        words = _field("words")
        return self._act(reference, "note", lambda seen: self.register.note(reference, words, g.user, seen))

    def set(self, reference: str) -> AnyResponse:
        """Set what differs from what the case has."""
        return self._act(reference, "set", lambda seen: self._changed(reference, seen))

    def escalate(self, reference: str) -> AnyResponse:
        """Take it one step up the ladder."""
        words = _field("words")
        return self._act(reference, "escalate", lambda seen: self.register.escalate(reference, words, g.user, seen))

    def accept(self, reference: str) -> AnyResponse:
        """Whoever was called takes it."""
        return self._act(reference, "accept", lambda seen: self.register.accept(reference, g.user, seen))

    def resolve(self, reference: str) -> AnyResponse:
        """Tell the customer how it ended."""
        return self._act(reference, "resolve", lambda seen: self._resolved(reference, seen))

    def keep(self, reference: str) -> AnyResponse:
        """What was pledged was done."""
        number = _number("number")
        return self._act(reference, "keep", lambda seen: self.register.keep_pledge(reference, number, g.user, seen))

    def close(self, reference: str) -> AnyResponse:
        """Nobody objected."""
        return self._act(reference, "close", lambda seen: self.register.close(reference, g.user, seen))

    def not_solved(self, reference: str) -> AnyResponse:
        """The customer said, to one of us, that it is not solved."""
        words = _field("words")
        return self._act(reference, "not-solved", lambda _: self.register.not_solved(reference, words, g.user))

    def merge(self, reference: str) -> AnyResponse:
        """Let it go on in another case, whose page follows."""
        into = _field("into")
        return self._act(reference, "merge", lambda seen: self.register.merge(reference, into, g.user, seen))

    def same(self, reference: str) -> AnyResponse:
        """It is the same matter as another case."""
        other = _field("other")
        return self._act(reference, "same", lambda _: self.register.same(reference, other, g.user))

    def apart(self, reference: str) -> AnyResponse:
        """It is not."""
        other = _field("other")
        return self._act(reference, "apart", lambda _: self.register.apart(reference, other, g.user))

    def split(self, reference: str) -> AnyResponse:
        """Give one of its messages a case of its own."""
        feedback = _field("feedback")
        return self._act(reference, "split", lambda seen: self.register.split(reference, feedback, g.user, seen))

    def share(self, reference: str) -> AnyResponse:
        """It has the cause of a case that says much the same; both have a new one, where that has none."""
        other, title = _field("other"), _field("title")
        return self._act(reference, "share", lambda seen: self.causes.share(reference, other, title, g.user, seen))

    def preview(self, reference: str) -> AnyResponse:
        """How the customer will be told how it ended. Nothing is sent; a draft that was chosen fills what was left empty."""
        seen, case = _number("version"), self.register.find(reference)
        typed = dict(request.form)
        chosen = request.form.get("draft")
        if chosen is not None:
            typed |= _filled(typed, chosen, self.desk.drafts(case))
        if case.version != seen:
            wrong = f"{case.reference} was changed meanwhile: it is at version {case.version}, you saw {seen}; look at it again"
            return self.show(case, Tried("resolve", wrong, typed), 409, seen)
        try:
            told = self.desk.preview(case, _resolution(typed), self._pledge())
        except Malformed as refused:
            return self.show(case, Tried("resolve", refused.reason, typed), 422)
        return self.show(case, Tried("resolve", typed=typed, preview=told if chosen is None else None))

    def _act(self, reference: str, name: str, act: Callable[[int], Case]) -> AnyResponse:
        """Do it and show the case; when it cannot be done, show why, what changed, and what was typed."""
        seen = _number("version")
        case = self.register.find(reference)
        try:
            done = act(seen)
        except Conflict as conflict:
            return self.show(self.register.find(reference), Tried(name, conflict.reason, request.form), 409, seen)
        except (Malformed, NotFound) as refused:
            return self.show(case, Tried(name, refused.reason, request.form), 422)
        return redirect(url_for("console.case", reference=done.reference), 303)

    def _changed(self, reference: str, seen: int) -> Case:
        case = self.register.find(reference)
        names = ("priority", "owner", "segment", "delay")
        values: dict[str, Any] = {name: _field(name) for name in names if _field(name) != getattr(case, name)}
        if (cost := _cost()) is not None and cost != case.cost:
            values["cost"] = cost
        cause = self._cause()
        if cause != case.cause:
            values["cause"] = cause
        return set_values(self.register, self.causes, reference, g.user, seen, values) if values else case

    def _cause(self) -> str:
        """The id of the cause that was typed: its number, with its title or without; "" for none. Raises NotFound."""
        typed = _field("cause").partition(":")[0].strip()
        return self.causes.id_of(typed) if typed else ""

    def _resolved(self, reference: str, seen: int) -> Case:
        resolution, pledge = _resolution(request.form), self._pledge()
        return self.register.resolve(reference, resolution, g.user, seen, cost=_cost(), pledge=pledge)

    def _pledge(self) -> Pledge | None:
        """What is still to be done, if anything. Raises Malformed for half of it."""
        due, words = _field("pledge_due"), _field("pledge_words")
        if bool(due) != bool(words):
            raise Malformed("a promise in a resolution needs both: what will be done, and by when")
        return Pledge(moment_in(wall(self.desk.zone), due), words) if due else None


def _resolution(typed: Mapping[str, str]) -> Resolution:
    return Resolution(**{part: _plain(typed.get(part, "")) for part in terms.PARTS})


def _filled(typed: Mapping[str, str], chosen: str, drafts: Sequence[DraftedResolution]) -> dict[str, str]:
    """The parts of the chosen draft for those in which nothing stands, or what another draft put there."""
    drafted = next((asdict(draft.resolution) for draft in drafts if draft.name == chosen), {})
    proposed = {_plain(words) for draft in drafts for words in asdict(draft.resolution).values()} | {""}
    return {part: words for part, words in drafted.items() if _plain(typed.get(part, "")) in proposed}


def _plain(words: str) -> str:
    return words.replace("\r\n", "\n").strip()


def _field(name: str) -> str:
    return _plain(request.form.get(name, ""))


def _cost() -> float | None:
    """What was typed as the cost, if anything. Raises Malformed."""
    typed = _field("cost")
    try:
        return float(typed.replace(",", ".")) if typed else None
    except ValueError:
        raise Malformed("cost: an amount such as 12.50 is needed, or nothing") from None


def _number(name: str) -> int:
    """A number that our own form holds, such as the version that the page showed. Raises Malformed (400)."""
    typed = request.form.get(name, "")
    if not typed.isascii() or not typed.isdecimal() or len(typed) > len(str(2**31)):
        raise Malformed(f"the form does not say which {name} of the case it is about", status=400)
    return int(typed)
