//! What a layer of filters has beside its weights, and its dispatches: all channels at every position, or, where the
//! mask leaves few of them, those alone (see [`super::grouped`]).

use super::entries::Entries;
use super::grouped::Grouped;
use super::layer::Layer;
use super::mask_map::MaskMap;
use super::network::{ForwardOptions, LayerPass, MaskParams};
use super::shape::Filters;
use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::conv::conv_params;
use crate::kernels::conv_forward::Gate;
use crate::kernels::dense_forward::Rule;
use crate::kernels::{
    conv_forward, conv_grad_inputs, conv_grad_weights, conv_k_winner_thresholds, padded, sum_partials,
};
use crate::lattice::{Lattice, Topology};
use crate::net::config::{Hidden, Mask};
use std::cell::{Ref, RefCell};

pub struct Convolution {
    pub filters: Filters,
    /// Which position of every window has the maximum.
    pub pool_argmax: Buffer,
    /// The least activation that wins at every position, where there are k-winners.
    k_winner_thresholds: Buffer,
    /// Sums of the weights' gradients over parts of a mini-batch.
    partials: Buffer,
    splits: u32,
    no_bmus: Buffer,
    /// Outputs of the linear layer that alone reads what these filters put out, and whose gradients go no further: it
    /// can do with lists of what is not 0.
    pub linear_above: Option<usize>,
    /// Set while a mask leaves few channels to compute.
    pub grouped: RefCell<Option<Grouped>>,
}

impl Convolution {
    /// For at most `capacity` images at a time and weights of `n_weights` words, below the linear layer of
    /// `linear_above` outputs, or none that can read lists.
    ///
    /// # Errors
    /// The device cannot hold it.
    pub fn new(
        backend: &dyn Backend,
        filters: Filters,
        hidden: &Hidden,
        n_weights: usize,
        capacity: usize,
        linear_above: Option<usize>,
    ) -> Result<Self> {
        let splits = backend.info().splits.min(capacity as u32);
        let positions = capacity * filters.positions() as usize;
        Ok(Self {
            filters,
            pool_argmax: backend.create("pool_argmax", capacity * filters.output().words() / 4)?,
            k_winner_thresholds: backend
                .create("k_winner_thresholds", if hidden.winners > 0 { positions } else { 4 })?,
            partials: backend.create("partial gradients", if splits > 1 { splits as usize * n_weights } else { 0 })?,
            splits,
            no_bmus: backend.create("no units", 4)?,
            linear_above,
            grouped: RefCell::default(),
        })
    }

    fn gate(&self, hidden: &Hidden, options: &ForwardOptions) -> Gate {
        match hidden {
            Hidden { mask: Mask::Whole, .. } if options.mask.is_some() => Gate::Image,
            Hidden { mask: Mask::Patch, .. } if options.mask.is_some() => Gate::Position,
            Hidden { keep, .. } if *keep < 1.0 && options.keys.is_some() => Gate::Dropout,
            Hidden { winners, .. } if *winners > 0 => Gate::Winners,
            _ => Gate::None,
        }
    }

    fn rule(gate: Gate, mask: Option<&MaskParams>) -> Rule {
        match (gate, mask) {
            (Gate::Image | Gate::Position, Some(mask)) => mask.rule(),
            (Gate::Dropout | Gate::Winners, _) => Rule::MaskRelu,
            _ => Rule::Relu,
        }
    }

    /// Whether the bias's gradients differ from those of `z`.
    pub fn rule_of(&self, hidden: &Hidden, options: &ForwardOptions) -> Rule {
        Self::rule(self.gate(hidden, options), options.mask.as_ref())
    }

