"""The program `golddust`: its commands, and the one place where errors become exit codes.

0 done, 1 failed, 2 wrong use, 69 a service is away, 78 misconfigured.
"""

import os
import sys
from typing import NoReturn

import structlog
import typer

from cli import (
    commands_cases,
    commands_causes,
    commands_customers,
    commands_form,
    commands_hooks,
    commands_letters,
    commands_media,
    commands_mirrors,
    commands_people,
    commands_replay,
    commands_run,
    commands_settings,
    commands_sms,
    commands_staff,
    commands_text,
)
from cli.logs import write_logs_to_standard_error
from cli.output import FAILED, people, tell
from golddust.errors import GoldDustError

app = typer.Typer(
    name="golddust",
    help="Hears what customers say by text, mail and web, loses none of it, and keeps the promises made about it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for commands in (
    commands_run,
    commands_text,
    commands_sms,
    commands_hooks,
    commands_letters,
    commands_replay,
    commands_cases,
    commands_causes,
    commands_customers,
    commands_form,
    commands_people,
    commands_mirrors,
    commands_media,
    commands_staff,
    commands_settings,
):
    commands.register(app)


def main() -> NoReturn:
    """Run the command line and exit."""
    write_logs_to_standard_error()
    try:
        app()
        sys.exit(0)
    except GoldDustError as error:
        sys.exit(tell(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read us has had enough
        sys.exit(0)
    except KeyboardInterrupt:
        sys.exit(FAILED)
    except Exception as bug:  # noqa: BLE001 - the edge: a person gets words, the log gets the rest
        structlog.get_logger().error("a bug ended the command", error=type(bug).__name__, exc_info=True)
        people().print("golddust failed on a bug of its own; what it was doing is in the log lines above.")
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
