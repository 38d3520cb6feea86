"""How a frame of `golddust top` looks: what is wrong is red, what is to be watched is yellow, the rest is quiet."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.top import Frame, StageLine
from golddust.events import Channel
from golddust.watching import DoorLine, State, short
from sinks.replies.figures import ReplyFigures

LATE, VERY_LATE = timedelta(seconds=60), timedelta(minutes=5)
LOW_ON_DISK = 1 << 30
LOOKS: dict[State, tuple[str, str]] = {
    "at work": ("●", "green"),
    "silent": ("●", "yellow"),
    "stopped": ("■", "bold red"),
    "unknown": ("·", "dim"),
}
WAYS_OUT: tuple[Channel, ...] = ("sms", "email")
"""By which answers go out; they have a line even where there are none."""


def picture_of(frame: Frame) -> RenderableType:
    """The whole frame, for a terminal of 80 columns or more."""
    faults = [Text(f"✗ {fault}\n", style="bold red") for fault in frame.faults]
    beside = [part for part in (_doors(frame.doors), _promises(frame), _replies(frame), _letters(frame)) if part is not None]
    return Group(_head(frame), *faults, _stages(frame.stages), "", Columns(beside, padding=(1, 4)), "", _rounds(frame))


def _head(frame: Frame) -> Text:
    stages = sum(bool(line.gap) or line.state == "stopped" for line in frame.stages)
    wrong = stages + len(frame.rounds.get("stopped", ())) + len(frame.faults)
    waiting = sum(line.waiting for line in frame.stages)
    head = Text.assemble(("golddust", "bold"), f"  {frame.at:%H:%M:%S}Z  ")
    head.append("not well" if wrong else "all is well", style="bold red" if wrong else "bold green")
    head.append(f"  {waiting:,} wait  ", style="" if waiting else "dim")
    if frame.cases is not None:
        head.append(f"{sum(frame.cases.cases.values()):,} open cases  ")
    if frame.room is not None:
        head.append(f"{frame.room / (1 << 30):,.1f} GiB free", style="bold red" if frame.room < LOW_ON_DISK else "dim")
    head.append("\n")
    return head


def _table(title: str, *others: str) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", border_style="dim"
    )
    table.add_column(title, no_wrap=True, header_style="bold cyan")
    for name in others:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _stages(lines: Iterable[StageLine]) -> Table:
    table = _table("stages", "waiting", "oldest", "per s", "done", "parked", "retries", "lost")
    for line in lines:
        mark, style = LOOKS[line.state]
        late = "red" if line.oldest > VERY_LATE else "yellow" if line.oldest > LATE else ""
        table.add_row(
            Text.assemble((f"{mark} ", style), line.name),
            _number(line.waiting, late),
            Text(short(line.oldest) if line.waiting else "", style=late),
            _pace(line),
            _number(line.done),
            _number(line.parked, "yellow"),
            _number(line.retries, "yellow"),
            _number(line.gap, "bold red"),
        )
    return table


def _pace(line: StageLine) -> Text:
    """How quick it is, or why it is not."""
    if line.state in ("silent", "stopped"):
        return Text(line.state, style=LOOKS[line.state][1])
    return Text("" if line.rate is None else f"{line.rate:,.1f}", style="" if line.rate else "dim")


def _doors(lines: Sequence[DoorLine]) -> Table:
    table = _table("doors", "taken in", "known", "refused", "put off")
    for line in lines:
        refused, put_off = _number(line.refused, "yellow"), _number(line.put_off, "bold red")
        table.add_row(line.channel, _number(line.taken), _number(line.known), refused, put_off)
    return table


def _promises(frame: Frame) -> Table | None:
    if frame.cases is None:
        return None
    table = _table("promises", "open", "due in 1 h", "broken")
    for standard in ("acknowledge", "answer", "resolve", "update", "pledge"):
        number = {state: frame.cases.promises.get((standard, state), 0) for state in ("open", "due", "broken")}
        if any(number.values()):
            broken = _number(number["broken"], "bold red")
            table.add_row(standard, _number(number["open"]), _number(number["due"], "yellow"), broken)
    return table


def _replies(frame: Frame) -> Table | None:
    if frame.replies is None:
        return None
    table = _table("answers", "waiting", "oldest", "in doubt", "failed today")
    for channel in _speaking(frame, frame.replies):
        oldest = frame.replies.oldest.get(channel)
        table.add_row(
            channel,
            _number(frame.waiting_replies.get(channel, 0)),
            short(frame.at - oldest) if oldest else "",
            _number(frame.replies.in_doubt.get(channel, 0), "bold red"),
            _number(frame.replies.failed.get(channel, 0), "yellow"),
        )
    return table


def _speaking(frame: Frame, replies: ReplyFigures) -> list[str]:
    """The ways out, and every other channel that has answers waiting, in doubt or failed: none is hidden."""
    others = {*frame.waiting_replies, *replies.oldest, *replies.in_doubt, *replies.failed} - set(WAYS_OUT)
    return [*WAYS_OUT, *sorted(others)]


def _letters(frame: Frame) -> Table | None:
    found = {key: number for key, number in frame.letters.items() if number}
    if not found:
        return None
    table = _table("dead letters", "reason", "number")
    for (stage, reason), number in sorted(found.items()):
        table.add_row(stage, reason, _number(number, "yellow"))
    return table


def _rounds(frame: Frame) -> Text:
    words = Text("rounds  ", style="dim")
    for state, names in frame.rounds.items():
        mark, style = LOOKS[state]
        words.append(f"{mark} ", style=style)
        words.append(f"{len(names)} at work   " if state == "at work" else f"{state}: {', '.join(names)}   ", style=style)
    return words


def _number(value: int, style: str = "") -> Text:
    """A number that is looked at only when it is not 0."""
    return Text(f"{value:,}", style=style) if value else Text("0", style="dim")
