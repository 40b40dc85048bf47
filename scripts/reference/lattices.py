"""Records the distances between all pairs of units and who is whose neighbor → lattices.json.

    python scripts/reference/lattices.py
"""

import numpy as np

from common import LATTICES, NEIGHBOR_REACH, lattice_distance, save_json

SIZES = {
    "line": [(1, 1), (1, 2), (1, 7)],
    "ring": [(1, 1), (1, 2), (1, 3), (1, 7), (1, 8)],
    "rectangle": [(1, 5), (4, 4), (5, 6)],
    "torus": [(1, 5), (2, 3), (4, 4), (5, 6)],
    "hexagonal": [(1, 4), (4, 4), (5, 6)],
}

records = []
for lattice in LATTICES:
    for rows, cols in SIZES[lattice]:
        distance = lattice_distance(lattice, rows, cols)
        neighbor = (distance > 0) & (distance <= NEIGHBOR_REACH[lattice])
        records.append(
            {
                "lattice": lattice,
                "rows": rows,
                "cols": cols,
                # The upper triangle says it all: the other half is its mirror image.
                "distance": [[round(float(d), 7) for d in row[i:]] for i, row in enumerate(distance)],
                "neighbors": [np.flatnonzero(row).tolist() for row in neighbor],
            }
        )
save_json("lattices.json", records)
