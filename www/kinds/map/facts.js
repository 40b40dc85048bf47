/**
 * What is known of a run of maps, for hints; the lab knows the same (src/bin/lab/hints.rs), held against
 * tests/reference/hint_facts.json.
 */

import { isChain } from '../../settings/state.js';
import { brought } from '../values.js';

/** @import { MapConfig } from '../../generated/types.js' */
/** @import { Facts } from '../../catalogue/hints.js' */
/** @import { Manifest } from '../../engine/protocol.js' */
/** @import { MapRun } from './run.js' */

/** @typedef {Pick<Manifest, 'height' | 'width'> & {train: {n: number}}} Images */
/** What a run has come to. @typedef {{topographic_error: number, held_out: number, hits: ArrayLike<number> | null}} Mapped */

/** @param {MapRun} run @returns {Facts} */
export function factsOfMap({ state, manifest, frame, quality, received }) {
  const over = frame?.state === 'finished' && quality && received.measuredAt === frame.samples;
  const mapped = over
    ? { topographic_error: quality.topographic_error, held_out: quality.n, hits: received.hits }
    : null;
  return { ...brought(state.dataset), ...mapFacts(state.config, manifest, mapped) };
}

/**
 * @param {MapConfig} config
 * @param {Images | null} images  once they are known
 * @param {Mapped | null} mapped  once the run is over
 * @returns {Facts}
 */
export function mapFacts(config, images, mapped) {
  const { rows, cols, lattice, stack, patch, init, sigma } = config;
  const wraps = lattice === 'ring' || lattice === 'torus';
  const start = sigma.hold ?? sigma.start;
  const end = sigma.hold ?? sigma.end;
  // A σ that is held may be let go until the run is over.
  const known = sigma.hold === null || mapped !== null;
  return {
    finished: mapped !== null,
    whole: (stack.at(-1) ?? patch).size === 0,
    chain: stack.length === 0 && isChain(lattice),
    ordered: init === 'pca',
    ...(known && { sigma_start: start, sigma_end: end, sigma_grows: end > start }),
    // Reaches half across the lattice.
    sigma_fitting: Math.max(1, Math.max(rows, cols) / (wraps ? 4 : 2)),
    ...(images && unitFacts(config, images)),
    ...(mapped && hitFacts(mapped)),
  };
}

/**
 * Of the layer that has most units for its samples.
 * @param {MapConfig} config
 * @param {Images} images
 * @returns {Facts}
 */
function unitFacts(config, images) {
  const layers = layersOf(config, images);
  const shares = layers.map(({ units, samples }) => units / Math.max(1, samples));
  const most = shares.indexOf(Math.max(...shares));
  const { units, samples } = layers[most];
  const fitting = most === 0 ? fittingSize(isChain(config.lattice), samples) : {};
  return { units, samples, units_per_sample: shares[most], ...fitting };
}

/**
 * The units of every layer, and the different samples that it can learn from.
 * @param {MapConfig} config
 * @param {Images} images
 */
function layersOf({ rows, cols, patch, stack }, { height, width, train }) {
  let places = [height, width];
  return [{ rows, cols, ...patch }, ...stack].map((layer) => {
    const { size, stride } = layer;
    places = places.map((length) =>
      size === 0 ? 1 : Math.max(1, Math.ceil((length - size) / Math.max(1, stride)) + 1),
    );
    return { units: layer.rows * layer.cols, samples: train.n * places[0] * places[1] };
  });
}

/**
 * Of a map for so many samples: five times the square root (Vesanto and Alhoniemi 2000), and no more units than samples.
 * @param {boolean} chain
 * @param {number} samples
 */
function fittingSize(chain, samples) {
  const units = Math.max(1, Math.min(5 * Math.sqrt(samples), samples));
  const side = Math.floor(chain ? units : Math.sqrt(units));
  return { fitting_rows: chain ? 1 : side, fitting_cols: side };
}

/** @param {Mapped} mapped @returns {Facts} */
function hitFacts({ topographic_error, held_out, hits }) {
  const facts = { topographic_error, held_out };
  if (!hits?.length) return facts;
  const all = Array.from(hits);
  const [sum, unhit] = [all.reduce((a, b) => a + b, 0), all.filter((n) => n === 0).length];
  return { ...facts, held_out_per_unit: sum / all.length, unhit_share: unhit / all.length };
}
