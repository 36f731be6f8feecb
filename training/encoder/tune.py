"""Fine-tunes the upper layers on the labelled texts: all labels at once, a checkpoint after every epoch, the same seed the same run."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from torch.nn import functional

from classifier.heads import SCALE, features
from training.encoder.augment import Augmentation
from training.encoder.lower import States
from training.encoder.network import Network, pad
from training.encoder.wheel import Weights, WheelModel


@dataclass(frozen=True)
class Settings:
    """How a run goes; a run is resumed only under the very same settings and texts."""

    layers: int | None = None
    """Of the untuned encoder's layers, so many are kept; all where None."""
    teacher: float = 0.0
    """How far a text's labels give way to the chances that the shipped encoder gave it before it had learned from it.

    What gave those chances had learned from the fold that is now held out, so the figures of a taught fold flatter it a little.
    """
    epochs: int = 6
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.9
    """Each layer learns this much slower than the one above it."""
    weight_decay: float = 0.01
    warm_up: float = 0.1
    batch: int = 16
    frozen_layers: int = 4
    """The lowest layers, which do not learn, nor does the embedding."""
    tokens: int = 128
    """So many tokens of a text, drawn anew each epoch, pass the upper layers: less work, and a long text is never seen twice alike."""
    contrast: float = 0.3
    """Weight of the supervised contrastive term, whose pairs count by the overlap of their labels."""
    temperature: float = 0.1
    dropout: float = 0.1
    variations: int = 6
    """Of so many epochs in turn, the first reads the texts as they are, the others each a variation."""
    seed: int = 20230101
    augmentation: Augmentation = field(default_factory=Augmentation)


Say = Callable[[str], None]
Variation = Callable[[int], States]
"""The lower layers' states of every text, one row a text, as varied in this epoch."""


def tune(
    model: WheelModel,
    variation: Variation,
    vectors: np.ndarray,
    truth: np.ndarray,
    chosen: np.ndarray,
    settings: Settings,
    folder: Path,
    say: Say = print,
    taught: np.ndarray | None = None,
) -> Weights:
    """The tuned weights of the upper layers.

    `vectors` float32 [n, hidden] are the untuned encoder's of the plain texts, `truth` bool [n, L] the labels, `chosen` the texts that
    may be learned from; of the others nothing is read. `taught` float [n, L] are a teacher's chances, where there
    is one. Checkpoints and the loss curve (curve.jsonl) are kept in `folder`; a run that
    was broken off goes on from its last epoch.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(settings.seed)
    wanted = truth if taught is None else (1 - settings.teacher) * truth + settings.teacher * taught
    run = _Run(model, vectors[chosen], truth[chosen], wanted[chosen], settings, device)
    folder.mkdir(parents=True, exist_ok=True)
    mark = _fingerprint(vectors[chosen], truth[chosen], settings)
    done = run.resume(folder / "checkpoint.pt", mark)
    if done:
        say(f"Verder vanaf epoch {done} van {settings.epochs}.")
    for epoch in range(done, settings.epochs):
        states = variation(epoch % settings.variations)
        start = time.perf_counter()
        loss = run.epoch(epoch, states, chosen)
        seconds = time.perf_counter() - start
        run.keep(folder / "checkpoint.pt", mark, epoch + 1)
        with (folder / "curve.jsonl").open("a", encoding="utf-8") as curve:
            line = {"epoch": epoch + 1, "loss": round(loss, 5), "seconds": round(seconds, 1), "device": device.type, "seed": settings.seed}
            curve.write(json.dumps(line) + "\n")
        say(f"Epoch {epoch + 1} van {settings.epochs}: verlies {loss:.4f}, {seconds:.0f} s op {device.type}.")
    return run.network.weights()


class _Run:
    """Network, heads and optimiser of one run."""

    def __init__(
        self, model: WheelModel, vectors: np.ndarray, truth: np.ndarray, wanted: np.ndarray, settings: Settings, device: torch.device
    ) -> None:
        self.settings, self.device = settings, device
        self.half = device.type == "cuda" or getattr(torch.cpu, "_is_amx_tile_supported", bool)()
        self.truth = torch.from_numpy(truth.astype(np.float32)).to(device)
        self.wanted = torch.from_numpy(wanted.astype(np.float32)).to(device)
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        self.mean = torch.from_numpy(unit.mean(axis=0)).float().to(device)
        learning = range(settings.frozen_layers, model.shape.layers)
        self.network = Network(model.weights, model.shape, learning, settings.dropout).to(device)
        self.head = _first_head(features(vectors), truth).to(device)
        carried = truth.mean(axis=0).clip(1 / len(truth), None)
        self.weight = torch.from_numpy(np.sqrt((1 - carried) / carried)).float().to(device)
        self.optimiser = torch.optim.AdamW(self._groups(), weight_decay=settings.weight_decay, fused=True)
        steps = settings.epochs * -(-len(vectors) // settings.batch)
        warm = max(1, int(settings.warm_up * steps))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
        )

    def _groups(self) -> list[dict[str, object]]:
        """The upper layers learn fastest."""
        settings, layers = self.settings, list(self.network.layers)
        groups: list[dict[str, object]] = [{"params": list(self.head.parameters()), "lr": settings.head_rate}]
        for below, layer in enumerate(reversed(layers)):
            groups.append({"params": list(layer.parameters()), "lr": settings.rate * settings.layer_decay**below})
        return groups

    def epoch(self, number: int, states: States, chosen: np.ndarray) -> float:
        """One pass over the chosen texts, newly varied; the mean loss."""
        random = np.random.default_rng((self.settings.seed, number))
        rows = np.flatnonzero(chosen)
        given = [_some(states.row(int(row)), self.settings.tokens, random) for row in rows]
        self.network.train()
        total = 0.0
        for batch in _batches(np.array([len(row) for row in given]), self.settings.batch, random):
            x, present = pad([given[i] for i in batch])
            rows_of = torch.as_tensor(batch, device=self.device)
            loss = self._loss(x.to(self.device), present.to(self.device), self.truth[rows_of], self.wanted[rows_of])
            self.optimiser.zero_grad()
            torch.autograd.backward(loss)
            nn.utils.clip_grad_norm_([p for group in self.optimiser.param_groups for p in group["params"]], 1.0)
            self.optimiser.step()
            self.schedule.step()
            total += float(loss.detach()) * len(batch)
        return total / len(rows)

    def _loss(self, states: Tensor, present: Tensor, truth: Tensor, wanted: Tensor) -> Tensor:
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.half):
            vectors = self.network(states, present)
        feature = functional.normalize(functional.normalize(vectors.float(), dim=1) - self.mean, dim=1)
        loss = functional.binary_cross_entropy_with_logits(self.head(feature * SCALE), wanted, pos_weight=self.weight)
        if self.settings.contrast:
            loss = loss + self.settings.contrast * contrast(feature, truth, self.settings.temperature)
        return loss

    def keep(self, file: Path, mark: str, epochs: int) -> None:
        """Write a checkpoint, whole or not at all."""
        state = {"mark": mark, "epochs": epochs, "random": torch.get_rng_state()}
        state |= {name: getattr(self, name).state_dict() for name in ("network", "head", "optimiser", "schedule")}
        draft = file.with_suffix(".tmp")
        torch.save(state, draft)
        draft.replace(file)

    def resume(self, file: Path, mark: str) -> int:
        """Take up a checkpoint of this very run; how many epochs it had done, 0 where there is none."""
        if not file.exists():
            return 0
        state = torch.load(file, map_location=self.device, weights_only=True)
        if state["mark"] != mark:
            return 0
        for name in ("network", "head", "optimiser", "schedule"):
            getattr(self, name).load_state_dict(state[name])
        torch.set_rng_state(state["random"].cpu())
        return int(state["epochs"])


def _some(states: np.ndarray, tokens: int, random: np.random.Generator) -> np.ndarray:
    """At most so many of a text's tokens, the first always among them; each knows its place already."""
    if len(states) <= tokens:
        return states
    return states[np.append(0, 1 + random.permutation(len(states) - 1)[: tokens - 1])]


