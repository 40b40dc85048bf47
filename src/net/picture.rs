//! How a neuron's weights or a unit are seen as a small picture.

use crate::lattice::Lattice;
use crate::net::config::{Hidden, Mask};
use crate::net::layer::Layer;

/// The size of the pictures, and what becomes of a vector in them.
#[derive(Clone, Debug)]
pub struct Picture {
    pub height: u32,
    pub width: u32,
    pub channels: u32,
    /// Words of a vector that hold values, in order.
    places: Vec<usize>,
    /// Neighboring values that are one pixel: their mean is seen.
    fold: usize,
}

impl Picture {
    /// Of the units of the map of `layer`, rows of a codebook.
    pub fn of_units(layer: &Layer, below: Option<Lattice>) -> Self {
        match layer.hidden {
            Some(Hidden { mask: Mask::Patch, kernel, .. }) => {
                Self { height: kernel, width: kernel, channels: 1, places: layer.seen_places(), fold: 1 }
            }
            _ => Self::over(layer, below, (layer.input.height, layer.input.width), layer.seen_places()),
        }
    }

    /// Of the weights of the neurons of `layer`, columns of its matrix.
    pub fn of_weights(layer: &Layer, below: Option<Lattice>) -> Self {
        let size = match layer.convolution() {
            Some(convolution) => (convolution.filters.kernel, convolution.filters.kernel),
            None => (layer.input.height, layer.input.width),
        };
        Self::over(layer, below, size, layer.rows())
    }

    /// An image in its colors; neurons on their lattice; channels of filters by their mean.
    fn over(layer: &Layer, below: Option<Lattice>, (height, width): (u32, u32), places: Vec<usize>) -> Self {
        let channels = layer.input.channels;
        match below {
            None => Self { height, width, channels, places, fold: 1 },
            Some(lattice) if (height, width) == (1, 1) && layer.convolution().is_none() => {
                Self { height: lattice.rows, width: lattice.cols, channels: 1, places, fold: 1 }
            }
            Some(_) => Self { height, width, channels: 1, places, fold: channels as usize },
        }
    }

    /// The values of a vector, whose word `i` is `word(i)`.
    pub fn values(&self, word: impl Fn(usize) -> f32) -> impl Iterator<Item = f32> {
        let scale = 1.0 / self.fold as f32;
        self.places
            .chunks_exact(self.fold)
            .map(move |places| places.iter().map(|&place| word(place)).sum::<f32>() * scale)
    }
}
