/**
 * Everything a visitor can set, as one table: what it is called, what it may be, what it is at
 * first, and what to say of a value that will not do.
 */

/** @typedef {import('../engine/protocol.js').Config} Config */
/** @typedef {import('../engine/protocol.js').FrameRequest} FrameRequest */

/** @typedef {string | number | null} Value */
/**
 * @typedef {object} Property
 * @property {string} label
 * @property {Value} initial
 * @property {(text: string) => Value | undefined} parse  undefined: not possible
 * @property {string} demand  the sentence for a value that is not possible
 * @property {[string, string][]} [choices]  value and its name
 * @property {number} [min]
 * @property {number} [max]
 * @property {number | 'any'} [step]
 */

/**
 * @typedef {object} State
 * @property {'mnist' | 'cifar10' | 'colors'} dataset
 * @property {import('../engine/protocol.js').Lattice} lattice
 * @property {number} rows
 * @property {number} cols
 * @property {import('../engine/protocol.js').Neighborhood} neighborhood
 * @property {number} sigma_start
 * @property {number} sigma_end
 * @property {import('../engine/protocol.js').Curve} sigma_curve
 * @property {number | null} sigma_hold
 * @property {number} rate_start
 * @property {number} rate_end
 * @property {import('../engine/protocol.js').Curve} rate_curve
 * @property {number | null} rate_hold
 * @property {import('../engine/protocol.js').Training} training
 * @property {number} batch_size
 * @property {import('../engine/protocol.js').Init} init
 * @property {number} seed
 * @property {number} epochs
 * @property {import('../engine/protocol.js').View} view
 * @property {number} component
 * @property {number | null} speed  steps per second; null is as fast as it goes
 * @property {import('../engine/protocol.js').Preference} backend
 */

/**
 * @param {string} label
 * @param {[string, string][]} choices
 * @param {string} initial
 * @returns {Property}
 */
function choice(label, choices, initial) {
  const names = choices.map(([, name]) => name);
  return {
    label,
    initial,
    choices,
    parse: (text) => (choices.some(([value]) => value === text) ? text : undefined),
    demand: `${label} can be ${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}.`,
  };
}

/**
 * @param {string} label
 * @param {number} min
 * @param {number} max
 * @param {number} initial
 * @returns {Property}
 */
