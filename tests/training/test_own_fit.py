import numpy as np
import pytest

from training.own_fit import (
    ALWAYS,
    FOLDS,
    STRENGTHS,
    Matrix,
    Sums,
    _folds,
    better_than_dealt,
    fitted,
    log_chances,
    macro_f1,
    out_of_fold,
    scaled,
    unscaled,
)


def made(count: int, clear: float, seed: int = 0) -> Sums:
    """Lines of three answers that show in the first features by so much, and a model that knows nothing of it."""
    draw = np.random.default_rng(seed)
    answers = draw.integers(0, 3, count)
    raw = draw.normal(0, 1, (count, 20))
    raw[:, :3] += clear * np.eye(3)[answers]
    return Sums(scaled(raw)[0], np.log(np.full((count, 3), 1 / 3)), answers)


def slope(lines: Sums, added: Matrix, strength: float) -> Matrix:
    chances = np.exp(log_chances(lines.offsets + lines.features @ added))
    return lines.features.T @ (lines.weights[:, None] * (chances - lines.targets)) + strength * added  # type: ignore[no-any-return]


@pytest.mark.parametrize("strength", [STRENGTHS[0], STRENGTHS[3], STRENGTHS[-1]])
def test_the_fit_is_where_the_penalised_loss_has_no_slope(strength: float) -> None:
    lines = made(200, 1.0)
    nothing = np.zeros((21, 3))
    assert (
        np.abs(slope(lines, fitted(lines, [strength])[0], strength)).max() < 0.05 * np.abs(slope(lines, nothing, strength)).max()
    )


def test_a_stronger_ridge_stays_nearer_to_the_model() -> None:
    sizes = [float(np.abs(added).sum()) for added in fitted(made(200, 1.0), STRENGTHS)]
    assert sizes == sorted(sizes)


def test_what_was_learnt_from_scaled_features_fits_those_of_the_model() -> None:
    draw = np.random.default_rng(1)
    raw = draw.normal(5, 3, (40, 4))
    features, mean, deviation = scaled(raw)
    added = draw.normal(0, 1, (5, 3))
    by_model = unscaled(added, mean, deviation)
    np.testing.assert_allclose(raw @ by_model[:-1] + by_model[-1], features @ added)
    assert (features[:, -1] == ALWAYS).all()


def test_a_feature_that_hardly_varies_is_not_blown_up() -> None:
    raw = np.random.default_rng(2).normal(0, 1, (50, 5))
    raw[:, 0] = 1e-9 * raw[:, 0]
    _, _, deviation = scaled(raw)
    assert deviation[0] > 0.05


def test_every_answer_is_spread_over_all_folds() -> None:
    answers = np.repeat([0, 1, 2], [7, 50, 100])
    fold = _folds(answers, np.random.default_rng(0))
    for answer in range(3):
        sizes = np.bincount(fold[answers == answer], minlength=FOLDS)
        assert sizes.max() - sizes.min() <= 1


def test_lines_are_judged_by_corrections_that_had_not_seen_them() -> None:
    seen: list[int] = []
    clear, noise = made(200, 2.0), made(200, 0.0)
    assert macro_f1(clear.answers, out_of_fold(clear, 1, seen.append).told.argmax(1)) > 0.6
    learnt_by_heart = macro_f1(noise.answers, (noise.features @ fitted(noise, STRENGTHS[-1:])[0]).argmax(1))
    assert learnt_by_heart > 0.45
    assert macro_f1(noise.answers, out_of_fold(noise, 1, seen.append).told.argmax(1)) < 0.4
    assert seen == 2 * [1, 2, 3, 4, 5]


def test_labels_that_say_nothing_are_told_no_better_than_dealt_ones() -> None:
    clear = made(200, 1.0)
    assert better_than_dealt(clear.answers, clear.answers, 0) == 1
    shares = [better_than_dealt(made(200, 0, seed).answers, made(200, 0, seed + 50).answers, 0) for seed in range(20)]
    assert 0.3 < np.mean(shares) < 0.7


def test_macro_f1_is_the_mean_over_the_answers_that_there_are() -> None:
    assert macro_f1(np.array([0, 0, 2, 2]), np.array([0, 0, 2, 2])) == 1
    assert macro_f1(np.array([0, 0, 2, 2]), np.array([0, 0, 0, 0])) == pytest.approx((2 * 2 / 6 + 0) / 2)
