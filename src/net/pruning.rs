//! Pruning: the filters with the largest weights go on as a smaller network, with their moments.

use super::config::NetConfig;
use super::layer::Layer;
use super::network::Network;
use crate::backend::{Backend, Buffer, run};
use crate::error::Result;
use crate::kernels::{filter_norms, rank_filters, take_filters};

/// The filters of a layer that are left; none where all are.
type Left = Option<Buffer>;

/// The network of [`NetConfig::pruned`], with what `network` has learned.
///
/// # Errors
/// The device cannot hold it.
pub fn prune(network: &Network, config: &NetConfig) -> Result<Network> {
    let device = &*network.backend;
    let smaller = Network::new(&network.backend, network.cut, network.n_classes, &config.pruned(), network.capacity)?;
    let none = device.create("no list", 4)?;
    let mut below: Left = None;
    for (from, to) in network.layers.iter().zip(&smaller.layers) {
        let own = left(device, network, from, to)?;
        let lists = [below.as_ref().unwrap_or(&none), own.as_ref().unwrap_or(&none)];
        let moments = (&network.moments, &smaller.moments);
        let buffers = [
            (&network.weights, &smaller.weights),
            (&moments.0.first, &moments.1.first),
            (&moments.0.second, &moments.1.second),
        ];
        // Gradient descent has no second moment.
        for (source, target) in buffers.into_iter().filter(|(source, _)| source.words() > 0) {
            take(device, [from, to], lists, [source, target]);
        }
        if let (Some(old), Some(new)) = (&from.map, &to.map) {
            let row = [old.n_features, new.n_features];
            for (source, target) in [(&old.codebook, &new.codebook), (&old.snapshot, &new.snapshot)] {
                take_codebook(device, [from, to], row, lists[0], [source, target]);
            }
            copy(device, &old.state, &new.state);
        }
        below = own;
    }
    Ok(smaller)
}

/// The filters of `from` that `to` has.
fn left(device: &dyn Backend, network: &Network, from: &Layer, to: &Layer) -> Result<Left> {
    if from.neurons == to.neurons {
        return Ok(None);
    }
    let norms = device.create("norms of filters", from.neurons)?;
    let list = device.create("filters left", to.neurons)?;
    let n_filters = from.neurons as u32;
    let params = filter_norms::Params {
        n_inputs: from.n_inputs as u32,
        n_outputs: from.n_outputs as u32,
        start: from.start as u32,
        n_filters,
    };
    run(device, &filter_norms::SPEC, params, &[&network.weights, &norms]);
    let params = rank_filters::Params { n_filters, left: to.neurons as u32 };
    run(device, &rank_filters::SPEC, params, &[&norms, &list]);
    Ok(Some(list))
}

/// A layer's weights and bias.
fn take(device: &dyn Backend, [from, to]: [&Layer; 2], [rows, columns]: [&Buffer; 2], [source, target]: [&Buffer; 2]) {
    let same = from.neurons == to.neurons;
    let weights = take_filters::Params {
        groups: to.n_inputs as u32 / to.input.pitch,
        from_start: from.start as u32,
        from_rows: from.input.pitch,
        from_width: from.n_outputs as u32,
        to_start: to.start as u32,
        to_rows: to.input.pitch,
        to_width: to.n_outputs as u32,
        n_rows: to.input.channels,
        n_columns: to.neurons as u32,
        all_rows: u32::from(from.input == to.input),
        all_columns: u32::from(same),
    };
    run(device, &take_filters::SPEC, weights, &[source, rows, columns, target]);
    let bias = take_filters::Params {
        groups: 1,
        from_start: (from.start + from.n_inputs * from.n_outputs) as u32,
        from_rows: 1,
        to_start: (to.start + to.n_inputs * to.n_outputs) as u32,
        to_rows: 1,
        n_rows: 1,
        all_rows: 1,
        ..weights
    };
    run(device, &take_filters::SPEC, bias, &[source, rows, columns, target]);
}

/// The codebook of a map, whose features may be filters below.
fn take_codebook(
    device: &dyn Backend,
    [from, to]: [&Layer; 2],
    [from_row, to_row]: [u32; 2],
    list: &Buffer,
    [source, target]: [&Buffer; 2],
) {
    if from_row == to_row {
        return copy(device, source, target);
    }
    let params = take_filters::Params {
        groups: target.words() as u32 / to.input.pitch,
        from_start: 0,
        from_rows: from.input.pitch,
        from_width: 1,
        to_start: 0,
        to_rows: to.input.pitch,
        to_width: 1,
        n_rows: to.input.channels,
        n_columns: 1,
        all_rows: 0,
        all_columns: 1,
    };
    run(device, &take_filters::SPEC, params, &[source, list, list, target]);
}

fn copy(device: &dyn Backend, source: &Buffer, target: &Buffer) {
    let n = source.words() as u32;
    let params = take_filters::Params {
        groups: 1,
        from_start: 0,
        from_rows: 1,
        from_width: n,
        to_start: 0,
        to_rows: 1,
        to_width: n,
        n_rows: 1,
        n_columns: n,
        all_rows: 1,
        all_columns: 1,
    };
    // Neither list is read.
    run(device, &take_filters::SPEC, params, &[source, source, source, target]);
}
