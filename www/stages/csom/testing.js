/** Runs of the figure `csom`, as tests need them. */

import { loadExperiment } from '../../catalogue/experiments.js';
import { patched, startOf, stateOf } from '../../settings/state.js';

/** @import { Selection } from './csom-view-model.js' */

const { variants } = await loadExperiment('csom');

/** Filters of 5 × 5 on 6 × 7 pixels: two rows of three positions, of which one square is pooled. */
const UNITS = Uint32Array.of(0, 0, 55, 0, 12, 55);
export const PICTURE = { height: 6, width: 7, rgba: new Uint8Array(4 * 6 * 7).fill(255) };
// In the lower right corner: only the patch of position 5 has it.
PICTURE.rgba.fill(0, 4 * 41, 4 * 41 + 3);

/**
 * @param {string} name
 * @param {object} [layer]
 * @param {import('../../settings/state.js').Patch} [state]
 */
export function runOf(name, layer = {}, state = {}) {
  const variant = variants.find((one) => one.name === name);
  const shape = { rows: 10, cols: 10, lattice: 'rectangle', kernel: 5, pool: 2, grouped: false };
  const maps = Float32Array.from({ length: 100 }, (_, filter) => filter / 10);
  const seen = {
    units: name === 'csom' ? UNITS : new Uint32Array(),
    activations: maps,
    maps,
    out_rows: 1,
    out_cols: 1,
  };
  return /** @type {import('../../kinds/net/run.js').NetRun} */ (
    /** @type {unknown} */ ({
      name,
      title: variant?.title,
      state: stateOf(patched(startOf('csom'), state), /** @type {any} */ (variant)),
      frame: { sigma_forward: 2, layers: [{ ...shape, mask: name === 'csom' ? 'patch' : 'none', ...layer }] },
      probed: { layers: [seen] },
    })
  );
}

/** @param {Partial<Selection>} [selection] @returns {Selection} */
export const selectionOf = (selection) => ({
  cover: 'winners',
  place: { hovered: null, pinned: null },
  filter: { hovered: null, pinned: null },
  ...selection,
});
export const csom = runOf('csom');
export const cnn = runOf('cnn');
