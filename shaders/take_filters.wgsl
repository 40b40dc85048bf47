// Copies the rows and columns of filters that are left after pruning into a smaller matrix.

struct Params {
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

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> from_weights: array<f32>;
@group(0) @binding(2) var<storage, read> rows: array<u32>;
@group(0) @binding(3) var<storage, read> columns: array<u32>;
@group(0) @binding(4) var<storage, read_write> to_weights: array<f32>;

@compute @workgroup_size(64)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
) {
    let index = linear_workgroup(group, groups) * 64u + lane;
    if index >= params.groups * params.to_rows * params.to_width {
        return;
    }
    let column = index % params.to_width;
    let row = index / params.to_width % params.to_rows;
    let block = index / params.to_width / params.to_rows;
    var value = 0.0;
    if row < params.n_rows && column < params.n_columns {
        var from_row = row;
        if params.all_rows == 0u {
            from_row = rows[row];
        }
        var from_column = column;
        if params.all_columns == 0u {
            from_column = columns[column];
        }
        let start = params.from_start + (block * params.from_rows + from_row) * params.from_width;
        value = from_weights[start + from_column];
    }
    to_weights[params.to_start + index] = value;
}
