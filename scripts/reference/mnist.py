"""Records XPySom's batch training of a 20×20 rectangle on all of MNIST → xpysom_mnist.json.

    python scripts/reference/mnist.py FOLDER      # with the four IDX files, not compressed

XPySom's own conventions, read from its source (1.0.7):
- the neighborhood is exp(-d² / (2 · std_coeff² · σ²)); std_coeff is 0.5 unless told: 1.0 gives the usual Gaussian
- 'linear' σ of epoch t of T is start + (end − start) · t / (T − 1): the last epoch has `end`
- 'exponential' σ is start · (end / start)^(t / T): the last epoch stays above `end`
- the learning rate stands in numerator and denominator and so cancels
- topographic error: the two best units differ by more than one row or by more than one column (8 neighbors)
"""

import os
import sys
import time
from pathlib import Path

import numpy as np
import xpysom.decays
from xpysom import XPySom

from common import read_idx, save_json, versions

ROWS, COLS, EPOCHS, START = 20, 20, 10, 10.0
DECAYS = {"linear": xpysom.decays.linear_decay, "exponential": xpysom.decays.exponential_decay}

folder = Path(sys.argv[1])
train = read_idx(folder / "train-images-idx3-ubyte").reshape(60000, 784)
test = read_idx(folder / "t10k-images-idx3-ubyte").reshape(10000, 784)
train, test = (np.float32(part) / np.float32(255) for part in (train, test))
initial = train[np.arange(ROWS * COLS) * 150]

runs = []
for curve, end in [("linear", 0.5), ("exponential", 0.5), ("exponential", 1.0)]:
    som = XPySom(ROWS, COLS, 784, sigma=START, sigmaN=end, decay_function=curve, std_coeff=1.0, xp=np)
    som._weights = initial.reshape(ROWS, COLS, 784).copy()
    before = {"quantization_error": som.quantization_error(test), "topographic_error": som.topographic_error(test)}
    begin = time.perf_counter()
    som.train(train, EPOCHS)
    seconds = time.perf_counter() - begin
    runs.append(
        {
            "curve": curve,
            "sigma": [float(DECAYS[curve](START, end, epoch, EPOCHS)) for epoch in range(EPOCHS)],
            "initial": before,
            "quantization_error": som.quantization_error(test),
            "topographic_error": som.topographic_error(test),
            "seconds": round(seconds, 2),
            "samples_per_second": round(len(train) * EPOCHS / seconds),
            # Up to about `cores` the run had the machine for itself; above, its seconds say little.
            "load_average": round(os.getloadavg()[0], 1),
        }
    )
    print(runs[-1])

save_json(
    "xpysom_mnist.json",
    {
        "script": "scripts/reference/mnist.py",
        "versions": versions("xpysom", "numpy"),
        "cores": os.cpu_count(),
        "data": "MNIST, train 60000, pixels / 255; both errors on the 10000 test digits",
        "lattice": "rectangle",
        "rows": ROWS,
        "cols": COLS,
        "neighborhood": "gaussian exp(-d² / (2σ²))",
        "training": "batch",
        "epochs": EPOCHS,
        "initial_codebook": "unit i = training digit 150·i, in the order of the data set",
        "neighbors": "8 around a unit",
        "runs": runs,
    },
)
