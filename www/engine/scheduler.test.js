import { describe, expect, test } from 'vitest';
import {
  Budget,
  FrameClock,
  RateMeter,
  ShareClock,
  SpeedLimit,
  evaluationSize,
  roomOf,
} from './scheduler.js';

/**
 * A device of constant speed.
 * @param {Budget} budget
 * @param {number} samplesPerMs
 * @param {number} [floor]
 */
function train(budget, samplesPerMs, floor = 0) {
  let ms = 0;
  for (let call = 0; call < 40; call++) {
    ms = floor + budget.samples / samplesPerMs;
    budget.record(budget.samples, ms, floor);
  }
  return ms;
}

describe('the budget of a call', () => {
  test.each([0.5, 12, 57, 2000])('meets 12 ms at %d samples per ms', (speed) => {
    expect(train(new Budget({ target: 12 }), speed)).toBeCloseTo(12, -0.5);
  });

  test('follows a device that becomes slower', () => {
    const budget = new Budget({ target: 12 });
    train(budget, 100);
    expect(train(budget, 5)).toBeLessThan(16);
  });

  test('makes a slow readback worth while, but never takes 200 ms', () => {
    const ms = train(new Budget({ target: 16 }), 100, 100);
    expect(ms).toBeGreaterThan(115);
    expect(ms).toBeLessThan(200);
  });

  test('does not grow on calls that a speed limit cut short', () => {
    const budget = new Budget({ first: 1000 });
    for (let i = 0; i < 10; i++) budget.record(10, 0.1);
    expect(budget.samples).toBe(1000);
  });

  test('learns nothing from a call without work', () => {
    const budget = new Budget();
    budget.record(0, 5);
    expect(budget.rate).toBeNull();
  });
});

describe('the speed limit', () => {
  /**
   * @param {SpeedLimit} limit
   * @param {number} seconds
   * @param {number} frame in ms
   */
  function steps(limit, seconds, frame) {
    let done = 0;
    for (let now = 0; now < seconds * 1000; now += frame) {
      const n = limit.available(now);
      limit.spend(n);
      done += n;
    }
    return done;
  }

  test.each([1, 3, 10, 200, 1000])('%d steps a second', (speed) => {
    const done = steps(new SpeedLimit(speed), 10, 7);
    expect(Math.abs(done - speed * 10)).toBeLessThanOrEqual(Math.max(1, speed * 0.02));
  });

  test('none is as fast as it goes', () => {
    const limit = new SpeedLimit(null);
    expect(limit.available(0)).toBe(Infinity);
    expect(limit.wait()).toBe(0);
  });

  test('a long sleep is not made up for', () => {
    const limit = new SpeedLimit(100);
    limit.available(0);
    expect(limit.available(60_000)).toBe(25);
    limit.spend(25);
    limit.rest();
    expect(limit.available(120_000)).toBe(0);
  });

  test('tells how long to sleep', () => {
    const limit = new SpeedLimit(2);
    limit.spend(limit.available(0));
    expect(limit.wait()).toBeCloseTo(500);
  });

  test('a step that takes many calls is paid once, when it is done', () => {
    const limit = new SpeedLimit(1);
    expect(limit.available(0)).toBe(1);
    expect(limit.available(10)).toBe(1);
    limit.spend(1);
    expect(limit.available(20)).toBe(0);
  });
});

test('rates are those of the last second or so', () => {
  const meter = new RateMeter();
  for (let now = 0; now <= 5000; now += 10) meter.add(now, now < 2500 ? 1 : 3, 256);
  expect(meter.rates(5000).steps).toBeCloseTo(300, -1);
  expect(meter.rates(5000).samples).toBeCloseTo(25_600, -3);
  meter.clear();
  expect(meter.rates(5000)).toEqual({ steps: 0, samples: 0 });
});

test('frames are at most 30 a second and leave most of the time to training', () => {
  const clock = new FrameClock(33);
  expect(clock.due(0)).toBe(true);
  clock.record(0, 2);
  expect(clock.due(32)).toBe(false);
  expect(clock.due(33)).toBe(true);
  for (let i = 0; i < 20; i++) clock.record(0, 30);
  expect(clock.due(110)).toBe(false);
  expect(clock.due(120)).toBe(true);
});

test('a measurement takes some 50 ms, and never more samples than there are', () => {
  expect(evaluationSize(57, 10_000)).toBe(2000);
  expect(evaluationSize(20, 10_000)).toBe(1000);
  expect(evaluationSize(1, 10_000)).toBe(250);
  expect(evaluationSize(null, 10_000)).toBe(1000);
  expect(evaluationSize(57, 300)).toBe(300);
});

test.each([1, 2, 4])('%d runs do costly things for a quarter of the time together', (runs) => {
  const clock = new ShareClock();
  let now = 0;
  let spent = 0;
  while (now < 10_000) {
    if (clock.due(now, runs)) {
      now += 20;
      spent += 20;
      clock.record(now, 20);
    } else now += 1;
  }
  expect((runs * spent) / now).toBeGreaterThan(0.2);
  expect((runs * (spent - 20)) / now).toBeLessThanOrEqual(0.25);
});

test('a run may be ahead of another by that one’s next slice, and behind by anything', () => {
  expect(roomOf(100, [])).toBe(Infinity);
  expect(roomOf(100, [{ position: 90, slack: 30 }])).toBe(20);
  expect(roomOf(100, [{ position: 90, slack: 10 }])).toBe(0);
  expect(
    roomOf(100, [
      { position: 500, slack: 10 },
      { position: 90, slack: 15 },
    ]),
  ).toBe(5);
  expect(roomOf(100, [{ position: null, slack: 1 }])).toBe(Infinity);
});
