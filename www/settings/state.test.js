import { describe, expect, test } from 'vitest';
import { Course, columnsOf, extentOf, niceAxis, niceCeil } from '../charts/curve.js';
import { addOwn, evenly, isOwn, ownSets, wordsOf } from '../catalogue/datasets.js';
import { componentName, features, tileOf } from '../math/features.js';
import { compact, decimal, large, percent, plural } from '../math/format.js';
import {
  EXPERIMENTS,
  broughtBy,
  experimentOf,
  isVaried,
  startOf,
  stateOf,
} from '../catalogue/experiments.js';
import { fromHash, parseSettings, toHash } from './hash.js';
import { neighborOf, neighborhoodAt, squaredDistance } from '../math/lattice.js';
import { fitting } from '../catalogue/own.js';
import { PROPERTIES, configOf, conflicts, initialState, withShape } from './properties.js';
import { scheduleAt, schedulePoints } from '../math/schedule.js';
import { parseStack, sizeOf, stackText } from './stack.js';
import { SLIDER_MAX, logarithmic, sliderOfSpeed, speedOfSlider } from '../math/speed.js';

describe('the state as a link', () => {
  test('of the defaults names the seed and nothing else', () => {
    expect(toHash('map', initialState())).toBe('map&seed=1');
  });

  test('comes back as it was', () => {
    const state = /** @type {import('./properties.js').State} */ ({
      ...initialState(),
      lattice: 'ring',
      rows: 1,
      cols: 48,
      sigma_hold: 2.5,
      sigma_curve: 'inverse',
      speed: null,
      seed: 4294967295,
      view: 'u_matrix',
      training: 'online',
      dataset: 'cifar10',
    });
    expect(fromHash(`#${toHash('map', state)}`)).toEqual({ experiment: 'map', state, problems: [] });
  });

  test.each([
    'cols=0',
    'cols=9999',
    'rows=2.5',
    'lattice=klein',
    'seed=-1',
    'sigma_start=abc',
    'sigma_end=',
    'speed=0',
  ])('tells that %s cannot be used, and keeps the default', (bad) => {
    const found = fromHash(`#map&${bad}&epochs=3`);
    expect(found?.problems).toHaveLength(1);
    expect(found?.state).toEqual({ ...initialState(), epochs: 3 });
  });

  test('with too many neurons keeps the usual size', () => {
    const found = fromHash('#map&rows=64&cols=200');
    expect(found?.problems[0]).toContain('12,800');
    expect(found?.state).toEqual(initialState());
  });

  test('of a patch map and of a stack come back as they were', () => {
    const state = { ...startOf('patches', 'mnist'), patch_size: 7, patch_centered: true, overlap: false };
    expect(toHash('patches', state)).toBe(
      'patches&dataset=mnist&patch_size=7&patch_centered=true&seed=1&overlap=false',
    );
    expect(fromHash(toHash('patches', state))).toEqual({ experiment: 'patches', state, problems: [] });
    const stack = { ...startOf('map'), stack: '20x20:0:1:soft;5x5:2:1:one_hot' };
    expect(toHash('map', stack)).toContain('stack=20x20:0:1:soft;5x5:2:1:one_hot');
    expect(fromHash(toHash('map', stack))?.state).toEqual(stack);
  });

  test('with somebody’s own pictures says where they are', () => {
    const found = fromHash('#patches&dataset=own-3&seed=2');
    expect(found?.problems[0]).toContain('never leave');
    expect(found?.state).toEqual({ ...startOf('patches'), seed: 2 });
  });

  test.each(['', '#', '#seed=3'])('is not in %j', (hash) => expect(fromHash(hash)).toBeNull());

  test('does not fall for names of objects, or for broken escapes', () => {
    expect(parseSettings('__proto__=1&constructor=2').problems).toHaveLength(2);
    expect(fromHash('#%E0%A4%A')?.experiment).toBe('%E0%A4%A');
  });

  test('of a ring has one row, whatever the rows say', () => {
    expect(fromHash('#map&lattice=ring')?.state).toMatchObject({ rows: 1, cols: 400 });
  });
});

