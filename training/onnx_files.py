"""Trained weights as ONNX files with 8-bit weights, in the fused operators of ONNX Runtime, which are its fastest on a CPU."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from training.bert import EPSILON, HEADS, Weights

FUSED = "com.microsoft"
Output = tuple[str, tuple[str | int, ...]]


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
        """Add a constant, and return its name."""
        name = name or next(self._names)
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def add(self, operator: str, *inputs: str, domain: str = "", name: str = "", **attributes: Any) -> str:
        """Add a node of one output, and return its name."""
        name = name or next(self._names)
        self.nodes.append(helper.make_node(operator, list(inputs), [name], domain=domain, **attributes))
        return name

    def dense(self, x: str, weights: Weights, name: str = "") -> str:
        """Add a product and a sum, and return the output's name."""
        return self.add("Add", self.add("MatMul", x, self.constant(weights["w"])), self.constant(weights["b"]), name=name)


def encoder(weights: Weights, heads: Weights) -> onnx.ModelProto:
    """The encoder and its heads, with weights of 32 bits: `ids` and `mask` (texts, tokens) in; one output for each question."""
    graph = Graph()
    places = np.asarray(weights["places"])
    embedded = "embedded"
    graph.nodes.append(
        helper.make_node(
            "EmbedLayerNormalization",
            ["ids", "", graph.constant(weights["words"]), graph.constant(places), "", graph.constant(weights["norm"]["g"]),
             graph.constant(weights["norm"]["b"]), "mask"],
            [embedded, "lengths"], domain=FUSED, epsilon=EPSILON,
        )
    )  # fmt: skip
    x = embedded
    for layer in weights["layers"]:
        x = _layer(graph, x, layer)
    floats = graph.add("Unsqueeze", graph.add("Cast", "mask", to=TensorProto.FLOAT), graph.constant(np.array([2])))
    axis = graph.constant(np.array([1]))
    total = graph.add("ReduceSum", graph.add("Mul", x, floats), axis, keepdims=0)
    mean = graph.add("Div", total, graph.add("ReduceSum", floats, axis, keepdims=0))
    return _with_heads(graph, mean, heads)


def fast(weights: Weights) -> onnx.ModelProto:
    """The fast model, with the same inputs as the encoder, and beside its answers what each token adds to them."""
    graph = Graph()
    there = graph.add("Unsqueeze", graph.add("Cast", "mask", to=TensorProto.FLOAT), graph.constant(np.array([2])))
    x = graph.add("Mul", graph.add("Gather", graph.constant(weights["words"]), "ids"), there)
    x = _convolved(graph, x, weights["near"], 1, there)
    x = graph.add("Add", x, _convolved(graph, x, weights["far"], 2, there))
    one, far = graph.constant(np.float32(1)), graph.constant(np.float32(-1e4))
    away = graph.add("Mul", graph.add("Sub", one, there), far)
    axis = graph.constant(np.array([1]))
    outputs = []
    for name, said in weights["said"].items():
        share = graph.add("Softmax", graph.add("Add", graph.dense(x, weights["weighed"][name]), away), axis=1)
        moved = graph.add("Mul", share, graph.dense(x, said), name=f"moved_{name}")
        graph.add("ReduceSum", moved, axis, name=name, keepdims=0)
        size = said["b"].shape[0]
        outputs += [(name, ("texts", size)), (moved, ("texts", "tokens", size))]
    share = graph.add("Softmax", graph.add("Add", graph.dense(x, weights["weighed"]["meaning"]), away), axis=1)
    graph.add("ReduceSum", graph.add("Mul", share, x), axis, name="features", keepdims=0)
    outputs += [("features", ("texts", weights["far"]["b"].shape[0])), _meaning(graph, "features", weights["meaning"])]
    return _model(graph, outputs)


def _convolved(graph: Graph, x: str, weights: Weights, step: int, there: str) -> str:
    """Three tokens, `step` apart, as one: a convolution written as one product, which is faster on a CPU."""
    axes = graph.constant(np.array([1]))
    wide = graph.add("Pad", x, graph.constant(np.array([0, step, 0, 0, step, 0])))
    parts = [
        graph.add("Slice", wide, graph.constant(np.array([start])), graph.constant(np.array([end])), axes)
        for start, end in ((0, -2 * step), (step, -step), (2 * step, np.iinfo(np.int64).max))
    ]
    product = graph.add("MatMul", graph.add("Concat", *parts, axis=2), graph.constant(weights["w"]))
    return graph.add("Mul", graph.add("FastGelu", product, graph.constant(weights["b"]), domain=FUSED), there)


def _layer(graph: Graph, x: str, layer: Weights) -> str:
    qkv = [graph.constant(layer["qkv"][part]) for part in ("w", "b")]
    told = graph.add("Attention", x, *qkv, "mask", domain=FUSED, num_heads=HEADS)
    told = graph.add("MatMul", told, graph.constant(layer["out"]["w"]))
    x = _added(graph, told, x, layer["norm1"], layer["out"]["b"])
    more = graph.add("MatMul", x, graph.constant(layer["up"]["w"]))
    more = graph.add("FastGelu", more, graph.constant(layer["up"]["b"]), domain=FUSED)
    more = graph.add("MatMul", more, graph.constant(layer["down"]["w"]))
    return _added(graph, more, x, layer["norm2"], layer["down"]["b"])


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


def write_8_bit(model: onnx.ModelProto, path: Path, operators: tuple[str, ...], leave: tuple[str, ...] = ()) -> None:
    """The model with weights of 8 bits. `reduce_range`: without VNNI, sums of two full 8-bit products overflow 16 bits."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        onnx.save(model, whole)
        quantize_dynamic(whole, path, per_channel=True, reduce_range=True, weight_type=QuantType.QInt8,
                         op_types_to_quantize=list(operators), nodes_to_exclude=list(leave),
                         extra_options={"DefaultTensorType": TensorProto.FLOAT})  # fmt: skip
