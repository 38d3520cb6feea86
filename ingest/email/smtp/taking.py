"""Between the event loop, which must not wait, and the inbox, which waits for the disk."""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from golddust.errors import Unavailable
from golddust.events import Delivery
from golddust.ports import Inbox, Receipt

MOST_TOGETHER = 256
Make = Callable[[], Sequence[Delivery]]
"""Makes the deliveries of one mail; called in a thread, since it digests all of it."""


class Taking(Protocol):
    """Makes mails durable without holding up the loop."""

    async def take(self, make: Make) -> list[Receipt]:
        """One receipt for each delivery of the mail, all durable. Raises what the inbox raises, or what making them did."""

    def close(self) -> None:
        """Finish what was begun."""


@runtime_checkable
class InboxOfMany(Protocol):
    """An inbox that also takes many deliveries in one transaction."""

    def accept_all(self, deliveries: Sequence[Delivery]) -> list[Receipt]:
        """One receipt each, in order, all durable. Raises as `accept` does, and then none was taken in."""


def taking(inbox: Inbox, workers: int) -> Taking:
    """The quicker way that the inbox allows. Measured with SQLite: together is 1.5 to 1.9 times as fast as one thread a mail."""
    return _Together(inbox, inbox) if isinstance(inbox, InboxOfMany) else _SideBySide(inbox, workers)


class _SideBySide:
    """Each mail in a thread, so that the inbox may commit several at once."""

    def __init__(self, inbox: Inbox, workers: int) -> None:
        self._inbox = inbox
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="smtp-worker")

    async def take(self, make: Make) -> list[Receipt]:
        """See Taking."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._accept, make)

    def _accept(self, make: Make) -> list[Receipt]:
        return [self._inbox.accept(delivery) for delivery in make()]

    def close(self) -> None:
        """See Taking."""
        self._pool.shutdown(wait=False)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A mail that waits to be taken in, and whom to tell."""

    make: Make
    told: "asyncio.Future[list[Receipt]]"


_Answer = tuple["asyncio.Future[list[Receipt]]", "list[Receipt] | Exception"]


class _Together:
    """One thread that takes in all mails that came while it was at the disk: one transaction, one sync, one waking."""

    def __init__(self, many: InboxOfMany, inbox: Inbox) -> None:
        self._many = many
        self._inbox = inbox
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="smtp-taking", daemon=True).start()

    async def take(self, make: Make) -> list[Receipt]:
        """See Taking."""
        told: asyncio.Future[list[Receipt]] = asyncio.get_running_loop().create_future()
        self._queue.put(_Waiting(make, told))
        return await told

    def close(self) -> None:
        """See Taking."""
        self._queue.put(None)

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group, open_ = self._group(first)
            answers = self._answers(group)
            with suppress(RuntimeError):  # the loop was closed meanwhile, and nobody waits for an answer any more
                group[0].told.get_loop().call_soon_threadsafe(_tell, answers)
            if not open_:
                return

    def _group(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Those that wait already, and whether more may come."""
        group = [first]
        while len(group) < MOST_TOGETHER:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                return group, False
            group.append(waiting)
        return group, True

    def _answers(self, group: list[_Waiting]) -> list[_Answer]:
        made = [(waiting.told, _made(waiting.make)) for waiting in group]
        good = [(told, found) for told, found in made if not isinstance(found, Exception)]
        answers: list[_Answer] = [(told, found) for told, found in made if isinstance(found, Exception)]
        try:
            receipts = iter(self._many.accept_all([delivery for _, found in good for delivery in found]))
            return [*answers, *((told, [next(receipts) for _ in found]) for told, found in good)]
        except Unavailable as error:
            return [*answers, *((told, error) for told, _ in good)]
        except Exception:  # noqa: BLE001 - one mail's fault must not be the others': each is tried alone and gets its own answer
            return [*answers, *((told, self._alone(found)) for told, found in good)]

    def _alone(self, deliveries: Sequence[Delivery]) -> list[Receipt] | Exception:
        try:
            return [self._inbox.accept(delivery) for delivery in deliveries]
        except Exception as error:  # noqa: BLE001 - handed to the edge, which turns it into a reply
            return error


def _made(make: Make) -> Sequence[Delivery] | Exception:
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - handed to the edge, which turns it into a reply
        return error


def _tell(answers: list[_Answer]) -> None:
    for told, answer in answers:
        if told.done():
            continue
        if isinstance(answer, Exception):
            told.set_exception(answer)
        else:
            told.set_result(answer)
