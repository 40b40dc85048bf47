"""Records how well a k-means codebook of 400 patches rebuilds MNIST → kmeans_patches.json.

    python scripts/reference/kmeans_patches.py FOLDER      # with the four IDX files, not compressed

Every patch of a test digit is replaced by the nearest center: at every place, the mean where patches overlap
(`overlap`), or side by side, the last row and column of tiles flush with the edge (`tiles`). PSNR is
10 · log₁₀(1 / MSE) of pixels in [0, 1], and the figures are its mean over the digits.
"""

import sys
import time
from pathlib import Path

import numpy as np
from sklearn.cluster import MiniBatchKMeans

from common import read_idx, save_json, versions

SIZE, CENTERS, PATCHES, DIGITS, SEEDS = 9, 400, 200_000, 1000, [1, 2, 3]
BATCH = 4096


def sample(images, n, rng):
    """Patches at random places of random images, shape (n, SIZE²)."""
    image = rng.integers(len(images), size=n)
    top, left = rng.integers(images.shape[1] - SIZE + 1, size=(2, n))
    y, x = np.divmod(np.arange(SIZE**2), SIZE)
    return images[image[:, None], top[:, None] + y, left[:, None] + x]


def corners(length, stride):
    """Places along one side; the last one ends with the image."""
    last = length - SIZE
    return [min(at, last) for at in range(0, last + stride, stride)]


def rebuild(image, centers, half_norms, stride):
    places = [(y, x) for y in corners(image.shape[0], stride) for x in corners(image.shape[1], stride)]
    patches = np.array([image[y : y + SIZE, x : x + SIZE].ravel() for y, x in places])
    nearest = (half_norms - patches @ centers.T).argmin(axis=1)
    total, count = np.zeros_like(image), np.zeros_like(image)
    for (y, x), center in zip(places, centers[nearest]):
        total[y : y + SIZE, x : x + SIZE] += center.reshape(SIZE, SIZE)
        count[y : y + SIZE, x : x + SIZE] += 1
    return total / count


def mean_psnr(images, centers, stride):
    half_norms = 0.5 * (centers**2).sum(axis=1)
    errors = [((image - rebuild(image, centers, half_norms, stride)) ** 2).mean() for image in images]
    return float(np.mean(-10 * np.log10(errors)))


folder = Path(sys.argv[1])
train = np.float32(read_idx(folder / "train-images-idx3-ubyte")) / np.float32(255)
test = read_idx(folder / "t10k-images-idx3-ubyte")[:DIGITS] / 255.0

runs = []
for seed in SEEDS:
    patches = sample(train, PATCHES, np.random.default_rng(seed))
    begin = time.perf_counter()
    # More patience than scikit-learn's own, so that the codebook has converged.
    kmeans = MiniBatchKMeans(
        CENTERS, batch_size=BATCH, max_iter=50, max_no_improvement=50, n_init=3, random_state=seed
    ).fit(patches)
    seconds = time.perf_counter() - begin
    centers = kmeans.cluster_centers_.astype(np.float64)
    runs.append(
        {
            "seed": seed,
            "psnr": mean_psnr(test, centers, 1),
            "psnr_tiles": mean_psnr(test, centers, SIZE),
            "steps": int(kmeans.n_steps_),
            "seconds": round(seconds, 1),
        }
    )
    print(runs[-1], flush=True)

save_json(
    "kmeans_patches.json",
    {
        "script": "scripts/reference/kmeans_patches.py",
        "versions": versions("scikit-learn", "numpy"),
        "data": "MNIST, pixels / 255",
        "patch_size": SIZE,
        "centers": CENTERS,
        "training_patches": PATCHES,
        "batch_size": BATCH,
        "test_digits": DIGITS,
        "runs": runs,
    },
)
