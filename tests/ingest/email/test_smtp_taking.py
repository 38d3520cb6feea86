"""Between the event loop and the disk."""

import asyncio
import threading

from golddust.events import Delivery
from ingest.email.smtp.taking import Taking, taking
from tests.ingest.test_inbox import delivery
from tests.services.smtp_door import KeptTogether


def test_a_door_that_closed_before_the_disk_answered_leaves_the_taking_at_work() -> None:
    at_the_disk, go_on = threading.Event(), threading.Event()

    def wait(_: Delivery) -> None:
        at_the_disk.set()
        go_on.wait(60)

    inbox = KeptTogether(wait)
    together = taking(inbox, 1)
    asyncio.run(begin(together, at_the_disk))
    go_on.set()
    assert len(asyncio.run(asyncio.wait_for(together.take(lambda: [delivery()]), 60))) == 1
    together.close()


async def begin(together: Taking, at_the_disk: threading.Event) -> None:
    """Hand a mail over and go away while it is written."""
    task = asyncio.create_task(together.take(lambda: [delivery()]))
    await asyncio.to_thread(at_the_disk.wait, 60)
    task.cancel()
