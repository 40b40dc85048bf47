"""Records what PyTorch computes for small networks masked by maps → network.json, network_parts.json.

    python scripts/reference/network.py

Everything is f64 on the CPU; pixels are bytes / 255, initial values and settings are numbers of f32. PyTorch gives
the loss, every gradient (autograd) and the optimizers (torch.optim); masks and maps are written here from their
definitions, and no gradient passes into them. Samples that come close to a tie between two units or to a ReLU's kink
in any of the recorded runs are drawn again, so that f32 takes the same branches.
"""

from dataclasses import dataclass, field
from itertools import product

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from common import gaussian, lattice_distance, save_json, versions

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

# How far every sample stays from a tie (of squared distances) and from a kink (of pre-activations).
MARGIN = 1e-3
# A gradient is zero or at least this: Adam's first step is the gradient's sign, which rounding must not decide.
LEAST_GRADIENT = 1e-6
STEPS = 3
LEARNING_RATE = {"adam": 1 / 128, "sgd": 1 / 16}
OPTIMIZERS = "torch.optim.Adam with β₂ 0.999 and ε 1e-8, torch.optim.SGD; momentum (β₁) 0.9 unless listed"


def make_optimizer(name, parameters, momentum=0.9):
    if name == "adam":
        return torch.optim.Adam(parameters, lr=LEARNING_RATE[name], betas=(momentum, 0.999), eps=1e-8)
    return torch.optim.SGD(parameters, lr=LEARNING_RATE[name], momentum=momentum)


@dataclass
class Settings:
    """What a network is made of, and its first values as arrays of f32."""

    name: str
    n: int
    inputs: int
    hidden: list  # (rows, cols, masked), from the input up
    classes: int
    sigma_forward: float = 1.5
    sigma_organize: float = 0.75
    som_rate: float = 0.25
    initial: list = field(default_factory=list)  # a layer: weights, bias, codebook or None

    def draw(self, random):
        # What the units of the codebooks stand for: samples, as they come through the network without masks.
        x = random.uniform(0, 1, (max(rows * cols for rows, cols, _ in self.hidden), self.inputs))
        for rows, cols, masked in [*self.hidden, (1, self.classes, False)]:
            units = rows * cols
            weights = random.normal(0, np.sqrt(2 / x.shape[1]), (x.shape[1], units))
            bias = random.uniform(0.1, 0.4, units) * random.choice([-1, 1], units)
            codebook = x[:units] if masked else None
            self.initial.append([None if a is None else np.float32(a) for a in (weights, bias, codebook)])
            x = np.maximum(x @ weights + bias, 0)


