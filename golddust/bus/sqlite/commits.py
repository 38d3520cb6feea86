"""Group commit: many waiting writers, one transaction, one fsync."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from golddust.bus.sqlite.file import connect, translated

LARGEST_GROUP = 512
Work = Callable[[sqlite3.Connection], Any]
SharedWork = Callable[[sqlite3.Connection, list[Any]], list[Any]]
"""Work for all writers of a group that want the same: given what each brought, in order, it returns what each gets."""


class _Job:
    """One writer's work and, later, what came of it."""

    __slots__ = ("brought", "done", "error", "result", "wake", "work")

    def __init__(self, work: Work | SharedWork, brought: Any) -> None:
        self.work = work
        self.brought = brought
        self.result: Any = None
        self.error: BaseException | None = None
        self.done = False
        self.wake = threading.Lock()
        self.wake.acquire()


class GroupCommit:
    """Runs pieces of work in transactions, each durable when `run` returns.

    The first writer leads: it commits for all who came by then, wakes exactly those, and hands the lead to the next in the queue.
    Between processes a file lock queues the writers, because SQLite itself would have them sleep and try again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = connect(path, shared_between_threads=True)
        self._between_processes = os.open(path.with_name(path.name + "-writer"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._mutex = threading.Lock()
        self._queue: list[_Job] = []
        self._led = False

    def run(self, work: Work | SharedWork, brought: Any = None) -> Any:
        """What the work returned, once it is on disk. Raises Unavailable (or Full), and then nothing of it was done.

        Who brings something runs a SharedWork: writers of one group with the same function are served by one call of it.
        """
        job = _Job(work, brought)
        if not self._takes_lead(job):
            job.wake.acquire()
        if not job.done:
            self._lead(job)
        if job.error is not None:
            raise job.error
        return job.result

    def close(self) -> None:
        """Let go of the file, once the group under way is through."""
        with self._mutex:
            self._connection.close()
            os.close(self._between_processes)

    def _takes_lead(self, job: _Job) -> bool:
        with self._mutex:
            if self._led:
                self._queue.append(job)
                return False
            self._led = True
            return True

    def _lead(self, job: _Job) -> None:
        with self._mutex:
            group = [job, *self._queue[: LARGEST_GROUP - 1]]
            del self._queue[: LARGEST_GROUP - 1]
        try:
            self._commit(group)
        finally:
            self._hand_over(group)

    def _hand_over(self, group: list[_Job]) -> None:
        with self._mutex:
            successor = self._queue.pop(0) if self._queue else None
            self._led = successor is not None
        for job in group[1:]:
            job.wake.release()
        if successor is not None:
            successor.wake.release()

    def _commit(self, group: list[_Job]) -> None:
        try:
            self._transact(group)
        except Exception as error:  # noqa: BLE001 - handed to the writer whose work it was
            if len(group) == 1:
                group[0].error = error
            else:
                for job in group:  # one by one, so that only the work at fault fails
                    self._commit([job])
        for job in group:
            job.done = True

    def _transact(self, group: list[_Job]) -> None:
        with translated(), self._turn(), self._transaction():
            for work, jobs in _by_work(group).items():
                if jobs[0].brought is None:
                    jobs[0].result = work(self._connection)
                    continue
                for job, result in zip(jobs, work(self._connection, [job.brought for job in jobs]), strict=True):
                    job.result = result

    @contextmanager
    def _turn(self) -> Iterator[None]:
        fcntl.flock(self._between_processes, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._between_processes, fcntl.LOCK_UN)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _by_work(group: list[_Job]) -> dict[Callable[..., Any], list[_Job]]:
    """The jobs by what they run, in the order of the first of each; work without anything brought is each job's own."""
    found: dict[Callable[..., Any], list[_Job]] = {}
    for job in group:
        found.setdefault(job.work, []).append(job)
    return found
