"""The pages of dead letters: what was parked and why, one of them with its record, retry and drop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from console.audit.chain import Audit
from console.flow.contents import as_text, content_of
from console.flow.seen import Seen
from console.wording.saying import counted, marked, marked_many
from golddust.errors import Conflict, Malformed, NotFound
from golddust.events import DeadLetter
from golddust.letters import Decided, kind_of
from golddust.ports import Clock

PAGE = 50
LONGEST_REASON = 500
KINDS = {
    "given_up": (
        marked("its stage failed on it again and again"),
        marked("Its log lines name the error. Mend that, or upgrade, then retry."),
    ),
    "unknown_type": (
        marked("of a type or version that this program does not read"),
        marked("Another program wrote it, or a newer version did: upgrade, then retry."),
    ),
    "too_large": (marked("too large"), marked("Raise [log] record_limit and the brokers' max.message.bytes, then retry.")),
    "malformed": (
        marked("no message"),
        marked("Somebody sends what is none: see who, mend the mapping in [hooks], and drop it."),
    ),
    "refused": (marked("refused"), marked("The words of the letter say why.")),
}
"""Each kind of reason in words, and what to do."""
DECIDED = {"parked": marked("waits for a decision"), "retried": marked("retried"), "dropped": marked("dropped")}
"""How it stands with a letter."""
FORMS = {"text": marked("text"), "nothing": marked("nothing"), "bytes": marked("bytes"), "JSON": "JSON"}
"""What a record's value is."""


@dataclass(frozen=True, slots=True)
class Group:
    """The letters of one stage and kind of reason that wait, with the newest one's reason."""

    stage: str
    kind: str
    letters: Sequence[DeadLetter]

    @property
    def oldest(self) -> datetime:
        """When the first of them was parked."""
        return min(letter.at for letter in self.letters)


def add_letters(blueprint: Blueprint, seen: Seen, audit: Audit, clock: Clock) -> None:
    """Add the routes."""
    pages = _Letters(seen, audit, clock)
    blueprint.add_url_rule("/streams/letters", "letters", pages.all, methods=["GET"])
    blueprint.add_url_rule("/streams/letters/<letter_id>", "letter", pages.one, methods=["GET"])
    blueprint.add_url_rule("/streams/letters/<letter_id>/retry", "retry_letter", pages.retry, methods=["POST"])
    blueprint.add_url_rule("/streams/letters/<letter_id>/drop", "drop_letter", pages.drop, methods=["POST"])
    blueprint.add_url_rule("/streams/parked/retry", "retry_letters", pages.retry_all, methods=["POST"])
    blueprint.add_url_rule("/streams/parked/drop", "dropping", pages.dropping, methods=["GET"])
    blueprint.add_url_rule("/streams/parked/drop", "drop_letters", pages.drop_all, methods=["POST"])


