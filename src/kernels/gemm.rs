//! Matrix products on the CPU: one register tile with eight vector accumulators in wasm, fed by packed panels.

use super::codebook_panels::PANEL;
use super::scratch::Scratch;
use super::simd::load;
use wide::f32x8;

/// Rows in a register tile: 4 × 8 in wasm (128-bit lanes), 8 × 8 natively (256-bit).
pub const TILE: usize = if cfg!(target_arch = "wasm32") { 4 } else { 8 };
/// Rows that share one walk over the panels: they stay in the second-level cache.
pub const BLOCK: usize = 8 * TILE;

/// The products of `TILE` rows with the eight columns of a panel.
#[inline]
pub fn dot_tile(rows: &[&[f32]; TILE], panel: &[f32]) -> [f32x8; TILE] {
    let mut sums = [f32x8::ZERO; TILE];
    for (k, weights) in panel.chunks_exact(PANEL).enumerate() {
        let weights = load(weights);
        for (sum, row) in sums.iter_mut().zip(rows) {
            // One operation natively, a product and a sum in wasm.
            *sum = f32x8::splat(row[k]).mul_add(weights, *sum);
        }
    }
    sums
}

/// Packs the rows of `block` `[n, depth]` into `tiles` `[⌈n / TILE⌉, depth, TILE]`; the last row fills the last tile.
pub fn pack_rows(block: &[f32], depth: usize, tiles: &mut [[f32; TILE]]) {
    for (rows, tile) in block.chunks(TILE * depth).zip(tiles.chunks_exact_mut(depth)) {
        let last = rows.len() / depth - 1;
        let rows: [&[f32]; TILE] = std::array::from_fn(|i| &rows[i.min(last) * depth..][..depth]);
        for (k, values) in tile.iter_mut().enumerate() {
            *values = std::array::from_fn(|i| rows[i][k]);
        }
    }
}

/// As [`dot_tile`], for `TILE` rows that lie packed, `[depth, TILE]`.
#[inline]
pub fn packed_tile(rows: &[[f32; TILE]], panel: &[f32]) -> [f32x8; TILE] {
    let mut sums = [f32x8::ZERO; TILE];
    for (values, weights) in rows.iter().zip(panel.chunks_exact(PANEL)) {
        let weights = load(weights);
        for (sum, &value) in sums.iter_mut().zip(values) {
            *sum = f32x8::splat(value).mul_add(weights, *sum);
        }
    }
    sums
}

/// The right-hand side of a product, `[depth, n_cols]`, packed into panels of eight columns: `[panels, depth, 8]`,
/// with zeros where the last panel has fewer.
pub struct Panels {
    words: Scratch<f32>,
    depth: usize,
}

impl Panels {
    fn zeros(depth: usize, n_cols: usize) -> Self {
        Self { words: Scratch::zeros(depth * n_cols.div_ceil(PANEL) * PANEL), depth }
    }

    /// Of a row-major matrix `[depth, n_cols]`.
    pub fn of_columns(matrix: &[f32], n_cols: usize) -> Self {
        let mut panels = Self::zeros(matrix.len() / n_cols, n_cols);
        let size = panels.depth * PANEL;
        for (k, row) in matrix.chunks_exact(n_cols).enumerate() {
            for (panel, values) in panels.words.chunks_exact_mut(size).zip(row.chunks(PANEL)) {
                panel[k * PANEL..][..values.len()].copy_from_slice(values);
            }
        }
        panels
    }

    /// Of a row-major matrix `[n_cols, depth]`, transposed.
    pub fn of_rows(matrix: &[f32], depth: usize) -> Self {
        let mut panels = Self::zeros(depth, matrix.len() / depth);
        for (panel, rows) in panels.words.chunks_exact_mut(depth * PANEL).zip(matrix.chunks(depth * PANEL)) {
            for (j, row) in rows.chunks_exact(depth).enumerate() {
                for (column, &value) in panel.chunks_exact_mut(PANEL).zip(row) {
                    column[j] = value;
                }
            }
        }
        panels
    }

    /// The panels in order, each `[depth, 8]`.
    pub fn iter(&self) -> impl Iterator<Item = &[f32]> {
        self.words.chunks_exact(self.depth * PANEL)
    }

