"""Records batch training → batch.json, batch_*.npy.

    python scripts/reference/batch.py FOLDER      # with MNIST's IDX files, not compressed

Rectangle and hexagonal codebooks are MiniSom's (train_batch_offline, f64, learning rate 1);
line, ring and torus, which no library has, come from the f64 formulas in common.py,
which this script first holds against MiniSom.
"""

import sys
from pathlib import Path

import numpy as np
from minisom import MiniSom

from common import (
    batch_pass,
    gaussian,
    lattice_distance,
    quality,
    read_idx,
    save_json,
    save_npy,
    squared_distances,
    versions,
)


def minisom(lattice, rows, cols, codebook):
    """A MiniSom of our lattice. Its x is our column, its y our row; its hexagonal rows are ours when `rows` is odd."""
    assert lattice == "rectangle" or rows % 2 == 1
    topology = "rectangular" if lattice == "rectangle" else "hexagonal"
    som = MiniSom(cols, rows, codebook.shape[1], sigma=1, topology=topology)
    som._weights = codebook.reshape(rows, cols, -1).transpose(1, 0, 2).copy()
    return som


def codebook_of(som):
    weights = som.get_weights()
    return weights.transpose(1, 0, 2).reshape(-1, weights.shape[2])


def train(lattice, rows, cols, data, codebook, sigmas, keep):
    """The codebooks after the passes in `keep`, and the smallest gap between any sample's best squared distances:
    two best while training, three best in the kept codebooks, whose second best units count for the errors."""
    distance = lattice_distance(lattice, rows, cols)
    peer = minisom(lattice, rows, cols, codebook) if lattice in ("rectangle", "hexagonal") else None
    kept, gaps = [], []
    for step, sigma in enumerate(sigmas, start=1):
        codebook, gap = batch_pass(data, codebook, gaussian(distance, sigma))
        gaps.append(gap)
        if peer:
            peer._learning_rate_decay_function = lambda *_: 1.0
            peer._sigma_decay_function = lambda *_: sigma
            peer.train_batch_offline(data, 1)
            assert np.abs(codebook_of(peer) - codebook).max() < 1e-12, "MiniSom and the formulas disagree"
            codebook = codebook_of(peer)
        if step in keep:
            kept.append(codebook)
            gaps.append(np.diff(np.sort(squared_distances(data, codebook), axis=1)[:, :3]).min())
    return kept, min(gaps)


def case(name, lattice, rows, cols, data, initial, sigmas, keep):
    """Trains from the first rows of `initial` and records the codebooks after the passes in `keep`."""
    kept, gap = train(lattice, rows, cols, data, initial[: rows * cols].astype(float), sigmas, keep)
    print(f"{name} {lattice}: smallest gap of squared distances {gap:.1e}")
    assert gap > 4e-7 * data.shape[1], "too close to a tie for f32, choose another seed"
    record = {
        "source": "minisom" if lattice in ("rectangle", "hexagonal") else "f64 formulas",
        "lattice": lattice,
        "rows": rows,
        "cols": cols,
        "sigma": sigmas,
        "data": f"batch_{name}_data.npy",
        "initial": f"batch_{name}_initial.npy",
        "codebooks": f"batch_{name}_{lattice}.npy",
        "passes": keep,
        "quality": [quality(data, codebook, lattice, rows, cols) for codebook in kept],
    }
    save_npy(record["codebooks"], np.array(kept, dtype=np.float32))
    if lattice == "rectangle":
        som = minisom(lattice, rows, cols, kept[-1])
        errors = {"quantization_error": som.quantization_error(data), "topographic_error": som.topographic_error(data)}
        assert all(abs(record["quality"][-1][key] - errors[key]) < 1e-12 for key in errors)
    return record


def cases(name, images, shapes, keep, seed):
    """One case per lattice in `shapes`, all from the same samples (u8) and the same initial codebook."""
    random = np.random.default_rng(seed)
    units = max(rows * cols for rows, cols in shapes.values())
    initial = random.uniform(0.2, 0.8, (units, images.shape[1])).astype(np.float32)
    save_npy(f"batch_{name}_data.npy", images)
    save_npy(f"batch_{name}_initial.npy", initial)
    sigmas = np.linspace(2.0, 0.6, 10).round(3).tolist()
    return [case(name, lattice, *shape, images / 255, initial, sigmas, keep) for lattice, shape in shapes.items()]


# Tiny: random numbers, every lattice.
tiny = np.random.default_rng(0).integers(0, 256, (300, 5), dtype=np.uint8)
tiny_shapes = {"line": (1, 12), "ring": (1, 12), "rectangle": (4, 5), "torus": (4, 5), "hexagonal": (5, 4)}

# Medium: 200 digits, every 2×2 pixels averaged.
digits = read_idx(Path(sys.argv[1]) / "train-images-idx3-ubyte")[:200]
digits = digits.reshape(200, 14, 2, 14, 2).mean(axis=(2, 4)).round().astype(np.uint8).reshape(200, 196)
digits_shapes = {"rectangle": (6, 7), "torus": (6, 7), "hexagonal": (7, 6)}

records = cases("tiny", tiny, tiny_shapes, [1, 5, 10], seed=1) + cases("medium", digits, digits_shapes, [1, 10], seed=14)
save_json(
    "batch.json",
    {
        "script": "scripts/reference/batch.py",
        "versions": versions("minisom", "numpy"),
        "neighborhood": "gaussian exp(-d² / (2σ²))",
        "data": "u8, a sample is its bytes / 255",
        "cases": records,
    },
)
