"""One of three brokers is killed; the others have all that it had."""

from benchmarks.torture.scenario import Scenario
from benchmarks.torture.trial import Site
from benchmarks.torture.verdict import Verdict

EACH = 20.0
"""Seconds of load for the loss of one broker; as many are lost, one after the other, as there is time for."""


def run(site: Site) -> Verdict:
    """Kill one, wait, and start it again; where there is time, then another."""
    victims = site.dice.sample(site.brokers, min(len(site.brokers), max(1, int(site.seconds / EACH))))
    with site.trial(GOLDDUST_LOG__REPLICATION=str(len(site.brokers))) as trial:
        with trial.load():
            trial.until_tagged()
            for broker in victims:
                broker.kill()
                site.say(f"broker {broker.node} killed; {len(trial.heard)} acknowledged so far")
                trial.sleep(site.seconds / len(victims) / 2)
                broker.start()
                site.say(f"broker {broker.node} started again; {len(trial.heard)} acknowledged so far")
                trial.sleep(site.seconds / len(victims) / 2)
        trial.notes.append(f"brokers killed: {[broker.node for broker in victims]}")
        return trial.conclude()


SCENARIO = Scenario("lost-broker", "one of three brokers killed, and started again", run, brokers=3, harms=True, short=6.0)
