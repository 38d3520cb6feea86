"""The program `golddust`: its commands, and the one place where errors become exit codes.

0 done, 1 failed, 2 wrong use, 69 a service is away, 78 misconfigured.
"""

import os
import sys
from typing import NoReturn

import structlog
import typer

from cli.options import program_of
from cli.output import FAILED, people, tell
from cli.processes.logs import write_logs_to_standard_error
from golddust.errors import GoldDustError

ROLES = ("run", "serve", "work")
"""Commands of processes that stay up, many of them side by side: they load no others."""


def program() -> typer.Typer:
    """All commands, or as many as are loaded for what was asked."""
    if sys.argv[1:2] and sys.argv[1] in ROLES:
        from cli.commands import run  # noqa: PLC0415 - see ROLES

        return program_of(run)
    from cli.commands.all import app  # noqa: PLC0415 - as above

    return app


OTHERS = 0o077


def main() -> NoReturn:
    """Run the command line and exit. What it makes is read by its own user alone, whatever the shell before it was told."""
    os.umask(OTHERS)
    write_logs_to_standard_error()
    try:
        program()()
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
