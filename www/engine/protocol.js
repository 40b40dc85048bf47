/**
 * The one protocol between the page and its engine workers.
 *
 * Plain objects with a version and a type; big arrays are transferred, never copied; the worker
 * sends no second frame of a session before the page has acknowledged the first.
 */

export const VERSION = 7;

/** What a session trains. @typedef {import('../catalogue/experiments.js').Kind} Kind */
/** @import { AgentConfig, AgentFrame, AgentRequest, DriveRequest, Driven } from './agent-protocol.js' */
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
 * @typedef {import('../generated/types.js').View} View
 * @typedef {import('../generated/types.js').RebuildRequest} RebuildRequest
 * @typedef {import('../generated/types.js').MapRequest} FrameRequest
 * @typedef {import('../generated/types.js').Angles} Angles
 * @typedef {import('../generated/types.js').Quality} Quality
 * @typedef {import('../generated/types.js').UnitDetail} UnitDetail
 * @typedef {import('../generated/types.js').Sheet} Layer
 * @typedef {import('../generated/types.js').Rebuilt} Rebuilt
 * @typedef {import('../generated/types.js').MapFrame} Frame
 * @typedef {import('../generated/types.js').BackendInfo} BackendInfo
 * @typedef {import('../generated/types.js').Shard} Shard
 * @typedef {import('../generated/types.js').Split} Split
 * @typedef {import('../generated/types.js').Manifest} Manifest
 * @typedef {import('../generated/types.js').Strip} Strip
 * @typedef {import('../generated/types.js').KernelCheck} KernelCheck
 */
/** What a kernel took of an adapter's time. @typedef {{kernel: string, dispatches: number, nanoseconds: number}} KernelTime */
/** @typedef {'auto' | 'gpu' | 'cpu'} Preference */
/** @typedef {'train' | 'test'} SplitName */
/**
 * 'mnist', 'cifar10', 'colors', 'turntable' (64×64), 'turntable-32', or what was supplied: 'own', 'own-…'
 * @typedef {string} DatasetName
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

/**
 * What a session is to be, and what is seen of it.
 * @typedef {{kind: 'map', config: Config, request: FrameRequest}
 *   | {kind: 'net', config: NetConfig, request: NetRequest}
 *   | {kind: 'agent', config: AgentConfig, request: AgentRequest}} Wanted
 */

/**
 * A run that others are kept in step with: samples it has presented, and by how many more others may be ahead of it.
 * @typedef {{session: number, position: number, slack: number}} Mate
 */

/**
 * A session that leaves a worker for another: the settings that the engine has taken, and what the run has come to.
 * @typedef {object} Left
 * @property {DatasetName | null} dataset
 * @property {any} config
 * @property {Uint8Array | null} checkpoint  null where the run is to begin
 * @property {number} run
 */

/** @typedef {import('../generated/types.js').Tensor} Tensor */

/**
 * What a run has come to: all that it has learned, and the bytes that it goes on from.
 * @typedef {{tensors: Tensor[], checkpoint: Uint8Array}} Contents
 */

/**
 * A moment of a run that it can be taken back to: samples it had presented, and the bytes that it goes on from.
 * @typedef {{samples: number, checkpoint: Uint8Array}} Mark
 */

/**
 * Messages of the page. `mates` passes on the `progress` of the worker `from`; `release` closes a session and answers
 * with what it needs to go on elsewhere. A session that makes all that it learns from has no data set.
 * @typedef {{type: 'hello', preference: Preference, data_url: string, preload: DatasetName | null, kind: Kind | null}
 *   | ({type: 'own'} & Supply)
 *   | {type: 'disown', name: DatasetName}
 *   | ({type: 'open', session: number, dataset: DatasetName | null, speed: number | null, running: boolean,
 *      checkpoint: Uint8Array | null, run: number, group: string | null} & Wanted)
 *   | ({type: 'configure', session: number, dataset: DatasetName | null} & Wanted)
 *   | {type: 'run', session: number, running: boolean}
 *   | {type: 'visible', session: number, visible: boolean}
 *   | {type: 'speed', session: number, steps_per_second: number | null}
 *   | {type: 'step', session: number}
 *   | {type: 'reset', session: number}
 *   | {type: 'view', session: number, request: FrameRequest | NetRequest | AgentRequest}
 *   | {type: 'snapshot', session: number, id: number, request: FrameRequest}
 *   | {type: 'probe', session: number, picture: Picture | null}
 *   | {type: 'pictures', session: number, id: number, split: SplitName, indices: Uint32Array}
 *   | {type: 'ascend', session: number, id: number, options: AscentOptions}
 *   | {type: 'drive', session: number, id: number, request: DriveRequest}
 *   | {type: 'contents', session: number, id: number}
 *   | {type: 'mark', session: number, id: number}
 *   | {type: 'rewind', session: number, checkpoint: Uint8Array}
 *   | {type: 'ack', session: number}
 *   | {type: 'backend', preference: Preference}
 *   | {type: 'self_check', id: number}
 *   | {type: 'profile', id: number, kind: Kind}
 *   | {type: 'mates', group: string, from: number, mates: Mate[]}
 *   | {type: 'release', session: number, id: number}
 *   | {type: 'close', session: number}} PageMessage
 */

/**
 * Messages of a worker. `progress` names the active runs of a group, all of them.
 * @typedef {{type: 'ready', kind: Kind, info: BackendInfo, preference: Preference}
 *   | {type: 'opened', session: number, manifest: Manifest | null}
 *   | {type: 'configured', session: number, restarted: boolean}
 *   | {type: 'frame', session: number, frame: Frame | NetFrame | AgentFrame, pace: Pace}
 *   | {type: 'snapshot', session: number, id: number, frame: Frame | null}
 *   | {type: 'pictures', session: number, id: number, pictures: Strip | null}
 *   | {type: 'ascend', session: number, id: number, ascended: Ascended | null}
 *   | {type: 'drive', session: number, id: number, driven: Driven | null}
 *   | {type: 'contents', session: number, id: number, contents: Contents | null}
 *   | {type: 'mark', session: number, id: number, mark: Mark | null}
 *   | {type: 'checkpoint', session: number, bytes: Uint8Array}
 *   | {type: 'self_check', id: number, results: KernelCheck[]}
 *   | {type: 'profile', id: number, times: KernelTime[]}
 *   | {type: 'released', session: number, id: number, left: Left | null}
 *   | {type: 'progress', group: string, mates: Mate[]}
 *   | {type: 'notice', session: number | null, message: string}
 *   | {type: 'error', session: number | null, kind: string, message: string, field?: string,
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
 * The buffers of all arrays in a value, each once: what a message hands over instead of copying.
 * @param {unknown} value  a message, or any part of one
 * @returns {ArrayBuffer[]}
 */
export function buffersOf(value) {
  /** @type {Set<ArrayBuffer>} */
  const buffers = new Set();
  gather(value, buffers);
  return [...buffers];
}

/**
 * @param {unknown} value
 * @param {Set<ArrayBuffer>} buffers
 */
function gather(value, buffers) {
  if (typeof value !== 'object' || value === null) return;
  if (!ArrayBuffer.isView(value)) for (const part of Object.values(value)) gather(part, buffers);
  else if (value.buffer instanceof ArrayBuffer && value.buffer.byteLength > 0) buffers.add(value.buffer);
}
