"""Records what PyTorch computes for small convolutional networks made sparse → convolution.json.

    python scripts/reference/convolution.py

As in network.py, everything is f64 on the CPU. PyTorch gives convolutions, pooling, the loss, every gradient
(autograd) and the optimizers; masks, maps, gray patches and the hash that samples are written here from their
definitions, and no gradient passes into them. Samples that come close to a tie (of units, winners or the positions of
a window) or to a ReLU's kink in any of the recorded runs are drawn again, so that f32 takes the same branches.
"""

from dataclasses import dataclass, field

import numpy as np
import torch
from torch.nn.functional import conv2d, cross_entropy, max_pool2d, unfold

from common import gaussian, lattice_distance, save_json, versions
from hashing import hashed, mix, permute
from network import LEARNING_RATE, OPTIMIZERS, make_optimizer, rounded

# How far every sample stays from a tie and from a kink.
MARGIN = 1e-4
# The first gradient of a weight that is not zero is at least this: rounding must not decide Adam's first step.
LEAST_GRADIENT = 3e-7
STEPS = 3
LUMA = torch.tensor([0.299, 0.587, 0.114])

# The streams of the seed that choose patches, and the channels that dropout keeps in the first layer.
PATCHES, DROPOUT = 0x9A7C, 0xD409


@dataclass(frozen=True)
class Layer:
    rows: int
    cols: int
    mask: str = "none"
    kernel: int = 0  # 0: fully connected
    pool: int = 1
    winners: int = 0
    keep: float = 1.0

    @property
    def units(self):
        return self.rows * self.cols


@dataclass
class Settings:
    """What a network is made of, and its first values as arrays of f32."""

    name: str
    n: int
    image: tuple  # height, width, channels
    hidden: list
    classes: int
    cases: list  # order, place of the bias, threshold, optimizer
    seed: int = 5
    patches: int = 6
    sigma_forward: float = 1.5
    sigma_organize: float = 0.75
    som_rate: float = 0.25
    initial: list = field(default_factory=list)  # a layer: weights, bias, codebook or None

    @property
    def layers(self):
        return [*self.hidden, Layer(1, self.classes)]

    def draw(self, random):
        # What the units of the codebooks stand for: what maps see, as it comes through the network without masks.
        n = max(layer.units for layer in self.hidden)
        x = torch.tensor(random.uniform(0, 1, (n, self.image[2], *self.image[:2])))
        for layer in self.layers:
            inputs = (layer.kernel**2 or x[0, 0].numel()) * x.shape[1]
            weights = short(random.normal(0, np.sqrt(2 / inputs), (inputs, layer.units)))
            bias = short(random.uniform(0.1, 0.4, layer.units) * random.choice([-1, 1], layer.units))
            codebook = None
            if layer.mask != "none":
                rows = seen_by_map(layer, x).flatten(0, -2).numpy()
                codebook = short(random.permutation(rows)[: layer.units])
            self.initial.append([weights, bias, codebook])
            z = sums(layer, x, torch.tensor(np.float64(weights))) + torch.tensor(np.float64(bias))[:, None, None]
            x = max_pool2d(torch.relu(z), layer.pool)


def short(values):
    """Numbers of f32 that thousandths are read as."""
    return np.float32(np.round(values, 3))


