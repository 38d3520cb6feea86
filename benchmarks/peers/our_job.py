"""The job as golddust does it: its own stage and runner on its own Kafka log, with the driver that the variant names.

Guarantee: exactly once. Each batch of up to 500 goes in one transaction with the group's place, the writer's page in the ledger
and, when tagging, the ids of the batch, by which a provider's retry within 25 hours is told apart; no peer does the last two.
`cost` is the stage `tag`, ids and all, with a step that passes records on: what is measured is the log and not the taggers.
"""

import tempfile
import time
from pathlib import Path

from benchmarks.peers.job import Job, Report, arguments, passing
from cli import stages
from cli.wiring import Installation
from config.settings import Settings
from golddust import topics
from golddust.runner import Runner

POLL_SECONDS = 0.02


def installation_of(job: Job, folder: Path) -> Installation:
    """Our product on that broker, with metrics kept as in a process that stays up."""
    log = {"backend": "kafka", "driver": job.variant, "bootstrap_servers": [job.bootstrap], "prefix": job.prefix}
    return Installation(Settings.model_validate({"data_dir": folder, "log": log}), metered=True)


def runner_of(job: Job, installation: Installation) -> Runner:
    """The stage that does the work."""
    if job.work == "tag":
        installation.processor.tag_text("This only loads what is loaded once: the train was late.")
        return stages.tag_stage(installation)
    once = topics.RECEIVED if job.work == "cost" else ""
    reader = installation.kafka.reader([topics.RECEIVED], job.work, once)
    return Runner(job.work, reader, passing, installation.clock, installation.metrics)


def run(job: Job, report: Report, installation: Installation) -> None:
    """Go on until all is dealt with. The first message came in the call that returned it, at most a poll after its beginning."""
    runner = runner_of(job, installation)
    while report.done < job.count:
        started, cpu = time.time(), time.process_time()
        if count := runner.run_once(POLL_SECONDS):
            report.begin(started, cpu)
            report.dealt_with(count, job.marks)


def main() -> None:
    """Do the job and report."""
    job, report = arguments(), Report()
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        installation = installation_of(job, Path(folder))
        run(job, report, installation)
        report.tell()
        installation.close()


if __name__ == "__main__":
    main()
