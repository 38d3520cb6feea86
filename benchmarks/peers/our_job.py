"""The job as golddust does it: its own stage and runner on its own Kafka log, with the driver that the variant names.

Guarantee: exactly once. Each batch of up to 500 goes in one transaction with the group's place, the writer's page in the ledger
and, when tagging, the ids of the batch, by which a provider's retry within 25 hours is told apart; no peer does the last two.
`cost` is the stage `tag`, ids and all, with a step that passes records on: what is measured is the log and not the taggers.
It joins first and is given its messages then, so that what is fetched ahead counts.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.job import Job, Report, arguments, passing
from cli.wiring.installation import Installation
from config.settings import Settings
from golddust import topics
from golddust.outcomes import Outcome
from golddust.records import Record
from golddust.runner import Runner
from processors.step import tag_step

WAIT_SECONDS = 0.5


def installation_of(job: Job, folder: Path) -> Installation:
    """Our product on that broker, with metrics kept as in a process that stays up."""
    log = {"backend": "kafka", "driver": job.variant, "bootstrap_servers": [job.bootstrap], "prefix": job.prefix}
    return Installation(Settings.model_validate({"data_dir": folder, "log": log}), metered=True)


def runner_of(job: Job, report: Report, installation: Installation) -> Runner:
    """The stage that does the work; for tagging as `cli.processes.stages` makes it."""
    step = passing
    if job.work == "tag":
        installation.processor.tag_text("This only loads what is loaded once: the train was late.")
        step = tag_step(installation.processor, installation.taxonomy)

    def noting(records: Sequence[Record]) -> Sequence[Outcome]:
        report.begin()
        return step(records)

    reads = [topics.RECEIVED, topics.again("tag")] if job.work == "tag" else [topics.RECEIVED]
    reader = installation.kafka.reader(reads, job.work, "" if job.work == "pass" else topics.RECEIVED)
    return Runner(job.work, reader, noting, installation.clock, installation.metrics)


def run(job: Job, report: Report, installation: Installation) -> None:
    """Go on until all is dealt with."""
    runner = runner_of(job, report, installation)
    while report.done < job.count:
        count = runner.run_once(WAIT_SECONDS)
        if job.work == "cost" and not report.first:
            report.idle()
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
