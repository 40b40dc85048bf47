import { beforeEach, expect, test, vi } from 'vitest';
import { VERSION } from './protocol.js';

vi.mock('./tools.js', () => ({ tools: async () => ({ fastest_shapes: async () => '4x64' }) }));

const MANIFEST = { name: 'colors', train: { n: 4, shards: [] }, test: { n: 2, shards: [] }, classes: [] };

/** A session that never does anything but count, and remembers who it is. */
class FakeSession {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    this.samples = 0;
  }
  /** @param {number} samples */
  advance(samples) {
    this.samples += Math.min(samples, 10);
    return { steps: 1, samples: 10, work: 10, state: this.samples >= 100 ? 'finished' : 'running' };
  }
  configure() {
    return { restarted: false };
  }
  async frame() {
    return { name: this.name, samples: this.samples, step: 1, state: 'running', course_len: 0, course: [] };
  }
  async checkpoint() {
    return Uint8Array.of(this.samples);
  }
  /** @param {Uint8Array} bytes */
  async restore([samples]) {
    this.samples = samples;
  }
  /** @param {object} request */
  drive(request) {
    return { asked: request };
  }
  free() {}
}

/**
 * An engine of one kind; what it is asked to prefer is recorded.
 * @param {string} kind
 */
const engineOf = (kind) =>
  class {
    /** @type {string | undefined} */
    shapes;
    timed = -1;
    /** @param {string} preference */
    static async create(preference) {
      created.push(`${kind} ${preference}`);
      if (refused.has(preference)) throw { kind: 'gpu', message: 'There is none.' };
      return new this();
    }
    info() {
      return { backend: tunable ? 'gpu' : 'cpu', adapter: kind, shapes: this.shapes };
    }
    /** @param {string} shapes */
    set_shapes(shapes) {
      this.shapes = shapes;
      return shapes !== '';
    }
    start_profile() {
      this.timed = 0;
    }
    async end_profile() {
      return [kind, Uint32Array.of(1, 0, 3 + this.timed, 0)];
    }
    open_colors() {
      return 0;
    }
    manifest() {
      return MANIFEST;
    }
    close_dataset() {}
    create_session() {
      return new FakeSession(kind);
    }
    free() {
      created.push(`${kind} gone`);
    }
  };

/** @type {string[]} */
let created;
/** There is an adapter to be tuned. */
let tunable = false;
/** @type {Set<string>} */
let refused;
/** Its module cannot be fetched. */
let missing = '';
/** @type {any[]} */
let posted;
/** @type {any} */
let scope;

/** @param {string} kind */
async function load(kind) {
  if (kind === missing) throw new TypeError('Failed to fetch');
  return engineOf(kind);
}

beforeEach(async () => {
  created = [];
  refused = new Set();
  missing = '';
  tunable = false;
  posted = [];
  scope = { postMessage: (/** @type {any} */ message) => posted.push(message), onmessage: null };
  vi.stubGlobal('self', scope);
  vi.resetModules();
  const { KINDS } = await import('./kinds.js');
  KINDS.map.load = () => load('map');
  KINDS.net.load = () => load('net');
  KINDS.agent.load = () => load('agent');
  await import('./worker.js');
  say({ type: 'hello', preference: 'auto', data_url: 'https://host/', preload: 'own', kind: null });
});

/** @param {object} message */
const say = (message) => scope.onmessage({ data: { v: VERSION, ...message } });

/**
 * @param {number} session
 * @param {'map' | 'net' | 'agent'} kind
 * @param {boolean} [running]
 * @param {object} [more]
 */
const open = (session, kind, running = false, more = {}) =>
  say({
    type: 'open',
    session,
    kind,
    dataset: kind === 'agent' ? null : 'colors',
    config: { seed: 1, patch: { size: 0, per_image: 1 }, stack: [] },
    request: { rebuild: null, layer: 0, maps: false, filters: false, probe: null },
    speed: null,
    running,
    checkpoint: null,
    run: 0,
    group: null,
    ...more,
  });

/** @param {(message: any) => boolean} match */
const heard = (match) => vi.waitFor(() => expect(posted.find(match)).toBeTruthy());

test('an engine starts when its first session opens, and tells what it is', async () => {
  expect(created).toEqual([]);
  open(1, 'net');
  await heard(({ type, session }) => type === 'frame' && session === 1);
  expect(created).toEqual(['net auto']);
  open(2, 'map');
  open(3, 'net');
  await heard(({ type, session }) => type === 'opened' && session === 3);
  await heard(({ type, session }) => type === 'frame' && session === 2);
  expect(created.toSorted()).toEqual(['map auto', 'net auto']);
  expect(posted.filter(({ type }) => type === 'ready')).toMatchObject([
    { kind: 'net', info: { adapter: 'net' } },
    { kind: 'map', info: { adapter: 'map' } },
  ]);
  expect(posted.find(({ type, session }) => type === 'frame' && session === 2).frame.name).toBe('map');
});

test('a module that cannot be fetched is the trouble of its own session, and may be tried again', async () => {
  missing = 'net';
  open(1, 'map', true);
  open(2, 'net', true);
  await heard(({ type, session }) => type === 'error' && session === 2);
  expect(posted.filter(({ type }) => type === 'error')).toEqual([
    expect.objectContaining({ session: 2, fatal: true, kind: 'network' }),
  ]);
  await heard(({ type, session }) => type === 'frame' && session === 1);
  missing = '';
  open(2, 'net');
  await heard(({ type, session }) => type === 'frame' && session === 2);
});

