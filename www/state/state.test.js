import { describe, expect, test } from 'vitest';
import { Course, niceAxis, niceCeil } from './curve.js';
import { DATASETS, componentName, features } from './experiments.js';
import { compact, decimal, percent, plural } from './format.js';
import { fromHash, parseSettings, toHash } from './hash.js';
import { neighborOf, neighborhoodAt, squaredDistance } from './lattice.js';
import { PROPERTIES, configOf, conflicts, initialState, withShape } from './properties.js';
import { scheduleAt, schedulePoints } from './schedule.js';
import { SLIDER_MAX, logarithmic, sliderOfSpeed, speedOfSlider } from './speed.js';

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
        'rows',
        'seed',
        'sigma',
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
  expect(decimal(NaN)).toBe('–');
  expect(percent(0.0275)).toBe('2.8%');
  expect([plural(1, 'digit'), plural(0, 'digit')]).toEqual(['1 digit', '0 digits']);
});

test('a course keeps its points in order, and a new run clears it', () => {
  const course = new Course();
  const point = { step: 1, samples: 100, quantization_error: 6, topographic_error: 0.1 };
  course.add(point);
  course.add({ ...point, quantization_error: 5 });
  expect(course.columns()).toEqual([[100], [5], [0.1]]);
  course.add({ ...point, samples: 50 });
  expect(course.points).toHaveLength(1);
  for (let i = 0; i < 2000; i++) course.add({ ...point, samples: 100 + i });
  expect(course.points.length).toBeLessThan(700);
});

test('what came before the map had formed does not set the axis', () => {
  const course = new Course();
  const point = { step: 1, topographic_error: 0 };
  course.add({ ...point, samples: 0, quantization_error: 15 });
  expect(course.extent('quantization_error', 10_000)).toEqual([15, 15]);
  course.add({ ...point, samples: 5000, quantization_error: 6.5 });
  course.add({ ...point, samples: 9000, quantization_error: 5.4 });
  expect(course.extent('quantization_error', 10_000)).toEqual([5.4, 6.5]);
  expect(niceAxis([5.4, 6.5])).toEqual([5, 7]);
  expect(niceAxis([0, 0])).toEqual([0, 1]);
  expect([0, 0.013, 1, 7.1, 230].map(niceCeil)).toEqual([1, 0.015, 1, 8, 250]);
});

test('components have places and colors', () => {
  expect(features('mnist')).toEqual({ n: 784, middle: 14 * 28 + 14 });
  expect(componentName('mnist', 406)).toBe('row 15, column 15');
  expect(componentName('cifar10', 1)).toBe('row 1, column 1, green');
  expect(componentName('colors', 2)).toBe('blue');
  expect(Object.keys(DATASETS)).toEqual(['mnist', 'cifar10', 'colors']);
});
