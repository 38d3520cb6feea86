"""The audit page's numbers against pandas and statsmodels, which are given the stored rows and know nothing of our counting.

The rows are those of the demo's past, `golddust demo --past`.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from flask.testing import FlaskClient
from scipy.stats import norm
from sqlalchemy import Engine, text
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

from cli.demo.past import write
from cli.doors import inner_door
from cli.wiring.insight import insight_of
from cli.wiring.installation import Installation
from config.settings import Settings

CLOSE = 1e-6
LEAST = 5
SCORE = {"negative": -1, "neutral": 0, "positive": 1}


@dataclass
class Told:
    """The demo's past, the page about it, and the rows behind it."""

    page: FlaskClient
    messages: pd.DataFrame
    mentions: pd.DataFrame
    today: date
    baseline: str

    def table(self, query: str, part: str) -> dict[str, list[str]]:
        """A table of the audit page by its first column."""
        answer = self.page.get(f"/console/insight/audit?{query}&as=csv&part={part}")
        assert answer.status_code == 200, answer.text
        return {row[0]: row[1:] for row in list(csv.reader(io.StringIO(answer.text)))[1:]}

    def slice(self, first: date, last: date, channel: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
        """Messages and mentions of these days, both included."""
        mine = self.messages[self.messages.day.between(first, last)]
        mine = mine[mine.channel == channel] if channel else mine
        return mine, self.mentions[self.mentions.feedback.isin(mine.id)]


def rows(engine: Engine, query: str) -> pd.DataFrame:
    with engine.connect() as connection:
        return pd.read_sql(text(query), connection)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder: Path = tmp_path_factory.mktemp("past")
    installation = Installation(Settings(data_dir=folder))
    installation.prepare()
    write(installation, Random(26))  # noqa: S311 - the same past each time
    figures, engine = insight_of(installation).feedback, installation.engine
    messages = rows(
        engine,
        "SELECT f.id, f.received_at, f.channel, f.automatic, f.command, t.kind FROM feedback f JOIN tags t ON t.feedback = f.id",
    )
    messages = messages[messages.automatic.isna() & messages.command.isna() & (messages.kind != "spam")]
    moments = pd.to_datetime(messages.received_at, format="ISO8601", utc=True)
    messages = messages.assign(day=moments.dt.tz_convert(str(figures.zone)).dt.date)
    mentions = rows(engine, "SELECT feedback, topic, sentiment FROM feedback_topics")
    mentions = mentions.assign(score=mentions.sentiment.map(SCORE))
    today = installation.clock.now().astimezone(figures.zone).date()
    baseline = figures.freeze("before", today - timedelta(days=120), today - timedelta(days=31), "", "mia")
    installation.admission.accounts.add_user("mia", "a long enough password", "manager")
    browser = inner_door(installation).test_client()
    browser.set_cookie(
        "golddust_session", installation.admission.accounts.sign_in("mia", "a long enough password"), path="/console"
    )
    yield Told(browser, messages, mentions, today, baseline.id)
    installation.close()


def interval(score: pd.Series) -> tuple[float, float, float]:
    """Mean mood and its interval: that of a mean by a sandwich (HC0), with one mention of each mood added, as it is defined."""
    padded = np.append(score.to_numpy(), [-1, 0, 1])
    low, high = sm.OLS(padded, np.ones(len(padded))).fit(cov_type="HC0").conf_int()[0]
    return score.mean(), max(-1.0, min(score.mean(), low)), min(1.0, max(score.mean(), high))


@pytest.mark.parametrize(
    ("query", "days", "channel"), [("days=90", 90, ""), ("days=182", 182, ""), ("days=182&side=channel%3Dsms", 182, "sms")]
)
def test_each_place_on_the_grid_is_where_the_rows_put_it(told: Told, query: str, days: int, channel: str) -> None:
    messages, mentions = told.slice(told.today - timedelta(days=days - 1), told.today, channel)
    by_topic = mentions.groupby("topic").score
    number, across, up = by_topic.size(), by_topic.size().mean() / len(messages), mentions.score.mean()
    page = told.table(query, "audit")
    assert set(page) == set(number[number >= LEAST].index)
    assert len(page) > 5
    for topic, cells in page.items():
        field, said, *figures = cells
        assert int(said) == number[topic]
        importance = (number[topic] / len(messages), *proportion_confint(number[topic], len(messages), method="wilson"))
        performance = interval(by_topic.get_group(topic))
        assert list(map(float, figures)) == pytest.approx([*importance, *performance], abs=CLOSE), topic
        expected = {(True, True): "keep it up", (True, False): "mend first", (False, True): "more than is asked for"}
        assert field == expected.get((importance[0] >= across, performance[0] >= up), "can wait")


def test_change_since_a_baseline_is_what_the_rows_say(told: Told) -> None:
    now, said_now = told.slice(told.today - timedelta(days=29), told.today)
    then, said_then = told.slice(told.today - timedelta(days=120), told.today - timedelta(days=31))
    counts = pd.DataFrame({"now": said_now.topic.value_counts(), "then": said_then.topic.value_counts()}).fillna(0).astype(int)
    counts = counts[(counts.now >= LEAST) & (counts.then >= LEAST)].sort_index()
    page = told.table(f"days=30&baseline={told.baseline}", "change")
    assert list(page) == list(counts.index)
    assert len(page) > 3
    chances = {}
    for topic, (one, other) in zip(counts.index, counts.to_numpy(), strict=True):
        low, high = confint_proportions_2indep(one, len(now), other, len(then), method="newcomb", compare="diff")
        moods = [frame[frame.topic == topic].score for frame in (said_now, said_then)]
        padded = [np.append(mood.to_numpy(), [-1, 0, 1]) for mood in moods]
        errors = np.sqrt(sum(mood.var() / len(mood) for mood in padded))
        _, by_share = proportions_ztest([one, other], [len(now), len(then)])
        mean = moods[0].mean() - moods[1].mean()
        chances[topic] = (by_share, 2 * norm.sf(abs(mean / errors)))
        expected = [one / len(now) - other / len(then), low, high]
        figures = list(map(float, page[topic][:6]))
        assert figures[:3] == pytest.approx(expected, abs=CLOSE), topic
        assert figures[3] == pytest.approx(mean, abs=CLOSE)
        assert figures[5] - figures[4] == pytest.approx(2 * 1.959963984540054 * errors, abs=CLOSE)
    for place, name in enumerate(("importance", "performance")):
        found = multipletests([chances[topic][place] for topic in chances], alpha=0.05, method="fdr_bh")[0]
        assert [name in page[topic][6] for topic in chances] == list(found), name