def whole_windows(x, pool):
    """What whole windows cover of `[…, height, width]`."""
    height, width = (side // pool * pool for side in x.shape[-2:])
    return x[..., :height, :width]


def by_windows(x, pool):
    """`[n, channels, height, width]` → `[n, windows, positions of a window, channels]`."""
    n, channels, height, width = x.shape
    x = x.reshape(n, channels, height // pool, pool, width // pool, pool)
    return x.permute(0, 2, 4, 3, 5, 1).reshape(n, -1, pool**2, channels)


def pixels_of(x):
    """`[n, channels, height, width]` → `[n, height × width × channels]`, as all records have it."""
    return x.permute(0, 2, 3, 1).flatten(1)


def sums(layer, x, weights):
    """`z` without the bias: `[n, units, height, width]`, 1×1 where fully connected."""
    if not layer.kernel:
        return (pixels_of(x) @ weights)[:, :, None, None]
    filters = weights.reshape(layer.kernel, layer.kernel, x.shape[1], -1).permute(3, 2, 0, 1)
    return whole_windows(conv2d(x, filters), layer.pool)


def seen_by_map(layer, x):
    """All of the input, `[n, features]`, or the gray patch at every position, `[n, height, width, features]`."""
    if layer.mask == "whole":
        return pixels_of(x)
    # Only images have three channels here.
    gray = torch.einsum("nchw,c->nhw", x, LUMA) if x.shape[1] == 3 else x.mean(1)
    height, width = (side - layer.kernel + 1 for side in gray.shape[1:])
    patches = unfold(gray[:, None], layer.kernel).unflatten(2, (height, width))
    return whole_windows(patches, layer.pool).movedim(1, -1)


def sampled(layer, x, key, patches):
    """The positions that the map of patches learns from, by image."""
    positions = sums(layer, x, torch.zeros(layer.kernel**2 * x.shape[1], 1))[0].numel()
    assert patches <= positions
    return [[permute(j, positions, mix(key, i)) for j in range(patches)] for i in range(len(x))]


def step_key(seed, stream, step):
    return mix(mix(seed, stream), step)


def kept(layer, key, places):
    """Which channels dropout leaves to the images at these places of a batch, `[n, units]`."""
    uniform = [[(hashed(mix(key, i) ^ hashed(c)) >> 8) / 2**24 for c in range(layer.units)] for i in places]
    return torch.tensor(uniform) < layer.keep


class Network:
    """One network while it learns."""

    def __init__(self, settings, order, bias, threshold, optimizer):
        self.settings, self.order, self.bias, self.threshold = settings, order, bias, threshold
        tensors = [[None if a is None else torch.tensor(np.float64(a)) for a in layer] for layer in settings.initial]
        self.weights, self.biases, self.codebooks = (list(kind) for kind in zip(*tensors))
        for parameter in self.weights + self.biases:
            parameter.requires_grad_()
        self.optimizer_name = optimizer
        self.optimizer = make_optimizer(optimizer, self.weights + self.biases)
        self.largest = [torch.zeros_like(parameter) for parameter in self.weights + self.biases]

    def gate(self, layer, codebook, x, z, key, places):
        """The mask of every unit, `[n, units, height or 1, width or 1]`, BMUs, and every image's distance to a tie."""
        far = torch.full((len(x),), torch.inf)
        if layer.mask != "none":
            squared = ((seen_by_map(layer, x)[..., None, :] - codebook) ** 2).sum(-1)
            two_best = squared.sort(-1).values[..., :2]
            bmu = squared.argmin(-1)
            table = gaussian(lattice_distance("rectangle", layer.rows, layer.cols), self.settings.sigma_forward)
            near = np.abs(table - self.threshold).min()
            assert self.threshold == 0 or near > MARGIN, "a mask near the threshold, choose another sigma"
            m = torch.tensor(np.where(table < self.threshold, 0.0, table))[bmu].movedim(-1, 1)
            m = m[:, :, None, None] if layer.mask == "whole" else m
            return m, bmu, (two_best[..., 1] - two_best[..., 0]).reshape(len(x), -1).min(1).values
        if layer.winners:
            best = z.sort(1, descending=True).values
            floor = best[:, layer.winners - 1 : layer.winners]
            gap = floor - best[:, layer.winners : layer.winners + 1]
            return (z >= floor).double(), None, gap.flatten(1).min(1).values
        if layer.keep < 1:
            return kept(layer, key, places).double()[:, :, None, None] / layer.keep, None, far
        return torch.ones(1, 1, 1, 1), None, far

    def forward(self, x, step, places=None):
        """Logits; the hidden layers' inputs, activations and BMUs; and every image's distance to a tie or a kink."""
        layers, margin = [], torch.full((len(x),), torch.inf)
        places = range(len(x)) if places is None else places
        for index, layer in enumerate(self.settings.hidden):
            weights, bias, codebook = self.weights[index], self.biases[index], self.codebooks[index]
            key = step_key(self.settings.seed, DROPOUT + index, step)
            z, b = sums(layer, x, weights), bias[:, None, None]
            m, bmu, to_tie = self.gate(layer, codebook, x.detach(), (z + b).detach(), key, places)
            after = layer.mask != "none" and self.bias == "after_mask"
            mask_first = layer.mask == "none" or self.order == "mask_relu"
            before, extra = (z, b) if after else (z + b, 0.0)
            pre = m * before + extra if mask_first else before
            value = torch.relu(pre) if mask_first else m * torch.relu(before) + extra
            a = max_pool2d(value, layer.pool)

            with torch.no_grad():
                on = (pre > 0).double()
                slope = m * on
                bias_slope = (on if mask_first else torch.ones_like(on)) if after else slope
                # Where a mask of zero takes it all, the kink is not felt.
                felt = (m != 0) | (mask_first and after)
                kink = torch.where(felt, pre.abs(), torch.inf)
                to_change = distance_to_change(value, slope, bias_slope, kink, layer.pool)
            margin = torch.stack([margin, to_tie, to_change]).min(0).values
            layers.append((x, a, bmu))
            x = a
        return pixels_of(x) @ self.weights[-1] + self.biases[-1], layers, margin

    def step(self, x, labels, step):
        """Learns one mini-batch and returns what was computed before the update."""
        logits, layers, _ = self.forward(x, step)
        loss = cross_entropy(logits, labels)
        self.optimizer.zero_grad()
        loss.backward()
        found = {
            "loss": rounded(loss),
            "bmus": [
                [] if bmu is None else in_order(layer, bmu).flatten().tolist()
                for layer, (_, _, bmu) in zip(self.settings.hidden, layers)
            ],
            "activations": [rounded(pixels_of(a), 6) for _, a, _ in layers],
            "logits": rounded(logits, 6),
            "grad_weights": [rounded(w.grad, 6) for w in self.weights],
            "grad_biases": [rounded(b.grad, 6) for b in self.biases],
        }
        self.check_gradients()
        self.optimizer.step()
        for index, (inputs, _, bmu) in enumerate(layers):
            if bmu is not None:
                self.organize(index, inputs.detach(), bmu, step_key(self.settings.seed, PATCHES, step))
        return found

    def check_gradients(self):
        if self.optimizer_name == "adam":
            for largest, parameter in zip(self.largest, self.weights + self.biases):
                torch.maximum(largest, parameter.grad.abs(), out=largest)
                least = largest[largest > 0].min().item()
                assert least > LEAST_GRADIENT, f"a gradient of {least:.1e}, choose another seed"

    def organize(self, index, x, bmu, key):
        """Kohonen's rule for a mini-batch: w_u += rate · (Σ h x − Σ h · w_u) / max(Σ h, 1)."""
        layer, codebook = self.settings.hidden[index], self.codebooks[index]
        seen = seen_by_map(layer, x)
        if layer.mask == "patch":
            # Features take the place of channels.
            patches = by_windows(seen.movedim(-1, 1), layer.pool).flatten(1, 2)
            positions = torch.tensor(sampled(layer, x, key, self.settings.patches))
            image = torch.arange(len(x))[:, None]
            seen = patches[image, positions].flatten(0, 1)
            bmu = in_order(layer, bmu)[image, positions].flatten()
        h = torch.tensor(
            gaussian(lattice_distance("rectangle", layer.rows, layer.cols), self.settings.sigma_organize)
        )[bmu]
        total = h.sum(0)[:, None]
        codebook += self.settings.som_rate * (h.T @ seen - total * codebook) / total.clamp(min=1.0)

    def state(self):
        return {
            "weights": [rounded(w, 7) for w in self.weights],
            "biases": [rounded(b, 7) for b in self.biases],
            "codebooks": [[] if c is None else rounded(c, 7) for c in self.codebooks[:-1]],
        }


def in_order(layer, bmu):
    """BMUs of every image, `[n, 1 or positions]`, window by window."""
    return bmu[:, None] if layer.mask == "whole" else by_windows(bmu[:, None], layer.pool).flatten(1)


def distance_to_change(value, slope, bias_slope, kink, pool):
    """How far every image is from another choice of a window's maximum, or another side of its ReLU."""
    value, slope, bias_slope, kink = (by_windows(part, pool) for part in (value, slope, bias_slope, kink))
    best = value.argmax(2, keepdim=True)
    slope_there, bias_slope_there = slope.gather(2, best), bias_slope.gather(2, best)
    # Between positions that pass nothing on, a tie does not matter; that one of them begins to would.
    alike = (slope == 0) & (slope_there == 0) & (bias_slope == bias_slope_there)
    distance = torch.where(alike, kink, value.gather(2, best) - value)
    return distance.scatter(2, best, kink.gather(2, best)).flatten(1).min(1).values


def images_of(pixels):
    """Bytes `[n, height, width, channels]` → `[n, channels, height, width]`."""
    return torch.tensor(pixels / 255).permute(0, 3, 1, 2)


def draw_batch(settings, networks, random, step):
    """A mini-batch, no image of which is near a tie or a kink in any of the networks."""
    batch = []
    for place in range(settings.n):
        pixels = random.integers(0, 256, (60, *settings.image), dtype=np.uint8)
        with torch.no_grad():
            margins = [network.forward(images_of(pixels), step, [place] * len(pixels))[2] for network in networks]
        good = torch.stack(margins).min(0).values > MARGIN
        assert good.any(), "all images are near a tie or a kink, choose another seed"
        batch.append(pixels[good.numpy()][0])
    return np.stack(batch), random.integers(0, settings.classes, settings.n)


def record(settings, seed):
    random = np.random.default_rng(seed)
    settings.draw(random)
    networks = [Network(settings, *case) for case in settings.cases]
    names = ["order", "bias", "threshold", "optimizer"]
    cases = [{**dict(zip(names, case)), "losses": [], "after": []} for case in settings.cases]
    batches = []
    for step in range(STEPS):
        pixels, labels = draw_batch(settings, networks, random, step)
        _, layers, _ = networks[0].forward(images_of(pixels), step)
        key = step_key(settings.seed, PATCHES, step)
        batches.append(
            {
                "pixels": pixels.flatten().tolist(),
                "labels": labels.tolist(),
                "sampled": [
                    sum(sampled(layer, x, key, settings.patches), []) if layer.mask == "patch" else []
                    for layer, (x, _, _) in zip(settings.hidden, layers)
                ],
            }
        )
        for case, network in zip(cases, networks):
            found = network.step(images_of(pixels), torch.tensor(labels), step)
            case["losses"].append(found.pop("loss"))
            if step == 0:
                case["first_step"] = found
            # One step of gradient descent is the gradient again.
            if step == STEPS - 1 or (step == 0 and case["optimizer"] == "adam"):
                case["after"].append({"steps": step + 1, **network.state()})
    return {
        "name": settings.name,
        "n": settings.n,
        **dict(zip(["height", "width", "channels"], settings.image)),
        "n_classes": settings.classes,
        "seed": settings.seed,
        "patches": settings.patches,
        "sigma_forward": settings.sigma_forward,
        "sigma_organize": settings.sigma_organize,
        "som_rate": settings.som_rate,
        "hidden": [vars(layer) for layer in settings.hidden],
        "layers": [
            {
                name: [] if values is None else rounded(torch.tensor(values), 6)
                for name, values in zip(["weights", "bias", "codebook"], initial)
            }
            for initial in settings.initial
        ],
        "batches": batches,
        "cases": cases,
    }


def every_rule():
    """Both orders, both places of the bias, and every threshold, under both optimizers."""
    return [
        ("mask_relu", "before_mask", 0.0, "adam"),
        ("mask_relu", "before_mask", 0.5, "sgd"),
        ("mask_relu", "before_mask", 0.9, "adam"),
        ("mask_relu", "after_mask", 0.0, "sgd"),
        ("mask_relu", "after_mask", 0.5, "adam"),
        ("relu_mask", "before_mask", 0.5, "sgd"),
        ("relu_mask", "after_mask", 0.0, "adam"),
        ("relu_mask", "after_mask", 0.9, "sgd"),
    ]


def main():
    networks = [
        record(
            Settings("whole image", 5, (7, 5, 1), [Layer(1, 7, "whole", 3, 2)], 3, every_rule()),
            seed=1,
        ),
        record(
            Settings("patches", 5, (9, 10, 1), [Layer(3, 3, "patch", 3, 3)], 3, every_rule(), sigma_forward=1.1),
            seed=2,
        ),
        record(
            Settings(
                "patches of colors, patches above, fully connected",
                5,
                (9, 11, 3),
                [Layer(1, 7, "patch", 3, 2), Layer(3, 3, "patch", 3), Layer(2, 3, "whole")],
                4,
                [("mask_relu", "before_mask", 0.5, "adam"), ("relu_mask", "after_mask", 0.0, "sgd")],
                patches=2,
                sigma_forward=1.1,
            ),
            seed=3,
        ),
        record(
            Settings(
                "whole image of colors, whole input above",
                5,
                (7, 6, 3),
                [Layer(1, 7, "whole", 5), Layer(3, 3, "whole", 2)],
                3,
                [("mask_relu", "before_mask", 0.5, "sgd")],
            ),
            seed=4,
        ),
        record(
            Settings(
                "k-winners-take-all, dropout above",
                5,
                (9, 11, 1),
                [Layer(3, 3, kernel=3, pool=2, winners=3), Layer(1, 7, kernel=3, keep=0.625)],
                3,
                [("relu_mask", "after_mask", 0.5, "sgd")],
            ),
            seed=5,
        ),
        record(
            Settings(
                "dropout",
                6,
                (9, 11, 1),
                [Layer(3, 4, kernel=5, pool=3, keep=0.625)],
                3,
                [("mask_relu", "after_mask", 0.5, "sgd")],
            ),
            seed=6,
        ),
        record(
            Settings(
                "not masked",
                5,
                (11, 9, 1),
                [Layer(1, 7, kernel=3, pool=2), Layer(3, 3, kernel=3), Layer(1, 5)],
                3,
                [("mask_relu", "before_mask", 0.0, "sgd")],
            ),
            seed=7,
        ),
        # A mask leaves few enough of so many channels for them to be computed alone.
        record(
            Settings(
                "patches of many channels",
                4,
                (8, 9, 1),
                [Layer(6, 6, "patch", 3, 2)],
                3,
                [("mask_relu", "before_mask", 0.5, "adam"), ("relu_mask", "before_mask", 0.9, "sgd")],
                sigma_forward=1.1,
            ),
            seed=8,
        ),
    ]
    save_json(
        "convolution.json",
        {
            "script": "scripts/reference/convolution.py",
            "versions": versions("torch", "numpy"),
            "optimizers": OPTIMIZERS,
            "learning_rate": LEARNING_RATE,
            "pixels": "bytes [n, height, width, channels]; an input is its byte / 255",
            "order of elements": "row by row: weights [rows × columns × channels of a filter, units], or of what the "
            "layer reads if it is fully connected; codebooks [units, features]; activations [n, rows, columns, units]",
            "order of positions": "as BMUs of patches, and as sampled ones count: window by window, row by row in each",
            "sampled": "positions that a map of patches learns from, of every step and layer: [n, patches]",
            "networks": networks,
        },
    )


if __name__ == "__main__":
    main()
