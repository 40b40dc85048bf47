/**
 * An engine worker, one of the page's pool: an engine for each kind of run, and the sessions that it was dealt.
 */

import { ShardCache } from './datasets.js';
import { failureOf } from './errors.js';
import { KINDS } from './kinds.js';
import { EngineHost } from './engine-host.js';
import { Group } from './group.js';
import { timesOf } from './kernel-times.js';
import { buffersOf, seal, unseal } from './protocol.js';
import { questionOf } from './questions.js';
import { tools } from './tools.js';

/** @import { Kind, PageMessage, WorkerMessage, Preference, DatasetName, Wanted } from './protocol.js' */
/** @import { Dataset } from './datasets.js' */
/** @typedef {import('./runner.js').Runner<any, any, any>} Runner */

/**
 * @typedef {object} Scope
 * @property {(message: unknown, transfer: Transferable[]) => void} postMessage
 * @property {((event: MessageEvent) => void) | null} onmessage
 */
const scope = /** @type {Scope} */ (/** @type {unknown} */ (self));

/** What the visitor wants; one that cannot be met is taken back. @type {{preference: Preference}} */
const wish = { preference: 'auto' };
/** @type {Record<Kind, EngineHost>} */
let hosts;
/** @type {Map<number, Runner>} */
const runners = new Map();
/** The engine that each is on. @type {Map<Runner, EngineHost>} */
const places = new Map();
/** Runs that are kept in step. @type {Map<string, Group>} */
const groups = new Map();

