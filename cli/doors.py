"""The two HTTP doors, made of the rooms' blueprints.

This module imports all that they need when it is imported, so that granian's main process has it in memory before it forks its
worker, and the two share it.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from a2wsgi import WSGIMiddleware
from flask import Flask

import complaints.cases.register  # noqa: F401 - see above
import sinks.store.archive  # noqa: F401 - see above
from cli.privacy.requests import StoredPrivacy
from cli.processes.watch import metrics_in, own_metrics
from cli.web import create_app
from cli.wiring.admitting import teams_of
from cli.wiring.flowing import seen_of
from cli.wiring.insight import insight_of, promised_by
from cli.wiring.subscribing import subscriptions_of
from console.api.routes import console_api
from console.customer import customer_pages
from console.feeds import Feed
from console.flow.pages import streams_pages
from console.pages import Reading, console_pages
from console.people import people_pages
from console.settings_page import Setting
from console.standards import standards_pages
from console.streams import Streams
from console.subscriptions import subscriptions_pages
from golddust import topics
from ingest.email.recipients import recipients_of
from ingest.files import file_in
from ingest.form.door import form_blueprint
from ingest.hooks.door import hooks_blueprint
from ingest.sms.twilio.door import twilio_blueprint
from processors.issues import issue_of
from sinks.store.correcting import StoredCorrections
from sinks.store.presence import StoredPresence
from sinks.store.views import StoredViews

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.wiring.installation import Installation
    from config.reference import Row


def public_door(installation: "Installation") -> Flask:
    """Text messages, web hooks, the form, customers' own cases, the standards and how they were kept."""
    settings = installation.settings
    given = (installation.inbox, installation.clock, installation.metrics)
    blueprints = [
        twilio_blueprint(settings.sms.twilio, settings.http.public_url, *given, settings.data_dir),
        hooks_blueprint(settings.hooks, *given, settings.http.public_url, recipients_of(settings.smtp).labels_of),
        form_blueprint(settings.form, installation.keys, *given),
        customer_pages(
            installation.archive, installation.register, installation.keys, installation.casework.desk, installation.clock
        ),
        standards_pages(insight_of(installation).promises, promised_by(installation)),
    ]
    checks, proxies = {"log": installation.check_spool}, settings.http.trusted_proxies
    return create_app("public", blueprints, checks=checks, trusted_proxies=proxies, public_url=settings.http.public_url)


def inner_door(installation: "Installation", settings: "Sequence[Row]" = ()) -> Flask:
    """The console, the API, the metrics. `settings`: what is set, as the console shows it."""
    archive, register, admission = installation.archive, installation.register, installation.admission
    desk, causes, clock = installation.casework.desk, installation.casework.causes_of_cases, installation.clock
    corrections = StoredCorrections(installation.engine, clock, partial(issue_of, taxonomy=installation.taxonomy))
    views, presence = StoredViews(installation.engine, clock), StoredPresence(installation.engine, clock)
    reading = Reading(corrections, views, installation.originals, file_in, presence)
    kept = subscriptions_of(installation)
    shown = [Setting(row.path, row.value, row.origin) for row in settings]
    blueprints = [
        console_pages(archive, register, admission, desk, causes, clock, insight_of(installation), reading),
        people_pages(
            admission, desk, clock, teams_of(installation), shown, installation.console_url, StoredPrivacy(installation)
        ),
        streams_pages(admission, desk, clock, seen_of(installation, _all_metrics)),
        console_api(archive, register, admission, desk, causes, kept),
        subscriptions_pages(admission, desk, clock, kept),
    ]
    checks, proxies = {"database": installation.check_store}, installation.settings.console.trusted_proxies
    url = installation.console_url
    return create_app("inner", blueprints, checks=checks, metrics=_all_metrics, trusted_proxies=proxies, public_url=url)


def live_door(installation: "Installation", settings: "Sequence[Row]" = ()) -> Streams:
    """The inner door with the streams beside its pages."""
    archive, pages = installation.archive, inner_door(installation, settings)

    def feed_of(topic: str) -> Feed:
        return Feed(installation.existing_log(), topic, archive.tagged if topic == topics.TAGGED else None)

    wsgi: Any = pages  # the types of the bridge are its own
    bridge: Any = WSGIMiddleware(wsgi, workers=installation.settings.console.threads)
    return Streams(bridge, installation.admission.accounts, feed_of)


def _all_metrics() -> bytes:
    """The metrics of all processes of this installation, as Prometheus reads them."""
    try:
        return metrics_in()
    except ValueError:
        return own_metrics()  # this process is on its own
