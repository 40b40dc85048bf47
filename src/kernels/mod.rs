//! The kernels: every piece of heavy work, described once and written twice, in WGSL and in Rust.
//!
//! To add a kernel, write `shaders/<name>.wgsl` and `src/kernels/<name>.rs` and add one line to [`ALL`]. The tests
//! for validity, layout and parity, the browsers' self-check and the benches find it there.
//!
//! Matrices are row-major. Rows of samples and of the codebook are padded with zeros to a multiple of four features,
//! so that every kernel reads them four at a time; `n_features` below is that padded length.

pub mod active;
pub mod adam;
pub mod bmu;
pub mod bmu_cache_load;
pub mod bmu_cache_store;
pub mod bmu_sort;
pub mod bmu_sums;
pub mod center;
pub mod codebook_change;
pub mod codebook_panels;
pub mod component;
pub mod conv;
pub mod conv_forward;
pub mod conv_grad_inputs;
pub mod conv_grad_weights;
pub mod conv_k_winner_thresholds;
pub mod dense_forward;
pub mod dense_grad_inputs;
pub mod dense_grad_weights;
pub mod entries;
pub mod entries_grad_weights;
pub mod entries_linear;
pub mod entries_pool;
pub mod entries_route;
pub mod filter_norms;
pub mod gather;
mod gemm;
pub mod gray_patches;
pub mod grouped;
pub mod grouped_forward;
pub mod grouped_grad_weights;
pub mod grouped_pool;
pub mod grouped_route;
pub mod grouped_sum;
pub mod kohonen_sums;
pub mod kohonen_update;
pub mod l2_gradients;
pub mod linear_slices;
pub mod linear_sum;
pub mod mask;
pub mod online_step;
pub mod overlap_add;
pub mod pack_tiles;
pub mod quality;
pub mod rank_filters;
pub mod reduce_metrics;
mod scratch;
pub mod sgd;
pub mod shape;
mod simd;
pub mod smooth;
pub mod smooth_axis;
pub mod softmax_loss;
pub mod sum_partials;
pub mod take_filters;
pub mod td_loss;
pub mod threads;
pub mod u_matrix;
pub mod unit_counts;
pub mod unit_hits;
pub mod unit_order;
pub mod unit_starts;
pub mod unit_weights;
pub mod update;
mod wgsl_text;
pub mod winner_codes;

pub use crate::layout::padded;
use crate::rng::Rng;
use shape::{Shape, Workgroup};
use std::borrow::Cow;

/// Every kernel there is.
pub static ALL: &[&KernelSpec] = &[
    &gather::SPEC,
    &center::SPEC,
    &winner_codes::SPEC,
    &codebook_panels::SPEC,
    &bmu::SPEC,
    &bmu_sort::SPEC,
    &bmu_sums::SPEC,
    &smooth_axis::SPEC,
    &smooth::SPEC,
    &update::SPEC,
    &online_step::SPEC,
    &quality::SPEC,
    &u_matrix::SPEC,
    &component::SPEC,
    &overlap_add::SPEC,
    &pack_tiles::SPEC,
    &dense_forward::SPEC,
    &softmax_loss::SPEC,
    &dense_grad_weights::SPEC,
    &dense_grad_inputs::SPEC,
    &adam::SPEC,
    &sgd::SPEC,
    &kohonen_sums::SPEC,
    &kohonen_update::SPEC,
    &codebook_change::SPEC,
    &reduce_metrics::SPEC,
    &filter_norms::SPEC,
    &rank_filters::SPEC,
    &take_filters::SPEC,
    &gray_patches::SPEC,
    &unit_weights::SPEC,
    &unit_counts::SPEC,
    &unit_hits::SPEC,
    &unit_starts::SPEC,
    &unit_order::SPEC,
    &grouped_forward::SPEC,
    &grouped_pool::SPEC,
    &grouped_route::SPEC,
    &grouped_grad_weights::SPEC,
    &grouped_sum::SPEC,
    &entries_pool::SPEC,
    &entries_linear::SPEC,
    &entries_grad_weights::SPEC,
    &entries_route::SPEC,
    &bmu_cache_store::SPEC,
    &bmu_cache_load::SPEC,
    &conv_k_winner_thresholds::SPEC,
    &conv_forward::SPEC,
    &conv_grad_weights::SPEC,
    &sum_partials::SPEC,
    &conv_grad_inputs::SPEC,
    &linear_slices::SPEC,
    &linear_sum::SPEC,
    &td_loss::SPEC,
    &l2_gradients::SPEC,
];

