"""The record of scores, and what is held against it."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from golddust.errors import Malformed, NotFound
from training.evaluation.figures import Figures
from training.evaluation.scores import (
    RECORDED,
    About,
    Drop,
    Run,
    Score,
    Scores,
    compared,
    dropped,
    not_compared,
    read_scores,
    written,
)


def figures(accuracy: float = 0.8, macro_f1: float = 0.75, texts: int = 1000) -> Figures:
    return Figures(texts=texts, accuracy=accuracy, macro_f1=macro_f1, calibration=0.03, too_sure=-0.01, f1={"a": macro_f1})


def score(tier: str = "fast", its: Figures | None = None, name: str = "reviews") -> Score:
    return Score(tier=tier, set=name, question="sentiment", all=its or figures(), languages={"de": figures()})


def scores(*given: Score) -> Scores:
    return Scores(
        date=date(2026, 11, 30),
        machine="an abacus, 1 cores",
        sets=(About(set="reviews", texts=1000, source="cebab", licence="CC BY 4.0"),),
        scores=given,
        runs=(Run(tier="fast", set="reviews", per_second=5000, asked=0.25),),
    )


def test_what_is_written_is_read_again_one_score_a_line(tmp_path: Path) -> None:
    whole = scores(score(), score("cascade"))
    (tmp_path / "scores.json").write_text(written(whole))
    assert read_scores(tmp_path / "scores.json") == whole
    assert sum('"question"' in line for line in written(whole).splitlines()) == 2


def test_a_record_with_nothing_in_it_is_read_too(tmp_path: Path) -> None:
    (tmp_path / "scores.json").write_text(written(scores()))
    assert read_scores(tmp_path / "scores.json").scores == ()


@pytest.mark.parametrize("text", ["", "[]", '{"date": "today"}', "{"])
def test_what_is_no_record_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "scores.json").write_text(text)
    with pytest.raises(Malformed, match="no record of scores"):
        read_scores(tmp_path / "scores.json")
    with pytest.raises(NotFound, match="golddust eval --json"):
        read_scores(tmp_path / "nowhere.json")


def test_a_drop_of_more_than_a_point_is_seen_in_either_figure() -> None:
    before = scores(score())
    assert list(dropped(before, scores(score(its=figures(accuracy=0.7899))))) == [
        Drop("fast", "reviews", "sentiment", "accuracy", 0.8, 0.7899)
    ]
    assert list(dropped(before, scores(score(its=figures(macro_f1=0.7))))) == [
        Drop("fast", "reviews", "sentiment", "macro_f1", 0.75, 0.7)
    ]


def test_a_point_is_no_drop_and_better_is_none() -> None:
    assert list(dropped(scores(score()), scores(score(its=figures(0.79, 0.74))))) == []
    assert list(dropped(scores(score()), scores(score(its=figures(0.9, 0.9))))) == []


def test_figures_of_other_texts_or_of_few_are_not_held_against_each_other() -> None:
    worse = figures(0.1, 0.1)
    assert list(dropped(scores(score()), scores(score(its=replace(worse, texts=999))))) == []
    few = scores(score(its=figures(texts=80)))
    assert list(dropped(few, scores(score(its=replace(worse, texts=80))))) == []
    assert list(dropped(scores(score()), scores(score("cascade", worse)))) == []


def test_it_is_said_what_was_compared_and_what_was_not() -> None:
    before = scores(score(), score(name="tweets"), score("cascade"))
    now = scores(score(), score(name="new"))
    assert compared(before, now) == 1
    assert not_compared(before, now) == [score(name="tweets")]


def test_the_committed_record_can_be_held_against() -> None:
    recorded = read_scores(RECORDED)
    assert compared(recorded, recorded) >= 10
    assert list(dropped(recorded, recorded)) == []
    assert {one.set for one in recorded.scores} == {one.set for one in recorded.sets} == {run.set for run in recorded.runs}
