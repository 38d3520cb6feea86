"""One model file: texts in, the chances of each answer out, in batches of texts of like length."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.models.questions import QUESTIONS
from processors.models.tokens import Text, cut

FOLDER = Path(__file__).parent
TOKENS_AT_ONCE = 512
"""Padded tokens in a batch: more do not fit a core's cache and take longer each."""
TOKENS = "tokens"
"""What the files call the dimension that is as long as a text."""
Floats = NDArray[np.float32]


class Model:
    """An ONNX file beside its card, which holds the temperatures that make its chances honest (Guo and others, 2017).

    `name` is the file's without its ending. It is loaded when it is made, and takes one thread of one core. `corrected` is what a
    company's own lines add to the answers of each question: see `correction.py`.
    """

    def __init__(self, name: str, folder: Path = FOLDER, corrected: Mapping[str, Floats] | None = None) -> None:
        import onnxruntime  # noqa: PLC0415 - only taggers pay

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(folder / f"{name}.onnx", options, providers=["CPUExecutionProvider"])
        self._shapes: dict[str, list[Any]] = {output.name: output.shape[1:] for output in self._session.get_outputs()}
        self.card: Mapping[str, Any] = json.loads((folder / f"{name}.json").read_text())
        self._corrected = corrected or {}

    def answers(self, texts: Sequence[Text], *wanted: str) -> dict[str, Floats]:
        """The outputs `wanted` (all, if none is named), one row a text. Those of a question are its answers' chances.

        Those with a row for each token have as many as the longest text; behind the end of a shorter one they are 0.
        """
        names = wanted or tuple(self._shapes)
        asked = list(dict.fromkeys([*names, "features"])) if self._corrected.keys() & set(names) else names
        longest = max((len(text.ids) for text in texts), default=0)
        shapes = {name: [longest if size == TOKENS else size for size in self._shapes[name]] for name in asked}
        told: dict[str, Floats] = {name: np.zeros((len(texts), *shape), np.float32) for name, shape in shapes.items()}
        for places, inputs in _batches(texts):
            for name, rows in zip(asked, self._session.run(asked, inputs), strict=True):
                told[name][places, : rows.shape[1]] = rows
        return {name: self._chances(name, told) if name in QUESTIONS else told[name] for name in told if name in names}

    def embed(self, texts: Sequence[str]) -> Floats:
        """What each text means: one vector of unit length each, float32 (texts, 384)."""
        return self.answers(cut(texts), "meaning")["meaning"]

    def _chances(self, question: str, told: Mapping[str, Floats]) -> Floats:
        logits = told[question] / self.card["temperatures"][question]
        if question in self._corrected:
            by_feature, always = self._corrected[question][:-1], self._corrected[question][-1]
            logits += told["features"] @ by_feature + always
        chances = np.exp(logits - logits.max(1, keepdims=True))
        return chances / chances.sum(1, keepdims=True)  # type: ignore[no-any-return] # numpy's floats


def _batches(texts: Sequence[Text]) -> Iterator[tuple[list[int], dict[str, NDArray[np.int32]]]]:
    """Texts of like length together, so that little is computed on padding."""
    order = sorted(range(len(texts)), key=lambda place: len(texts[place].ids))
    while order:
        many = 1
        while many < len(order) and (many + 1) * len(texts[order[many]].ids) <= TOKENS_AT_ONCE:
            many += 1
        places, order = order[:many], order[many:]
        ids, mask = np.zeros((2, many, len(texts[places[-1]].ids)), np.int32)
        for row, place in enumerate(places):
            tokens = texts[place].ids
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        yield places, {"ids": ids, "mask": mask}