/** @param {WorkerMessage} message */
function post(message) {
  scope.postMessage(seal(message), buffersOf(message));
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

const kindsOf = () => /** @type {Kind[]} */ (Object.keys(KINDS));

/** @param {Extract<PageMessage, {type: 'hello'}>} message */
function hello({ preference, data_url, preload, kind }) {
  wish.preference = preference;
  const cache = new ShardCache(data_url);
  const around = { cache, on: { arrived: wake, failed: fail }, tools, wish, post };
  const made = kindsOf().map((kind) => [kind, new EngineHost(kind, around)]);
  hosts = Object.fromEntries(made);
  void cache.preload(preload).catch(() => {});
  // Whoever needs it will say that it could not be started.
  if (kind) void hosts[kind].start().catch(() => {});
}

/** @typedef {{name: DatasetName | null, config: any, checkpoint: Uint8Array | null}} Goal */
/** What a runner waits for: the last one counts. @type {Map<Runner, Goal & {data: Dataset | null}>} */
const goals = new Map();

/**
 * Gives a runner a new engine session as soon as there is an engine and its data have begun to arrive; the others go
 * on meanwhile. If they do not come, the runner keeps what it had.
 * @param {Runner} runner
 * @param {Goal} wanted
 */
function want(runner, wanted) {
  /** @type {Goal & {data: Dataset | null}} */
  const goal = { ...wanted, data: null };
  const host = /** @type {EngineHost} */ (places.get(runner));
  goals.set(runner, goal);
  runner.hold();
  const ifCurrent = (/** @type {() => unknown} */ task) =>
    later(async () => goals.get(runner) === goal && task(), runner.id);
  const give = (/** @type {unknown} */ thrown) => ifCurrent(() => giveUp(runner, thrown));
  const fill = () => {
    const data = host.library.get(host.engine, goal.name, goal.config.seed);
    goal.data = data;
    sweep();
    data.first.then(() => ifCurrent(() => attach(runner, goal, data)), give);
  };
  if (host.engine) fill();
  else host.start().then(() => ifCurrent(fill), give);
}

/** Lets go of the data that no run is on, or waits for. */
function sweep() {
  const used = [...runners.values()].map((runner) => (runner.session ? runner.dataset : null));
  const wanted = [...goals.values()].map(({ data }) => data);
  for (const { library } of Object.values(hosts)) library.sweep(new Set([...used, ...wanted]));
}

/**
 * @param {Runner} runner
 * @param {unknown} thrown
 */
function giveUp(runner, thrown) {
  goals.delete(runner);
  sweep();
  if (runner.session) runner.release();
  else runner.questions.forget();
  const { kind } = failureOf(thrown);
  fail(thrown, runner.id, isLoss(kind) || (!runner.session && kind !== 'config'));
}

/**
 * @param {Runner} runner
 * @param {Goal} goal
 * @param {Dataset} data
 */
async function attach(runner, { config, checkpoint }, data) {
  const { engine, gpu } = /** @type {EngineHost} */ (places.get(runner));
  /** @type {any} */
  let session;
  try {
    session = engine.create_session(data.id, config);
  } catch (thrown) {
    return giveUp(runner, thrown);
  }
  goals.delete(runner);
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
  runner.attach(session, data, { gpu, restored });
  sweep();
  post({ type: 'opened', session: runner.id, manifest: data.manifest });
  if (runner.probe) runner.setProbe(runner.probe);
}

/** @param {string | null} name */
function groupOf(name) {
  const group = (name !== null && groups.get(name)) || new Group();
  if (name !== null) groups.set(name, group);
  return group;
}

/** @param {Extract<PageMessage, {type: 'open'}>} message */
function open(message) {
  const { session: id, kind, dataset: name, config, request, speed, running, checkpoint, run } = message;
  // One that could not be opened is tried again.
  close(id);
  const opening = { id, config, request, speed, running, run, group: groupOf(message.group) };
  const runner = new KINDS[kind].Runner(opening, post);
  runners.set(id, runner);
  places.set(runner, hosts[kind]);
  want(runner, { name, config, checkpoint });
}

/**
 * @param {Runner} runner
 * @param {Extract<PageMessage, {type: 'configure'}>} message
 */
function configure(runner, { dataset: name, config, request }) {
  const { library, engine } = /** @type {EngineHost} */ (places.get(runner));
  const same =
    runner.session && !goals.has(runner) && runner.dataset === library.get(engine, name, config.seed);
  if (!same) want(runner, { name, config, checkpoint: null });
  runner.setView(request);
  if (same) post({ type: 'configured', session: runner.id, restarted: runner.configure(config) });
}

/**
 * Another backend: every run is carried over where it can be.
 * @param {Preference} wanted
 */
async function changeBackend(wanted) {
  wish.preference = wanted;
  /** @type {Map<Runner, Goal>} */
  const kept = new Map(goals);
  for (const runner of runners.values()) {
    if (!runner.session || !runner.dataset) continue;
    const checkpoint = await runner.session.checkpoint().catch(() => null);
    if (!kept.has(runner)) kept.set(runner, { name: runner.dataset.name, config: runner.config, checkpoint });
    runner.detach().free();
  }
  goals.clear();
  for (const host of Object.values(hosts)) if (host.starting) await host.stop();
  for (const [runner, goal] of kept) want(runner, goal);
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

/** How long an adapter times its work, in ms. */
const PROFILED = 1000;

/**
 * The runs go on meanwhile; what they do is what is timed.
 * @param {Extract<PageMessage, {type: 'profile'}>} message
 */
function profile({ id, kind }) {
  const { engine } = hosts[kind];
  engine?.start_profile?.();
  const end = async () => {
    /** @type {import('./protocol.js').KernelTime[]} */
    let times = [];
    try {
      // Another backend may have taken its place.
      if (engine?.end_profile && engine === hosts[kind].engine) {
        const [kernels = '', ticks] = await engine.end_profile();
        times = timesOf(kernels, ticks);
      }
    } finally {
      post({ type: 'profile', id, times });
    }
  };
  setTimeout(() => later(end, null), PROFILED);
}

/** @param {number} id */
function close(id) {
  const runner = runners.get(id);
  if (!runner) return;
  runner.leave()?.free();
  goals.delete(runner);
  places.delete(runner);
  runners.delete(id);
  report();
  for (const [name, group] of groups) if (group.runs.size === 0) groups.delete(name);
  sweep();
}

/** Tells the page how far the runs of each group are, for those on other workers. */
function report() {
  const now = performance.now();
  for (const [name, group] of groups) {
    const mates = group.report(now);
    if (mates) post({ type: 'progress', group: name, mates });
  }
}

/**
 * The session goes on in another worker.
 * @param {Extract<PageMessage, {type: 'release'}>} message
 */
async function release({ session, id }) {
  const runner = runners.get(session);
  const left = runner ? await leftOf(runner) : null;
  close(session);
  post({ type: 'released', session, id, left });
}

/** @param {Runner} runner @returns {Promise<import('./protocol.js').Left | null>} null where it has not come to anything */
async function leftOf(runner) {
  const { run, config, session, dataset } = runner;
  const goal = goals.get(runner);
  if (goal) return { dataset: goal.name, config: goal.config, checkpoint: goal.checkpoint, run };
  if (!session || !dataset) return null;
  return { dataset: dataset.name, config, checkpoint: await session.checkpoint().catch(() => null), run };
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
    case 'ascend':
    case 'drive':
    case 'contents':
      return runner.ask(questionOf(message, post));
    case 'mark':
      return runner.mark(message.id);
    case 'rewind':
      return runner.rewind(message.checkpoint);
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
      for (const { library } of Object.values(hosts)) library.supply(message);
      return;
    case 'disown':
      for (const { library } of Object.values(hosts)) library.supplies.delete(message.name);
      return;
    case 'backend':
      return changeBackend(message.preference);
    case 'self_check':
      return selfCheck(message.id);
    case 'profile':
      return profile(message);
    case 'mates':
      groups.get(message.group)?.elsewhere.set(message.from, message.mates);
      return;
    case 'release':
      return release(message);
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
    report();
    await breathe();
    if (wait <= 1 || woken || inbox.length > 0) continue;
    if (Number.isFinite(wait)) alarm = setTimeout(wake, wait);
    break;
  }
  looping = false;
}
