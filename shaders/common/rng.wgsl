// Counter-based randomness: twin of src/rng.rs.

fn hash(value: u32) -> u32 {
    let state = value * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}

// Mixes two words into one.
fn mix_keys(seed: u32, stream: u32) -> u32 {
    return hash(seed ^ hash(stream));
}

// Where `index` goes in the permutation of 0..n named by `key`.
fn permute(index: u32, n: u32, key: u32) -> u32 {
    let bits = (33u - countLeadingZeros(max(n, 2u) - 1u)) / 2u;
    let mask = (1u << bits) - 1u;
    var value = index;
    loop {
        var left = value >> bits;
        var right = value & mask;
        for (var round = 0u; round < 4u; round++) {
            let next = left ^ (hash(right ^ (key + round)) & mask);
            left = right;
            right = next;
        }
        value = (left << bits) | right;
        if value < n {
            break;
        }
    }
    return value;
}
