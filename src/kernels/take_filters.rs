//! Copies the rows and columns of filters that are left after pruning into a smaller matrix.
//!
//! `to[g, i, j] = from[g, rows[i], columns[j]]` for the first `n_rows` rows of every group and the first `n_columns`
//! columns; what pads them is 0. A layer's own filters are columns; those of the layer below are the rows of every tap or
//! every pixel, which is a group.

use super::{
    Binding, KernelSpec, Params as _, Scalar, Words, Workgroup, draw, fold, only_in_tools, params, read, wgsl,
};

params! {
    /// `from`: from `from_start` on `[groups, from_rows, from_width]`; `to`: from `to_start` on
    /// `[groups, to_rows, to_width]`; `rows`, `columns`: as [`super::rank_filters`] wrote them, read unless `all_rows` or
    /// `all_columns` is 1.
    pub struct Params {
        groups: u32,
        from_start: u32,
        from_rows: u32,
        from_width: u32,
        to_start: u32,
        to_rows: u32,
        to_width: u32,
        n_rows: u32,
        n_columns: u32,
        all_rows: u32,
        all_columns: u32,
    }
}

pub static SPEC: KernelSpec = KernelSpec {
    name: "take_filters",
    wgsl: wgsl!("index", ; "take_filters"),
    workgroup: Workgroup::Fixed([64, 1, 1]),
    params: Params::FIELDS,
    bindings: &[
        Binding::read("from_weights", Scalar::F32),
        Binding::read("rows", Scalar::U32),
        Binding::read("columns", Scalar::U32),
        Binding::write("to_weights", Scalar::F32),
    ],
    groups: |bytes, _| {
        let p: Params = read(bytes);
        fold((p.groups * p.to_rows * p.to_width).div_ceil(64))
    },
    cpu,
    cases: only_in_tools(|rng| {
        [(1, [8, 8], [8, 4], [8, 3]), (9, [12, 4], [8, 4], [5, 4]), (6, [20, 12], [4, 8], [3, 5])]
            .into_iter()
            .flat_map(|shape| [(shape, 0, 0), (shape, 1, 0), (shape, 0, 1)])
            .map(
                |(
                    (groups, [from_rows, from_width], [to_rows, to_width], [n_rows, n_columns]),
                    all_rows,
                    all_columns,
                )| {
                    let params = Params {
                        groups,
                        from_start: 4,
                        from_rows,
                        from_width,
                        to_start: 8,
                        to_rows,
                        to_width,
                        n_rows,
                        n_columns,
                        all_rows,
                        all_columns,
                    };
                    draw::case(
                        params,
                        vec![
                            draw::floats(rng, (4 + groups * from_rows * from_width) as usize, -1.0, 1.0),
                            draw::indices(rng, n_rows as usize, from_rows),
                            draw::indices(rng, n_columns as usize, from_width),
                            draw::untouched((8 + groups * to_rows * to_width) as usize + 4),
                        ],
                        0.0,
                    )
                },
            )
            .collect()
    }),
};

fn cpu(bytes: &[u8], words: &mut [Words]) {
    let p: Params = read(bytes);
    let [from, rows, columns, to] = words else { unreachable!() };
    let from = &from.f32s()[p.from_start as usize..];
    let listed = |list: &Words, all: u32, i: u32| if all == 1 { i } else { list.u32s()[i as usize] };
    let to = to.f32s_mut()[p.to_start as usize..].chunks_exact_mut(p.to_width as usize);
    for (index, out) in (0..p.groups * p.to_rows).zip(to) {
        let (group, row) = (index / p.to_rows, index % p.to_rows);
        out.fill(0.0);
        if row < p.n_rows {
            let source = (group * p.from_rows + listed(rows, p.all_rows, row)) * p.from_width;
            for (column, value) in (0..p.n_columns).zip(out) {
                *value = from[(source + listed(columns, p.all_columns, column)) as usize];
            }
        }
    }
}