describe('settings', () => {
  test.each(Object.entries(PROPERTIES))('%s accepts its own first value', (name, { initial, parse }) => {
    if (initial !== null) expect(parse(String(initial)), name).toBe(initial);
  });

  test('chains are unfolded and folded again', () => {
    const state = initialState();
    const ring = { ...state, ...withShape(state, { lattice: 'ring' }) };
    expect([ring.rows, ring.cols]).toEqual([1, 400]);
    const torus = { ...ring, ...withShape(ring, { lattice: 'torus' }) };
    expect([torus.rows, torus.cols]).toEqual([20, 20]);
    expect(withShape(state, { lattice: 'torus' })).toEqual({ lattice: 'torus' });
    expect(withShape(state, { lattice: 'line', rows: 1, cols: 60 })).toEqual({
      lattice: 'line',
      rows: 1,
      cols: 60,
    });
  });

  test('too large a map is refused in one sentence', () => {
    expect(conflicts({ ...initialState(), rows: 64, cols: 65 }).cols).toContain('4,096');
    expect(conflicts({ ...initialState(), rows: 64, cols: 64 })).toEqual({});
  });

  test('the engine gets every field, and no other', () => {
    expect(Object.keys(configOf(initialState())).sort()).toEqual(
      [
        'batch_size',
        'cols',
        'epochs',
        'init',
        'lattice',
        'learning_rate',
        'neighborhood',
        'patch',
        'rows',
        'seed',
        'sigma',
        'stack',
        'training',
      ].sort(),
    );
    expect(configOf(initialState()).sigma).toEqual({ start: 10, end: 0.5, curve: 'exponential', hold: null });
  });
});

describe('schedules as the engine has them', () => {
  test.each(/** @type {const} */ (['linear', 'exponential', 'inverse']))('%s meets both ends', (curve) => {
    const schedule = { start: 8, end: 0.5, curve };
    expect(scheduleAt(schedule, 0)).toBeCloseTo(8);
    expect(scheduleAt(schedule, 1)).toBeCloseTo(0.5);
  });

  test('and the formulas in between', () => {
    expect(scheduleAt({ start: 8, end: 2, curve: 'linear' }, 0.5)).toBeCloseTo(5);
    expect(scheduleAt({ start: 8, end: 2, curve: 'exponential' }, 0.5)).toBeCloseTo(4);
    expect(scheduleAt({ start: 8, end: 2, curve: 'inverse' }, 0.5)).toBeCloseTo(3.2);
  });

  test('the sketch starts at the left and its larger end touches the top', () => {
    const points = schedulePoints({ start: 2, end: 4, curve: 'linear' }, 100, 50, 10);
    expect(points[0]).toEqual([0, 25]);
    expect(points.at(-1)).toEqual([100, 0]);
  });
});

