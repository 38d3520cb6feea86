"""A company's correction in use: read, checked, and added to what the models say wherever they are asked."""

import json
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from golddust.errors import Misconfigured
from processors.models.correction import Correction, fingerprint, read_correction, write_correction
from processors.models.model import FOLDER, Floats, Model, cut
from processors.models.questions import QUESTIONS
from processors.models.reader import Reader
from processors.registry import VERSION, tagging
from processors.taxonomy import Taxonomy

TEXTS = ("The train is late again", "Lovely staff, thank you", "Which platform?", "two bikes and a dog")


@cache
def features_of(model: str) -> int:
    return int(Model(model).answers(cut(["x"]), "features")["features"].shape[1])


def matrix(model: str, question: str, seed: int = 0, size: float = 0.5) -> Floats:
    shape = (features_of(model) + 1, len(QUESTIONS[question]))
    return np.random.default_rng(seed).normal(0, size, shape).astype(np.float32)


def always(model: str, question: str, answer: str) -> Floats:
    """What makes every text get this answer."""
    made = np.zeros((features_of(model) + 1, len(QUESTIONS[question])), np.float32)
    made[-1, QUESTIONS[question].index(answer)] = 30
    return made


def all_glad(*models: str) -> Mapping[str, Mapping[str, Floats]]:
    return {
        model: {"sentiment": always(model, "sentiment", "positive"), "kind": always(model, "kind", "praise")} for model in models
    }


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_correction(Correction(all_glad("fast", "encoder"), {"lines": 200}), tmp_path / "own.json")
    return tmp_path / "own.json"


def test_what_is_written_is_read(tmp_path: Path) -> None:
    correction = Correction(
        {"fast": {"kind": matrix("fast", "kind")}, "encoder": {"emotion": matrix("encoder", "emotion")}}, {"lines": 3}
    )
    write_correction(correction, tmp_path / "own.json")
    read = read_correction(tmp_path / "own.json")
    assert (read.name, read.card) == (correction.name, {"lines": 3})
    for model, matrices in correction.models.items():
        for question, made in matrices.items():
            np.testing.assert_array_equal(read.models[model][question], made)


def test_another_correction_has_another_name() -> None:
    names = {Correction({"fast": {"kind": matrix("fast", "kind", seed)}}).name for seed in range(5)}
    assert len(names) == 5


def test_it_is_added_to_the_log_chances_of_the_model() -> None:
    own = {"sentiment": matrix("fast", "sentiment")}
    plain, texts = Model("fast"), cut(TEXTS)
    told = plain.answers(texts)
    added = np.log(told["sentiment"]) + told["features"] @ own["sentiment"][:-1] + own["sentiment"][-1]
    expected = np.exp(added) / np.exp(added).sum(1, keepdims=True)
    corrected = Model("fast", corrected=own)
    np.testing.assert_allclose(corrected.answers(texts, "sentiment")["sentiment"], expected, rtol=1e-3, atol=1e-5)
    everything = corrected.answers(texts)
    np.testing.assert_allclose(everything["sentiment"], expected, rtol=1e-3, atol=1e-5)
    np.testing.assert_array_equal(everything["kind"], told["kind"])
    assert everything.keys() == told.keys()


def test_only_what_was_asked_for_is_answered() -> None:
    corrected = Model("fast", corrected={"sentiment": matrix("fast", "sentiment")})
    assert list(corrected.answers(cut(TEXTS), "sentiment")) == ["sentiment"]


def test_tokens_have_as_many_rows_as_the_longest_text_and_no_text_has_none() -> None:
    fast, texts = Model("fast"), cut(["late", "the train is late again"])
    moved = fast.answers(texts, "moved_kind")["moved_kind"]
    assert moved.shape == (2, len(texts[1].ids), len(QUESTIONS["kind"]))
    assert not moved[0, len(texts[0].ids) :].any()
    assert {name: len(rows) for name, rows in fast.answers([]).items()} == dict.fromkeys(fast.answers(texts), 0)
    assert fast.embed([]).shape == (0, 384)


