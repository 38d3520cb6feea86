"""What every test may ask for. The real servers' fixtures are in `tests/services`."""

from collections import Counter

import pytest

pytest_plugins = [
    "tests.services.kafka",
    "tests.services.postgres",
    "tests.services.prism",
    "tests.services.mailbox",
    "tests.services.smtp_door",
    "tests.services.clamd",
    "tests.services.names",
    "tests.services.haproxy",
    "tests.services.nginx",
    "tests.services.postfix",
    "tests.services.relays",
    "tests.services.texts",
    "tests.services.twilio_list",
    "tests.services.media",
    "tests.services.browser",
    "tests.services.hooks",
    "tests.services.request_tracker",
    "tests.services.roundup",
    *(
        f"tests.services.complaint_systems.{name}"
        for name in ("zammad", "zendesk", "freshdesk", "jira", "github", "gitlab", "hooked")
    ),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of slow tests, so that workers side by side end at the same time; else the order stays random."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])