describe('the lattice', () => {
  test('distances wrap where edges meet', () => {
    expect(squaredDistance({ lattice: 'line', rows: 1, cols: 10 }, 0, 9)).toBe(81);
    expect(squaredDistance({ lattice: 'ring', rows: 1, cols: 10 }, 0, 9)).toBe(1);
    expect(squaredDistance({ lattice: 'rectangle', rows: 4, cols: 5 }, 0, 19)).toBe(25);
    expect(squaredDistance({ lattice: 'torus', rows: 4, cols: 5 }, 0, 19)).toBe(2);
  });

  test('six neighbors at distance one on a hexagonal lattice', () => {
    const shape = /** @type {const} */ ({ lattice: 'hexagonal', rows: 5, cols: 5 });
    const near = Array.from({ length: 25 }, (_, unit) => squaredDistance(shape, 12, unit)).filter(
      (d) => Math.abs(d - 1) < 1e-9,
    );
    expect(near).toHaveLength(6);
  });

  test('neighborhood functions', () => {
    expect(neighborhoodAt('gaussian', 4, 2)).toBeCloseTo(Math.exp(-0.5));
    expect(neighborhoodAt('bubble', 4, 2)).toBe(1);
    expect(neighborhoodAt('bubble', 4.1, 2)).toBe(0);
    expect(neighborhoodAt('mexican_hat', 4, 2)).toBeCloseTo(0);
    expect(neighborhoodAt('mexican_hat', 9, 2)).toBeLessThan(0);
  });

  test('walking stops at edges and goes on where there are none', () => {
    const rectangle = /** @type {const} */ ({ lattice: 'rectangle', rows: 3, cols: 3 });
    const torus = /** @type {const} */ ({ lattice: 'torus', rows: 3, cols: 3 });
    expect(neighborOf(rectangle, 0, 'left')).toBe(0);
    expect(neighborOf(torus, 0, 'left')).toBe(2);
    expect(neighborOf(torus, 0, 'up')).toBe(6);
    expect(neighborOf({ lattice: 'ring', rows: 1, cols: 7 }, 6, 'down')).toBe(0);
  });
});

test('the speed slider: its ends, and back again', () => {
  expect(speedOfSlider(0)).toBe(1);
  expect(speedOfSlider(SLIDER_MAX)).toBeNull();
  expect(speedOfSlider(SLIDER_MAX - 1)).toBe(1000);
  for (let at = 0; at <= SLIDER_MAX; at++) {
    expect(Math.abs(sliderOfSpeed(speedOfSlider(at)) - at)).toBeLessThanOrEqual(1);
  }
  const { toSlider, fromSlider } = logarithmic(0.1, 30);
  expect([fromSlider(0), fromSlider(1000)]).toEqual([0.1, 30]);
  expect(fromSlider(toSlider(3.2))).toBeCloseTo(3.2, 1);
  expect([toSlider(0.001), toSlider(99)]).toEqual([0, 1000]);
});

test('numbers as people read them', () => {
  expect([0, 7, 950, 999.6, 1240, 9960, 79_000, 999_499, 1_300_000].map(compact)).toEqual([
    '0',
    '7',
    '950',
    '1.0k',
    '1.2k',
    '10k',
    '79k',
    '999k',
    '1.3M',
  ]);
  expect([0, 0.0612, 0.5, 5.384, 12.34, 1234].map(decimal)).toEqual([
    '0',
    '0.061',
    '0.50',
    '5.38',
    '12.3',
    '1,234',
  ]);
  expect([4000, 998e6, 12.34e9, 1.2e12].map(large)).toEqual(['4.0k', '998M', '12.3G', '1.20T']);
  expect(decimal(NaN)).toBe('–');
  expect(percent(0.0275)).toBe('2.8%');
  expect([plural(1, 'digit'), plural(0, 'digit')]).toEqual(['1 digit', '0 digits']);
});

test('a course keeps its points in order, and a new run clears it', () => {
  const course = new Course();
  const point = { step: 1, samples: 100, quantization_error: 6, topographic_error: 0.1 };
  course.add(point);
  course.add({ ...point, quantization_error: 5 });
  expect(course.line('quantization_error')).toEqual({ x: [100], y: [5] });
  course.add({ ...point, samples: 50 });
  expect(course.points).toHaveLength(1);
  for (let i = 0; i < 2000; i++) course.add({ ...point, samples: 100 + i });
  expect(course.points.length).toBeLessThan(700);
});

test('what came before the map had formed does not set the axis', () => {
  const line = { x: [0], y: [15] };
  expect(extentOf([line], 10_000)).toEqual([15, 15]);
  line.x.push(5000, 9000);
  line.y.push(6.5, 5.4);
  expect(extentOf([line], 10_000)).toEqual([5.4, 6.5]);
  expect(extentOf([line, { x: [6000], y: [4] }], 10_000)).toEqual([4, 6.5]);
  expect(extentOf([], 1)).toEqual([0, 0]);
  expect(niceAxis([5.4, 6.5])).toEqual([5, 7]);
  expect(niceAxis([0, 0])).toEqual([0, 1]);
  expect([0, 0.013, 1, 7.1, 230].map(niceCeil)).toEqual([1, 0.015, 1, 8, 250]);
});

