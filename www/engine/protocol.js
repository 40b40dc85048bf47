/**
 * The one protocol between the page and the engine worker.
 *
 * Plain objects with a version and a type; big arrays are transferred, never copied; the worker
 * sends no second frame of a session before the page has acknowledged the first.
 */

import { netArraysOf } from './net-protocol.js';

export const VERSION = 4;

/** What a session trains: a map, or a network with maps. @typedef {'map' | 'net'} Kind */
/** @import { Ascended, AscentOptions, NetConfig, NetFrame, NetRequest } from './net-protocol.js' */

/**
 * What Rust declares (src/generated.rs).
 * @typedef {import('../generated/types.js').Topology} Lattice
 * @typedef {import('../generated/types.js').Neighborhood} Neighborhood
 * @typedef {import('../generated/types.js').Curve} Curve
 * @typedef {import('../generated/types.js').Training} Training
 * @typedef {import('../generated/types.js').Init} Init
 * @typedef {import('../generated/types.js').Code} Code
 * @typedef {import('../generated/types.js').Schedule} Schedule
 * @typedef {import('../generated/types.js').Patch} Patch
 * @typedef {import('../generated/types.js').StackLayer} Upper
 * @typedef {import('../generated/types.js').MapConfig} Config
 */

/** @typedef {'codebook' | 'u_matrix' | 'hits' | 'classes' | 'component'} View */
/** @typedef {'auto' | 'gpu' | 'cpu'} Preference */
/** @typedef {'train' | 'test'} SplitName */
/**
 * 'mnist', 'cifar10', 'colors', 'turntable' (64×64), 'turntable-32', or what was supplied: 'own', 'own-…'
 * @typedef {string} DatasetName
 */

/**
 * An image to be rebuilt from the units its patches fall on.
 * @typedef {object} RebuildRequest
 * @property {SplitName | 'probe'} source
 * @property {number} image
 * @property {boolean} overlap  patches at every place, averaged; otherwise side by side
 */

/**
 * @typedef {object} FrameRequest
 * @property {View} view
 * @property {number} component
 * @property {number} evaluate  number of held-out samples to map now; 0 maps none
 * @property {number | null} unit
 * @property {number} layer  the one that all of these speak of; 0 lies on the images
 * @property {RebuildRequest | null} rebuild
 */

/**
 * How a turntable's views lie along a line or a ring.
 * @typedef {object} Angles
 * @property {number} angle_error_deg
 * @property {number} largest_jump  lattice steps between the winners of successive views
 * @property {number} turns  signed turns round the lattice per turn of the table; ±1 is right
 * @property {number} reversals  views where the winner steps back
 */

/**
 * @typedef {object} Quality
 * @property {number} quantization_error
 * @property {number} topographic_error
 * @property {number} n
 * @property {number | null} purity  where there are labels
 * @property {number | null} nmi
 * @property {Angles | null} angles
 */

/**
 * @typedef {object} UnitDetail
 * @property {number} index
 * @property {number} hits
 * @property {Uint8Array} values  one RGBA tile
 * @property {Uint8Array} samples  one row of RGBA tiles
 * @property {Int8Array} sample_labels
 * @property {number} sample_count
 * @property {number} sample_height
 * @property {number} sample_width
 * @property {Uint32Array} parts  units of the layer below that its weights decode to; empty in layer 0
 * @property {number} parts_rows
 * @property {number} parts_cols
 */

/**
 * The units of one layer as pictures.
 * @typedef {object} Layer
 * @property {number} rows
 * @property {number} cols
 * @property {Lattice} lattice
 * @property {number} tile_height
 * @property {number} tile_width
 * @property {number} tile_channels
 * @property {number} atlas_rows
 * @property {number} atlas_cols
 * @property {Uint8Array} tiles  RGBA
 */

/**
 * An image beside what the map makes of it. The patch of place (r, c) has its top-left at
 * (min(r · stride, height − size), min(c · stride, width − size)).
 * @typedef {object} Rebuilt
 * @property {SplitName | 'probe'} source
 * @property {number} image
 * @property {number} height
 * @property {number} width
 * @property {number} size
 * @property {number} place_rows
 * @property {number} place_cols
 * @property {number} stride
 * @property {number} psnr  in dB; Infinity where nothing differs
 * @property {Uint8Array} original  RGBA, as are the next two
 * @property {Uint8Array} rebuilt
 * @property {Uint8Array} error
 * @property {Uint32Array} bmus  the unit of every place
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
 * @property {number} tile_channels
 * @property {Uint8Array} tiles
 * @property {number} atlas_rows
 * @property {number} atlas_cols
 * @property {Float32Array} values
 * @property {Int8Array} labels
 * @property {Quality | null} quality
 * @property {UnitDetail | null} unit
 * @property {number} layer  that the rest speaks of
 * @property {number} n_layers
 * @property {number} learning  the layer that learns now; those below it are done
 * @property {Layer[]} layers  every layer's picture; [] where there is one
 * @property {Rebuilt | null} rebuilt  null in most frames, for it is costly: keep the last
 * @property {Uint32Array} winners  the best unit of every held-out view of a turntable, or empty
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
 * @property {boolean} [turntable]  the images of each split are views of one full turn, in order
 * @property {Split} train
 * @property {Split} test
 */

/**
 * Images of one shape, as a loader returns them: bytes, channels last.
 * @typedef {object} Images
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 * @property {number} n
 * @property {Uint8Array} pixels
 * @property {Uint8Array | null} labels
 */

