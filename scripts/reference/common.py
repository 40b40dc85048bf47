"""What the recording scripts share: where the records go, the lattices, and the batch rule in f64.

The formulas here are written from the definitions, not from the Rust code, so that the two can disagree.
A unit's index is row * cols + col.
"""

import json
import re
from importlib.metadata import version
from pathlib import Path

import numpy as np

RECORDS = Path(__file__).resolve().parents[2] / "tests" / "reference"
LATTICES = ["line", "ring", "rectangle", "torus", "hexagonal"]

# Two units are neighbors, for the topographic error, up to this distance:
# the 8 around a unit on a square lattice (as MiniSom and XPySom have it), the 6 on a hexagonal one.
NEIGHBOR_REACH = {"line": 1.0, "ring": 1.0, "rectangle": 1.42, "torus": 1.42, "hexagonal": 1.01}


def lattice_distance(lattice, rows, cols):
    """Distances between all pairs of units, shape (units, units), in lattice units."""
    row, col = np.divmod(np.arange(rows * cols), cols)
    if lattice == "hexagonal":
        x, y = col + 0.5 * (row % 2), row * np.sqrt(3) / 2
    else:
        x, y = col.astype(float), row.astype(float)
    dx, dy = np.abs(x[:, None] - x), np.abs(y[:, None] - y)
    if lattice in ("ring", "torus"):
        dx, dy = np.minimum(dx, cols - dx), np.minimum(dy, rows - dy)
    return np.sqrt(dx**2 + dy**2)


def gaussian(distance, sigma):
    return np.exp(-(distance**2) / (2 * sigma**2))


def squared_distances(data, codebook):
    """‖x − w‖² without the expanded product, shape (samples, units)."""
    return np.array([((codebook - x) ** 2).sum(axis=1) for x in data])


def batch_pass(data, codebook, neighborhood):
    """One batch update; also the smallest gap between a sample's two best squared distances.

    The gap says how far the record is from hanging on a rounding error.
    """
    squared = squared_distances(data, codebook)
    two_best = np.sort(squared, axis=1)[:, :2]
    h = neighborhood[squared.argmin(axis=1)]
    return h.T @ data / h.sum(axis=0)[:, None], (two_best[:, 1] - two_best[:, 0]).min()


def quality(data, codebook, lattice, rows, cols):
    """Quantization error (mean distance to the BMU) and topographic error (share of samples
    whose two best units are not neighbors)."""
    squared = squared_distances(data, codebook)
    best, second = np.argsort(squared, axis=1, kind="stable")[:, :2].T
    apart = lattice_distance(lattice, rows, cols)[best, second]
    return {
        "quantization_error": float(np.sqrt(squared.min(axis=1)).mean()),
        "topographic_error": float((apart > NEIGHBOR_REACH[lattice]).mean()),
    }


def read_idx(path):
    """The bytes of an IDX file of u8, in its own shape."""
    raw = Path(path).read_bytes()
    shape = np.frombuffer(raw, ">u4", count=raw[3], offset=4)
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(shape)


def versions(*packages):
    return {package: version(package) for package in packages}


def save_json(name, record):
    path = RECORDS / name
    text = json.dumps(record, indent=1, ensure_ascii=False)
    path.write_text(re.sub(r"\[[^][{}]*\]", lambda numbers: " ".join(numbers[0].split()).replace("[ ", "[").replace(" ]", "]"), text) + "\n")
    print(f"{path.name}: {path.stat().st_size} bytes")


def save_npy(name, array):
    path = RECORDS / name
    np.save(path, array)
    print(f"{path.name}: {array.dtype}{array.shape}, {path.stat().st_size} bytes")
