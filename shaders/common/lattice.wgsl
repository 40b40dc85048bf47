// The lattice: distances between units, and the neighborhood function. Twin of src/som/grid.rs.

const LATTICE_TORUS: u32 = 1u;
const LATTICE_HEXAGONAL: u32 = 2u;
const NEIGHBORHOOD_BUBBLE: u32 = 1u;
const NEIGHBORHOOD_MEXICAN_HAT: u32 = 2u;
const SLACK: f32 = 1e-4;

fn difference(a: u32, b: u32) -> u32 {
    return max(a, b) - min(a, b);
}

fn lattice_distance_squared(topology: u32, rows: u32, cols: u32, a: u32, b: u32) -> f32 {
    let row_a = a / cols;
    let row_b = b / cols;
    let col_a = a % cols;
    let col_b = b % cols;
    var dr = difference(row_a, row_b);
    var dc = difference(col_a, col_b);
    if topology == LATTICE_HEXAGONAL {
        let dx = (f32(col_a) + 0.5 * f32(row_a & 1u)) - (f32(col_b) + 0.5 * f32(row_b & 1u));
        return dx * dx + 0.75 * f32(dr * dr);
    }
    if topology == LATTICE_TORUS {
        dr = min(dr, rows - dr);
        dc = min(dc, cols - dc);
    }
    return f32(dr * dr + dc * dc);
}

fn lattice_adjacent(topology: u32, rows: u32, cols: u32, a: u32, b: u32) -> bool {
    let reach = select(2.0, 1.0, topology == LATTICE_HEXAGONAL);
    return a != b && lattice_distance_squared(topology, rows, cols, a, b) <= reach + SLACK;
}

fn neighborhood(kind: u32, d2: f32, sigma: f32) -> f32 {
    let s2 = sigma * sigma;
    if kind == NEIGHBORHOOD_BUBBLE {
        return select(0.0, 1.0, d2 <= s2 + SLACK);
    }
    let gaussian = exp(-0.5 * d2 / s2);
    if kind == NEIGHBORHOOD_MEXICAN_HAT {
        return (1.0 - d2 / s2) * gaussian;
    }
    return gaussian;
}
