import { beforeEach, describe, expect, test, vi } from 'vitest';
import { experimentOf, loadExperiment } from '../../catalogue/experiments.js';
import { patched, startOf } from '../../settings/state.js';
import { joined } from '../course.js';
import { NetRunState } from './run-state.js';
import { NetRun } from './run.js';

await loadExperiment('fc-two-sigmas');

/** @param {object} [parts] */
const frame = (parts) =>
  /** @type {any} */ ({
    step: 1,
    samples: 64,
    state: 'running',
    layer: 0,
    layers: [],
    map: null,
    filters: null,
    organization: { codebook: null, filters: null },
    course: [],
    course_len: 0,
    hits: new Uint32Array(),
    probe: null,
    ...parts,
  });

/** @param {number[]} samples */
const points = (...samples) =>
  samples.map((n) => /** @type {any} */ ({ samples: n, test_accuracy: n / 1000 }));
const pace = (run = 1) => /** @type {any} */ ({ run });

describe('what has come back of a network', () => {
  test('outlives the frame that brought it', () => {
    const received = new NetRunState();
    const [map, filters, probe] = /** @type {any[]} */ ([{ tiles: 1 }, { values: 1 }, { label: 3 }]);
    const organization = { codebook: 0.7, filters: null };
    received.take(frame({ map, probe, organization, hits: Uint32Array.of(4) }), pace());
    received.take(frame({ filters, organization: { codebook: null, filters: 0.1 } }), pace());
    expect([received.map, received.filters, received.probed, received.hits[0]]).toEqual([
      map,
      filters,
      probe,
      4,
    ]);
    expect(received.organization).toEqual({ codebook: 0.7, filters: 0.1 });
  });

  test('is forgotten by a new run, and what was of a layer by another layer', () => {
    const received = new NetRunState();
    const map = /** @type {any} */ ({ tiles: 1 });
    received.take(frame({ map, course: points(1, 2), course_len: 2, probe: {} }), pace());
    received.take(frame({ layer: 1, course_len: 2 }), pace());
    expect([received.map, received.course.length]).toEqual([null, 2]);
    expect(received.probed).not.toBe(null);
    received.take(frame(), pace(2));
    expect([received.course, received.probed]).toEqual([[], null]);
  });

  test('has every point of the course once, whatever comes twice', () => {
    const course = points(1, 2, 3);
    expect(joined(course, { course: points(4), course_len: 4 })).toEqual(points(1, 2, 3, 4));
    expect(joined(course, { course: points(3, 4), course_len: 4 })).toEqual(points(1, 2, 3, 4));
    expect(joined(course, { course: points(1, 2), course_len: 2 })).toEqual(points(1, 2));
    expect(joined(course, { course: [], course_len: 3 })).toBe(course);
  });
});

describe('a run of a network', () => {
  /** @type {any} */
  let session;
  /** @type {any} */
  let heard;
  /** @type {NetRun} */
  let run;

  beforeEach(() => {
    const host = { requestUpdate: vi.fn(), emit: vi.fn(), tell: vi.fn(), ready: vi.fn(), refused: vi.fn() };
    run = new NetRun(host, experimentOf('fc-two-sigmas').variants[1], startOf('fc-two-sigmas'), 'group');
    session = {
      state: {},
      setView: vi.fn(),
      configure: vi.fn(),
      probe: vi.fn(),
      ascend: vi.fn(async () => 'seen'),
      close: vi.fn(),
    };
    const open = vi.fn((state, on) => {
      Object.assign(session.state, state);
      heard = on;
      return session;
    });
    run.engine = /** @type {any} */ ({ open });
    run.open(true);
  });

  test('opens as what it is', () => {
    expect(session.state).toMatchObject({
      kind: 'net',
      dataset: 'mnist',
      group: 'group',
      request: { layer: 0, maps: true, filters: false, probe: null },
    });
    expect(session.state.config.hidden.map((/** @type {any} */ { mask }) => mask)).toEqual(['whole', 'none']);
    expect([run.series, run.phase]).toEqual(['red', 'loading']);
    heard.frame(frame({ course: points(10), course_len: 1 }), pace());
    expect([run.phase, run.score?.samples]).toEqual(['running', 10]);
    expect(run.host.emit).toHaveBeenCalledWith(
      'som-lab:frame',
      expect.objectContaining({ score: run.score }),
    );
  });

  test('asks for what is seen once, and not again for the same', () => {
    run.look({ layer: 1 });
    run.look({ layer: 1 });
    run.want({ filters: true });
    expect(session.setView.mock.calls.flat()).toEqual([
      { layer: 1, maps: true, filters: false, probe: null },
      { layer: 1, maps: true, filters: true, probe: null },
    ]);
    run.ask({ source: 'test', image: 3 });
    heard.frame(frame({ probe: { image: 3 } }), pace());
    expect(run.probed).toEqual({ image: 3 });
    run.ask(null);
    expect(run.probed).toBe(null);
  });

  test('lets go of an image and a layer that are no more', () => {
    run.look({ layer: 1 });
    run.ask({ source: 'probe', image: 0 });
    const start = startOf('fc-two-sigmas');
    const hidden = [{ ...start.config.hidden[0], rows: 5, cols: 5 }];
    run.configure(patched(start, { dataset: 'cifar10', hidden }), ['dataset', 'hidden']);
    expect(session.probe).toHaveBeenCalledWith(null);
    const [dataset, wanted] = session.configure.mock.calls[0];
    expect([dataset, wanted.request.layer, wanted.request.probe]).toEqual(['cifar10', 0, null]);
    expect(wanted.config.hidden).toMatchObject([{ rows: 5, cols: 5, mask: 'whole' }]);
  });

  test('asks the engine what its neurons want to see, if there is one', async () => {
    expect(await run.ascend(/** @type {any} */ ({}))).toBe('seen');
    run.close();
    expect(await run.ascend(/** @type {any} */ ({}))).toBe(null);
  });
});
