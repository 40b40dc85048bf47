"""Records small arrays as NumPy writes them → npy_*.npy, for the loader's tests.

    python scripts/reference/npy_files.py
"""

import numpy as np

from common import RECORDS, save_npy

# Sample n, row y, column x, channel c hold n·24 + y·8 + x·2 + c: 2 images of 3×4×2.
count = np.arange(48, dtype=np.uint8).reshape(2, 3, 4, 2)
unit = count / 255

save_npy("npy_u1.npy", count)
save_npy("npy_u1_fortran.npy", np.asfortranarray(count))
save_npy("npy_f4.npy", unit.astype("<f4"))
save_npy("npy_f4_big_endian.npy", unit.astype(">f4"))
save_npy("npy_f8.npy", unit.astype("<f8"))
save_npy("npy_f8_big_endian_fortran.npy", np.asfortranarray(unit.astype(">f8")))
save_npy("npy_f8_bytes.npy", count.astype("<f8"))
save_npy("npy_bool.npy", count > 24)
save_npy("npy_i8.npy", count.astype("<i8"))
for version in [(2, 0), (3, 0)]:
    with open(RECORDS / f"npy_u1_v{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, count, version=version)