class Network:
    """One network while it learns."""

    def __init__(self, settings, order, bias, threshold, optimizer):
        self.settings, self.order, self.bias, self.threshold = settings, order, bias, threshold
        tensors = [[None if a is None else torch.tensor(np.float64(a)) for a in layer] for layer in settings.initial]
        self.weights, self.biases, self.codebooks = (list(kind) for kind in zip(*tensors))
        for parameter in self.weights + self.biases:
            parameter.requires_grad_()
        self.optimizer = make_optimizer(optimizer, self.weights + self.biases)
        self.lattices = [lattice_distance("rectangle", rows, cols) for rows, cols, _ in settings.hidden]

    def forward(self, x):
        """Logits; the hidden layers' inputs and activations, BMUs, and every sample's distance to a tie or a kink."""
        layers, margin = [], torch.full((len(x),), torch.inf)
        for weights, bias, codebook, distance in zip(self.weights, self.biases, self.codebooks, self.lattices):
            z, bmu = x @ weights, None
            if codebook is None:
                pre = z + bias
                a = torch.relu(pre)
                kink = pre.abs()
            else:
                squared = ((x.detach()[:, None] - codebook) ** 2).sum(2)
                bmu = squared.argmin(1)
                two_best = squared.sort(1).values[:, :2]
                margin = torch.minimum(margin, two_best[:, 1] - two_best[:, 0])
                m = torch.tensor(gaussian(distance, self.settings.sigma_forward))[bmu]
                m = torch.where(m < self.threshold, 0.0, m)
                before = z + bias if self.bias == "before_mask" else z
                after = 0.0 if self.bias == "before_mask" else bias
                pre = m * before + after if self.order == "mask_relu" else before
                a = torch.relu(pre) if self.order == "mask_relu" else m * torch.relu(before) + after
                # Where a mask of zero takes it all, the kink is not felt.
                kink = torch.where((m == 0) & (self.bias == "before_mask"), torch.inf, pre.abs())
            margin = torch.minimum(margin, kink.detach().min(1).values)
            layers.append((x, a, bmu))
            x = a
        return x @ self.weights[-1] + self.biases[-1], layers, margin

    def step(self, x, labels):
        """Learns one mini-batch and returns what was computed before the update."""
        logits, layers, _ = self.forward(x)
        loss = cross_entropy(logits, labels)
        self.optimizer.zero_grad()
        loss.backward()
        found = {
            "loss": rounded(loss),
            "bmus": [[] if bmu is None else bmu.tolist() for _, _, bmu in layers],
            "activations": [rounded(a) for _, a, _ in layers],
            "logits": rounded(logits),
            "grad_weights": [rounded(w.grad) for w in self.weights],
            "grad_biases": [rounded(b.grad) for b in self.biases],
        }
        gradients = torch.cat([p.grad.flatten() for p in self.weights + self.biases]).abs()
        least = gradients[gradients > 0].min().item()
        assert least > LEAST_GRADIENT, f"a gradient of {least:.1e}, choose another seed"
        self.optimizer.step()
        for layer, (inputs, _, bmu) in enumerate(layers):
            if bmu is not None:
                self.organize(layer, inputs.detach(), bmu)
        return found

    def organize(self, layer, x, bmu):
        """Kohonen's rule for a mini-batch: w_u += rate · (Σ h x − Σ h · w_u) / max(Σ h, 1)."""
        codebook = self.codebooks[layer]
        h = torch.tensor(gaussian(self.lattices[layer], self.settings.sigma_organize))[bmu]
        total = h.sum(0)[:, None]
        codebook += self.settings.som_rate * (h.T @ x - total * codebook) / total.clamp(min=1.0)

    def state(self):
        return {
            "weights": [rounded(w) for w in self.weights],
            "biases": [rounded(b) for b in self.biases],
            "codebooks": [[] if c is None else rounded(c) for c in self.codebooks[:-1]],
        }


def rounded(tensor, digits=9):
    """A scalar or the elements, row by row, to so many significant digits: 9 tell all numbers of f32 apart.
    A zero has no sign."""
    numbers = [float(f"{x:.{digits}g}") + 0.0 for x in tensor.detach().flatten().tolist()]
    return numbers if tensor.dim() else numbers[0]


def draw_batch(settings, networks, random):
    """A mini-batch, no sample of which is near a tie or a kink in any of the networks."""
    pixels = random.integers(0, 256, (8 * settings.n, settings.inputs), dtype=np.uint8)
    x = torch.tensor(pixels / 255)
    margin = torch.stack([network.forward(x)[2] for network in networks]).min(0).values
    pixels = pixels[(margin > MARGIN).numpy()][: settings.n]
    assert len(pixels) == settings.n, "too many samples near a tie or a kink, choose another seed"
    return pixels, random.integers(0, settings.classes, settings.n)


def record(settings, seed):
    random = np.random.default_rng(seed)
    settings.draw(random)
    masked = any(masked for _, _, masked in settings.hidden)
    # Without a mask they are all the same.
    combinations = list(product(["mask_relu", "relu_mask"], ["before_mask", "after_mask"], [0.0, 0.5]))
    combinations = combinations if masked else combinations[:1]
    networks = {(*c, optimizer): Network(settings, *c, optimizer) for c in combinations for optimizer in LEARNING_RATE}
    cases = {c: {"order": c[0], "bias": c[1], "threshold": c[2], "runs": []} for c in combinations}
    runs = {key: {"optimizer": key[-1], "losses": [], "after": []} for key in networks}
    batches = []
    for step in range(1, STEPS + 1):
        pixels, labels = draw_batch(settings, networks.values(), random)
        batches.append({"pixels": pixels.flatten().tolist(), "labels": labels.tolist()})
        for key, network in networks.items():
            found = network.step(torch.tensor(pixels / 255), torch.tensor(labels))
            runs[key]["losses"].append(found["loss"])
            if step == 1:
                # The same for every optimizer.
                cases[key[:-1]]["first_step"] = found
            if step in (1, STEPS):
                runs[key]["after"].append({"steps": step, **network.state()})
    for key, run in runs.items():
        cases[key[:-1]]["runs"].append(run)
    layers = [
        {
            "rows": rows,
            "cols": cols,
            "masked": masked,
            **{
                name: [] if values is None else rounded(torch.tensor(values))
                for name, values in zip(["weights", "bias", "codebook"], initial)
            },
        }
        for (rows, cols, masked), initial in zip([*settings.hidden, (1, settings.classes, False)], settings.initial)
    ]
    return {
        "name": settings.name,
        "n": settings.n,
        "n_inputs": settings.inputs,
        "n_classes": settings.classes,
        "sigma_forward": settings.sigma_forward,
        "sigma_organize": settings.sigma_organize,
        "som_rate": settings.som_rate,
        "layers": layers,
        "batches": batches,
        "cases": list(cases.values()),
    }