@dataclass(frozen=True, slots=True)
class _Letters:
    seen: Seen
    audit: Audit
    clock: Clock

    def all(self) -> Response:
        """Those that wait for a decision, by stage and kind of reason; below them one by one, the newest first."""
        parked = self._parked()
        stage, kind = request.args.get("stage", ""), request.args.get("kind", "")
        wanted = [one for one in reversed(parked) if stage in ("", one.stage) and kind in ("", kind_of(one.reason))]
        skip = _number("skip")
        page = render_template(
            "flow/letters.html",
            groups=_groups(parked),
            many=len(parked),
            letters=wanted[skip : skip + PAGE],
            wanted=len(wanted),
            skip=skip,
            page=PAGE,
            stage=stage,
            kind=kind,
            kinds=KINDS,
            told=_told(),
            until=self.clock.now().isoformat(),
        )
        return make_response(page)

    def one(self, letter_id: str) -> Response:
        """One of them, with the record that it is about: that may be what a customer wrote. Raises NotFound."""
        return self._show(self._find(letter_id))

    def retry(self, letter_id: str) -> AnyResponse:
        """Give it to its stage again."""
        return self._decide(self._find(letter_id), "retried")

    def drop(self, letter_id: str) -> AnyResponse:
        """Count it as done with; why is in the audit log."""
        letter, why = self._find(letter_id), _why()
        if not why:
            return self._show(letter, "say why it is dropped: it is written down", HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._decide(letter, "dropped", reason=why)

    def retry_all(self) -> AnyResponse:
        """Give all of one reason to their stage again."""
        return self._decide_all(self._group(request.form), "retried")

    def dropping(self) -> Response:
        """Ask once more before all of one reason are dropped."""
        return self._ask(self._group(request.args))

    def drop_all(self) -> AnyResponse:
        """Count all of one reason as done with."""
        group, why = self._group(request.form), _why()
        if not why:
            return self._ask(group, "say why they are dropped: it is written down", HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._decide_all(group, "dropped", reason=why)

    def _decide(self, letter: DeadLetter, state: Decided, **more: str) -> AnyResponse:
        letters = self.seen.letters()
        try:
            letters.retry(letter) if state == "retried" else letters.drop(letter)
        except (Conflict, NotFound) as refused:
            return self._show(letters.find(letter.id), refused.reason, HTTPStatus.CONFLICT)
        self.audit.write("person", g.user, f"letters.{state}", letter.id, number=1, stage=letter.stage, **more)
        return _back({state: 1})

    def _decide_all(self, group: Group, state: Decided, **more: str) -> AnyResponse:
        came = self.seen.letters().decide(group.letters, state)
        detail = {"number": came.done, "stage": group.stage, "of": group.kind, **more}
        self.audit.write("person", g.user, f"letters.{state}", f"{group.stage} {group.kind}", **detail)
        return _back({state: came.done, "before": came.before, "gone": came.gone})

    def _ask(self, group: Group, wrong: str = "", status: int = HTTPStatus.OK) -> Response:
        until = _until(request.values) or self.clock.now()
        given = {"group": group, "kinds": KINDS, "until": until.isoformat(), "longest": LONGEST_REASON}
        page = render_template("flow/drop.html", **given, wrong=wrong)
        return make_response(page, status)

    def _show(self, letter: DeadLetter, wrong: str = "", status: int = HTTPStatus.OK) -> Response:
        if wrong:  # what was asked for was to do something, and now the record is shown
            self.audit.write("person", g.user, "saw.letter", letter.id)
        try:
            record = self.seen.letters().record(letter)
        except NotFound:
            record = None
        page = render_template(
            "flow/letter.html",
            letter=letter,
            kind=kind_of(letter.reason),
            kinds=KINDS,
            decided=DECIDED,
            forms_of_values=FORMS,
            record=record,
            content=content_of(record) if record else None,
            key=as_text(record.key) if record else "",
            headers={as_text(name): as_text(value) for name, value in sorted(record.headers.items())} if record else {},
            wrong=wrong,
            longest=LONGEST_REASON,
        )
        return make_response(page, status)

    def _parked(self) -> Sequence[DeadLetter]:
        log = self.seen.flow.log()
        return self.seen.parked.all(log.tallies())

    def _find(self, letter_id: str) -> DeadLetter:
        """That very letter, whether it waits or was decided about: its address holds the whole id."""
        found = next((one for one in self._parked() if one.id == letter_id), None)
        if found is None:
            found = next((one for one in self.seen.letters().all() if one.id == letter_id), None)
        if found is None:
            raise NotFound("there is no dead letter of that id")
        return found

    def _group(self, given: Mapping[str, str]) -> Group:
        """The letters that are meant: none that was parked after the page was made. Raises NotFound when there are none left."""
        stage, kind, until = given.get("stage", ""), given.get("kind", ""), _until(given)
        found = [
            one
            for one in self._parked()
            if one.stage == stage and kind_of(one.reason) == kind and (until is None or one.at <= until)
        ]
        if not found:
            raise Conflict("none of these letters waits any more: somebody else decided about them")
        return Group(stage, kind, found)


def _groups(parked: Sequence[DeadLetter]) -> list[Group]:
    """The largest first."""
    found: dict[tuple[str, str], list[DeadLetter]] = {}
    for letter in parked:
        found.setdefault((letter.stage, kind_of(letter.reason)), []).append(letter)
    return sorted((Group(*key, letters) for key, letters in found.items()), key=lambda group: -len(group.letters))


def _told() -> str:
    """What was done on the page before, in words; numbers only, so that an address can make the page say nothing else."""
    said = []
    if done := _number("retried"):
        one, many = marked_many("One letter was given to their stage again.", "%(num)s letters were given to their stage again.")
        said.append(counted(one, many, done))
    if done := _number("dropped"):
        said.append(counted("One letter was dropped.", "%(num)s letters were dropped.", done))
    if before := _number("before"):
        one, many = marked_many(
            "One was decided about by somebody else meanwhile.", "%(num)s were decided about by somebody else meanwhile."
        )
        said.append(counted(one, many, before))
    if gone := _number("gone"):
        one, many = marked_many(
            "One cannot be tried again: the log no longer holds the record.",
            "%(num)s cannot be tried again: the log no longer holds the record.",
        )
        said.append(counted(one, many, gone))
    return " ".join(said)


def _back(told: Mapping[str, int]) -> AnyResponse:
    """To the list, which says what was done."""
    return redirect(f"{url_for('streams.letters')}?{urlencode({name: number for name, number in told.items() if number})}", 303)


def _number(name: str) -> int:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0  # noqa: PLR2004 - no page is so far


def _why() -> str:
    return " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]


def _until(given: Mapping[str, str]) -> datetime | None:
    """When the page was made on which somebody pressed. Raises Malformed."""
    text = given.get("until", "")
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Malformed("that page was not made by us; load it again") from None
    if at.tzinfo is None or at.utcoffset() != timedelta(0):
        raise Malformed("that page was not made by us; load it again")
    return at
