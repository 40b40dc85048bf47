"""The hash of counters that everything seeded is drawn with, and the permutation it makes."""

WORD = 0xFFFFFFFF


def hashed(value):
    """PCG-RXS-M-XS of one word (Jarzynski and Olano, JCGT 2020)."""
    state = (value * 747796405 + 2891336453) & WORD
    word = (((state >> ((state >> 28) + 4)) ^ state) * 277803737) & WORD
    return (word >> 22) ^ word


def mix(seed, stream):
    return hashed(seed ^ hashed(stream))


def permute(index, n, key):
    """Where `index` goes in the permutation of `range(n)` that is named by `key`: a Feistel network of four rounds,
    walked until it lands inside."""
    bits = ((max(n, 2) - 1).bit_length() + 1) // 2
    mask = (1 << bits) - 1
    while True:
        left, right = index >> bits, index & mask
        for turn in range(4):
            left, right = right, left ^ (hashed(right ^ (key + turn & WORD)) & mask)
        index = (left << bits) | right
        if index < n:
            return index
