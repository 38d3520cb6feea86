"""Trained weights as ONNX files that compute in 8 bits, in the fused operators of ONNX Runtime, its fastest on a CPU."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from processors.models.tokens import MOST_TOKENS
from training.bert import EPSILON, HEADS, MATRICES, Weights
from training.eight_bits import Reach

FUSED = "com.microsoft"
PADDING = 0
"""The token that fills up short texts, which no text has itself."""
ALL_STEPS, EIGHT_BITS, SEVEN_BITS = 255, 127, 63
"""Steps of a tensor; the largest figure of a table, and of a matrix: without VNNI, sums of two full products overflow 16 bits."""
Output = tuple[str, tuple[str | int, ...]]


class Small(NamedTuple):
    """The names of a tensor in 8 bits, of its step, and of what stands for 0."""

    name: str
    step: str
    zero: str


class Graph:
    """Nodes and constants as they are added, in order."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._names = self._count()

    @staticmethod
    def _count() -> Iterator[str]:
        number = 0
        while True:
            number += 1
            yield f"v{number}"

    def constant(self, value: Any, name: str = "") -> str:
        """The name of a constant, which is new where none is given."""
        name = name or next(self._names)
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", name: str = "", **attributes: Any) -> str:
        """The name of what a node of one output gives."""
        name = name or next(self._names)
        self.nodes.append(helper.make_node(operator, list(inputs), [name], domain=domain, **attributes))
        return name

    def table(self, rows: Any) -> tuple[str, str]:
        """The names of a table that is kept in 8 bits, and of the step of each row. The row of `PADDING` is 0."""
        steps = np.abs(rows).max(axis=1, keepdims=True) / EIGHT_BITS
        whole = np.round(rows / steps).astype(np.int8)
        whole[PADDING] = 0
        return self.constant(whole), self.constant(steps.astype(np.float32))

    def in_steps(self, whole: str, steps: str) -> str:
        """The name of what has 8 bits, in 32."""
        return self.add("Mul", self.add("Cast", whole, to=TensorProto.FLOAT), steps)

    def small(self, x: str, reach: Reach) -> "Small":
        """A tensor in 8 bits."""
        step = (reach.most - reach.least) / ALL_STEPS
        its = (self.constant(np.float32(step)), self.constant(np.uint8(round(-reach.least / step))))
        return Small(self.add("QuantizeLinear", x, *its), *its)

    def product(self, small: "Small", by: Any) -> str:
        """The name of the product with a matrix, which is kept in 8 bits."""
        weights, steps, none = self.weights(by)
        return self.add("MatMulIntegerToFloat", small.name, weights, small.step, steps, small.zero, none, domain=FUSED)

    def weights(self, by: Any) -> tuple[str, str, str]:
        """The names of a matrix in 8 bits, of the step of each column, and of where they begin: at 0."""
        steps = np.abs(by).max(axis=0) / SEVEN_BITS
        whole = np.round(by / steps).astype(np.int8)
        return self.constant(whole), self.constant(steps.astype(np.float32)), self.constant(np.zeros(steps.shape, np.int8))

    def split(self, x: str, sizes: Sequence[int]) -> list[str]:
        """The names of the parts of a tensor, so many figures each, along its last axis."""
        names = [next(self._names) for _ in sizes]
        self.nodes.append(helper.make_node("Split", [x, self.constant(np.array(sizes))], names, axis=-1))
        return names

    def dense(self, x: str, weights: Weights, name: str = "") -> str:
        """The name of `x @ w + b`."""
        return self.add("Add", self.add("MatMul", x, self.constant(weights["w"])), self.constant(weights["b"]), name=name)