test('lines of several runs share one x', () => {
  const [a, b] = [
    { x: [1, 2, 4], y: [9, 8, 7] },
    { x: [2, 3], y: [6, 5] },
  ];
  expect(columnsOf([a, b])).toEqual([
    [1, 2, 3, 4],
    [9, 8, null, 7],
    [null, 6, 5, null],
  ]);
  expect(columnsOf([])).toEqual([[]]);
});

describe('what a unit has weights for', () => {
  const digit = { height: 28, width: 28, channels: 1 };
  const photo = { height: 32, width: 32, channels: 3 };

  test('is a picture or a patch of it, in color or gray', () => {
    const whole = initialState();
    expect(tileOf(photo, whole)).toEqual(photo);
    expect(tileOf(photo, { ...whole, patch_size: 4 })).toEqual({ height: 4, width: 4, channels: 3 });
    expect(tileOf(photo, { ...whole, patch_size: 40, patch_gray: true })).toEqual({ ...photo, channels: 1 });
  });

  test('has places and colors', () => {
    expect(features(digit)).toEqual({ n: 784, middle: 14 * 28 + 14 });
    expect(componentName(digit, 406)).toBe('row 15, column 15');
    expect(componentName(photo, 1)).toBe('row 1, column 1, green');
    expect(componentName({ height: 1, width: 1, channels: 3 }, 2)).toBe('blue');
  });
});

describe.each(Object.keys(EXPERIMENTS))('the experiment %s', (name) => {
  const experiment = experimentOf(name);

  test('starts as its properties allow, with pictures that it offers', () => {
    const state = startOf(name);
    for (const [key, property] of Object.entries(PROPERTIES)) {
      const value = state[/** @type {keyof typeof state} */ (key)];
      if (value !== null) expect(property.parse(String(value)), key).toBe(value);
    }
    expect(Object.keys(experiment.datasets)).toContain(state.dataset);
    for (const variant of experiment.variants) expect(conflicts(stateOf(state, variant))).toEqual({});
  });

  test('a link of its start names the seed and nothing else, and comes back', () => {
    for (const dataset of Object.keys(experiment.datasets)) {
      const state = startOf(name, dataset);
      const also = dataset === startOf(name).dataset ? '' : `&dataset=${dataset}`;
      expect(toHash(name, state)).toBe(`${name}${also}&seed=1`);
      expect(fromHash(toHash(name, state))).toEqual({ experiment: name, state, problems: [] });
    }
  });

  test('keeps what its runs differ in out of the controls in sight', () => {
    const shown = experiment.controls.sight.filter((control) => isVaried(name, control));
    expect(shown).toEqual([]);
  });
});

describe('pictures bring their own settings along', () => {
  test('and the others take them back', () => {
    expect(broughtBy('patches', 'mnist')).toEqual({ patch_size: 9, patch_gray: true, image: 3 });
    expect(broughtBy('patches', 'cifar10')).toEqual({ patch_size: 4, patch_gray: false, image: 4 });
    expect(broughtBy('map', 'cifar10')).toEqual({});
  });

  test('names of objects are no experiments', () => {
    expect(experimentOf('constructor')).toBe(EXPERIMENTS.map);
  });
});

test('a run has what its figure has, but for what it names', () => {
  const [small, large] = EXPERIMENTS.patches.variants;
  const shared = { ...startOf('patches'), seed: 7, rows: 3 };
  expect(stateOf(shared, small)).toMatchObject({ seed: 7, rows: 20, cols: 20, sigma_start: 10 });
  expect(stateOf({ ...shared, lattice: 'ring' }, large)).toMatchObject({ rows: 1, cols: 2500 });
});

