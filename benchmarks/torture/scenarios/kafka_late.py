"""Kafka is away from before the start: doors open all the same, and work begins when it comes."""

from benchmarks.torture.scenario import Scenario
from benchmarks.torture.scenarios.broker_stopped import hold_out
from benchmarks.torture.trial import Site
from benchmarks.torture.verdict import Verdict


def run(site: Site) -> Verdict:
    """Start everything without it, wait, and start it."""
    (broker,) = site.brokers
    broker.stop()
    with site.trial() as trial:
        with trial.load():
            took_in = hold_out(trial, site.seconds, "before Kafka came")
            broker.start()
            trial.until_tagged()
        trial.notes.append(f"{took_in} acknowledged before Kafka came")
        return trial.conclude()


SCENARIO = Scenario("kafka-late", "Kafka away from before the start", run, harms=True, short=4.0)
