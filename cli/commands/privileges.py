"""`golddust privileges`: scripts that allow each role what it needs, and nothing else."""

from typing import Annotated

import typer

from cli.options import ConfigFile
from cli.output import people
from cli.wiring.installation import Installation
from config.load import load
from golddust.errors import Misconfigured, Problem

Users = Annotated[str, typer.Option("--users", metavar="START", help="what stands before a role in its user's name")]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    privileges = typer.Typer(help="Allow each role what it needs, and nothing else.", no_args_is_help=True)
    privileges.command("kafka")(kafka)
    privileges.command("topics")(topics)
    privileges.command("sql")(sql)
    app.add_typer(privileges, name="privileges")


def kafka(users: Users = "golddust-", config: ConfigFile = None) -> None:
    """Print a shell script of Kafka's own ACL commands: what each role's user may read, write and join."""
    from cli.privileges.kafka import Cluster, acls, as_script  # noqa: PLC0415 - it loads Kafka's client

    settings = load(config).settings
    straight = settings.ingest.durability == "broker"
    typer.echo(as_script(acls(Cluster(settings.log.prefix, straight, users))), nl=False)


def topics(config: ConfigFile = None) -> None:
    """Make every topic at Kafka that the roles need, as the user that [log] names: the roles themselves may make none."""
    from cli.privileges.topics import needed  # noqa: PLC0415 - as above

    installation = Installation(load(config).settings)
    if not installation.on_kafka:
        raise Misconfigured((Problem("log.backend", "sqlite", "kafka: a log in a file makes its topics by itself"),))
    names = needed(installation.taxonomy.topics, straight=not installation.forwards)
    try:
        installation.kafka.make(names)
    finally:
        installation.close()
    people().print(f"{len(names)} topics are there. Set [log] create_topics = false where the roles run.")


def sql(users: Users = "golddust_", schema: Annotated[str, typer.Option(help="where the tables are")] = "public") -> None:
    """Print the SQL that makes each role's user at PostgreSQL and allows it what it needs; run it as the tables' owner."""
    from cli.privileges.database import as_sql  # noqa: PLC0415 - it loads the database's schema

    typer.echo(as_sql(users, schema), nl=False)
