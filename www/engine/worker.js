/**
 * The engine worker: one per page, one device, one wasm instance, a session per figure.
 */

import init, { Engine } from '../pkg/som_lab.js';
import { Library, ShardCache } from './datasets.js';
import { failureOf } from './errors.js';
import { seal, transferOf, unseal } from './protocol.js';
import { Runner } from './runner.js';
import { tools } from './tools.js';

/** @typedef {import('./protocol.js').PageMessage} PageMessage */
/** @typedef {import('./protocol.js').WorkerMessage} WorkerMessage */
/** @typedef {import('./protocol.js').Preference} Preference */
/** @typedef {import('./protocol.js').DatasetName} DatasetName */
/** @typedef {import('./protocol.js').Config} Config */
/** @typedef {import('./datasets.js').Dataset} Dataset */

/**
 * @typedef {object} Scope
 * @property {(message: unknown, transfer: Transferable[]) => void} postMessage
 * @property {((event: MessageEvent) => void) | null} onmessage
 */
const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** @type {any} */
let engine = null;
/** @type {Library} */
let library;
/** @type {Preference} */
let preference = 'auto';
/** @type {Map<number, Runner>} */
const runners = new Map();
/** Runs that are kept in step. @type {Map<string, Set<Runner>>} */
const groups = new Map();

/** @param {WorkerMessage} message */
function post(message) {
  scope.postMessage(seal(message), transferOf(message));
}

/**
 * @param {unknown} thrown
 * @param {number | null} session
 * @param {boolean} fatal
 */
function fail(thrown, session = null, fatal = false) {
  post({ type: 'error', session, fatal, ...failureOf(thrown) });
}

/** @param {string} kind of an error, after which the engine is gone */
const isLoss = (kind) => kind === 'gpu' || kind === 'internal';

/** @param {Preference} wanted */
async function createEngine(wanted) {
  try {
    engine = await Engine.create(wanted);
    preference = wanted;
  } catch (thrown) {
    if (wanted !== 'gpu') throw thrown;
    const { message } = failureOf(thrown);
    engine = await Engine.create('auto');
    preference = 'auto';
    const choice = `${message || 'The graphics processor cannot be used here.'} The page chooses for itself again.`;
    post({ type: 'notice', session: null, message: choice });
  }
  post({ type: 'ready', kind: 'som', info: engine.info(), preference });
}

/** @param {Extract<PageMessage, {type: 'hello'}>} message */
async function hello(message) {
  const cache = new ShardCache(message.data_url);
  library = new Library(cache, { arrived: wake, failed: fail }, tools);
  void cache.preload(message.preload).catch(() => {});
  await init({ module_or_path: new URL('../pkg/som_lab_bg.wasm', import.meta.url) });
  await createEngine(message.preference);
}

/** @typedef {{name: DatasetName, config: Config, checkpoint: Uint8Array | null}} Wish */
/** What a runner waits for: the last wish counts. @type {Map<Runner, Wish & {data: Dataset}>} */
const wishes = new Map();

/**
 * Gives a runner a new engine session as soon as its data have begun to arrive; the others go on meanwhile.
 * If they do not arrive, the runner keeps what it had.
 * @param {Runner} runner
 * @param {Wish} wanted
 */
function want(runner, wanted) {
  const data = library.get(engine, wanted.name, wanted.config.seed);
  const wish = { ...wanted, data };
  wishes.set(runner, wish);
  runner.hold();
  sweep();
  const ifCurrent = (/** @type {() => unknown} */ task) =>
    later(async () => wishes.get(runner) === wish && data.engine === engine && task(), runner.id);
  data.first.then(
    () => ifCurrent(() => attach(runner, wish)),
    (thrown) => ifCurrent(() => giveUp(runner, thrown)),
  );
}

/** Lets go of the data that no run is on, or waits for. */
function sweep() {
  const used = [...runners.values()].map((runner) => (runner.session ? runner.dataset : null));
  library.sweep(new Set([...used, ...[...wishes.values()].map(({ data }) => data)]));
}

/**
 * @param {Runner} runner
 * @param {unknown} thrown
 */
function giveUp(runner, thrown) {
  wishes.delete(runner);
  sweep();
  if (runner.session) runner.release();
  else runner.forgetQuestions();
  const { kind } = failureOf(thrown);
  fail(thrown, runner.id, isLoss(kind) || (!runner.session && kind !== 'config'));
}

/**
 * @param {Runner} runner
 * @param {Wish & {data: Dataset}} wish
 */
async function attach(runner, { data, config, checkpoint }) {
  const manifest = /** @type {import('./protocol.js').Manifest} */ (data.manifest);
  /** @type {any} */
  let session;
  try {
    session = engine.create_session(data.id, config);
  } catch (thrown) {
    return giveUp(runner, thrown);
  }
  wishes.delete(runner);
  let restored = false;
  if (checkpoint) {
    try {
      await session.restore(checkpoint);
      restored = true;
    } catch (thrown) {
      const { message } = failureOf(thrown, 'checkpoint');
      post({ type: 'notice', session: runner.id, message: `${message} The run starts afresh.` });
    }
  }
  runner.detach()?.free();
  runner.config = config;
  runner.attach(session, data, { gpu: engine.info().backend === 'gpu', restored });
  sweep();
  post({ type: 'opened', session: runner.id, manifest });
  if (runner.probe) runner.setProbe(runner.probe);
}

/** @param {string | null} name */
function groupOf(name) {
  const group = (name !== null && groups.get(name)) || new Set();
  if (name !== null) groups.set(name, group);
  return group;
}

