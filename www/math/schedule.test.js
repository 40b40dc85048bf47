import { describe, expect, test } from 'vitest';
import { scheduleAt, schedulePoints } from './schedule.js';

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
