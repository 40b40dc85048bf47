/**
 * The one protocol between the page and the engine worker.
 *
 * Plain objects with a version and a type; big arrays are transferred, never copied; the worker
 * sends no second frame of a session before the page has acknowledged the first.
 */

export const VERSION = 1;

/** @typedef {'line' | 'ring' | 'rectangle' | 'torus' | 'hexagonal'} Lattice */
/** @typedef {'gaussian' | 'bubble' | 'mexican_hat'} Neighborhood */
/** @typedef {'linear' | 'exponential' | 'inverse'} Curve */
/** @typedef {'online' | 'mini_batch' | 'batch'} Training */
/** @typedef {'random' | 'samples' | 'pca'} Init */
/** @typedef {'codebook' | 'u_matrix' | 'hits' | 'classes' | 'component'} View */
/** @typedef {'auto' | 'gpu' | 'cpu'} Preference */
/** @typedef {'mnist' | 'cifar10' | 'colors'} DatasetName */

/**
 * @typedef {object} Schedule
 * @property {number} start
 * @property {number} end
 * @property {Curve} curve
 * @property {number | null} hold  the visitor's hand on the slider; null follows the curve
 */

/**
 * @typedef {object} Config  every field is required, unknown fields are refused
 * @property {number} rows
 * @property {number} cols
 * @property {Lattice} lattice
 * @property {Neighborhood} neighborhood
 * @property {Schedule} sigma
 * @property {Schedule} learning_rate
 * @property {Training} training
 * @property {number} batch_size
 * @property {Init} init
 * @property {number} seed
 * @property {number} epochs
 */

/**
 * @typedef {object} FrameRequest
 * @property {View} view
 * @property {number} component
 * @property {number} evaluate  number of held-out samples to map now; 0 maps none
 * @property {number | null} unit
 */

/**
 * @typedef {object} Quality
 * @property {number} quantization_error
 * @property {number} topographic_error
 * @property {number} n
 */

/**
 * @typedef {object} UnitDetail
 * @property {number} index
 * @property {number} hits
 * @property {Uint8Array} values  one RGBA tile
 * @property {Uint8Array} samples  one row of RGBA tiles
 * @property {Int8Array} sample_labels
 * @property {number} sample_count
 */

/**
 * @typedef {object} Frame
 * @property {number} step
 * @property {number} samples
 * @property {number} samples_total
 * @property {number} epoch
 * @property {number} epochs
 * @property {number} sigma
 * @property {number} learning_rate
 * @property {'running' | 'waiting' | 'finished'} state
 * @property {number} rows
 * @property {number} cols
 * @property {Lattice} lattice
 * @property {number} tile_height
 * @property {number} tile_width
 * @property {Uint8Array} tiles
 * @property {number} atlas_rows
 * @property {number} atlas_cols
 * @property {Float32Array} values
 * @property {Int8Array} labels
 * @property {Quality | null} quality
 * @property {UnitDetail | null} unit
 */

/**
 * @typedef {object} BackendInfo
 * @property {'gpu' | 'cpu'} backend
 * @property {string} adapter
 * @property {boolean} software
 * @property {string} reason
 * @property {number | null} cpu_samples_per_second
 * @property {number | null} gpu_samples_per_second
 */

/** @typedef {{file: string, n: number, bytes: number}} Shard */
/** @typedef {{n: number, shards: Shard[]}} Split */
/**
 * @typedef {object} Manifest
 * @property {string} name
 * @property {string} title
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 * @property {string[]} classes
 * @property {Split} train
 * @property {Split} test
 */

/**
 * What surrounds a frame: the scheduler's own figures.
 * @typedef {object} Pace
 * @property {number} steps_per_second
 * @property {number} samples_per_second
 * @property {number | null} capacity  samples a second while it trains, without waiting or drawing
 * @property {boolean} running
 * @property {number} run  counts the runs of a session; a restart begins a new one
 * @property {View} view  the view this frame was made for
 * @property {boolean} sampled  the quality was measured on the sample used for the curves
 * @property {number} train_loaded  training samples that have arrived
 * @property {number} train_total
 * @property {number} test_loaded
 */

/** @typedef {{kernel: string, ok: boolean, message: string}} KernelCheck */

/**
 * Messages of the page.
 * @typedef {{type: 'hello', preference: Preference, data_url: string, preload: DatasetName}
 *   | {type: 'open', session: number, dataset: DatasetName, config: Config, request: FrameRequest,
 *      speed: number | null, running: boolean, checkpoint: Uint8Array | null}
 *   | {type: 'configure', session: number, dataset: DatasetName, config: Config, request: FrameRequest}
 *   | {type: 'run', session: number, running: boolean}
 *   | {type: 'visible', session: number, visible: boolean}
 *   | {type: 'speed', session: number, steps_per_second: number | null}
 *   | {type: 'step', session: number}
 *   | {type: 'reset', session: number}
 *   | {type: 'view', session: number, request: FrameRequest}
 *   | {type: 'snapshot', session: number, id: number, request: FrameRequest}
 *   | {type: 'ack', session: number}
 *   | {type: 'backend', preference: Preference}
 *   | {type: 'self_check', id: number}
 *   | {type: 'close', session: number}} PageMessage
 */

/**
 * Messages of the worker.
 * @typedef {{type: 'ready', info: BackendInfo, preference: Preference}
 *   | {type: 'opened', session: number, manifest: Manifest}
 *   | {type: 'configured', session: number, restarted: boolean}
 *   | {type: 'frame', session: number, frame: Frame, pace: Pace}
 *   | {type: 'snapshot', session: number, id: number, frame: Frame | null}
 *   | {type: 'checkpoint', session: number, bytes: Uint8Array}
 *   | {type: 'self_check', id: number, results: KernelCheck[]}
 *   | {type: 'notice', session: number | null, message: string}
 *   | {type: 'error', session: number | null, kind: string, message: string,
 *      fatal: boolean}} WorkerMessage
 */

/**
 * Adds the version to a message.
 * @template {PageMessage | WorkerMessage} M
 * @param {M} message
 * @returns {M & {v: number}}
 */
export function seal(message) {
  return { v: VERSION, ...message };
}

/**
 * Refuses what is no message of this version.
 * @param {unknown} data
 * @returns {any}
 */
export function unseal(data) {
  if (typeof data !== 'object' || data === null || !('type' in data) || typeof data.type !== 'string') {
    throw { kind: 'protocol', message: 'A message without a type arrived.' };
  }
  const version = 'v' in data ? data.v : undefined;
  if (version !== VERSION) {
    throw {
      kind: 'protocol',
      message: `The page speaks version ${VERSION} of the protocol, the other side version ${String(version)}.`,
    };
  }
  return data;
}

/**
 * The buffers of a frame, each once, for transfer.
 * @param {Frame} frame
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(frame) {
  const arrays = [frame.tiles, frame.values, frame.labels];
  if (frame.unit) arrays.push(frame.unit.values, frame.unit.samples, frame.unit.sample_labels);
  const buffers = new Set();
  for (const array of arrays) {
    if (array?.buffer instanceof ArrayBuffer && array.buffer.byteLength > 0) buffers.add(array.buffer);
  }
  return [...buffers];
}
