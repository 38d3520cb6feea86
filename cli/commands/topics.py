"""`golddust topics`: what feedback can be about, whether a taxonomy is sound, and what it lacks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands import registry
from cli.commands.replay import moment
from cli.options import AsJson, ConfigFile, DataFolder, OtherTaxonomy
from cli.output import data as out
from cli.output import people, print_json, print_table, printable
from cli.wiring.installation import Installation
from config.load import load
from config.taxonomy import names, read_taxonomy
from processors.options import ONLY_WORDS
from processors.taxonomy import Taxonomy, Topic

if TYPE_CHECKING:
    from processors.clusters import Vectors
    from processors.proposing import Proposal

MOST_MESSAGES = 20_000
SURE = 0.7
"""A topic told with less confidence may be another one that the taxonomy lacks."""
BY_MEANING, BY_WORDS = 0.35, 0.15
"""How alike messages of one proposed topic are on average, with an encoder and without one."""
FEW_KEYWORDS = 3
SHOWN = 3


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    topics = typer.Typer(help="See what feedback can be about, and what is missing.", no_args_is_help=True)
    topics.command("list")(list_topics)
    topics.command("check")(check)
    topics.command("suggest")(suggest)
    registry.register(topics)
    app.add_typer(topics, name="topics")


def list_topics(taxonomy: OtherTaxonomy = None, as_json: AsJson = False, config: ConfigFile = None) -> None:
    """List the topics of the taxonomy in use, or of another one: one that comes with golddust by its name, or a file."""
    found = _taxonomy(taxonomy, config)
    if as_json:
        print_json({**asdict(topic), "above": found.above(topic.name)} for topic in found.topics.values())
        return
    rows = [
        (topic.name, topic.title, topic.owner, topic.parent, " ".join(topic.translations), topic.description)
        for topic in found.topics.values()
    ]
    print_table(("topic", "title", "owner", "part of", "also in", "what it is"), rows, empty="No topics.", words_last=True)
    people().print(f"Taxonomies that come with golddust: {', '.join(names())}.")


def check(taxonomy: OtherTaxonomy = None, as_json: AsJson = False, config: ConfigFile = None) -> None:
    """Read a taxonomy and say what is wrong with it, all at once; and what is not wrong but makes topics hard to tell."""
    found = _taxonomy(taxonomy, config)
    remarks = list(_remarks(found))
    if as_json:
        print_json({"topic": topic, "remark": remark} for topic, remark in remarks)
        return
    print_table(("topic", "remark"), remarks, empty=f"{len(found.topics)} topics, and nothing to remark.", words_last=True)


def _remarks(taxonomy: Taxonomy) -> Iterator[tuple[str, str]]:
    shared = _shared(taxonomy)
    for topic in taxonomy.topics.values():
        if len(topic.keywords) < FEW_KEYWORDS:
            yield topic.name, f"few keywords ({len(topic.keywords)}): without an encoder it is found by nothing else"
        if topic.description == "-":
            yield topic.name, "no description, by which an encoder knows it"
        for language, keyword, others in shared.get(topic.name, ()):
            where = f" ({language})" if language else ""
            yield topic.name, f"the keyword {keyword!r}{where} also tells {', '.join(others)}"


def _shared(taxonomy: Taxonomy) -> dict[str, list[tuple[str, str, list[str]]]]:
    """Keywords that tell several topics of which none is part of the other, by the first topic."""
    users: dict[tuple[str, str], list[Topic]] = {}
    for topic in taxonomy.topics.values():
        for language, keywords in (("", topic.keywords), *topic.translations.items()):
            for keyword in dict.fromkeys(keywords):
                users.setdefault((language, keyword), []).append(topic)
    shared: dict[str, list[tuple[str, str, list[str]]]] = {}
    for (language, keyword), (first, *others) in users.items():
        apart = [one.name for one in others if first.name not in taxonomy.above(one.name) and one.name != first.parent]
        if apart:
            shared.setdefault(first.name, []).append((language, keyword, apart))
    return shared


def suggest(
    since: Annotated[
        str, typer.Option("--from", metavar="TIME", help="messages since 2026-11-24, 2026-11-24T10:00 (UTC), 2h, 3d, or start")
    ] = "90d",
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="at most so many proposals")] = 20,
    least: Annotated[int, typer.Option("--least", min=2, metavar="N", help="messages that a proposed topic has at least")] = 5,
    as_json: AsJson = False,
    data: DataFolder = None,
    config: ConfigFile = None,
) -> None:
    """Propose topics that the taxonomy lacks, from stored messages that none of its keywords tell. Nothing is changed.

    Each comes with its telling words, its trend, sample messages without personal data, and a table to paste into the taxonomy.
    """
    installation = Installation(load(config, {"data_dir": data}).settings)
    found = _proposals(installation, since, least)[:limit]
    if as_json:
        print_json({**asdict(one), "toml": one.as_toml()} for one in found)
        return
    if not found:
        people().print("No messages without a topic say much the same.")
    for one in found:
        _print(one)


def _proposals(installation: Installation, since: str, least: int) -> "list[Proposal]":
    from processors.proposing import Untold, proposals  # noqa: PLC0415 - numpy: other commands start without it
    from sinks.store.untold import untold  # noqa: PLC0415 - as above

    stored = untold(installation.engine, moment(since, installation.clock.now()), MOST_MESSAGES, SURE)
    messages = [Untold(row["redacted"], row["received_at"], row["language"], tuple(row["topics"])) for row in stored]
    embed, joined = _embedding(installation.settings.tag.tier)
    return proposals(messages, installation.taxonomy, embed, joined, least)


def _embedding(tier: str) -> "tuple[Callable[[Sequence[str]], Vectors], float]":
    """What tells how alike messages are, and how alike those of one topic are by it: the encoder, where the tier has a model."""
    if tier in ONLY_WORDS:
        from processors.clusters import by_words  # noqa: PLC0415 - as above

        return by_words, BY_WORDS
    from processors.models.model import Model  # noqa: PLC0415 - as above

    return Model("fast" if tier == "fast" else "encoder").embed, BY_MEANING


def _print(one: "Proposal") -> None:
    trend = "" if one.trend is None else f", {one.trend:g} times as many a week lately as before"
    like = f"; {one.like_share:.0%} were faintly told {one.like}" if one.like else ""
    out().print(f"[bold]{printable(one.title)}[/bold]  {one.size:,} messages{trend}{like}")
    for sample in one.samples[:SHOWN]:
        out().print(f"  “{printable(sample)}”")
    out().print(f"\n{printable(one.as_toml())}\n", soft_wrap=True)


def _taxonomy(given: str | None, config: ConfigFile) -> Taxonomy:
    return read_taxonomy(load(config).settings.tag.taxonomy if given is None else given)
