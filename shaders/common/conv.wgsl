// The geometry of a convolution, read from the params that every kernel of one begins with. Twin of
// src/kernels/conv.rs.

// The word of the inputs at which the first patch of a window begins; windows count through all samples.
fn window_origin(window: u32) -> u32 {
    let windows = params.out_h * params.out_w;
    let sample = window / windows;
    let inside = window - sample * windows;
    let y = inside / params.out_w;
    let x = inside - y * params.out_w;
    return sample * params.sample_words + params.pool * params.pitch * (y * params.width + x);
}

// How far the patch of a position begins behind that of its window's first.
fn sub_offset(sub: u32) -> u32 {
    let dy = sub / params.pool;
    return params.pitch * (dy * params.width + (sub - dy * params.pool));
}

// The word of the inputs at which the patch of a position begins.
fn position_origin(position: u32) -> u32 {
    let area = params.pool * params.pool;
    let window = position / area;
    return window_origin(window) + sub_offset(position - window * area);
}

// How far a tap lies behind the beginning of its patch; padding taps count as the first.
fn tap_offset(tap: u32) -> u32 {
    let run = params.kernel * params.pitch;
    let row = tap / run;
    return select(0u, row * params.width * params.pitch + (tap - row * run), row < params.kernel);
}