/// One kernel: what it is called, what it binds, and its two bodies.
pub struct KernelSpec {
    /// The stem of its shader file.
    pub name: &'static str,
    /// The whole WGSL text, common parts included; of a shaped kernel, the template of it (see [`shape`]).
    pub wgsl: &'static str,
    pub workgroup: Workgroup,
    /// The uniform at binding 0.
    pub params: &'static [Field],
    /// The storage buffers at bindings 1, 2, …
    pub bindings: &'static [Binding],
    /// How many workgroups of a shape cover the work that the params describe.
    pub groups: fn(&[u8], &Shape) -> [u32; 3],
    /// The Rust body: the whole dispatch at once.
    pub cpu: fn(&[u8], &mut [Words]),
    /// Inputs on which both bodies must agree, of ordinary, tiny and awkward sizes.
    pub cases: fn(&mut Rng) -> Vec<Case>,
}

impl KernelSpec {
    /// Its WGSL in a shape.
    pub fn text(&self, shape: &Shape) -> Cow<'static, str> {
        match self.workgroup {
            Workgroup::Fixed(_) => Cow::Borrowed(self.wgsl),
            Workgroup::Shaped(_) => Cow::Owned(shape.expand(self.wgsl)),
        }
    }
}

/// A scalar of the uniform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub scalar: Scalar,
    /// In bytes from the start of the struct.
    pub offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    U32,
    F32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    ReadWrite,
}

#[derive(Clone, Copy, Debug)]
pub struct Binding {
    pub name: &'static str,
    pub access: Access,
    /// What the words mean; vectors in WGSL count as their scalar.
    pub scalar: Scalar,
}

impl Binding {
    pub const fn read(name: &'static str, scalar: Scalar) -> Self {
        Self { name, access: Access::Read, scalar }
    }
    pub const fn write(name: &'static str, scalar: Scalar) -> Self {
        Self { name, access: Access::ReadWrite, scalar }
    }
}

/// One bound buffer, as a CPU body sees it.
pub enum Words<'a> {
    Read(&'a [u32]),
    Write(&'a mut [u32]),
}

impl Words<'_> {
    pub fn u32s(&self) -> &[u32] {
        match self {
            Words::Read(words) => words,
            Words::Write(words) => words,
        }
    }
    pub fn f32s(&self) -> &[f32] {
        bytemuck::cast_slice(self.u32s())
    }
    /// # Panics
    /// If the binding is read-only: the spec and its body disagree.
    pub fn u32s_mut(&mut self) -> &mut [u32] {
        match self {
            Words::Read(_) => panic!("a kernel writes to a binding that its spec declares read-only"),
            Words::Write(words) => words,
        }
    }
    pub fn f32s_mut(&mut self) -> &mut [f32] {
        bytemuck::cast_slice_mut(self.u32s_mut())
    }
}

/// One parity case: params, the initial contents of every binding, and how far apart the results may be.
pub struct Case {
    pub params: Vec<u8>,
    pub buffers: Vec<Vec<u32>>,
    /// `|gpu − cpu| ≤ tolerance (1 + |cpu|)` for f32 words; u32 words are equal.
    pub tolerance: f32,
}

/// A struct of u32 and f32 scalars that a kernel reads at binding 0.
pub trait Params: bytemuck::Pod {
    const FIELDS: &'static [Field];
}

/// The scalar kind of a field's type.
pub trait ScalarType {
    const SCALAR: Scalar;
}
impl ScalarType for u32 {
    const SCALAR: Scalar = Scalar::U32;
}
impl ScalarType for f32 {
    const SCALAR: Scalar = Scalar::F32;
}

