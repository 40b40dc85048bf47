import { describe, expect, test } from 'vitest';
import {
  activeText,
  costText,
  longest,
  meterOf,
  pointsPerMillion,
  recordedCosts,
  workText,
} from './net-meter.js';

/** Of 5 × 5 × 100 on 28 × 28. */
const DENSE = 24 * 24 * 25 * 100;

/** @param {object} [patch] @param {object} [parts] */
const frame = (patch, parts) =>
  /** @type {any} */ ({
    layers: [
      {
        neurons: 100,
        mask: 'none',
        winners: 0,
        keep: 1,
        pruned: false,
        grouped: false,
        strength: 1,
        active_units: 100,
        macs: DENSE,
        dense_macs: DENSE,
        search_macs: 0,
        ...patch,
      },
    ],
    macs_per_image: 3 * DENSE,
    dense_macs_per_image: 3 * DENSE,
    som_macs_per_image: 0,
    bmus_cached: null,
    ...parts,
  });

const MASKED = {
  mask: 'patch',
  strength: 0.046,
  active_units: 4.6,
  macs: 0.046 * DENSE,
  search_macs: DENSE,
  grouped: true,
};

describe('the meter', () => {
  test('reads what the engine counted', () => {
    const masked = frame(MASKED, { macs_per_image: 200_000, som_macs_per_image: DENSE });
    expect(meterOf(masked)).toEqual({
      strength: expect.closeTo(0.046),
      active: 4.6,
      neurons: 100,
      forward: { done: 0.046 * DENSE, search: DENSE, dense: DENSE },
      training: { done: 200_000, search: DENSE, dense: 3 * DENSE },
    });
  });

  test('sums up layers, the strength by their neurons', () => {
    const { layers } = frame();
    const small = { ...layers[0], neurons: 300, strength: 0.2, active_units: 60, macs: 10, search_macs: 7 };
    const { strength, active, neurons, forward } = meterOf(frame({}, { layers: [layers[0], small] }));
    expect([strength, active, neurons]).toEqual([expect.closeTo((100 + 60) / 400), 160, 400]);
    expect(forward).toEqual({ done: DENSE + 10, search: 7, dense: 2 * DENSE });
  });

  test('has winners in full light, and the others in none', () => {
    expect(meterOf(frame({ winners: 5, active_units: 4.8 })).strength).toBeCloseTo(0.048);
  });

  test('has the search pay as well', () => {
    expect(pointsPerMillion({ done: 1e6, search: 0, dense: 1e6 }, 0.98)).toBeCloseTo(98);
    expect(pointsPerMillion({ done: 1e6, search: 1e6, dense: 9e6 }, 0.98)).toBeCloseTo(49);
  });

  test('has bars on one scale, which the longest fills', () => {
    expect(
      longest([
        { done: 2, search: 5, dense: 6 },
        { done: 3, search: 0, dense: 3 },
      ]),
    ).toBe(7);
    expect(longest([])).toBe(1);
  });

  test('is read as text', () => {
    const { forward } = meterOf(frame(MASKED));
    expect(workText(forward)).toBe('66k + 1.4M of search; dense 1.4M');
    expect(workText({ ...forward, search: 0 })).toBe('66k; dense 1.4M');
    expect(activeText({ active: 4.62, neurons: 100 })).toBe('4.6 of 100');
  });
});

describe('what is to be known of the costs', () => {
  const pictures = { one: 'digit', many: 'digits' };
  /** @param {object} [patch] @param {object} [parts] */
  const text = (patch, parts, pruned = 0) =>
    costText(frame(patch, parts), { hidden: [/** @type {any} */ ({ pruned })] }, pictures);

  test('an ordinary network has nothing to tell', () => {
    expect(text()).toBe('');
  });

  test('k winners save nothing', () => {
    expect(text({ winners: 5 })).toBe('It computes all 100 answers to pick 5: nothing is saved.');
  });

  test('a map has to search, and need not search twice', () => {
    const searching = { som_macs_per_image: DENSE, bmus_cached: 0 };
    const cost = 'The search for the winners costs 100% of the dense layer; ';
    expect(text(MASKED, searching)).toBe(`${cost}no winners are kept yet.`);
    expect(text(MASKED, { ...searching, bmus_cached: 0.64 })).toBe(
      `${cost}the winners of 64% of the digits are kept for training.`,
    );
    expect(text(MASKED, { bmus_cached: 1 })).toBe(`${cost}training needs none, all winners are kept.`);
    const all = { ...MASKED, macs: DENSE };
    expect(text(all, searching)).toMatch(/^With so many filters lit, it is faster to compute all/);
    expect(text({ ...all, mask: 'whole' }, searching)).toMatch(/^All filters are computed/);
    expect(text({ ...all, active_units: 100 }, searching)).toMatch(/^Every filter has some light/);
  });

  test('dropout is for training only', () => {
    expect(text({ keep: 0.05, grouped: true })).toContain(
      'it computes those only; a new digit takes them all',
    );
    expect(text({ keep: 0.05 })).toContain('the others are computed, and dropped');
  });

  test('a record tells what the last frame of a run told', () => {
    const hidden = (/** @type {object} */ patch) =>
      /** @type {any} */ ([{ mask: 'none', winners: 0, keep: 1, pruned: 0, ...patch }]);
    const said = (/** @type {any} */ last, /** @type {any} */ layers) => {
      const costs = recordedCosts(meterOf(last), layers);
      return costs && costText(costs, { hidden: layers }, pictures);
    };
    const layers = hidden({ mask: 'patch' });
    const kept = frame(MASKED, { bmus_cached: 1 });
    expect(said(kept, layers)).toBe(costText(kept, { hidden: layers }, pictures));
    expect(said(kept, layers)).toContain('training needs none');
    const searching = frame(MASKED, { som_macs_per_image: DENSE });
    expect(said(searching, layers)).toContain('no winners are kept yet');
    const dropped = frame({ keep: 0.05, grouped: true }, { macs_per_image: DENSE });
    expect(said(dropped, hidden({ keep: 0.05 }))).toContain('it computes those only');
    expect(said(frame({ keep: 0.05 }), hidden({ keep: 0.05 }))).toContain('the others are computed');
    expect(said(frame({ pruned: true, neurons: 5 }), hidden({ pruned: 5 }))).toContain('gone for good');
    expect(said(kept, [...layers, ...layers])).toBe(null);
  });

  test('pruning has its time', () => {
    expect(text({}, {}, 5)).toBe('Dense, until it is pruned.');
    expect(text({ pruned: true, neurons: 5 }, {}, 5)).toContain('gone for good');
  });
});
