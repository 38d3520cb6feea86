"""Fetches and builds what the tests will need before they run; `.ci/run` does so beside `make check`, which leaves a core idle.

What cannot be had is said, and no failure here: the test that needs it is the one to fail. `python -m tests.services.ahead`.
"""

import sys
import time
from collections.abc import Callable

from _pytest.outcomes import OutcomeException

from tests.services.asyncapi_schema import installed_schema
from tests.services.examples import COMMANDS
from tests.services.image import built_image
from tests.services.kafka_jars import installed_kafka
from tests.services.prism import installed_prism
from tests.services.registry import installed_registry
from tests.services.roundup import installed_roundup

NEEDED: dict[str, Callable[[], object]] = {
    "Kafka": installed_kafka,
    "Prism": installed_prism,
    "AsyncAPI's schema": installed_schema,
    "Roundup": installed_roundup,
    "a schema registry": installed_registry,
    **{f"the example in {language}": command for language, command in COMMANDS.items()},
    "the image": built_image,
}


def main() -> None:
    """One after another, as each of them is mostly one process at work."""
    for name, have in NEEDED.items():
        started = time.monotonic()
        try:
            have()
        except (Exception, OutcomeException) as missing:  # noqa: BLE001 - see above
            sys.stderr.write(f"{name} cannot be had: {missing}\n")
        else:
            sys.stderr.write(f"{name} is here after {time.monotonic() - started:.0f} s\n")


if __name__ == "__main__":
    main()