def test_readers_and_clauses_are_corrected_by_both_models() -> None:
    own = all_glad("fast", "encoder")
    reader = Reader("cascade", Model("fast", corrected=own["fast"]), Model("encoder", corrected=own["encoder"]))
    reading = reader.read(TEXTS)
    reader.read_closely(reading, np.ones(len(TEXTS), np.bool_))
    assert reading.closely.all()
    assert {QUESTIONS["sentiment"][one] for one in reading.chances["sentiment"].argmax(1)} == {"positive"}
    assert {mood for mood, _, _ in reader.moods(TEXTS)} == {"positive"}
    without = Reader("fast", Model("fast", corrected=own["fast"])).read(TEXTS)
    assert {QUESTIONS["kind"][one] for one in without.chances["kind"].argmax(1)} == {"praise"}


@pytest.mark.parametrize("tier", ["fast", "cascade"])
def test_tags_tell_that_they_are_corrected_and_by_what(taxonomy: Taxonomy, written: Path, tier: str) -> None:
    tagger = tagging(tier, taxonomy, own=str(written))
    assert tagger.name == f"{tier}/{VERSION}+own-{read_correction(written).name}"
    assert tagger.tag_text(TEXTS[0]).sentiment.label == "positive"


@pytest.mark.parametrize("tier", ["textblob", "vader"])
def test_a_tier_without_a_model_has_nothing_to_correct(taxonomy: Taxonomy, written: Path, tier: str) -> None:
    with pytest.raises(Misconfigured, match=r"tag\.own: .*a tier with a model"):
        tagging(tier, taxonomy, own=str(written))


def test_what_would_correct_nothing_is_refused(taxonomy: Taxonomy, tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    write_correction(Correction(all_glad("encoder")), own)
    with pytest.raises(Misconfigured, match=r"tag\.own: .*a tier with the encoder"):
        tagging("fast", taxonomy, own=str(own))
    assert "+own-" in tagging("cascade", taxonomy, own=str(own)).name


@pytest.fixture
def other_models(tmp_path: Path) -> Path:
    """The same fast model with other temperatures, and the encoder as it is."""
    folder = tmp_path / "models"
    folder.mkdir()
    for name in ("fast", "encoder"):
        (folder / f"{name}.onnx").symlink_to(FOLDER / f"{name}.onnx")
        shutil.copy(FOLDER / f"{name}.json", folder)
    card = json.loads((folder / "fast.json").read_text())
    card["temperatures"]["kind"] += 0.5
    (folder / "fast.json").write_text(json.dumps(card))
    return folder


def test_made_for_other_models_it_must_be_made_again(written: Path, other_models: Path) -> None:
    assert fingerprint("encoder", other_models) == fingerprint("encoder")
    with pytest.raises(Misconfigured, match="made for another fast: train again"):
        read_correction(written, other_models)


def test_a_model_of_which_no_more_is_there_is_another(written: Path, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="made for another fast and encoder: train again"):
        read_correction(written, tmp_path)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "damaged"),
        ("{}", "a file that `golddust train` made"),
        ("[]", "a file that `golddust train` made"),
        ('{"form": "golddust.own/1"}', "damaged"),
        ('{"form": "golddust.own/1", "made_for": {}, "card": {}, "matrices": []}', "damaged"),
        ('{"form": "golddust.own/1", "made_for": {}, "card": {}, "matrices": {"fast": {"mood": "AAAA"}}}', "damaged"),
        ('{"form": "golddust.own/1", "made_for": {}, "card": {}, "matrices": {"fast": {"kind": "AAA="}}}', "damaged"),
        ('{"form": "golddust.own/1", "made_for": {}, "card": {}, "matrices": {"fast": {"kind": "?"}}}', "damaged"),
    ],
)
def test_what_is_no_correction_is_refused(tmp_path: Path, content: str, expected: str) -> None:
    (tmp_path / "own.json").write_text(content)
    with pytest.raises(Misconfigured, match=expected):
        read_correction(tmp_path / "own.json")


def test_figures_that_are_none_are_refused(tmp_path: Path) -> None:
    broken = matrix("fast", "kind")
    broken[0, 0] = np.nan
    write_correction(Correction({"fast": {"kind": broken}}), tmp_path / "own.json")
    with pytest.raises(Misconfigured, match="damaged"):
        read_correction(tmp_path / "own.json")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="No such file"):
        read_correction(tmp_path / "own.json")