test('another backend carries the runs of both engines over', async () => {
  open(1, 'map', true);
  open(2, 'net', true);
  await heard(({ type, session }) => type === 'frame' && session === 1);
  await heard(({ type, session }) => type === 'frame' && session === 2);
  posted.length = 0;
  say({ type: 'backend', preference: 'cpu' });
  await heard(({ type, session }) => type === 'opened' && session === 1);
  await heard(({ type, session }) => type === 'opened' && session === 2);
  expect(created.slice(-4).toSorted()).toEqual(['map cpu', 'map gone', 'net cpu', 'net gone']);
  await heard(({ type, session }) => type === 'frame' && session === 2);
  const { frame } = posted.find(({ type, session }) => type === 'frame' && session === 2);
  expect(frame.samples).toBeGreaterThan(0);
});

test('a backend that is not to be had is told once, and both engines choose for themselves', async () => {
  open(1, 'map');
  open(2, 'net');
  await heard(({ type, session }) => type === 'opened' && session === 2);
  posted.length = 0;
  refused.add('gpu');
  say({ type: 'backend', preference: 'gpu' });
  await heard(({ type, session }) => type === 'opened' && session === 1);
  await heard(({ type, session }) => type === 'opened' && session === 2);
  expect(posted.filter(({ type }) => type === 'ready').map(({ preference }) => preference)).toEqual([
    'auto',
    'auto',
  ]);
  expect(posted.filter(({ type }) => type === 'notice').length).toBeGreaterThan(0);
  expect(posted.some(({ type }) => type === 'error')).toBe(false);
});

test('an adapter that can be tuned has shapes measured by the tools', async () => {
  tunable = true;
  open(1, 'net');
  await heard(({ type, info }) => type === 'ready' && info.shapes === '4x64');
});

test('where the time of an adapter goes is answered, whatever becomes of the engine', async () => {
  open(1, 'net');
  await heard(({ type }) => type === 'opened');
  say({ type: 'profile', id: 4, kind: 'net' });
  say({ type: 'profile', id: 5, kind: 'map' });
  await vi.waitFor(() => expect(posted.filter(({ type }) => type === 'profile')).toHaveLength(2), 3000);
  const times = Object.fromEntries(
    posted.filter(({ type }) => type === 'profile').map(({ id, times }) => [id, times]),
  );
  expect(times[4]).toEqual([{ kernel: 'net', dispatches: 1, nanoseconds: 2 }]);
  expect(times[5]).toEqual([]);
});

test('a question of a network is answered to its session', async () => {
  open(1, 'net');
  await heard(({ type }) => type === 'opened');
  say({ type: 'ascend', session: 1, id: 9, options: {} });
  await heard(({ type, id, ascended }) => type === 'ascend' && id === 9 && ascended === null);
});

test('a kind that makes all that it learns from opens without pictures', async () => {
  const fetched = vi.fn();
  vi.stubGlobal('fetch', fetched);
  open(1, 'agent', true);
  await heard(({ type, session, manifest }) => type === 'opened' && session === 1 && manifest === null);
  await heard(({ type, session }) => type === 'frame' && session === 1);
  expect(posted.find(({ type }) => type === 'frame').pace).toMatchObject({ train_total: 0, train_loaded: 0 });
  say({ type: 'drive', session: 1, id: 7, request: { steps: 3 } });
  await heard(({ type, id, driven }) => type === 'drive' && id === 7 && driven.asked.steps === 3);
  say({ type: 'configure', session: 1, kind: 'agent', dataset: null, config: { seed: 2 }, request: {} });
  await heard(({ type }) => type === 'configured');
  expect(fetched).not.toHaveBeenCalled();
  vi.unstubAllGlobals();
});

test('a session is released with what it has come to, and goes on elsewhere as the same run', async () => {
  open(1, 'net', true);
  await heard(({ type, frame }) => type === 'frame' && frame.samples > 0);
  say({ type: 'release', session: 1, id: 5 });
  await heard(({ type }) => type === 'released');
  const { id, left } = posted.find(({ type }) => type === 'released');
  expect([id, left.dataset, left.config.seed, left.run]).toEqual([5, 'colors', 1, 1]);
  expect(left.checkpoint[0]).toBeGreaterThan(0);
  posted.length = 0;
  open(1, 'net', false, { checkpoint: left.checkpoint, run: 4 });
  await heard(({ type }) => type === 'frame');
  const { frame, pace } = posted.find(({ type }) => type === 'frame');
  expect([frame.samples, pace.run]).toEqual([left.checkpoint[0], 4]);
  // One that is not here has nothing to be left.
  say({ type: 'release', session: 9, id: 6 });
  await heard(({ type, id, left }) => type === 'released' && id === 6 && left === null);
});

test('runs of a group report how far they are, and wait for those on other workers', async () => {
  const progress = () => posted.filter(({ type }) => type === 'progress');
  open(1, 'net', true, { group: 'figure' });
  say({ type: 'mates', group: 'figure', from: 1, mates: [{ session: 2, position: 0, slack: 40 }] });
  await vi.waitFor(() => expect(progress().at(-1)?.mates).toMatchObject([{ session: 1, position: 40 }]));
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(progress().at(-1).mates[0].position).toBe(40);
  say({ type: 'mates', group: 'figure', from: 1, mates: [] });
  await vi.waitFor(() => expect(progress().at(-1)).toMatchObject({ group: 'figure', mates: [] }));
  expect(posted.filter(({ type }) => type === 'error')).toEqual([]);
});
