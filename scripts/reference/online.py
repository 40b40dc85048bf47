"""Records online training by MiniSom → online.json, online_*.npy.

    python scripts/reference/online.py

Step t: w += α(t) · h(unit, BMU of sample(t), σ(t)) · (x − w), with everything listed in the record.
"""

import numpy as np
from minisom import MiniSom

from common import quality, save_json, save_npy, squared_distances, versions

ROWS, COLS, STEPS, SEED = 5, 6, 500, 1

random = np.random.default_rng(SEED)
images = random.integers(0, 256, (100, 4), dtype=np.uint8)
data = images / 255
initial = random.uniform(0.2, 0.8, (ROWS * COLS, 4)).astype(np.float32)
order = random.integers(0, len(data), STEPS)
sigma = np.linspace(3.0, 0.5, STEPS).round(6)
learning_rate = np.linspace(0.5, 0.05, STEPS).round(6)

# MiniSom's x is our row here: on a rectangle both readings are the same map.
som = MiniSom(ROWS, COLS, 4, sigma=1)
som._weights = initial.astype(float).reshape(ROWS, COLS, 4)
som._sigma_decay_function = lambda _, step, __: sigma[step]
som._learning_rate_decay_function = lambda _, step, __: learning_rate[step]
gap = np.inf
for step, sample in enumerate(order):
    x = data[sample]
    two_best = np.sort(squared_distances([x], som.get_weights().reshape(-1, 4))[0])[:2]
    gap = min(gap, two_best[1] - two_best[0])
    som.update(x, som.winner(x), step, STEPS)
final = som.get_weights().reshape(-1, 4)
print(f"smallest gap of squared distances {gap:.1e}")
assert gap > 3e-6, "too close to a tie, choose another seed"

save_npy("online_data.npy", images)
save_npy("online_initial.npy", initial)
save_npy("online_codebook.npy", final.astype(np.float32))
save_json(
    "online.json",
    {
        "script": "scripts/reference/online.py",
        "versions": versions("minisom", "numpy"),
        "lattice": "rectangle",
        "rows": ROWS,
        "cols": COLS,
        "neighborhood": "gaussian exp(-d² / (2σ²))",
        "data": "online_data.npy",
        "initial": "online_initial.npy",
        "codebook": "online_codebook.npy",
        "order": order.tolist(),
        "sigma": sigma.tolist(),
        "learning_rate": learning_rate.tolist(),
        "quality": quality(data, final, "rectangle", ROWS, COLS),
    },
)
