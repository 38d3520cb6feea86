import pytest

from training.evaluation.figures import Said, calibration_error, f1_of, figures_of


def test_the_calibration_error_is_that_of_an_example_done_by_hand() -> None:
    # Bins of a fifth: .9 and .8 in the last, half of them right: |1.7 - 1| = .7; .5 in the middle, right: |.5 - 1| = .5;
    # .1 in the first, wrong: .1. Over four texts: 1.3 / 4.
    sure = [(0.9, True), (0.8, False), (0.5, True), (0.1, False)]
    assert calibration_error(sure, bins=5) == pytest.approx(1.3 / 4)


def test_errors_of_one_bin_even_out_and_those_of_two_do_not() -> None:
    assert calibration_error([(0.75, True), (0.75, True), (0.75, True), (0.75, False)]) == pytest.approx(0)
    assert calibration_error([(0.99, False), (0.01, True)]) == pytest.approx(0.99)


def test_who_is_always_sure_and_right_is_calibrated() -> None:
    assert calibration_error([(1.0, True), (0.0, False)]) == 0


def test_f1_is_that_of_an_example_done_by_hand() -> None:
    answers, truths = ["a", "a", "a", "b"], ["a", "a", "b", "c"]
    # a: precision 2/3, recall 1; b: never told right; c: never told.
    assert f1_of(answers, truths, ["a", "b", "c"]) == {"a": pytest.approx(0.8), "b": 0, "c": 0}


def test_an_answer_that_is_right_of_no_text_lowers_the_others_only() -> None:
    figures = figures_of([Said("a"), Said("x")], [["a"], ["a"]])
    assert figures.f1 == {"a": pytest.approx(2 / 3, abs=1e-4)}
    assert (figures.accuracy, figures.macro_f1) == (0.5, pytest.approx(0.6667))


def test_one_of_several_right_answers_is_enough_and_else_the_first_is_missed() -> None:
    figures = figures_of([Said("joy"), Said("anger")], [["sadness", "joy"], ["joy", "sadness"]])
    assert figures.accuracy == 0.5
    assert figures.f1 == {"joy": pytest.approx(2 / 3, abs=1e-4), "sadness": 0}


def test_calibration_is_of_the_answers_that_have_a_confidence() -> None:
    figures = figures_of([Said("a", 0.9), Said("b", 0.6), Said("b")], [["a"], ["a"], ["a"]])
    assert (figures.calibration, figures.too_sure) == (pytest.approx(0.35), pytest.approx(0.25))
    nobody = figures_of([Said("a")], [["a"]])
    assert (nobody.calibration, nobody.too_sure) == (None, None)
