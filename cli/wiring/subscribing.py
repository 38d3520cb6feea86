"""Puts together web hooks out: who keeps subscriptions, and who works for them.

Imports stand in the functions, so that a role loads only what it uses.
"""
# ruff: noqa: PLC0415 - see above

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.wiring.installation import Installation
    from golddust.rounds import Worker
    from golddust.subscribing import Subscriptions


def subscriptions_of(installation: "Installation") -> "Subscriptions":
    """What people and programs do with subscriptions."""
    from sinks.subscriptions.keeping import StoredSubscriptions
    from sinks.subscriptions.sealing import Seal
    from sinks.subscriptions.wishes import offered_of

    one = installation
    seal = Seal(one.keys.links, one.keys.links_before)
    return StoredSubscriptions(one.engine, one.clock, seal, one.settings.subscriptions, lambda: offered_of(one.taxonomy.topics))


def subscriptions_crew(installation: "Installation") -> "Worker":
    """Events to the web hooks of others; each in its own time, so that one that hangs holds up no other."""
    from cli.privacy.erased_people import hashing_of
    from sinks.subscriptions.crew import Crew
    from sinks.subscriptions.house import House
    from sinks.subscriptions.sealing import Seal

    one = installation
    options, seal = one.settings.subscriptions, Seal(one.keys.links, one.keys.links_before)
    house = House(one.engine, one.log, one.clock, one.metrics, options, seal, hashing_of(one))
    crew = Crew(house)
    if not one.on_kafka:
        crew.take_over()  # as with replies
    return crew
