"""Records the quantization and topographic errors of maps small enough to check by hand → quality.json.

    python scripts/reference/quality.py

Bytes are multiples of 51, so that the samples are 0, 0.2, 0.4, 0.6, 0.8 and 1.
"""

import warnings

import numpy as np
from minisom import MiniSom

from common import quality, save_json, versions

CASES = {
    # name: (rows, cols, codebook, sample bytes)
    "every sample on its unit, second best beside it": (1, 3, [[0.0], [0.4], [1.0]], [[0], [102], [255]]),
    "second best at the far end": (1, 3, [[0.0], [1.0], [0.2]], [[0], [51], [255]]),
    "diagonal units are neighbors": (2, 2, [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.3, 0.3]], [[0, 0], [51, 51], [255, 0]]),
    "a fold": (
        3,
        3,
        [[0.0, 0.0], [0.5, 0.0], [1.0, 0.0], [0.0, 0.5], [0.9, 0.9], [1.0, 0.5], [0.0, 1.0], [0.5, 1.0], [0.1, 0.1]],
        [[0, 0], [51, 0], [255, 255], [0, 255], [204, 102], [153, 153]],
    ),
}

records = []
for name, (rows, cols, codebook, samples) in CASES.items():
    codebook, data = np.array(codebook), np.array(samples) / 255
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        som = MiniSom(rows, cols, codebook.shape[1])
    som._weights = codebook.reshape(rows, cols, -1)
    errors = {
        "quantization_error": float(som.quantization_error(data)),
        "topographic_error": float(som.topographic_error(data)),
    }
    ours = quality(data, codebook, "rectangle", rows, cols)
    assert all(abs(ours[key] - errors[key]) < 1e-12 for key in errors), (name, ours, errors)
    records.append(
        {
            "name": name,
            "rows": rows,
            "cols": cols,
            "codebook": codebook.tolist(),
            "samples": samples,
            **errors,
        }
    )
    print(name, errors)
save_json("quality.json", {"script": "scripts/reference/quality.py", "versions": versions("minisom", "numpy"), "lattice": "rectangle", "cases": records})
