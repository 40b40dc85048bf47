// The mask of a winner: the Gaussian neighborhood, 0 below a threshold. Twin of src/kernels/mask.rs.
fn mask_value(topology: u32, rows: u32, cols: u32, bmu: u32, unit: u32, sigma: f32, threshold: f32) -> f32 {
    let value = exp(-0.5 * lattice_distance_squared(topology, rows, cols, bmu, unit) / (sigma * sigma));
    return select(value, 0.0, value < threshold);
}
