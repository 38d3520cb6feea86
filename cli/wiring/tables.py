"""Reads every table that the settings name, so that a wrong one is told before anything starts."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from golddust.errors import Misconfigured, Problem

if TYPE_CHECKING:
    from cli.wiring.installation import Installation


def check_tables(installation: "Installation") -> None:
    """Read taxonomy, standards, ladder, drafts, aliases, mail's key, taggers' correction.

    Raises Misconfigured with all problems, each once.
    """
    _read_all(_tables(installation))


def check_all(installation: "Installation") -> None:
    """Read the certificate of the door for mail, too, which only that door needs. Raises as `check_tables` does."""
    from golddust.metrics import NoMetrics  # noqa: PLC0415 - as the next
    from ingest.email.smtp.certificate import certificate_of  # noqa: PLC0415 - slow to import, and only asked for

    _read_all((*_tables(installation), lambda: certificate_of(installation.settings.smtp, NoMetrics())))


def _tables(installation: "Installation") -> tuple[Callable[[], object], ...]:
    return (
        lambda: installation.taxonomy,
        lambda: installation.standards,
        lambda: installation.casework.escalations,
        lambda: installation.casework.drafts,
        lambda: installation.signer,
        lambda: _check_aliases(installation),
        lambda: _check_own(installation),
    )


def _read_all(reading: Iterable[Callable[[], object]]) -> None:
    problems: list[Problem] = []
    for read in reading:
        try:
            read()
        except Misconfigured as wrong:
            problems += [problem for problem in wrong.problems if problem not in problems]
    if problems:
        raise Misconfigured(tuple(problems))


def _check_aliases(installation: "Installation") -> None:
    problems = tuple(_unknown_topics(installation))
    if problems:
        raise Misconfigured(problems)


def _check_own(installation: "Installation") -> None:
    if installation.settings.tag.own:
        from processors.registry import read_own  # noqa: PLC0415 - the taggers' modules: not every command needs them

        read_own(installation.settings.tag.tier, installation.settings.tag.own)


def _unknown_topics(installation: "Installation") -> Iterator[Problem]:
    known = installation.taxonomy.topics
    for pattern, labels in installation.settings.smtp.aliases.items():
        topic = labels.get("topic", "*")
        if topic != "*" and topic not in known:
            yield Problem(f"smtp.aliases.{pattern}.topic", topic, f"a topic of the taxonomy: {', '.join(known)}")
