// The mask of a winner around four neighboring units: the Gaussian neighborhood, 0 below a threshold. Twin of
// src/kernels/mask.rs. Divisions are dear, so that rows and columns are handed over rather than indices.

fn differences(a: u32, b: vec4<u32>) -> vec4<u32> {
    return max(vec4<u32>(a), b) - min(vec4<u32>(a), b);
}

fn mask_values(
    topology: u32,
    size: vec2<u32>,
    bmu: vec2<u32>,
    rows: vec4<u32>,
    cols: vec4<u32>,
    sigma: f32,
    threshold: f32,
) -> vec4<f32> {
    var dr = differences(bmu.x, rows);
    var dc = differences(bmu.y, cols);
    if topology == LATTICE_TORUS {
        dr = min(dr, size.x - dr);
        dc = min(dc, size.y - dc);
    }
    var d2 = vec4<f32>(dr * dr + dc * dc);
    if topology == LATTICE_HEXAGONAL {
        let x = vec4<f32>(cols) + 0.5 * vec4<f32>(rows & vec4<u32>(1u));
        let dx = x - (f32(bmu.y) + 0.5 * f32(bmu.x & 1u));
        d2 = dx * dx + 0.75 * vec4<f32>(dr * dr);
    }
    let values = exp(-0.5 / (sigma * sigma) * d2);
    return select(values, vec4<f32>(), values < vec4<f32>(threshold));
}
