"""Records purity and NMI of labeled units, and PSNR of rebuilt pictures, on seeded random cases → metrics.json.

    python scripts/reference/metrics.py

NMI is scikit-learn's, with its arithmetic mean; purity is counted from scikit-learn's contingency matrix; PSNR is
scikit-image's. Pixels are multiples of 1/64, so that f32 holds them exactly.
"""

import numpy as np
from skimage.metrics import peak_signal_noise_ratio
from sklearn.metrics import normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix

from common import save_json, versions

SEED = 20
rng = np.random.default_rng(SEED)


def labeled(name, units, labels):
    units, labels = np.asarray(units), np.asarray(labels)
    return {
        "name": name,
        "units": units.tolist(),
        "labels": labels.tolist(),
        "purity": float(contingency_matrix(labels, units).max(axis=0).sum() / len(labels)),
        "nmi": float(normalized_mutual_info_score(labels, units, average_method="arithmetic")),
    }


maps = [
    labeled("one unit, one class", [3, 3, 3], [1, 1, 1]),
    labeled("one unit, two classes", [3, 3, 3], [1, 0, 1]),
    labeled("a unit for every sample", [5, 2, 9, 0], [1, 0, 1, 0]),
    labeled("the classes by other names", [7, 7, 4, 4, 0], [0, 0, 2, 2, 1]),
    labeled("independent", [0, 0, 1, 1], [0, 1, 0, 1]),
]
for n in (10, 40, 150):
    for n_units in (2, 9, 400):
        for n_classes in (2, 10, 26):
            labels = rng.integers(n_classes, size=n)
            # Units that follow the class, as a trained map's do, but for a random share of samples.
            noise = rng.random()
            units = np.where(rng.random(n) < noise, rng.integers(n_units, size=n), labels * n_units // n_classes)
            maps.append(labeled(f"{n} samples, {n_units} units, {n_classes} classes, noise {noise:.2f}", units, labels))

pictures = []
for n in (1, 16, 81):
    for noise in (1, 4, 64):
        original = rng.integers(65, size=n) / 64
        rebuilt = np.clip(original + rng.integers(-noise, noise + 1, size=n) / 64, 0, 1)
        # At least one difference: the PSNR of a picture with itself is infinite, and JSON has no word for that.
        rebuilt[0] = original[0] + (1 if original[0] < 0.5 else -1) / 64
        psnr = float(peak_signal_noise_ratio(original, rebuilt, data_range=1))
        pictures.append({"original": original.tolist(), "rebuilt": rebuilt.tolist(), "psnr": psnr})

save_json(
    "metrics.json",
    {
        "script": "scripts/reference/metrics.py",
        "versions": versions("scikit-learn", "scikit-image", "numpy"),
        "seed": SEED,
        "maps": maps,
        "pictures": pictures,
    },
)
