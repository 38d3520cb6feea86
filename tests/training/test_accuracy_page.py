"""The accuracy page says what the scores say; the models' page what their cards say."""

import json
from datetime import date
from pathlib import Path

from processors import models
from processors.models.questions import QUESTIONS
from training.evaluation.cards import SHIPPED, models_page, read_card
from training.evaluation.figures import Figures
from training.evaluation.page import accuracy_page
from training.evaluation.scores import About, Run, Score, Scores
from training.evaluation.shortcomings import shortcomings
from training.examples import _READERS

MODELS = Path(models.__file__).parent


def figures(macro_f1: float, *, off: float = 0.02, too_sure: float = 0.01, **f1: float) -> Figures:
    return Figures(
        texts=1234, accuracy=0.9, macro_f1=macro_f1, calibration=off, too_sure=too_sure, f1=f1 or {"negative": macro_f1}
    )


def score(
    tier: str, its: Figures, name: str = "sentiment_cebab_test", question: str = "sentiment", **languages: Figures
) -> Score:
    return Score(tier=tier, set=name, question=question, all=its, languages=languages)


def scores(*given: Score) -> Scores:
    names = dict.fromkeys(one.set for one in given)
    return Scores(
        date=date(2026, 11, 30),
        machine="an abacus, 1 cores",
        sets=tuple(About(set=name, texts=1000, source="cebab", licence="CC BY 4.0") for name in names),
        scores=given,
        runs=tuple(Run(tier=one.tier, set=one.set, per_second=500, asked=0.25) for one in given),
    )


def test_each_set_is_a_row_and_each_tier_a_column() -> None:
    page = accuracy_page(scores(score("vader", figures(0.5)), score("cascade", figures(0.815))))
    assert "| set | asked | texts | vader | cascade |" in page
    assert "| sentiment_cebab_test | sentiment | 1,234 | .900 / .500 | .900 / .815 |" in page
    assert "| `cascade` | sentiment_cebab_test | .810 | .815 | yes |" in page
    assert "[CEBaB restaurant reviews](https://cebabing.github.io/CEBaB/) | CC BY 4.0 | yes, its training part |" in page
    assert "Every aim is reached" in page


def test_speed_names_its_machine_and_weighs_sets_by_their_time() -> None:
    given = scores(score("cascade", figures(0.9)), score("cascade", figures(0.9), "slow"))
    given = Scores(
        date=given.date, machine=given.machine, sets=given.sets, scores=given.scores,
        runs=(Run(tier="cascade", set="sentiment_cebab_test", per_second=1000, asked=0.25),
              Run(tier="cascade", set="slow", per_second=250, asked=0.5)),
    )  # fmt: skip
    page = accuracy_page(given)
    assert "on an abacus, 1 cores" in page
    assert "| `cascade` | 400 | 25% to 50% |" in page  # 2,000 texts in 1 and 4 seconds


def test_languages_have_a_table_where_a_set_has_several() -> None:
    page = accuracy_page(scores(score("fast", figures(0.5), "messages", "kind", de=figures(0.4), en=figures(0.6))))
    assert "### Kind (messages)" in page
    assert "| de | 1,234 | .400 |" in page
    assert "## By language" not in accuracy_page(scores(score("fast", figures(0.5))))


def test_what_falls_short_is_said_from_the_figures() -> None:
    weak = figures(0.7, off=0.12, too_sure=0.1, negative=0.9, neutral=0.31, positive=0.8)
    said = list(shortcomings(scores(score("cascade", weak), score("vader", figures(0.71)))))
    assert said == [
        "`cascade` comes to .700 macro-F1 on `sentiment_cebab_test`; .810 was aimed at.",
        "`cascade` is surer than it should be, with a calibration error over .050, on `sentiment_cebab_test` (.120).",
        "On `sentiment_cebab_test` `cascade` has an F1 under .500 for neutral (.310).",
        "`cascade` is no better than `vader` on `sentiment_cebab_test`.",
    ]


def test_too_little_confidence_is_said_as_such_and_many_weak_answers_are_counted() -> None:
    weak = figures(0.7, off=0.12, too_sure=-0.1, **{f"topic{number}": number / 100 for number in range(8)})
    said = list(shortcomings(scores(score("cascade", weak, "topic_bitext_test", "topic"))))
    assert "`cascade` is less sure than it could be" in said[0]
    assert said[1].endswith("topic0 (.000), topic1 (.010), topic2 (.020), topic3 (.030), topic4 (.040) and 3 others.")


def test_a_language_far_behind_english_is_named() -> None:
    one = score("cascade", figures(0.7), "messages", "kind", de=figures(0.65), en=figures(0.7), pl=figures(0.55))
    assert list(shortcomings(scores(one))) == ["On `messages` (kind) these languages lie far behind English (.700): pl (.550)."]


def test_where_nothing_falls_short_nothing_is_said() -> None:
    assert list(shortcomings(scores(score("cascade", figures(0.9)), score("vader", figures(0.5))))) == []


def test_each_model_has_a_card_that_names_what_it_is_made_from() -> None:
    for name in SHIPPED:
        card = read_card(name, MODELS)
        assert card.name == name
        assert {"all-MiniLM-L6-v2", "training/messages", *_READERS} <= {one.name for one in card.made_from}
        assert all(one.licence and one.what for one in card.made_from)
        assert card.temperatures.keys() == QUESTIONS.keys()
    assert {path.stem for path in MODELS.glob("*.onnx")} == set(SHIPPED)


def test_the_models_page_says_what_the_cards_say(tmp_path: Path) -> None:
    for name in SHIPPED:
        card = json.loads((MODELS / f"{name}.json").read_text())
        card |= {"date": "2027-01-02", "temperatures": {"sentiment": 1.25}, "made_by": ["By hand."]}
        (tmp_path / f"{name}.json").write_text(json.dumps(card))
        (tmp_path / f"{name}.onnx").write_bytes(bytes(2_000_000))
    page = models_page(tmp_path)
    assert page.count("2 MB; of 2 January 2027.") == 2
    assert "By hand." in page
    assert "sentiment 1.25." in page
    assert "| goemotions_train | CC BY 4.0 |" in page