def encoder(weights: Weights, heads: Weights, reach: Sequence[Reach]) -> onnx.ModelProto:
    """The encoder and its heads: `ids` and `mask` (texts, tokens) in; one output for each question. Its layers compute in 8 bits.

    `reach` is that of what is multiplied with each matrix.
    """
    graph = Graph()
    words = graph.in_steps(*(graph.add("Gather", part, "ids") for part in graph.table(weights["words"])))
    long = graph.add("Shape", "ids", start=1)
    places = graph.add("Slice", graph.constant(weights["places"][:MOST_TOKENS]), graph.constant(np.array([0])), long)
    norm = [graph.constant(weights["norm"][part]) for part in ("g", "b")]
    x = graph.add("LayerNormalization", graph.add("Add", words, places), *norm, axis=-1, epsilon=EPSILON)
    for number, layer in enumerate(weights["layers"]):
        x = _layer(graph, x, layer, reach[len(MATRICES) * number : len(MATRICES) * (number + 1)])
    floats = graph.add("Unsqueeze", graph.add("Cast", "mask", to=TensorProto.FLOAT), graph.constant(np.array([2])))
    axis = graph.constant(np.array([1]))
    total = graph.add("ReduceSum", graph.add("Mul", x, floats), axis, keepdims=0)
    mean = graph.add("Div", total, graph.add("ReduceSum", floats, axis, keepdims=0))
    return _with_heads(graph, mean, heads)


def fast(weights: Weights, reach: Reach) -> onnx.ModelProto:
    """The fast model, with the same inputs as the encoder, and beside its answers what each token adds to them.

    `reach` is that of what stands between its convolutions; the second one computes in 8 bits.
    """
    graph = Graph()
    there = graph.add("Unsqueeze", graph.add("Cast", "mask", to=TensorProto.FLOAT), graph.constant(np.array([2])))
    x = _near(graph, weights, there)
    x = graph.add("Add", x, _far(graph, x, weights["far"], reach, there))
    one, far = graph.constant(np.float32(1)), graph.constant(np.float32(-1e4))
    away = graph.add("Mul", graph.add("Sub", one, there), far)
    heads = [*weights["said"].values(), *weights["weighed"].values()]
    together = {part: np.concatenate([head[part] for head in heads], axis=-1) for part in ("w", "b")}
    sizes = [head["b"].shape[0] for head in heads]
    parts = graph.split(graph.dense(x, together), [sum(sizes[: -len(weights["weighed"])]), len(weights["weighed"])])
    said = dict(zip(weights["said"], graph.split(parts[0], sizes[: len(weights["said"])]), strict=True))
    shares = graph.split(graph.add("Softmax", graph.add("Add", parts[1], away), axis=1), [1] * len(weights["weighed"]))
    share = dict(zip(weights["weighed"], shares, strict=True))
    axis = graph.constant(np.array([1]))
    outputs: list[Output] = []
    for name, its in said.items():
        moved = graph.add("Mul", share[name], its, name=f"moved_{name}")
        graph.add("ReduceSum", moved, axis, name=name, keepdims=0)
        size = weights["said"][name]["b"].shape[0]
        outputs += [(name, ("texts", size)), (moved, ("texts", "tokens", size))]
    mean = graph.add("MatMul", graph.add("Transpose", share["meaning"], perm=[0, 2, 1]), x)
    graph.add("Squeeze", mean, axis, name="features")
    outputs += [("features", ("texts", weights["far"]["b"].shape[0])), _meaning(graph, "features", weights["meaning"])]
    return _model(graph, outputs)


def _near(graph: Graph, weights: Weights, there: str) -> str:
    """What a word adds to its own place and to those beside it is computed for all when the file is loaded, and looked up."""
    size, product = weights["words"].shape[1], weights["near"]["w"]
    words = graph.in_steps(*graph.table(weights["words"]))
    added = [
        graph.add("Gather", graph.add("MatMul", words, graph.constant(product[part * size : (part + 1) * size])), ids)
        for part, ids in enumerate(_beside(graph, "ids", 1, np.int32(PADDING)))
    ]
    x = graph.add("Add", graph.add("Add", *added[:2]), added[2])
    return graph.add("Mul", graph.add("FastGelu", x, graph.constant(weights["near"]["b"]), domain=FUSED), there)