/**
 * One picture: at most 65,536 pixels of 1 or 3 bytes.
 * @typedef {object} Picture
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 * @property {Uint8Array} pixels
 */

/**
 * Whole images of a data set in one row: `height` by `count · width` pixels.
 * @typedef {object} Strip
 * @property {number} height  of one of them
 * @property {number} width  of one of them
 * @property {number} count
 * @property {Uint8Array} rgba
 */

/**
 * A data set as the page hands it over; labels follow the pixels where there are classes.
 * @typedef {object} Supply
 * @property {DatasetName} name
 * @property {Manifest} manifest  one shard for each split
 * @property {Uint8Array} train
 * @property {Uint8Array} test
 */

/**
 * What surrounds a frame: the scheduler's own figures.
 * @typedef {object} Pace
 * @property {number} steps_per_second
 * @property {number} samples_per_second
 * @property {number | null} capacity  samples a second while it trains, without waiting or drawing
 * @property {boolean} running
 * @property {number} run  counts the runs of a session; a restart begins a new one
 * @property {number} train_loaded  training samples that have arrived
 * @property {number} train_total
 * @property {number} test_loaded
 */
/**
 * @typedef {Pace & {view: View, sampled: boolean}} MapPace  with the view that the frame was made for, and whether the
 *   quality was measured on the sample used for the curves
 */

/** @typedef {{kernel: string, ok: boolean, message: string}} KernelCheck */

/**
 * What a session is to be, and what is seen of it.
 * @typedef {{kind: 'map', config: Config, request: FrameRequest}
 *   | {kind: 'net', config: NetConfig, request: NetRequest}} Wanted
 */

/**
 * Messages of the page.
 * @typedef {{type: 'hello', preference: Preference, data_url: string, preload: DatasetName, kind: Kind | null}
 *   | ({type: 'own'} & Supply)
 *   | {type: 'disown', name: DatasetName}
 *   | {type: 'read', id: number, name: string, bytes: Uint8Array}
 *   | ({type: 'open', session: number, dataset: DatasetName, speed: number | null, running: boolean,
 *      checkpoint: Uint8Array | null, group: string | null} & Wanted)
 *   | ({type: 'configure', session: number, dataset: DatasetName} & Wanted)
 *   | {type: 'run', session: number, running: boolean}
 *   | {type: 'visible', session: number, visible: boolean}
 *   | {type: 'speed', session: number, steps_per_second: number | null}
 *   | {type: 'step', session: number}
 *   | {type: 'reset', session: number}
 *   | {type: 'view', session: number, request: FrameRequest | NetRequest}
 *   | {type: 'snapshot', session: number, id: number, request: FrameRequest}
 *   | {type: 'probe', session: number, picture: Picture | null}
 *   | {type: 'pictures', session: number, id: number, split: SplitName, indices: Uint32Array}
 *   | {type: 'ascend', session: number, id: number, options: AscentOptions}
 *   | {type: 'ack', session: number}
 *   | {type: 'backend', preference: Preference}
 *   | {type: 'self_check', id: number}
 *   | {type: 'close', session: number}} PageMessage
 */

/**
 * Messages of the worker.
 * @typedef {{type: 'ready', kind: Kind, info: BackendInfo, preference: Preference}
 *   | {type: 'opened', session: number, manifest: Manifest}
 *   | {type: 'configured', session: number, restarted: boolean}
 *   | {type: 'frame', session: number, frame: Frame | NetFrame, pace: Pace}
 *   | {type: 'snapshot', session: number, id: number, frame: Frame | null}
 *   | {type: 'pictures', session: number, id: number, pictures: Strip | null}
 *   | {type: 'ascend', session: number, id: number, ascended: Ascended | null}
 *   | {type: 'read', id: number, images: Images | null, failure: import('./errors.js').Failure | null}
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
 * The buffers of some arrays, each once, for transfer.
 * @param {(ArrayBufferView | null | undefined)[]} arrays
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(arrays) {
  const buffers = new Set();
  for (const array of arrays) {
    if (array?.buffer instanceof ArrayBuffer && array.buffer.byteLength > 0) buffers.add(array.buffer);
  }
  return [...buffers];
}

/** @param {Frame | NetFrame} frame */
const arraysOf = (frame) => ('course_len' in frame ? netArraysOf(frame) : mapArraysOf(frame));

/** @param {Frame} frame */
function mapArraysOf({ tiles, values, labels, winners, unit, layers, rebuilt }) {
  const arrays = [tiles, values, labels, winners, ...(layers ?? []).map((layer) => layer.tiles)];
  if (unit) arrays.push(unit.values, unit.samples, unit.sample_labels, unit.parts);
  if (rebuilt) arrays.push(rebuilt.original, rebuilt.rebuilt, rebuilt.error, rebuilt.bmus);
  return arrays;
}

/**
 * What a message of the worker hands over instead of copying.
 * @param {WorkerMessage} message
 * @returns {ArrayBuffer[]}
 */
export function transferOf(message) {
  switch (message.type) {
    case 'frame':
    case 'snapshot':
      return message.frame ? buffersOf(arraysOf(message.frame)) : [];
    case 'pictures':
      return buffersOf([message.pictures?.rgba]);
    case 'ascend':
      return buffersOf([message.ascended?.values, message.ascended?.activations]);
    case 'read':
      return buffersOf([message.images?.pixels, message.images?.labels]);
    case 'checkpoint':
      return buffersOf([message.bytes]);
    default:
      return [];
  }
}