/// Declares a params struct and its layout in one go.
macro_rules! params {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $scalar:ty,)* }) => {
        $(#[$meta])*
        #[repr(C)]
        #[derive(Clone, Copy, Debug, bytemuck::Pod, bytemuck::Zeroable)]
        pub struct $name { $($(#[$field_meta])* pub $field: $scalar,)* }

        impl $crate::kernels::Params for $name {
            const FIELDS: &'static [$crate::kernels::Field] = &[$($crate::kernels::Field {
                name: stringify!($field),
                scalar: <$scalar as $crate::kernels::ScalarType>::SCALAR,
                offset: std::mem::offset_of!($name, $field),
            },)*];
        }
    };
}
pub(crate) use params;

/// Joins the named common WGSL files and the kernel's own at compile time. What visitors download is without comments
/// and indentation.
macro_rules! wgsl {
    ($($common:literal,)* ; $own:literal) => {{
        const TEXT: &str = concat!(
            $(include_str!(concat!("../../shaders/common/", $common, ".wgsl")), "\n",)*
            include_str!(concat!("../../shaders/", $own, ".wgsl"))
        );
        const SHORT: [u8; $crate::kernels::wgsl_text::short_len(TEXT)] = $crate::kernels::wgsl_text::shorten(TEXT);
        if cfg!(feature = "agent") {
            // It has no graphics adapter.
            ""
        } else if cfg!(target_arch = "wasm32") { $crate::kernels::wgsl_text::text(&SHORT) } else { TEXT }
    }};
}
pub(crate) use wgsl;

/// The cases of a kernel where something will run them: the page's engine is built without the `tools` and leaves
/// them out of its download.
const fn only_in_tools(cases: fn(&mut Rng) -> Vec<Case>) -> fn(&mut Rng) -> Vec<Case> {
    if cfg!(feature = "tools") { cases } else { |_| Vec::new() }
}

/// `n` workgroups, folded into two dimensions where one would pass the limit of 65,535.
pub fn fold(n: u32) -> [u32; 3] {
    const LIMIT: u32 = 65_535;
    if n <= LIMIT {
        return [n, 1, 1];
    }
    let rows = n.div_ceil(LIMIT);
    [n.div_ceil(rows), rows, 1]
}

/// Reads a params struct back from the bytes that crossed the backend.
pub fn read<P: Params>(bytes: &[u8]) -> P {
    bytemuck::pod_read_unaligned(bytes)
}

/// The sizes at which parity cases are drawn: one, primes, and a tile ± 1.
pub(crate) mod draw {
    use super::{Case, Params};
    use crate::rng::Rng;

    /// What outputs hold before a kernel runs: a place that it forgets shows.
    pub const SENTINEL: u32 = 0xC0DE_CAFE;

    pub fn case<P: Params>(params: P, buffers: Vec<Vec<u32>>, tolerance: f32) -> Case {
        Case { params: bytemuck::bytes_of(&params).to_vec(), buffers, tolerance }
    }
    pub fn untouched(n: usize) -> Vec<u32> {
        vec![SENTINEL; n]
    }
    /// Multiples of 1/16 in [0, 1): products and sums of a few hundred are exact, so ties are ties on every backend.
    pub fn sixteenths(rng: &mut Rng, n: usize) -> Vec<u32> {
        (0..n).map(|_| (rng.below(16) as f32 / 16.0).to_bits()).collect()
    }
    /// Multiples of 1/16 in [−1, 1), for exact sums of products with signs.
    pub fn signed_sixteenths(rng: &mut Rng, n: usize) -> Vec<u32> {
        (0..n).map(|_| (rng.below(32) as f32 / 16.0 - 1.0).to_bits()).collect()
    }
    pub fn floats(rng: &mut Rng, n: usize, low: f32, high: f32) -> Vec<u32> {
        (0..n).map(|_| (low + (high - low) * rng.uniform()).to_bits()).collect()
    }
    /// The same for a share of them; the others are 0.
    pub fn sixteenths_of(rng: &mut Rng, share: f32, n: usize) -> Vec<u32> {
        (0..n).map(|_| if rng.uniform() < share { (rng.below(16) as f32 / 16.0).to_bits() } else { 0 }).collect()
    }
    pub fn indices(rng: &mut Rng, n: usize, below: u32) -> Vec<u32> {
        (0..n).map(|_| rng.below(below)).collect()
    }
}
