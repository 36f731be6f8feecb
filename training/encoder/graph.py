"""Writes an encoder's weights, or some of its layers, as one ONNX graph: token ids of one text in, one vector per token out.

The graph uses onnxruntime's fused operators (attention, bias + GELU, skip + layer norm), so that no graph optimiser has to find them.
Matrices may be stored as int8 with one scale a column (the activations are quantised as they come), the embedding table as int8 with
one scale a row.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from training.encoder.wheel import Shape, Weights

MICROSOFT = "com.microsoft"
OPSET = 17


class _Graph:
    """Nodes and constants under way; every node's output is named once."""

    def __init__(self, weights: Weights, shape: Shape, *, bits: int) -> None:
        self.weights, self.shape, self.bits = weights, shape, bits
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def matmul(self, x: str, name: str) -> str:
        """x @ W.T without the bias; W as [out, in]."""
        rows = len(self.weights[name + ".b"])
        matrix = self.weights[name + ".w"].reshape(rows, -1)
        if self.bits == 32:
            return self.node("MatMul", [x, self.constant(name + ".w", matrix.T)], name + ".mm")
        values, scale = _columns(matrix)
        inputs = [x, self.constant(name + ".q", values), self.constant(name + ".s", scale)]
        return self.node("DynamicQuantizeMatMul", inputs, name + ".mm", MICROSOFT)

    def bias(self, name: str) -> str:
        return self.constant(name + ".b", self.weights[name + ".b"])

    def linear(self, x: str, name: str) -> str:
        return self.node("Add", [self.matmul(x, name), self.bias(name)], name + ".out")

    def norm_of_sum(self, x: str, skip: str, bias: str, norm: str) -> str:
        inputs = [x, skip, self.constant(norm + ".g", self.weights[norm + ".w"])]
        inputs += [self.constant(norm + ".beta", self.weights[norm + ".b"]), self.bias(bias)]
        return self.node("SkipLayerNormalization", inputs, norm + ".out", MICROSOFT, epsilon=self.shape.epsilon)


SEVEN_BITS = 63
"""Weights use seven of their eight bits: without it, processors lacking VNNI saturate and answer otherwise than those that have it."""


def _columns(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The int8 values, turned to [in, out], and one scale a column [out]."""
    scale = np.abs(matrix).max(axis=1) / SEVEN_BITS
    scale[scale == 0] = 1
    return np.rint(matrix / scale[:, None]).astype(np.int8).T, scale.astype(np.float32)


def write_encoder(weights: Weights, shape: Shape, path: Path, *, bits: int = 8, layers: range | None = None) -> None:
    """Write the graph to `path`; `bits` is 8 (quantised) or 32 (as it is).

    Input `ids`: int64 [1, length], special tokens included. Output `tokens`: float32 [1, length, hidden].
    With `layers` only those are written: from the first one on the input is `ids`, from a later one on it is `states`, float32
    [1, length, hidden], the output of the layers below. Two such parts compute together what the whole graph does.
    """
    layers = layers if layers is not None else range(shape.layers)
    g = _Graph(weights, shape, bits=bits)
    x = _embed(g) if layers.start == 0 else "states"
    for layer in layers:
        name = f"l{layer}"
        q, k, v = (g.linear(x, f"{name}.{part}") for part in "qkv")
        attended = g.node("MultiHeadAttention", [q, k, v], f"{name}.att", MICROSOFT, num_heads=shape.heads)
        x = g.norm_of_sum(g.matmul(attended, f"{name}.ao"), x, f"{name}.ao", f"{name}.aln")
        inner = g.node("BiasGelu", [g.matmul(x, f"{name}.fi"), g.bias(f"{name}.fi")], f"{name}.gelu", MICROSOFT)
        x = g.norm_of_sum(g.matmul(inner, f"{name}.fo"), x, f"{name}.fo", f"{name}.oln")
    g.node("Identity", [x], "tokens")
    states: list[str | int | None] = [1, "length", shape.hidden]
    given = (
        helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "length"])
        if layers.start == 0
        else helper.make_tensor_value_info("states", TensorProto.FLOAT, states)
    )
    graph = helper.make_graph(
        g.nodes, "encoder", [given], [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, states)], g.constants
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="themawijzer")
    path.write_bytes(model.SerializeToString(deterministic=True))


def _embed(g: _Graph) -> str:
    hidden, w = g.shape.hidden, g.weights
    table = w["emb.word"].reshape(-1, hidden)
    if g.bits == 32:
        words = g.node("Gather", [g.constant("word", table), "ids"], "word.row")
    else:
        scale = np.abs(table).max(axis=1, keepdims=True) / 127
        scale[scale == 0] = 1
        rows = g.node("Gather", [g.constant("word.q", np.rint(table / scale).astype(np.int8)), "ids"], "word.q.row")
        scales = g.node("Gather", [g.constant("word.s", scale.astype(np.float32)), "ids"], "word.s.row")
        words = g.node("Mul", [g.node("Cast", [rows], "word.f", to=TensorProto.FLOAT), scales], "word.row")
    length = g.node("Gather", [g.node("Shape", ["ids"], "ids.shape"), g.constant("one", np.array([1]))], "length")
    positions = w["emb.pos"].reshape(-1, hidden) + w["emb.type"][:hidden]
    place = g.node("Slice", [g.constant("pos", positions), g.constant("zero", np.array([0])), length], "pos.row")
    total = g.node("Add", [words, place], "emb.sum")
    norm = [total, g.constant("emb.g", w["emb.ln.w"]), g.constant("emb.beta", w["emb.ln.b"])]
    return g.node("LayerNormalization", norm, "emb.out", axis=-1, epsilon=g.shape.epsilon)
