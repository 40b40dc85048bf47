import { describe, expect, test } from 'vitest';
import { figureWith, recordingOf, textOf } from './testing.js';

/** @import { RecordedClaim } from '../catalogue/recorded.js' */
/** @typedef {import('./figure.js').Figure<any>} Figure */

/** @type {RecordedClaim[]} */
const CLAIMS = [
  {
    says: 'Best with a threshold of 0, then 0.5, then 0.9.',
    by: 'note',
    verdict: 'agrees',
    figures: 'tau-0 98.71 %',
  },
];

/** @type {Record<string, number>} */
const ACCURACIES = { 'tau-0': 0.985, 'tau-0.5': 0.98, 'tau-0.9': 0.975 };
const metrics = (/** @type {string} */ variant, /** @type {number} */ seed) => ({
  test_accuracy: (ACCURACIES[variant] ?? 0.96) + seed / 10_000,
  active_units: 5,
});

const lab = recordingOf('threshold', 'lab', metrics, { claims: CLAIMS });
const page = recordingOf('threshold', 'page', (variant, seed) => ({
  ...metrics(variant, seed),
  test_accuracy: 0.9,
}));
const both = [lab, page];

const actions = { copy: () => {}, narrow: false };
/** @param {Figure} figure */
const evidence = (figure) => figure.model.panels.evidence(figure, actions);
/** The first claim, column by column. @param {Figure} figure */
const firstRow = (figure) => {
  const table = /** @type {any} */ (evidence(figure)).values.at(-1);
  return textOf(table.values[0][0]);
};

describe('what was recorded of a figure', () => {
  test('is drawn where it has the figure’s very settings', () => {
    const figure = figureWith('threshold', both);
    const { recorded } = figure;
    expect([recorded.own, recorded.seeds, recorded.total]).toEqual([page, 3, 200]);
    const band = recorded.bands['tau-0'].test_accuracy;
    expect([band.x, band.n, band.middle[1]]).toEqual([[100, 200], 3, expect.closeTo(0.92)]);
    expect(band.high[1] - band.middle[1]).toBeCloseTo(0.01);
    // Charts tell by it whether there is something new.
    expect(recorded.bands).toBe(recorded.bands);
    figure.patch({ seed: 8 });
    expect(recorded.own).toBe(page);
    figure.patch({ epochs: 10, evaluations: 10, 'learning_rate.end': 1e-5 });
    expect(recorded.own).toBe(lab);
    figure.patch({ 'sigma_forward.start': 1 });
    expect([recorded.own, recorded.seeds, recorded.bands]).toEqual([null, 0, {}]);
  });

  test('knows the settings that lead to it', () => {
    const figure = figureWith('threshold', both);
    expect(figure.recorded.wish).toEqual({ epochs: 10, evaluations: 10, 'learning_rate.end': 1e-5 });
    figure.patch({ 'sigma_forward.start': 1 });
    figure.patch(figure.recorded.wish);
    expect(figure.recorded.own).toBe(lab);
  });

  test('has medians and quartiles where values are not normal', () => {
    const agents = recordingOf('cartpole', 'lab', () => ({ mean_return: 1 }), { curve: 'mean_return' });
    const { mean_return: band } = figureWith('cartpole', [agents]).recorded.bands.plain;
    expect([band.middle[1], band.low[1]]).toEqual([0.92, expect.closeTo(0.915)]);
  });
});

describe('evidence', () => {
  test('has the note’s word and what was recorded, before any run', () => {
    const figure = figureWith('threshold', both);
    const row = firstRow(figure);
    expect(row).toContain('The note Best with a threshold of 0');
    expect(row).toContain('Recorded, 3 seeds, 10 passes Verdict: ✓ agrees');
    expect(row).toContain('τ = 0 98.52 ± 0.01%');
    expect(row).toMatch(/> +τ = 0\.5 98\.02 ± 0\.01%/);
    expect(row).toMatch(/You .*run it to compare$/);
    expect(textOf(evidence(figure))).toContain(
      'Recorded: 3 seeds, 10 passes, CPU, one thread with AVX2, version 0.1.0. use these settings',
    );
  });

  test('has the visitor’s own beside it as soon as a run has begun', () => {
    const figure = figureWith('threshold', both);
    const score = { samples: 60_000, epoch: 1, test_accuracy: 0.97, test_loss: 0.1 };
    for (const run of figure.runs) run.received.frame = { state: 'running', layers: [{}], samples: 9 };
    expect(firstRow(figure)).toMatch(/You Verdict: … not yet .*not measured yet\.$/);
    for (const run of figure.runs) run.received.course = [score];
    const row = firstRow(figure);
    expect(row).toMatch(/≈ +τ = 0\.5 97\.00% +≈ +τ = 0\.9 97\.00%$/);
    expect(row).toContain('98.52 ± 0.01%');
  });

  test('says plainly that other settings were recorded, or other pictures', () => {
    const figure = figureWith('threshold', both);
    figure.patch({ 'sigma_forward.start': 1 });
    expect(firstRow(figure)).toContain('Recorded with other settings, 3 seeds');
    figure.patch({ dataset: 'colors' });
    expect(firstRow(figure)).toContain('Recorded not recorded with these');
  });

  test('of agents is a median with quartiles', () => {
    const agents = recordingOf('cartpole', 'lab', (_, seed) => ({
      mean_return: 150 + seed,
      solved_at: null,
    }));
    const row = firstRow(figureWith('cartpole', [agents]));
    expect(row).toContain('Recorded, 3 seeds no map 152 [152, 153]');
  });

  test('of maps takes claims as well', () => {
    const recording = recordingOf('ring', 'lab', (name) => ({ reversals: name === 'ring' ? 0 : 4 }));
    const figure = figureWith('ring', [recording]);
    /** @type {import('../catalogue/experiments.js').Claim} */
    const claim = {
      says: 'In order.',
      kind: 'about',
      metric: 'reversals',
      variant: 'ring',
      value: 0,
      within: 0.5,
    };
    Object.defineProperty(figure, 'record', { value: { ...figure.record, claims: [claim] } });
    expect(firstRow(figure)).toMatch(/ring 0\.0 ± 0\.0 +reversals .*run it to compare$/);
    const [ring] = figure.runs;
    ring.session = {};
    ring.received.frame = { state: 'finished', samples: 1 };
    ring.received.quality = { n: 72, angles: { reversals: 0, turns: 1, angle_error_deg: 2 } };
    expect(firstRow(figure)).toMatch(/You Verdict: ✓ agrees .*ring 0\.0 +reversals$/);
  });
});

test('a narrow figure shows two claims, and folds the others', () => {
  const figure = figureWith('threshold', both);
  const claimsOf = (/** @type {boolean} */ narrow) =>
    /** @type {any} */ (figure.model.panels.evidence(figure, { ...actions, narrow })).values.at(-1).values[0];
  expect(claimsOf(false)).toHaveLength(6);
  const [seen, folded] = claimsOf(true);
  expect(seen).toHaveLength(2);
  expect(folded.values[0]).toBe('4 more claims');
});