def softmax_case(name, logits, labels):
    """Every sample's loss and the gradient of the mean loss."""
    logits = torch.tensor(logits, requires_grad=True)
    labels = torch.tensor(labels)
    loss = cross_entropy(logits, labels)
    loss.backward()
    return {
        "name": name,
        "n_classes": logits.shape[1],
        "logits": rounded(logits),
        "labels": labels.tolist(),
        "losses": rounded(cross_entropy(logits, labels, reduction="none")),
        "loss": rounded(loss),
        "grad_logits": rounded(logits.grad),
    }


def trajectory(optimizer, momentum, initial, gradients):
    """The values after every step, from given gradients."""
    values = torch.tensor(initial, requires_grad=True)
    stepper = make_optimizer(optimizer, [values], momentum)
    after = []
    for gradient in gradients:
        values.grad = torch.tensor(gradient)
        stepper.step()
        after.append(rounded(values))
    return {"optimizer": optimizer, "momentum": momentum, "after": after}


def parts():
    random = np.random.default_rng(3)
    softmax = [
        softmax_case("ordinary", random.normal(0, 2, (7, 5)).astype(np.float32).astype(float), [0, 4, 2, 2, 1, 3, 0]),
        softmax_case("one class", [[3.5], [-80.0]], [0, 0]),
        softmax_case("all alike", [[0.0] * 3, [80.0] * 3, [-80.0] * 3], [0, 1, 2]),
        softmax_case("sure and right", [[80.0, -80.0, 0.0], [-80.0, -80.0, 80.0]], [0, 2]),
        softmax_case("sure and wrong", [[80.0, -80.0, 0.0], [-80.0, 80.0, 79.0]], [1, 0]),
        softmax_case("two classes, one sample", [[80.0, 79.0]], [1]),
    ]
    # From gradients near ε to large ones, of one sign and of both, with pauses, and none at all. The smallest begin at
    # zero, where f32 has room for their steps.
    scale = np.array([1e-7, 1e-3, 1.0, 50.0, 0.0])
    gradients = random.uniform(0.5, 1.5, (10, 5)) * random.choice([-1, 1], (10, 5)) * scale
    gradients[:, 2] = np.abs(gradients[:, 2])
    gradients[3:6, 1] = 0
    gradients = [rounded(torch.tensor(row)) for row in np.float32(gradients)]
    initial = [0.0, 0.0, 2.0, -1.0, 0.5]
    return {
        "softmax": softmax,
        "initial": initial,
        "gradients": gradients,
        "trajectories": [trajectory(*which, initial, gradients) for which in product(LEARNING_RATE, [0.9, 0.0])],
    }


def main():
    about = {
        "script": "scripts/reference/network.py",
        "versions": versions("torch", "numpy"),
        "optimizers": OPTIMIZERS,
        "learning_rate": LEARNING_RATE,
    }
    networks = [
        record(Settings("both masked", 13, 11, [(3, 5, True), (2, 3, True)], 5), seed=39),
        record(Settings("first masked", 5, 7, [(1, 7, True), (3, 3, False)], 3), seed=2),
        record(Settings("not masked", 1, 5, [(1, 3, False)], 3), seed=1),
    ]
    save_json(
        "network.json",
        {
            **about,
            "pixels": "bytes; an input is its byte / 255",
            "order of elements": "row by row: weights [inputs, units], codebooks [units, inputs], activations [n, units]",
            "networks": networks,
        },
    )
    save_json("network_parts.json", {**about, **parts()})


if __name__ == "__main__":
    main()
