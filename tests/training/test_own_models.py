"""A company's lines into a correction: with the shipped fast model, judged by lines that it has not seen."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from processors.models.model import Model, cut
from processors.models.questions import QUESTIONS
from tests.training.ferry import ferry_lines
from training.own_fit import macro_f1
from training.own_lines import OwnLine
from training.own_models import Made, Score, correction_of

LINES = ferry_lines(500, seed=4)
LEARNT, JUDGED = LINES[:200], LINES[200:]


@pytest.fixture(scope="module")
def fast() -> Model:
    return Model("fast")


def made_from(fast: Model, lines: Sequence[OwnLine]) -> Made:
    return correction_of({"fast": fast}, lines, "2026-11-30", lambda *_: None)


@pytest.fixture(scope="module")
def made(fast: Model) -> Made:
    return made_from(fast, LEARNT)


def score_of(made: Made, question: str) -> Score:
    return next(score for score in made.scores if score.question == question)


def judged(model: Model, question: str) -> float:
    told = model.answers(cut([line.text for line in JUDGED]), question)[question].argmax(1)
    return macro_f1(np.array([QUESTIONS[question].index(line.answers[question]) for line in JUDGED]), told)


@pytest.mark.parametrize("question", ["sentiment", "kind"])
def test_200_lines_help_on_lines_that_were_not_learnt_from(fast: Model, made: Made, question: str) -> None:
    after = judged(Model("fast", corrected=made.correction.models["fast"]), question)
    assert after > judged(fast, question) + 0.15


def test_the_score_that_is_told_is_the_one_that_comes_true(made: Made) -> None:
    score = score_of(made, "sentiment")
    assert score.after == pytest.approx(judged(Model("fast", corrected=made.correction.models["fast"]), "sentiment"), abs=0.08)


def test_the_same_lines_give_the_same_correction(fast: Model, made: Made) -> None:
    again, other = (made_from(fast, lines).correction for lines in (LEARNT[:80], LEARNT[:79]))
    assert again.name == made_from(fast, LEARNT[:80]).correction.name
    assert other.models
    assert len({again.name, other.name, made.correction.name}) == 3


def test_the_card_tells_what_it_was_made_from_and_no_words(made: Made) -> None:
    card = made.correction.card
    assert (card["made"], card["lines"]) == ("2026-11-30", 200)
    by_label = Counter(line.answers["sentiment"] for line in LEARNT)
    assert card["scores"][0]["lines"] == dict(by_label)
    assert not any(word in str(card) for word in ("boat", "bell", "crossing"))


@pytest.mark.parametrize("seed", range(3))
def test_labels_dealt_at_random_are_left_out(fast: Model, seed: int) -> None:
    dealt = [line.answers["sentiment"] for line in LEARNT]
    random.Random(seed).shuffle(dealt)  # noqa: S311 - a deal, no secret
    lines = [replace(line, answers={"sentiment": answer}) for line, answer in zip(LEARNT, dealt, strict=True)]
    made = made_from(fast, lines)
    assert made.correction.models == {}
    assert "dealt at random" in score_of(made, "sentiment").left_out


def test_a_question_is_left_out_where_the_lines_say_too_little(fast: Model) -> None:
    one_kind = [replace(line, answers={"kind": "complaint", "sentiment": line.answers["sentiment"]}) for line in LEARNT[:60]]
    made = made_from(fast, one_kind)
    assert score_of(made, "kind").left_out == "no two labels have 5 lines each"
    assert score_of(made, "emotion").left_out == "no lines"
    few = made_from(fast, LEARNT[:49])
    assert score_of(few, "sentiment").left_out == "49 lines, and 50 are needed"


def test_what_the_model_says_already_is_no_help(fast: Model) -> None:
    told = fast.answers(cut([line.text for line in LEARNT]), "sentiment")["sentiment"].argmax(1)
    agreed = [replace(line, answers={"sentiment": QUESTIONS["sentiment"][one]}) for line, one in zip(LEARNT, told, strict=True)]
    assert score_of(made_from(fast, agreed), "sentiment").left_out == "would not help"


def mistakes_of(fast: Model) -> list[OwnLine]:
    told = fast.answers(cut([line.text for line in LINES]), "sentiment")["sentiment"].argmax(1)
    right = [QUESTIONS["sentiment"].index(line.answers["sentiment"]) for line in LINES]
    mistaken = [replace(line, answers={"sentiment": line.answers["sentiment"]}) for line in LINES]
    return [line for line, one, its in zip(mistaken, told, right, strict=True) if one != its][:100]


def test_mistakes_alone_are_not_learnt_from(fast: Model) -> None:
    assert "mistakes alone" in score_of(made_from(fast, mistakes_of(fast)), "sentiment").left_out


def test_mistakes_beside_lines_that_nobody_objected_to_are_learnt_from(fast: Model) -> None:
    mistakes = mistakes_of(fast)
    taken = {line.text for line in mistakes}
    others = [replace(line, answers={}) for line in LINES if line.text not in taken]
    score = score_of(made_from(fast, [*mistakes, *others]), "sentiment")
    assert (score.left_out, sum(score.lines.values())) == ("", 100)
    assert 75 <= score.uncorrected <= 100  # in another batch, 8 bits tell some of the mistakes right
    assert score.before is not None
    assert 0.3 < score.before < 0.6


def test_lines_that_nobody_labelled_are_not_needed_where_half_are_right(fast: Model) -> None:
    told = fast.answers(cut([line.text for line in LINES]), "sentiment")["sentiment"].argmax(1)
    names = QUESTIONS["sentiment"]
    right = [line for line, one in zip(LINES, told, strict=True) if names[one] == line.answers["sentiment"]][:140]
    others = [OwnLine(f"{line.text}, I say", {}) for line in LINES]
    score = score_of(made_from(fast, [*right, *mistakes_of(fast), *others]), "sentiment")
    assert (sum(score.lines.values()), score.uncorrected) == (240, 0)


def test_personal_data_is_hidden_before_the_models_read_it(fast: Model) -> None:
    def written_by(who: str) -> list[OwnLine]:
        return [replace(line, text=f"{line.text}. Mail me: {who}{at}@example.com") for at, line in enumerate(LEARNT[:80])]

    ann, bob = (made_from(fast, written_by(who)).correction for who in ("ann", "bob."))
    assert ann.models
    assert ann.name == bob.name
