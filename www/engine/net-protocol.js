/**
 * What page and worker say to each other about networks; the messages themselves are those of protocol.js.
 */

/** @import { Lattice, Layer, Schedule, SplitName } from './protocol.js' */

/**
 * What Rust declares (src/generated.rs).
 * @typedef {import('../generated/types.js').Mask} Mask
 * @typedef {import('../generated/types.js').Hidden} Hidden
 * @typedef {import('../generated/types.js').NetConfig} NetConfig
 */

/**
 * An image that the net is shown.
 * @typedef {object} Sight
 * @property {SplitName | 'probe'} source
 * @property {number} image
 */

/**
 * What the page wants to see. The runner adds `since`, the number of course points that the page has.
 * @typedef {object} NetRequest
 * @property {number} layer  the hidden layer that maps and filters speak of
 * @property {boolean} maps
 * @property {boolean} filters
 * @property {Sight | null} probe
 */

/**
 * @typedef {object} NetLayer
 * @property {number} rows
 * @property {number} cols
 * @property {Lattice} lattice
 * @property {number} kernel  0: fully connected
 * @property {number} pool
 * @property {number} neurons  of a convolution, its channels; after pruning fewer, on a lattice of 1 × n
 * @property {Mask} mask
 * @property {number} winners
 * @property {number} keep
 * @property {boolean} pruned  it has happened
 * @property {boolean} grouped  a step computes the active channels only
 * @property {boolean} frozen
 * @property {number | null} frozen_at  samples learned when the map came to rest by itself
 * @property {number | null} drift  share of its norm that the last 100 steps moved the map
 * @property {number} strength  mean mask value on the test set; 1 without a mask
 * @property {number} active_units  mean count of mask values above 0, over test images and positions
 * @property {number} macs  forward, of one image, with its mask
 * @property {number} dense_macs  the same without a mask
 * @property {number} search_macs  of its map's search, of one image
 */

/**
 * The weights of one layer, signed; `values` is [units, tile_height · tile_width · tile_channels]. Of a deep
 * convolution, the mean over its input channels.
 * @typedef {object} Filters
 * @property {number} rows
 * @property {number} cols
 * @property {number} tile_height
 * @property {number} tile_width
 * @property {number} tile_channels
 * @property {Float32Array} values
 */

/**
 * An evaluation. What is said of the training set are means over the mini-batches since the point before, each
 * before its update.
 * @typedef {object} CoursePoint
 * @property {number} samples
 * @property {number} epoch
 * @property {number} test_loss
 * @property {number} test_accuracy
 * @property {number} train_loss
 * @property {number} train_accuracy
 */

/**
 * One layer's answer to an image. Of a convolution, the mask is the whole image's, or the mean over its positions; and
 * the activations are the largest over its windows.
 * @typedef {object} ProbedLayer
 * @property {number} bmu  -1 where there is no map, or a winner at each position
 * @property {Float32Array} mask  [neurons]
 * @property {Float32Array} activations  [neurons]
 * @property {Uint32Array} units  winners, [pos_rows · pos_cols] row by row; empty but for the mask "patch"
 * @property {number} pos_rows
 * @property {number} pos_cols
 * @property {Float32Array} maps  pooled activations, [out_rows · out_cols · neurons]; empty where fully connected
 * @property {number} out_rows
 * @property {number} out_cols
 */

/**
 * @typedef {object} Probed
 * @property {SplitName | 'probe'} source
 * @property {number} image
 * @property {number} label  -1 where there is none
 * @property {Float32Array} probabilities
 * @property {ProbedLayer[]} layers
 */

/**
 * @typedef {object} NetFrame
 * @property {number} step
 * @property {number} samples
 * @property {number} samples_total
 * @property {number} epoch
 * @property {number} epochs
 * @property {'running' | 'waiting' | 'finished'} state
 * @property {number} learning_rate  that the next step uses, as the next three
 * @property {number} sigma_organize
 * @property {number} sigma_forward
 * @property {number} som_rate
 * @property {boolean} evaluating
 * @property {number} n_inputs
 * @property {number} n_classes
 * @property {number} macs_per_image  of a training image, forward and backward, as they are done now
 * @property {number} dense_macs_per_image  the same without masks
 * @property {number} som_macs_per_image  of the maps' searches for a training image; 0 where the winners are kept
 * @property {number | null} kept_units  share of the training images whose winners are kept; null if none can be
 * @property {number} dispatches_per_step
 * @property {NetLayer[]} layers
 * @property {number} layer  that the next three speak of
 * @property {Layer | null} map
 * @property {Filters | null} filters
 * @property {{codebook: number | null, filters: number | null}} organization  rank correlations of lattice distance
 *   and distance of weight vectors; null where it was not asked for
 * @property {CoursePoint[]} course  the points that the page has not seen yet
 * @property {number} course_len  of all of them
 * @property {Uint32Array} hits  test images, or their patches, by unit of that layer's map; or empty
 * @property {Probed | null} probe
 */

/**
 * Activation maximization, by gradient ascent on the input of a frozen copy of the net.
 * @typedef {object} AscentOptions
 * @property {number} layer
 * @property {number} steps
 * @property {number} rate
 * @property {number} decay
 * @property {number} blur
 * @property {number} seed
 */

/**
 * `values` are in [0, 1]: [units, tile_height · tile_width · tile_channels].
 * @typedef {Filters & {activations: Float32Array, organization: number}} Ascended
 */

/**
 * @param {NetFrame} frame
 * @returns {(ArrayBufferView | undefined)[]}
 */
export function netArraysOf({ map, filters, hits, probe }) {
  const layers = probe?.layers.flatMap((l) => [l.mask, l.activations, l.units, l.maps]) ?? [];
  const seen = probe ? [probe.probabilities, ...layers] : [];
  return [map?.tiles, filters?.values, hits, ...seen];
}
