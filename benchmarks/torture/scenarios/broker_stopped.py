"""Kafka goes away: what comes in waits on the spool, and nobody outside notices."""

from collections import Counter

from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site, Trial
from benchmarks.torture.verdict import Verdict

PARTS = 4
"""In each part of the outage, every kind of message must have been acknowledged."""


def run(site: Site) -> Verdict:
    """Stop it for as long as the load lasts, and start it again; then let it hang, and go on."""
    (broker,) = site.brokers
    with site.trial() as trial:
        with trial.load():
            trial.until_tagged()
            broker.stop()
            took_in = hold_out(trial, site.seconds, "without Kafka")
            broker.start()
            trial.until_tagged(more=1)
            broker.pause()
            took_in_then = hold_out(trial, site.seconds / 2, "while Kafka hung")
            broker.resume()
        trial.notes.append(f"{took_in} acknowledged without Kafka, {took_in_then} while it hung")
        return trial.conclude()


def hold_out(trial: Trial, seconds: float, when: str) -> int:
    """Wait so long; each kind of message must be acknowledged all the while, and none refused. Returns how many were."""
    before = trial.heard.so_far()
    for _ in range(PARTS):
        since = trial.heard.so_far()
        trial.sleep(seconds / PARTS)
        missing = {"hook 202", "text 200", "mail 250"} - trial.answers(since).keys()
        trial.fault_unless(not missing, f"{when}, for {seconds / PARTS:.0f} s there was no {', '.join(sorted(missing))}")
    answers = trial.answers(before)
    trial.site.say(f"{when}: {dict(answers)}")
    refused = Counter({answer: times for answer, times in answers.items() if not answer.endswith(("202", "200", "250"))})
    trial.fault_unless(not refused, f"{when}, doors said {dict(refused)}")
    return (answers - refused).total()


SCENARIO = Scenario("broker-stopped", "the broker stopped, and then hanging", run, harms=True, short=6.0)
