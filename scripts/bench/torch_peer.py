"""The rows of `lab bench-gpu --plan` in PyTorch: `python3 torch_peer.py plan.json > peer.json`.

Maps are trained as matrix products, an argmin and `index_add_`, with the Gaussian neighborhood as two small matrices;
networks with fused Adam, convolutions with channels last. Data are noise and lie on the device, as in the lab. Rows that
PyTorch has no counterpart for (masks) are left out. Rates are samples a second, medians of repeats.
"""

import json
import statistics
import sys
import time

try:
    import torch
except ImportError:
    sys.exit("torch_peer.py needs PyTorch: pip install torch.")
from torch import nn
from torch.nn import functional

DEVICE = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
# What a chunk of the batch map takes at once: [samples, units] products.
CHUNK_PRODUCTS = 1 << 28


def wait():
    if DEVICE == "cuda":
        torch.cuda.synchronize()
    elif DEVICE == "mps":
        torch.mps.synchronize()


def noise(n, features):
    """Bytes, black but for 50 of 256: [n, features]."""
    pixels = torch.randint(0, 256, (n, features), dtype=torch.uint8, device=DEVICE)
    inked = torch.rand(n, features, device=DEVICE) < 50 / 256
    return torch.where(inked, pixels, torch.zeros_like(pixels))


def gaussian(side, sigma):
    """The neighborhood along one axis: [side, side]."""
    at = torch.arange(side, device=DEVICE, dtype=torch.float32)
    return torch.exp(-((at[:, None] - at[None, :]) ** 2) / (2 * sigma**2))


class Map:
    """A batch or an online map on a square lattice."""

    def __init__(self, row, images):
        self.side, self.samples = row["side"], row["samples"]
        features = row["height"] * row["width"] * row["channels"]
        self.data = noise(images, features)
        self.codebook = torch.rand(self.side**2, features, device=DEVICE)
        self.axis = gaussian(self.side, self.side / 4)
        self.online = row["kind"] == "online"
        self.unit = self.samples

    @torch.no_grad()
    def train(self, n):
        for _ in range(n // self.samples):
            self.steps() if self.online else self.batch()
        wait()

    def drawn(self, n):
        order = torch.randint(0, len(self.data), (n,), device=DEVICE)
        return self.data[order].float() / 255

    def batch(self):
        units, features = self.codebook.shape
        sums = torch.zeros(units, features, device=DEVICE)
        counts = torch.zeros(units, device=DEVICE)
        half_norms = (self.codebook**2).sum(1) / 2
        chunk = min(8192, max(256, CHUNK_PRODUCTS // units))
        for start in range(0, self.samples, chunk):
            x = self.drawn(min(chunk, self.samples - start))
            winners = torch.addmm(half_norms, x, self.codebook.T, alpha=-1).argmin(1)
            sums.index_add_(0, winners, x)
            counts.index_add_(0, winners, torch.ones(len(x), device=DEVICE))
        # Rows, then columns: [rows, cols, features] with both axes smoothed.
        square = sums.view(self.side, self.side * features)
        square = (self.axis @ square).view(self.side, self.side, features)
        smoothed = torch.matmul(self.axis, square).view(units, features)
        mass = (self.axis @ counts.view(self.side, self.side) @ self.axis).view(units, 1)
        self.codebook = torch.where(mass > 0, smoothed / mass, self.codebook)

    def steps(self):
        x = self.drawn(self.samples)
        for sample in x:
            winner = ((self.codebook - sample) ** 2).sum(1).argmin()
            # Without a way back to the processor: rows and columns of the winner are looked up on the device.
            y = torch.index_select(self.axis, 0, (winner // self.side).view(1))
            z = torch.index_select(self.axis, 0, (winner % self.side).view(1))
            h = 0.05 * (y.T * z).reshape(-1, 1)
            self.codebook += h * (sample - self.codebook)


class Net:
    """784-100-100-10, or 100 filters of 5×5, pooling and 10 classes."""

    def __init__(self, row, images):
        self.convolves = row["kind"] == "cnn"
        self.unit = row["batch"]
        self.data = noise(images, 784)
        self.labels = torch.arange(images, device=DEVICE) % 10
        if self.convolves:
            layers = [nn.Conv2d(1, 100, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(100 * 12 * 12, 10)]
        else:
            layers = [nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10)]
        self.model = nn.Sequential(*layers).to(DEVICE)
        if self.convolves:
            self.model = self.model.to(memory_format=torch.channels_last)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=1e-3, fused=DEVICE == "cuda")

    def train(self, n):
        order = torch.randint(0, len(self.data), (n,), device=DEVICE)
        for start in range(0, n, self.unit):
            picked = order[start : start + self.unit]
            x = self.data[picked].float() / 255
            if self.convolves:
                x = x.view(-1, 1, 28, 28).contiguous(memory_format=torch.channels_last)
            self.optimizer.zero_grad(set_to_none=True)
            functional.cross_entropy(self.model(x), self.labels[picked]).backward()
            self.optimizer.step()
        wait()


def rate(training, quick):
    """Samples a second: the median of repeats that are long enough to be timed."""
    repeat, repeats, most = (0.02, 3, 1.0) if quick else (0.1, 7, 1.5)

    def timed(n):
        start = time.perf_counter()
        training.train(n)
        return time.perf_counter() - start

    # The first times choose algorithms and fill caches.
    timed(training.unit)
    timed(training.unit)
    n = training.unit * max(1, min(1000, round(repeat / timed(training.unit))))
    start, seconds = time.perf_counter(), []
    while len(seconds) < repeats and (not seconds or time.perf_counter() - start < most):
        seconds.append(timed(n))
    return n / statistics.median(seconds)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        plan = json.load(file)
    torch.manual_seed(1)
    rates = {}
    for row in plan["rows"]:
        if row.get("mask", "none") != "none":
            continue
        kind = Net if row["kind"] in ("fc", "cnn") else Map
        rates[row["name"]] = rate(kind(row, plan["images"]), plan["quick"])
        print(f"{row['name']:32} {rates[row['name']]:12.0f}/s", file=sys.stderr)
    device = torch.cuda.get_device_name() if DEVICE == "cuda" else DEVICE
    answer = {
        "name": f"PyTorch {torch.__version__}",
        "device": device,
        "rates": rates,
        "tf32_matmul": torch.backends.cuda.matmul.allow_tf32,
        "tf32_convolutions": torch.backends.cudnn.allow_tf32,
    }
    print(json.dumps(answer, indent=2))


if __name__ == "__main__":
    main()
