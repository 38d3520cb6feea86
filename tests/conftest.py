"""What every test may ask for. The real servers' fixtures are in `tests/services`."""

from collections import Counter
from pathlib import Path

import pytest

pytest_plugins = [
    "tests.services.before",
    "tests.services.kafka",
    "tests.services.postgres",
    "tests.services.prism",
    "tests.services.asyncapi_schema",
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
    "tests.services.receiver",
    "tests.services.otlp",
    "tests.services.request_tracker",
    "tests.services.roundup",
    "tests.services.oidc",
    *(
        f"tests.services.complaint_systems.{name}"
        for name in ("zammad", "zendesk", "freshdesk", "jira", "github", "gitlab", "hooked")
    ),
]


DEAREST = (
    *("journeys/test_torture_on_kafka.py", "journeys/test_twice_is_once.py", "ingest/form/test_in_a_browser.py"),
    *("journeys/test_restored_elsewhere.py", "journeys/test_upgraded_at_work.py", "journeys/test_several_brands.py"),
    *("contracts/test_kafka.py", "journeys/test_bad_input.py", "journeys/test_rebuilt_from_the_log.py"),
    *("journeys/test_from_words_to_acknowledged_case.py", "deploy/test_image.py", "ingest/test_openapi.py"),
    *("journeys/test_roles.py", "journeys/test_answers_by_mail.py", "journeys/test_dead_letters.py"),
    *("sinks/complaints/test_killed.py", "journeys/test_machines_fall_silent.py", "complaints/test_clockwork.py"),
    *("contracts/test_log.py", "complaints/test_joining.py", "sinks/test_dispatcher.py", "deploy/test_checks.py"),
    *("sinks/complaints/test_returning.py", "complaints/test_causes.py", "sinks/complaints/test_carrying.py"),
    *("contracts/test_mirrors.py", "sinks/complaints/test_bringing.py", "console/test_case_actions.py"),
    *("sinks/complaints/test_any_order.py", "journeys/test_one_answer_a_text.py", "complaints/test_people_codes.py"),
)
"""The files that take longest, the longest first; `pytest --durations=0` finds them. An old list costs a little time only."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, so that workers side by side end at the same time; else the order stays random."""
    turns = {Path(__file__).parent / name: turn for turn, name in enumerate(DEAREST)}
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: (turns.get(item.path, len(turns)), -slow[item.path]))
