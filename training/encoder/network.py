"""The layers that learn, as a torch module: the same computation as the ONNX graph, weights in and out by the same names."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encoder.wheel import Shape, Weights

LINEAR = ("q", "k", "v", "ao", "fi", "fo")
NORMS = ("aln", "oln")


class Layer(nn.Module):
    """One transformer layer, norm after each half; heads of hidden / heads features."""

    def __init__(self, shape: Shape, dropout: float) -> None:
        super().__init__()
        hidden, inner = shape.hidden, shape.feed_forward
        self.heads, self.rate = shape.heads, dropout
        self.q, self.k, self.v, self.ao = (nn.Linear(hidden, hidden) for _ in range(4))
        self.fi, self.fo = nn.Linear(hidden, inner), nn.Linear(inner, hidden)
        self.aln, self.oln = nn.LayerNorm(hidden, shape.epsilon), nn.LayerNorm(hidden, shape.epsilon)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x [texts, length, hidden], mask [texts, 1, 1, length] added to the attention; the same shape out."""
        texts, length, hidden = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(texts, length, self.heads, hidden // self.heads).transpose(1, 2)

        rate = self.rate if self.training else 0.0
        # Written out: on a CPU the backward pass of torch's own attention takes most of a step.
        query, key, value = split(self.q(x)), split(self.k(x)), split(self.v(x))
        seen = functional.softmax(query @ key.transpose(2, 3) / math.sqrt(hidden // self.heads) + mask, dim=-1).to(value.dtype) @ value
        attended = self.ao(seen.transpose(1, 2).reshape(texts, length, hidden))
        x = self.aln(x + functional.dropout(attended, rate))
        inner = self.fo(functional.gelu(self.fi(x)))
        out: Tensor = self.oln(x + functional.dropout(inner, rate))
        return out


class Network(nn.Module):
    """The layers that learn: the states below them in, one vector per text out, the mean of its tokens."""

    def __init__(self, weights: Weights, shape: Shape, layers: range, dropout: float = 0.1) -> None:
        super().__init__()
        self.numbers = layers
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in layers)
        with torch.no_grad():
            for name, parameter in self.named_weights().items():
                parameter.copy_(torch.from_numpy(weights[name]).view_as(parameter))

    def named_weights(self) -> dict[str, Tensor]:
        """Every parameter by the name that the wheel and the ONNX graph give it."""
        found = {}
        for number, layer in zip(self.numbers, self.layers, strict=True):
            for part in (*LINEAR, *NORMS):
                module = getattr(layer, part)
                found[f"l{number}.{part}.w"], found[f"l{number}.{part}.b"] = module.weight, module.bias
        return found

    def weights(self) -> Weights:
        """The learned weights as the ONNX writer takes them."""
        return {name: parameter.detach().float().cpu().numpy().reshape(-1) for name, parameter in self.named_weights().items()}

    def forward(self, states: Tensor, present: Tensor) -> Tensor:
        """states [texts, length, hidden], present bool [texts, length] (False where padded); vectors [texts, hidden]."""
        x = states
        mask = torch.where(present[:, None, None, :], 0.0, float("-inf")).to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        there = present[:, :, None].to(x.dtype)
        mean: Tensor = (x * there).sum(1) / there.sum(1)
        return mean


def pad(rows: list[np.ndarray]) -> tuple[Tensor, Tensor]:
    """Rows of states [length, hidden] of unequal length as states [texts, longest, hidden] and present [texts, longest]."""
    longest = max(map(len, rows))
    states = torch.zeros(len(rows), longest, rows[0].shape[1])
    present = torch.zeros(len(rows), longest, dtype=torch.bool)
    for i, row in enumerate(rows):
        states[i, : len(row)] = torch.from_numpy(row.astype(np.float32))
        present[i, : len(row)] = True
    return states, present
