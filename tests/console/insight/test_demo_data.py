"""On the data of the demo, the audit grid agrees with a reference made from the messages with pandas and statsmodels."""

from datetime import timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import text
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from cli.demo import past
from console.insight.audit import LEAST, grid
from console.insight.expectations import together
from golddust.clock import MovableClock
from golddust.insight import NOTHING, TOPIC, Slice
from tests.console.company import KEYS, START, Company

Z = 1.959963984540054
VALUE = {"negative": -1, "neutral": 0, "positive": 1}


@pytest.fixture
def talkative(company: Company) -> Company:
    """What the demo's customers said in half a year, tagged and stored."""
    installation: Any = SimpleNamespace(
        engine=company.engine, keys=KEYS, clock=MovableClock(START), processor=company.tagger, taxonomy=company.taxonomy
    )
    past.write(installation, Random(26))  # noqa: S311 - the demo's own
    return company


def frame(company: Company, query: str) -> pd.DataFrame:
    with company.engine.connect() as connection:
        return pd.read_sql(text(query), connection)


def test_the_grid_agrees_with_pandas_and_statsmodels(talkative: Company) -> None:
    first, last = START.date() - timedelta(days=200), START.date()
    figures = talkative.insight.feedback
    everything = sum(figures.days(Slice(), first, last).values(), NOTHING)
    places = grid(together(figures.split(TOPIC, Slice(), first, last)), everything).places

    said = frame(talkative, "SELECT feedback AS id FROM tags WHERE kind <> 'spam'")
    mentions = frame(talkative, "SELECT feedback AS id, topic, sentiment FROM feedback_topics").merge(said, on="id")
    mentions["mood"] = mentions["sentiment"].map(VALUE)
    topics = mentions.groupby("topic")["mood"].agg(["size", "mean"])
    across, up = topics["size"].mean() / len(said), mentions["mood"].mean()

    expected = topics[topics["size"] >= LEAST].sort_index()
    assert len(expected) > 8
    assert sorted(place.topic for place in places) == list(expected.index)
    for place in places:
        size, mean = expected.loc[place.topic]
        assert place.importance.value == pytest.approx(size / len(said))
        low, high = proportion_confint(size, len(said), method="wilson")
        assert (place.importance.low, place.importance.high) == pytest.approx((low, high))
        assert place.performance.value == pytest.approx(mean)
        moods = np.append(mentions.loc[mentions["topic"] == place.topic, "mood"], [-1, 0, 1])
        padded = DescrStatsW(moods, ddof=0)
        error = padded.std / np.sqrt(len(moods))
        assert place.performance.low == pytest.approx(max(-1, min(mean, padded.mean - Z * error)))
        assert place.performance.high == pytest.approx(min(1, max(mean, padded.mean + Z * error)))
        names = {(True, True): "keep it up", (True, False): "mend first", (False, True): "more than is asked for"}
        assert place.field == names.get((size / len(said) >= across, mean >= up), "can wait")