function integer(label, min, max, initial) {
  return {
    label,
    initial,
    min,
    max,
    step: 1,
    parse: (text) => {
      const value = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
    demand: `${label} must be a whole number from ${min} to ${max}.`,
  };
}

/**
 * @param {string} label
 * @param {number} min
 * @param {number} max
 * @param {number} initial
 * @returns {Property}
 */
function real(label, min, max, initial) {
  return {
    label,
    initial,
    min,
    max,
    step: 'any',
    parse: (text) => {
      const value = text.trim() === '' ? NaN : Number(text);
      return value >= min && value <= max ? value : undefined;
    },
    demand: `${label} must be a number from ${min} to ${max}.`,
  };
}

/**
 * A property that may be absent, under a word of its own.
 * @param {Property} property
 * @param {string} word
 * @param {Value} initial
 * @returns {Property}
 */
function optional(property, word, initial) {
  return { ...property, initial, parse: (text) => (text === word ? null : property.parse(text)) };
}

/** @type {[string, string][]} */
const CURVES = [
  ['linear', 'linear'],
  ['exponential', 'exponential'],
  ['inverse', 'inverse'],
];

/** @type {Record<keyof State, Property>} */
export const PROPERTIES = {
  dataset: choice(
    'Pictures',
    [
      ['mnist', 'MNIST digits'],
      ['cifar10', 'CIFAR-10 photos'],
      ['colors', 'random colors'],
    ],
    'mnist',
  ),
  lattice: choice(
    'Lattice',
    [
      ['rectangle', 'rectangle'],
      ['hexagonal', 'hexagonal'],
      ['torus', 'torus'],
      ['line', 'line'],
      ['ring', 'ring'],
    ],
    'rectangle',
  ),
  rows: integer('Rows', 1, 64, 20),
  cols: integer('Columns', 1, 4096, 20),
  neighborhood: choice(
    'Neighborhood',
    [
      ['gaussian', 'Gaussian'],
      ['bubble', 'bubble'],
      ['mexican_hat', 'Mexican hat'],
    ],
    'gaussian',
  ),
  sigma_start: real('σ at the start', 0.1, 100, 10),
  sigma_end: real('σ at the end', 0.1, 100, 0.5),
  sigma_curve: choice('Course of σ', CURVES, 'exponential'),
  sigma_hold: optional(real('σ', 0.1, 100, 1), 'free', null),
  rate_start: real('Learning rate at the start', 0.0001, 1, 0.5),
  rate_end: real('Learning rate at the end', 0.0001, 1, 0.05),
  rate_curve: choice('Course of the learning rate', CURVES, 'exponential'),
  rate_hold: optional(real('Learning rate', 0.0001, 1, 0.1), 'free', null),
  training: choice(
    'Training',
    [
      ['online', 'one by one (online)'],
      ['mini_batch', 'mini-batches'],
      ['batch', 'whole passes (batch)'],
    ],
    'mini_batch',
  ),
  batch_size: integer('Batch size', 1, 4096, 256),
  init: choice(
    'First weights',
    [
      ['random', 'random noise'],
      ['samples', 'random samples'],
      ['pca', 'PCA plane'],
    ],
    'random',
  ),
  seed: integer('Seed', 0, 4294967295, 1),
  epochs: integer('Passes over the data', 1, 1000, 10),
  view: choice(
    'View',
    [
      ['codebook', 'Codebook'],
      ['u_matrix', 'U-matrix'],
      ['hits', 'Hits'],
      ['classes', 'Classes'],
      ['component', 'Component'],
    ],
    'codebook',
  ),
  component: integer('Component', 0, 65535, 406),
  speed: optional(real('Speed', 1, 1000, 1), 'max', 200),
  backend: choice(
    'Engine',
    [
      ['auto', 'automatic'],
      ['gpu', 'GPU'],
      ['cpu', 'CPU'],
    ],
    'auto',
  ),
};

/** @returns {State} */
export function initialState() {
  const entries = Object.entries(PROPERTIES).map(([name, { initial }]) => [name, initial]);
  return /** @type {State} */ (Object.fromEntries(entries));
}

export const MAX_UNITS = 4096;

/**
 * What is wrong with a state as a whole, by property; empty when nothing is.
 * @param {State} state
 * @returns {Partial<Record<keyof State, string>>}
 */
export function conflicts(state) {
  if (state.rows * state.cols > MAX_UNITS) {
    const sentence = `A map can have ${MAX_UNITS.toLocaleString('en-US')} neurons at most; ${state.rows} × ${state.cols} would be ${(state.rows * state.cols).toLocaleString('en-US')}.`;
    return { cols: sentence };
  }
  return {};
}

/**
 * A chain has one row; coming back from it, a grid as square as can be.
 * @param {State} state
 * @param {Partial<State>} patch
 * @returns {Partial<State>}
 */
export function withShape(state, patch) {
  if (!patch.lattice || patch.lattice === state.lattice) return patch;
  const chain = patch.lattice === 'line' || patch.lattice === 'ring';
  const units = (patch.rows ?? state.rows) * (patch.cols ?? state.cols);
  if (chain && (patch.rows ?? state.rows) > 1) return { ...patch, rows: 1, cols: units };
  const wasChain = state.lattice === 'line' || state.lattice === 'ring';
  if (!chain && wasChain && patch.rows === undefined) {
    const side = Math.min(64, Math.max(1, Math.round(Math.sqrt(units))));
    return { ...patch, rows: side, cols: Math.max(1, Math.round(units / side)) };
  }
  return patch;
}

/**
 * @param {State} s
 * @returns {Config}
 */
export function configOf(s) {
  return {
    rows: s.lattice === 'line' || s.lattice === 'ring' ? 1 : s.rows,
    cols: s.cols,
    lattice: s.lattice,
    neighborhood: s.neighborhood,
    sigma: { start: s.sigma_start, end: s.sigma_end, curve: s.sigma_curve, hold: s.sigma_hold },
    learning_rate: { start: s.rate_start, end: s.rate_end, curve: s.rate_curve, hold: s.rate_hold },
    training: s.training,
    batch_size: s.batch_size,
    init: s.init,
    seed: s.seed,
    epochs: s.epochs,
  };
}
