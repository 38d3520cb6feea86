"""What programs do with a case through the API: each is one call of the register, in the name of the token and of whose it is."""

from dataclasses import dataclass

import msgspec
from flask import Blueprint, Response, g

from console.api.requests import Assign, Change, Keep, Merge, NotSolved, Other, Resolve, Split, Step, Words, body
from console.cases.setting import set_values
from golddust.ports import Case, Causes, Pledge, Register, Resolution


def add_steps(blueprint: Blueprint, register: Register, causes: Causes) -> None:
    """Add a route for each step."""
    steps = _Steps(register, causes)
    for name in (
        "acknowledge",
        "start",
        "assign",
        "ask",
        "tell",
        "note",
        "set",
        "escalate",
        "accept",
        "resolve",
        "keep",
        "close",
        "not-solved",
        "merge",
        "same",
        "apart",
        "split",
    ):
        view = getattr(steps, name.replace("-", "_"))
        blueprint.add_url_rule(f"/cases/<case>/{name}", name, view, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Steps:
    register: Register
    causes: Causes

    def acknowledge(self, case: str) -> Response:
        """A person has seen it."""
        actor, given = g.program, body(Step)
        return _told(self.register.acknowledge(case, actor, given.version))

    def start(self, case: str) -> Response:
        """Take it into work."""
        actor, given = g.program, body(Step)
        return _told(self.register.start(case, actor, given.version))

    def assign(self, case: str) -> Response:
        """Give it to somebody."""
        actor, given = g.program, body(Assign)
        return _told(self.register.assign(case, given.assignee, actor, given.version))

    def ask(self, case: str) -> Response:
        """Ask the customer something."""
        actor, given = g.program, body(Words)
        return _told(self.register.ask(case, given.words, actor, given.version))

    def tell(self, case: str) -> Response:
        """Tell the customer how it stands."""
        actor, given = g.program, body(Words)
        return _told(self.register.tell(case, given.words, actor, given.version))

    def note(self, case: str) -> Response:
        """Write something down for those at work on it."""
        actor, given = g.program, body(Words)
        return _told(self.register.note(case, given.words, actor, given.version))

    def set(self, case: str) -> Response:
        """Set priority, owner, segment, cause, cost, or why it takes longer."""
        actor, given = g.program, body(Change)
        values = msgspec.structs.asdict(given)
        version = values.pop("version")
        return _told(set_values(self.register, self.causes, case, actor, version, values))

    def escalate(self, case: str) -> Response:
        """Take it one step up the ladder."""
        actor, given = g.program, body(Words)
        return _told(self.register.escalate(case, given.words, actor, given.version))

    def accept(self, case: str) -> Response:
        """Whoever was called takes it."""
        actor, given = g.program, body(Step)
        return _told(self.register.accept(case, actor, given.version))

    def resolve(self, case: str) -> Response:
        """Tell the customer how it ended."""
        actor, given = g.program, body(Resolve)
        resolution = Resolution(given.happened, given.apology, given.reason, given.remedy)
        pledge = Pledge(given.pledge.due, given.pledge.words) if given.pledge else None
        return _told(self.register.resolve(case, resolution, actor, given.version, cost=given.cost, pledge=pledge))

    def keep(self, case: str) -> Response:
        """What was pledged was done."""
        actor, given = g.program, body(Keep)
        return _told(self.register.keep_pledge(case, given.number, actor, given.version))

    def close(self, case: str) -> Response:
        """Nobody objected."""
        actor, given = g.program, body(Step)
        return _told(self.register.close(case, actor, given.version))

    def not_solved(self, case: str) -> Response:
        """Say on the customer's behalf that it is not solved."""
        actor, given = g.program, body(NotSolved)
        return _told(self.register.not_solved(case, given.words, actor))

    def merge(self, case: str) -> Response:
        """Let it go on in another case, which is returned."""
        actor, given = g.program, body(Merge)
        return _told(self.register.merge(case, given.into, actor, given.version))

    def same(self, case: str) -> Response:
        """It is the same matter as another one; the case that goes on is returned."""
        actor, given = g.program, body(Other)
        return _told(self.register.same(case, given.other, actor))

    def apart(self, case: str) -> Response:
        """It is not the same matter as another one."""
        actor, given = g.program, body(Other)
        return _told(self.register.apart(case, given.other, actor))

    def split(self, case: str) -> Response:
        """Give one of its messages a case of its own; the one that stays is returned."""
        actor, given = g.program, body(Split)
        return _told(self.register.split(case, given.feedback, actor, given.version))


def _told(case: Case) -> Response:
    return Response(msgspec.json.encode(case), mimetype="application/json")