/** @param {Extract<PageMessage, {type: 'open'}>} message */
function open(message) {
  const { session: id, dataset: name, config, request, speed, running, checkpoint } = message;
  const group = groupOf(message.group);
  const runner = new Runner({ id, config, request, speed, running, group }, false, post);
  runners.set(id, runner);
  want(runner, { name, config, checkpoint });
}

/**
 * @param {Runner} runner
 * @param {Extract<PageMessage, {type: 'configure'}>} message
 */
function configure(runner, { dataset: name, config, request }) {
  const same =
    runner.session && !wishes.has(runner) && runner.dataset === library.get(engine, name, config.seed);
  if (!same) want(runner, { name, config, checkpoint: null });
  runner.setView(request);
  if (same) post({ type: 'configured', session: runner.id, restarted: runner.configure(config) });
}

/**
 * @param {Extract<PageMessage, {type: 'read'}>} message
 */
async function read({ id, name, bytes }) {
  try {
    const { read_images } = await tools();
    post({ type: 'read', id, images: read_images(name, bytes), failure: null });
  } catch (thrown) {
    post({ type: 'read', id, images: null, failure: failureOf(thrown) });
  }
}

/**
 * Another backend: every run is carried over where it can be.
 * @param {Preference} wanted
 */
async function changeBackend(wanted) {
  /** @type {Map<Runner, Wish>} */
  const kept = new Map(wishes);
  for (const runner of runners.values()) {
    if (!runner.session || !runner.dataset) continue;
    const checkpoint = await runner.session.checkpoint().catch(() => null);
    if (!kept.has(runner)) kept.set(runner, { name: runner.dataset.name, config: runner.config, checkpoint });
    runner.detach().free();
  }
  wishes.clear();
  library.clear();
  engine.free?.();
  await createEngine(wanted);
  for (const [runner, wish] of kept) want(runner, wish);
}

/** @param {number} id */
async function selfCheck(id) {
  /** @type {import('./protocol.js').KernelCheck[]} */
  let results = [];
  try {
    const { self_check } = await tools();
    results = await self_check();
  } finally {
    post({ type: 'self_check', id, results });
  }
}

/** @param {number} id */
function close(id) {
  const runner = runners.get(id);
  if (!runner) return;
  runner.leave()?.free();
  wishes.delete(runner);
  runners.delete(id);
  for (const [name, group] of groups) if (group.size === 0) groups.delete(name);
  sweep();
}

/**
 * What a message asks of its runner, done between two slices.
 * @param {Runner} runner
 * @param {PageMessage} message
 * @returns {unknown}
 */
function apply(runner, message) {
  switch (message.type) {
    case 'configure':
      return configure(runner, message);
    case 'run':
      return runner.setRunning(message.running);
    case 'visible':
      return runner.setVisible(message.visible);
    case 'speed':
      return runner.limit.set(message.steps_per_second);
    case 'step':
      return runner.step();
    case 'reset':
      return runner.session && runner.reset();
    case 'view':
      return runner.setView(message.request);
    case 'snapshot':
      return runner.snapshot(message.id, message.request);
    case 'probe':
      return runner.setProbe(message.picture);
    case 'pictures':
      return runner.pictures(message);
    case 'ack':
      return runner.ack();
    case 'close':
      return close(message.session);
    default:
      throw { kind: 'protocol', message: `The worker knows no message '${message.type}'.` };
  }
}

/** @param {PageMessage} message */
async function receive(message) {
  switch (message.type) {
    case 'hello':
      return hello(message);
    case 'open':
      return open(message);
    case 'own':
      return library.supply(message);
    case 'disown':
      return library.supplies.delete(message.name);
    case 'read':
      return read(message);
    case 'backend':
      return changeBackend(message.preference);
    case 'self_check':
      return selfCheck(message.id);
    default: {
      const runner = runners.get(message.session);
      if (runner) await apply(runner, message);
    }
  }
}

/** @type {{task: () => unknown, session: number | null, vital: boolean}[]} */
const inbox = [];

/**
 * Puts a task in line, to be done between two slices.
 * @param {() => unknown} task
 * @param {number | null} session
 * @param {boolean} [vital] without it nothing can go on
 */
function later(task, session, vital = false) {
  inbox.push({ task, session, vital });
  wake();
}

scope.onmessage = ({ data }) => {
  try {
    const message = /** @type {PageMessage} */ (unseal(data));
    const session = 'session' in message ? message.session : null;
    later(() => receive(message), session, message.type === 'hello');
  } catch (thrown) {
    fail(thrown);
  }
};

async function drain() {
  for (let next = inbox.shift(); next; next = inbox.shift()) {
    try {
      await next.task();
    } catch (thrown) {
      const { kind } = failureOf(thrown);
      fail(thrown, next.session, next.vital || isLoss(kind));
    }
  }
}

let looping = false;
let woken = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let alarm;
const channel = new MessageChannel();

/** Lets waiting messages in; a timer would cost 4 ms each time. */
function breathe() {
  return new Promise((resolve) => {
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(null);
  });
}

function wake() {
  woken = true;
  if (!looping) void loop();
}

/** Deals messages and slices in turn, until nobody wants any. */
async function loop() {
  looping = true;
  clearTimeout(alarm);
  for (;;) {
    woken = false;
    await drain();
    let wait = Infinity;
    for (const runner of runners.values()) {
      try {
        wait = Math.min(wait, await runner.slice());
      } catch (thrown) {
        runner.fail(thrown);
      }
    }
    await breathe();
    if (wait <= 1 || woken || inbox.length > 0) continue;
    if (Number.isFinite(wait)) alarm = setTimeout(wake, wait);
    break;
  }
  looping = false;
}
