"""A pipe that ties a process to its supervisor: when the supervisor dies, however it dies, the pipe closes and the process ends.

Without it a killed supervisor would leave roles behind that hold its ports.
"""

import os
import signal
import threading


def hang_on(descriptor: int | None) -> None:
    """End this process (SIGTERM to itself, then at once) when the other end of the pipe closes. None: nobody to hang on to."""
    if descriptor is not None:
        threading.Thread(target=_watch, args=(descriptor,), name="lifeline", daemon=True).start()


def _watch(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(8)
    os._exit(1)
