"""golddust's commands as processes of their own, which start at once.

Each is forked from a process that has loaded the program already, instead of loading it for a second or two: journeys ask again
and again until something has happened. What it is told, does, says and exits with is that of `python -m cli.main`, which the
tests that need the start itself run.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.processes import Running

LOADED = (
    "pytest",
    "cli.main",
    "cli.commands.all",
    "cli.doctor.examination",
    "cli.tail",
    "cli.wiring.installation",
    "cli.wiring.kafka",
    "cli.wiring.standards",
    "golddust.database.engine",
    "complaints.answers.drafts",
    "complaints.cases.register",
    "complaints.escalation.table",
    "processors.redaction",
    "processors.taxonomy",
    "sinks.replies.sms.ceilings",
    "sinks.replies.smtp.sender",
    "sinks.complaints.rows",
    "sinks.store.archive",
    "typer._adapters",
)
_READY = multiprocessing.get_context("forkserver")
_READY.set_forkserver_preload(list(LOADED))


def ask(golddust: Running, *words: str, timeout: float = 120.0) -> "subprocess.CompletedProcess[str]":
    """What a command says about the data of this golddust. Raises subprocess.TimeoutExpired."""
    command = golddust.command(*words)
    with tempfile.TemporaryDirectory(prefix="golddust-command-") as folder:
        said, complained = Path(folder) / "stdout", Path(folder) / "stderr"
        said.touch()
        complained.touch()
        process = _READY.Process(target=_run, args=(command[2:], golddust.environment, said, complained))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(command, timeout, said.read_text(), complained.read_text())
        code = process.exitcode
        process.close()
        return subprocess.CompletedProcess(command, code, said.read_text(), complained.read_text())


def _run(command: list[str], environment: Mapping[str, str], said: Path, complained: Path) -> None:
    """In the new process, as if it had been started with these words, this environment and these files."""
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate((said, complained), start=1):
        os.dup2(os.open(file, os.O_WRONLY), number)
    sys.argv = command
    from cli.main import main  # noqa: PLC0415 - loaded already, in the process that this one was forked from

    main()
