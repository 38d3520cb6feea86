"""The connectors, one line each: the name that settings, metrics and pages use, and what makes it from its options."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from golddust.mirroring import ComplaintMirror
from golddust.ports import Clock
from sinks.complaints.freshdesk.mirror import FreshdeskMirror
from sinks.complaints.github.mirror import GithubMirror
from sinks.complaints.gitlab.mirror import GitlabMirror
from sinks.complaints.hook.mirror import HookMirror
from sinks.complaints.jira.mirror import JiraMirror
from sinks.complaints.mail.mirror import MailMirror
from sinks.complaints.options import Options
from sinks.complaints.printed.mirror import PrintedMirror
from sinks.complaints.roundup.mirror import RoundupMirror
from sinks.complaints.rt.mirror import RtMirror
from sinks.complaints.zammad.mirror import ZammadMirror
from sinks.complaints.zendesk.mirror import ZendeskMirror

CONNECTORS: Mapping[str, Callable[[Any, Clock], ComplaintMirror]] = {
    "rt": lambda options, _: RtMirror(options),
    "roundup": lambda options, _: RoundupMirror(options),
    "zammad": ZammadMirror,
    "zendesk": lambda options, _: ZendeskMirror(options),
    "freshdesk": lambda options, _: FreshdeskMirror(options),
    "jira": lambda options, _: JiraMirror(options),
    "github": lambda options, _: GithubMirror(options),
    "gitlab": lambda options, _: GitlabMirror(options),
    "hook": HookMirror,
    "mail": MailMirror,
    "printed": lambda _, clock: PrintedMirror(clock),
}
NEVER = 3600.0


def mirrors_of(names: Sequence[str], options: Options, clock: Clock) -> list[ComplaintMirror]:
    """The connectors of these names. Each must have its table in the options."""
    return [CONNECTORS[name](getattr(options, name), clock) for name in names]


def poll_seconds(name: str, options: Options) -> float:
    """Seconds between two looks at what changed there."""
    seconds: float = getattr(getattr(options, name), "poll_seconds", NEVER)
    return seconds