describe('a stack as text', () => {
  test('comes back as it was', () => {
    const text = '20x20:0:1:coordinates;8x4:3:2:soft';
    expect(parseStack(text)).toEqual([
      { rows: 20, cols: 20, size: 0, stride: 1, code: 'coordinates' },
      { rows: 8, cols: 4, size: 3, stride: 2, code: 'soft' },
    ]);
    expect(stackText(parseStack(text) ?? [])).toBe(text);
    expect(parseStack('')).toEqual([]);
  });

  test.each([
    '20x20',
    '0x5:0:1:soft',
    '65x65:0:1:soft',
    '5x5:2:0:soft',
    '5x5:0:1:hard',
    'a;b',
    '1x1:0:1:soft;',
  ])('%s is none', (text) => expect(parseStack(text)).toBeUndefined());

  test('each layer has its size', () => {
    const state = { rows: 10, cols: 10, stack: '20x30:0:1:soft' };
    expect([sizeOf(state, 0), sizeOf(state, 1)]).toMatchObject([
      { rows: 10, cols: 10 },
      { rows: 20, cols: 30 },
    ]);
  });
});

describe('pictures of a visitor’s own', () => {
  const manifest = (/** @type {number} */ n, /** @type {number} */ height, width = height) => ({
    height,
    width,
    train: { n, shards: [] },
  });

  test.each([
    ['patches', 1, 256, 256],
    ['patches', 1, 8, 3000],
    ['patches', 20_000, 32, 32],
    ['patches', 12, 60, 40],
    ['map', 2, 1, 1],
    ['map', 5000, 32, 32],
    ['ring', 3, 64, 64],
    ['ring', 400, 64, 64],
    ['stack', 9, 5, 7],
    ['stack', 20_000, 28, 28],
  ])('fit %s, be they %i of %i × %i', (experiment, n, height, width) => {
    const patch = fitting(experiment, manifest(n, height, width));
    const state = /** @type {import('./properties.js').State} */ ({ ...startOf(experiment), ...patch });
    for (const [name, value] of Object.entries(patch)) {
      const { parse } = PROPERTIES[/** @type {keyof typeof patch} */ (name)];
      expect(parse(String(value)), name).toBe(value);
    }
    expect(conflicts(state)).toEqual({});
    expect(state.patch_size).toBeLessThanOrEqual(Math.min(height, width));
    const places = (height - state.patch_size + 1) * (width - state.patch_size + 1);
    if (experiment === 'patches') expect(state.per_image).toBeLessThanOrEqual(places);
  });

  test('one photograph gives a whole run of patches, and is put together from tiles at first', () => {
    const { per_image = 0, epochs = 0, overlap } = fitting('patches', manifest(1, 256));
    expect(per_image * epochs).toBeGreaterThan(200_000);
    expect(overlap).toBe(false);
    expect(fitting('patches', manifest(500, 32)).overlap).toBe(true);
  });

  test('have words and a strip of their own', () => {
    const split = (/** @type {number} */ n) => ({ n, shards: [] });
    expect([isOwn('own-7'), wordsOf('own-7').title]).toEqual([false, 'own-7']);
    addOwn('own-7', { title: 'holiday', classes: [], train: split(300), test: split(30) });
    expect(isOwn('own-7')).toBe(true);
    expect(ownSets()).toEqual([['own-7', 'holiday']]);
    expect(wordsOf('own-7')).toMatchObject({
      subject: 'Your own pictures',
      many: 'pictures',
      labelled: false,
    });
    expect(wordsOf('own-7').strip).toHaveLength(12);
    expect(parseSettings('dataset=own-7')).toEqual({ patch: { dataset: 'own-7' }, problems: [] });
  });
});

test('at most so many, evenly spread', () => {
  expect(evenly(5, 12)).toEqual([0, 1, 2, 3, 4]);
  expect(evenly(72, 4)).toEqual([0, 18, 36, 54]);
  expect(evenly(0, 4)).toEqual([]);
});
