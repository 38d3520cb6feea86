"""What each role does, and how a process runs several of them."""

import signal
import threading
from collections.abc import Callable, Sequence

import structlog

from cli.privacy.forgetting import erasing_round, sweeping_round
from cli.privacy.keeping import keeping_rounds
from cli.processes import stages
from cli.processes.lifeline import hang_on
from cli.processes.watch import open_watch_door, silent_stages, unavailable
from cli.wiring.digest import digest_rounds
from cli.wiring.installation import Installation
from cli.wiring.subscribing import subscriptions_crew
from golddust.errors import Malformed
from golddust.rounds import Worker
from golddust.runner import StageStopped

log = structlog.get_logger()

STOP_WITHIN = 7.0


Make = Callable[[Installation], Worker | Sequence[Worker]]
ROLES: dict[str, tuple[Make, ...]] = {
    "forward": (stages.receive_stages, stages.tidying, stages.lag_measuring, stages.machine_measuring),
    "tag": (stages.tag_stage,),
    "store": (stages.store_stage, keeping_rounds),
    "complaints": (stages.complaints_stage, stages.reply_outcomes_stage, stages.outbox_copying, stages.code_hearing),
    "replies": (
        stages.reply_requests_stage,
        stages.reply_statuses_stage,
        stages.reply_dispatching,
        stages.staff_stage,
        stages.staff_dispatching,
        digest_rounds,
    ),
    "media": (stages.media_fetching,),
    "promises": (stages.promise_rounds, stages.promise_measuring),
    "privacy": (erasing_round, sweeping_round),
    "mirrors": (stages.mirrors_stage, stages.mirroring),
    "subscriptions": (subscriptions_crew,),
}


def _workers(installation: Installation, roles: Sequence[str]) -> list[Worker]:
    made = [make(installation) for role in roles for make in ROLES[role]]
    return [worker for one in made for worker in (one if isinstance(one, Sequence) else [one])]


def work(installation: Installation, roles: Sequence[str], lifeline: int | None) -> None:
    """Run these roles in this process until SIGTERM or SIGINT. A stage that stops itself leaves the others at work.

    Any other failure ends the process, so that whoever supervises it starts it again. Raises Malformed for an unknown role.
    """
    unknown = sorted(set(roles) - set(ROLES))
    if unknown:
        raise Malformed(f"no such role: {', '.join(unknown)}; there are {', '.join(ROLES)}")
    workers = _workers(installation, roles)
    if lifeline is None:  # under a supervisor the console tells of all
        open_watch_door(installation.settings.watch, silent_stages(workers, installation.clock))
    failures: list[BaseException] = []
    ending = threading.Event()
    threads = [_start(worker, failures, ending) for worker in workers]
    end_on_signals(ending)
    hang_on(lifeline)
    ending.wait()
    for worker in workers:
        worker.stop()
    for thread in threads:
        thread.join(STOP_WITHIN)
    installation.close()
    if failures:
        raise failures[0]


def _start(worker: Worker, failures: list[BaseException], ending: threading.Event) -> threading.Thread:
    def run() -> None:
        try:
            worker.run()
        except StageStopped as stopped:
            log.error("a stage stopped itself", stage=worker.stage, reason=str(stopped))
        except BaseException as failure:  # noqa: BLE001 - the thread's edge: the main thread raises it again
            failures.append(failure)
            ending.set()

    thread = threading.Thread(target=run, name=worker.stage, daemon=True)
    thread.start()
    return thread


def serve_smtp(installation: Installation, lifeline: int | None) -> None:
    """Take mail in until SIGTERM or SIGINT."""
    ending = threading.Event()
    listener = installation.smtp_listener()
    listener.start()
    if lifeline is None:
        open_watch_door(installation.settings.watch, unavailable(listener.check))
    end_on_signals(ending)
    hang_on(lifeline)
    ending.wait()
    listener.stop(STOP_WITHIN)
    installation.close()


def end_on_signals(ending: threading.Event) -> None:
    """Set the event on SIGTERM and SIGINT."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