    /// Hands every eight products of `rows` `[n, depth]` with the columns to `sink(row, first column, products)`.
    #[inline]
    pub fn product(&self, rows: &[f32], mut sink: impl FnMut(usize, usize, f32x8)) {
        let depth = self.depth;
        for (block, first) in rows.chunks(BLOCK * depth).zip((0..).step_by(BLOCK)) {
            let n = block.len() / depth;
            for (panel, column) in self.iter().zip((0..).step_by(PANEL)) {
                for at in (0..n).step_by(TILE) {
                    // The last tile of a block may be short: it repeats its last row.
                    let tile = std::array::from_fn(|i| &block[(at + i).min(n - 1) * depth..][..depth]);
                    for (row, sums) in (at..n).zip(dot_tile(&tile, panel)) {
                        sink(first + row, column, sums);
                    }
                }
            }
        }
    }

    /// The same for rows that are the columns of `matrix` `[depth, n]`.
    #[inline]
    pub fn product_transposed(&self, matrix: &[f32], n: usize, mut sink: impl FnMut(usize, usize, f32x8)) {
        let depth = self.depth;
        let mut tile = Scratch::zeros(TILE * depth);
        let tile = tile.as_chunks_mut::<TILE>().0;
        for first in (0..n).step_by(TILE) {
            let len = TILE.min(n - first);
            for (values, row) in tile.iter_mut().zip(matrix.chunks_exact(n)) {
                match row[first..].first_chunk::<TILE>() {
                    Some(whole) => *values = *whole,
                    None => values[..len].copy_from_slice(&row[first..]),
                }
            }
            for (panel, column) in self.iter().zip((0..).step_by(PANEL)) {
                for (row, sums) in (first..first + len).zip(packed_tile(tile, panel)) {
                    sink(row, column, sums);
                }
            }
        }
    }
}

/// Writes as many of eight values as a row that ends after `out` has room for: all or, as rows are multiples of four, four.
#[inline]
pub fn store(out: &mut [f32], values: f32x8) {
    match out.first_chunk_mut::<PANEL>() {
        Some(out) => *out = values.to_array(),
        None => {
            let [a, b, c, d, ..] = values.to_array();
            out[..4].copy_from_slice(&[a, b, c, d]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small whole numbers, whose products are exact.
    fn whole(n: usize, seed: usize) -> Vec<f32> {
        (0..n).map(|i| ((i * 7 + seed) % 11) as f32 - 5.0).collect()
    }

    #[test]
    fn all_ways_to_multiply_agree_with_three_loops() {
        for (n, depth, cols) in [(1, 1, 4), (3, 5, 8), (9, 12, 12), (70, 33, 20)] {
            let (a, b) = (whole(n * depth, 1), whole(depth * cols, 2));
            let transposed = |m: &[f32], rows: usize, cols: usize| -> Vec<f32> {
                (0..cols).flat_map(|j| (0..rows).map(move |i| (i, j))).map(|(i, j)| m[i * cols + j]).collect()
            };
            let expected: Vec<f32> = (0..n)
                .flat_map(|i| (0..cols).map(move |j| (i, j)))
                .map(|(i, j)| (0..depth).map(|k| a[i * depth + k] * b[k * cols + j]).sum())
                .collect();
            let mut results = [vec![0.0; n * cols], vec![0.0; n * cols], vec![0.0; n * cols]];
            let [first, second, third] = &mut results;
            let into = |out: &mut Vec<f32>, row: usize, column: usize, sums| {
                store(&mut out[row * cols + column..(row + 1) * cols][..(cols - column).min(PANEL)], sums);
            };
            Panels::of_columns(&b, cols).product(&a, |i, j, sums| into(first, i, j, sums));
            let b_rows = transposed(&b, depth, cols);
            Panels::of_rows(&b_rows, depth).product(&a, |i, j, sums| into(second, i, j, sums));
            let a_columns = transposed(&a, n, depth);
            Panels::of_columns(&b, cols).product_transposed(&a_columns, n, |i, j, sums| into(third, i, j, sums));
            assert!(results.iter().all(|result| *result == expected), "{n} × {depth} × {cols}");
        }
    }
}