def _far(graph: Graph, x: str, weights: Weights, reach: Reach, there: str) -> str:
    small = graph.small(x, reach)
    three = graph.add("Concat", *_beside(graph, small.name, 2, small.zero), axis=2)
    product = graph.product(small._replace(name=three), weights["w"])
    return graph.add("Mul", graph.add("FastGelu", product, graph.constant(weights["b"]), domain=FUSED), there)


def _beside(graph: Graph, x: str, step: int, edge: Any) -> list[str]:
    """What is `step` tokens before each token, the token itself, and what is as far behind it; beyond the edges is `edge`."""
    axes = graph.constant(np.array([1]))
    around = graph.constant(np.array([step, step]))
    wide = graph.add("Pad", x, around, edge if isinstance(edge, str) else graph.constant(edge), axes)
    return [
        graph.add("Slice", wide, graph.constant(np.array([start])), graph.constant(np.array([end])), axes)
        for start, end in ((0, -2 * step), (step, -step), (2 * step, np.iinfo(np.int64).max))
    ]


def _layer(graph: Graph, x: str, layer: Weights, reach: Sequence[Reach]) -> str:
    of = dict(zip(MATRICES, reach, strict=True))

    def balanced(x: str, name: str) -> tuple[Small, Any]:
        balance = of[name].balance
        x = graph.add("Mul", x, graph.constant(1 / balance))
        return graph.small(x, of[name]), layer[name]["w"] * balance[:, None]

    small, matrix = balanced(x, "qkv")
    weights, steps, _ = graph.weights(matrix)
    told = graph.add(
        "QAttention", small.name, weights, graph.constant(layer["qkv"]["b"]), small.step, steps, "mask", small.zero,
        domain=FUSED, num_heads=HEADS,
    )  # fmt: skip
    x = _added(graph, graph.product(*balanced(told, "out")), x, layer["norm1"], layer["out"]["b"])
    more = graph.product(*balanced(x, "up"))
    more = graph.add("FastGelu", more, graph.constant(layer["up"]["b"]), domain=FUSED)
    return _added(graph, graph.product(*balanced(more, "down")), x, layer["norm2"], layer["down"]["b"])


def _added(graph: Graph, more: str, x: str, norm: Weights, bias: Any) -> str:
    constants = [graph.constant(part) for part in (norm["g"], norm["b"], bias)]
    return graph.add("SkipLayerNormalization", more, x, *constants, domain=FUSED, epsilon=EPSILON)


def _with_heads(graph: Graph, mean: str, heads: Weights) -> onnx.ModelProto:
    hidden = graph.add("MatMul", mean, graph.constant(heads["hidden"]["w"]))
    hidden = graph.add("FastGelu", hidden, graph.constant(heads["hidden"]["b"]), domain=FUSED, name="features")
    outputs: list[Output] = [("features", ("texts", heads["hidden"]["b"].shape[0]))]
    for name, head in heads["answers"].items():
        graph.dense(hidden, head, name=name)
        outputs.append((name, ("texts", head["b"].shape[0])))
    return _model(graph, [*outputs, _meaning(graph, mean, heads["meaning"])])


def _meaning(graph: Graph, mean: str, weights: Weights) -> Output:
    meaning = graph.dense(mean, weights)
    graph.add("Div", meaning, graph.add("ReduceL2", meaning, graph.constant(np.array([1])), keepdims=1), name="meaning")
    return "meaning", ("texts", weights["b"].shape[0])


def _model(graph: Graph, outputs: Sequence[Output]) -> onnx.ModelProto:
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["texts", "tokens"]) for name in ("ids", "mask")]
    told = [helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape)) for name, shape in outputs]
    made = helper.make_graph(graph.nodes, "tagger", inputs, told, graph.constants)
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(FUSED, 1)], ir_version=9)
