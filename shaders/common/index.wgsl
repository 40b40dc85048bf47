// A grid of workgroups folded into two dimensions, because one holds at most 65,535; twin of kernels::fold.
fn linear_workgroup(id: vec3<u32>, count: vec3<u32>) -> u32 {
    return id.y * count.x + id.x;
}