    /// The layer's outputs.
    pub fn forward(&self, pass: &LayerPass) {
        let LayerPass { backend, layer, weights, inputs, n, options } = *pass;
        let hidden = layer.hidden.as_ref().expect("filters are hidden neurons");
        let gate = self.gate(hidden, options);
        if let (Gate::Position, Some(map), Some(mask)) = (gate, &layer.map, &options.mask)
            && self.group(backend, layer, map, mask)
        {
            let grouped = self.grouped.borrow();
            return grouped.as_ref().expect("just made").forward(pass, self, map);
        }
        self.grouped.take();
        let channels = self.filters.channels;
        if gate == Gate::Winners {
            let params = conv_params!(
                self.filters.geometry(n),
                conv_k_winner_thresholds::Params {
                    n_outputs: layer.n_outputs as u32,
                    start: layer.start as u32,
                    channels,
                    winners: hidden.winners,
                }
            );
            run(backend, &conv_k_winner_thresholds::SPEC, params, &[inputs, weights, &self.k_winner_thresholds]);
        }
        let rule = Self::rule(gate, options.mask.as_ref());
        let (mut lattice, mut bmus) =
            (Lattice { topology: Topology::Rectangle, rows: 1, cols: channels }, &self.no_bmus);
        if let (Gate::Image | Gate::Position, Some(map)) = (gate, &layer.map) {
            (lattice, bmus) = (map.lattice, &map.bmus);
        }
        let params = conv_params!(
            self.filters.geometry(n),
            conv_forward::Params {
                n_outputs: layer.n_outputs as u32,
                start: layer.start as u32,
                rule: rule as u32,
                gate: gate as u32,
                bmu_start: 0,
                rows: lattice.rows,
                cols: lattice.cols,
                topology: lattice.topology.code(),
                bias_start: layer.bias_start(rule),
                sample_start: 0,
                key: options.keys.map_or(0, |keys| keys.dropout(layer.index)),
                sigma: options.mask.map_or(1.0, |mask| mask.sigma),
                threshold: options.mask.map_or(0.0, |mask| mask.threshold),
                keep: hidden.keep,
            }
        );
        let args = [
            inputs,
            weights,
            bmus,
            &self.k_winner_thresholds,
            &layer.outputs,
            &layer.activation_grad,
            &self.pool_argmax,
        ];
        run(backend, &conv_forward::SPEC, params, &args);
    }

    /// What the last forward pass, that of `options`, has listed in the place of outputs.
    pub fn entries(&self, options: &ForwardOptions) -> Option<Ref<'_, Entries>> {
        Ref::filter_map(self.grouped.borrow(), |grouped| grouped.as_ref()?.entries(options)).ok()
    }

    /// Makes what is needed to compute the channels under the mask alone; false where that does not pay, or where the
    /// others are not 0.
    fn group(&self, backend: &dyn Backend, layer: &Layer, map: &MaskMap, mask: &MaskParams) -> bool {
        if mask.rule().bias_after() || mask.threshold <= 0.0 {
            return false;
        }
        let mut grouped = self.grouped.borrow_mut();
        let made = grouped.take().map_or_else(
            || Grouped::new(backend, layer, self, map, mask),
            |grouped| grouped.adopt(backend, layer, self, map, mask),
        );
        *grouped = made;
        grouped.is_some()
    }

    /// The gradients of the weights, from those of the outputs.
    pub fn grad_weights(&self, pass: &LayerPass, out: &Buffer) {
        let LayerPass { backend, layer, inputs, n, options, .. } = *pass;
        if let (Some(grouped), Some(map)) = (&*self.grouped.borrow(), &layer.map) {
            return grouped.grad_weights(pass, self, map, out);
        }
        let rule = self.rule_of(layer.hidden.as_ref().expect("filters are hidden neurons"), options);
        let n_weights = ((layer.n_inputs + 1) * layer.n_outputs) as u32;
        let apart = self.splits > 1 && n > 1;
        let per_split = if apart { n.div_ceil(self.splits) } else { n };
        let params = conv_params!(
            self.filters.geometry(n),
            conv_grad_weights::Params {
                n_outputs: layer.n_outputs as u32,
                bias_start: layer.bias_start(rule),
                per_split,
                out_start: if apart { 0 } else { layer.start as u32 },
                out_stride: n_weights,
            }
        );
        let sums = if apart { &self.partials } else { out };
        run(backend, &conv_grad_weights::SPEC, params, &[inputs, &layer.gradients, &self.pool_argmax, sums]);
        if apart {
            let params =
                sum_partials::Params { n: n_weights, splits: n.div_ceil(per_split), start: layer.start as u32 };
            run(backend, &sum_partials::SPEC, params, &[&self.partials, out]);
        }
    }

    /// The gradients by what the layer reads, times `activation_grad`, into `out`.
    pub fn grad_inputs(&self, pass: &LayerPass, activation_grad: &Buffer, out: &Buffer, bias_start: u32) {
        let LayerPass { backend, layer, weights, n, .. } = *pass;
        let Filters { input, .. } = self.filters;
        debug_assert_eq!(input.pitch as usize, padded(input.pitch as usize), "images have no gradients");
        let params = conv_params!(
            self.filters.geometry(n),
            conv_grad_inputs::Params { n_outputs: layer.n_outputs as u32, start: layer.start as u32, bias_start }
        );
        let args = [&layer.gradients, &self.pool_argmax, weights, activation_grad, out];
        run(backend, &conv_grad_inputs::SPEC, params, &args);
    }
}
