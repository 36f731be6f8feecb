"""The encoder as a torch module, to fine-tune it: the same computation as the ONNX graph, weights in and out by the same names."""

from __future__ import annotations

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
        seen = functional.scaled_dot_product_attention(split(self.q(x)), split(self.k(x)), split(self.v(x)), attn_mask=mask, dropout_p=rate)
        attended = self.ao(seen.transpose(1, 2).reshape(texts, length, hidden))
        x = self.aln(x + functional.dropout(attended, rate))
        inner = self.fo(functional.gelu(self.fi(x)))
        out: Tensor = self.oln(x + functional.dropout(inner, rate))
        return out


class Network(nn.Module):
    """Token ids in, one vector per text out: the mean of its tokens."""

    def __init__(self, weights: Weights, shape: Shape, dropout: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        words = torch.from_numpy(weights["emb.word"].reshape(-1, shape.hidden).copy())
        # Frozen: a rare token's row would only drift, and the rest must stay what the vocabulary was cut from.
        self.word = nn.Embedding(words.shape[0], words.shape[1], _weight=words, _freeze=True)
        self.pos = nn.Embedding(shape.positions, shape.hidden)
        self.ln = nn.LayerNorm(shape.hidden, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape, dropout) for _ in range(shape.layers))
        self._fill(weights)

    @torch.no_grad()
    def _fill(self, weights: Weights) -> None:
        hidden = self.shape.hidden
        # The one token type is part of every position.
        places = weights["emb.pos"].reshape(-1, hidden) + weights["emb.type"][:hidden]
        self.pos.weight.copy_(torch.from_numpy(places))
        for name, parameter in self.named_weights().items():
            if name not in ("emb.word", "emb.pos"):
                parameter.copy_(torch.from_numpy(weights[name]).view_as(parameter))

    def named_weights(self) -> dict[str, Tensor]:
        """Every parameter by the name that the wheel and the ONNX graph give it."""
        found = {"emb.word": self.word.weight, "emb.pos": self.pos.weight, "emb.ln.w": self.ln.weight, "emb.ln.b": self.ln.bias}
        for number, layer in enumerate(self.layers):
            for part in (*LINEAR, *NORMS):
                module = getattr(layer, part)
                found[f"l{number}.{part}.w"], found[f"l{number}.{part}.b"] = module.weight, module.bias
        return found

    def weights(self) -> Weights:
        """The weights as the ONNX writer takes them."""
        arrays = {name: parameter.detach().float().cpu().numpy().reshape(-1) for name, parameter in self.named_weights().items()}
        return arrays | {"emb.type": np.zeros(self.shape.types * self.shape.hidden, dtype=np.float32)}

    def forward(self, ids: Tensor, present: Tensor) -> Tensor:
        """ids int64 [texts, length], present bool of the same shape (False where padded); vectors [texts, hidden]."""
        x = self.ln(self.word(ids) + self.pos.weight[: ids.shape[1]])
        mask = torch.where(present[:, None, None, :], 0.0, float("-inf")).to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        there = present[:, :, None].to(x.dtype)
        mean: Tensor = (x * there).sum(1) / there.sum(1)
        return mean


def pad(rows: list[list[int]], filler: int) -> tuple[Tensor, Tensor]:
    """Rows of ids of unequal length as ids and present, both [texts, longest]."""
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), filler)
    present = torch.zeros(len(rows), longest, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        present[i, : len(row)] = True
    return ids, present