def contrast(feature: Tensor, truth: Tensor, temperature: float) -> Tensor:
    """Supervised contrastive loss (Khosla et al., 2020) with pairs weighed by the Jaccard overlap of their labels."""
    apart = torch.eye(len(feature), device=feature.device)
    shared = truth @ truth.T
    either = (truth.sum(1)[:, None] + truth.sum(1)[None] - shared).clamp(min=1)
    weight = (shared / either) * (1 - apart)
    nearness = functional.log_softmax(feature @ feature.T / temperature - 1e9 * apart, dim=1)
    has_pair = weight.sum(1) > 0
    if not has_pair.any():
        return feature.sum() * 0
    return -((weight * nearness).sum(1)[has_pair] / weight.sum(1)[has_pair]).mean()


def _first_head(unit: np.ndarray, truth: np.ndarray) -> nn.Linear:
    """Heads that start from logistic regressions on the untuned encoder: tuning is steadier from there than from noise."""
    head = nn.Linear(unit.shape[1], truth.shape[1])
    with torch.no_grad():
        for column in range(truth.shape[1]):
            if truth[:, column].any():
                fit = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000).fit(unit, truth[:, column])
                head.weight[column] = torch.from_numpy(fit.coef_[0])
                head.bias[column] = float(fit.intercept_[0])
    return head


def _batches(lengths: np.ndarray, size: int, random: np.random.Generator) -> Iterator[list[int]]:
    """Batches of texts of like length, so that little is padded, in a random order."""
    order = np.argsort(lengths + random.integers(0, 40, len(lengths)))
    batches = [order[i : i + size].tolist() for i in range(0, len(order), size)]
    for i in random.permutation(len(batches)):
        yield batches[i]


def _fingerprint(vectors: np.ndarray, truth: np.ndarray, settings: Settings) -> str:
    digest = hashlib.sha256(json.dumps(asdict(settings), sort_keys=True).encode())
    digest.update(vectors.tobytes())
    digest.update(truth.tobytes())
    return digest.hexdigest()
