"""What every test may ask for. The real servers' fixtures are in `tests/services`."""

pytest_plugins = [
    "tests.services.kafka",
    "tests.services.postgres",
    "tests.services.prism",
    "tests.services.mailbox",
    "tests.services.smtp_door",
    "tests.services.clamd",
    "tests.services.haproxy",
    "tests.services.postfix",
    "tests.services.relays",
    "tests.services.texts",
    "tests.services.browser",
    "tests.services.hooks",
    "tests.services.request_tracker",
    "tests.services.roundup",
    *(
        f"tests.services.complaint_systems.{name}"
        for name in ("zammad", "zendesk", "freshdesk", "jira", "github", "gitlab", "hooked")
    ),
]
