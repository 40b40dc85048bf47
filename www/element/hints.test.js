import { expect, test } from 'vitest';
import { wordsOf } from '../panels/hint.js';
import { Figure } from './figure.js';
import './testing.js';

/** A figure whose runs have sessions that do nothing. @param {string} experiment */
function open(experiment) {
  const figure = /** @type {Figure<any>} */ (
    new Figure({ requestUpdate: () => {}, emit: () => {} }, experiment)
  );
  const session = {
    state: { running: false },
    ...Object.fromEntries(
      ['configure', 'setSpeed', 'setView', 'reset', 'run', 'close'].map((name) => [name, () => {}]),
    ),
  };
  for (const run of figure.runs) run.session = /** @type {any} */ (session);
  const split = { n: 60000, shards: [] };
  for (const run of figure.runs)
    run.manifest = /** @type {any} */ ({ height: 28, width: 28, classes: [], train: split });
  return figure;
}

test('a figure at rest says nothing, nor does a healthy one', () => {
  const rest = new Figure({ requestUpdate: () => {}, emit: () => {} });
  rest.patch({ 'sigma.end': 3 });
  expect(rest.hints.shown).toBe(null);
  const figure = open('map');
  figure.requestUpdate();
  expect(figure.hints.shown).toBe(null);
});

test('one hint at a time, the most important first, and each but once', () => {
  const figure = open('map');
  figure.patch({ 'sigma.end': 3, rows: 60, cols: 60 });
  for (const run of figure.runs) run.manifest.train.n = 100;
  figure.requestUpdate();
  expect(figure.hints.shown).toMatchObject({ id: 'sigma-wide', of: '', set: { 'sigma.end': 1 } });
  // It keeps its place while there is something to it.
  figure.patch({ 'sigma.end': 4 });
  expect(figure.hints.shown?.says).toContain('below 4');
  figure.hints.dismiss();
  figure.requestUpdate();
  expect(figure.hints.shown).toMatchObject({ id: 'many-units', set: { rows: 7, cols: 7 } });
  // Mended by hand, it is gone, and does not come back.
  figure.patch({ rows: 5, cols: 5 });
  expect(figure.hints.shown).toBe(null);
  figure.patch({ rows: 60, cols: 60 });
  expect(figure.hints.shown).toBe(null);
  figure.choose('ring');
  expect(figure.hints.gone.size).toBe(0);
});

test('a hint asks for nothing that is not the visitor’s to change', () => {
  const figure = open('patches');
  figure.patch({ 'sigma.hold': null, 'sigma.end': 30 });
  // Both start below that, so it grows; where it starts is theirs.
  expect(figure.hints.shown).toMatchObject({ id: 'sigma-grows', of: '', set: { 'sigma.end': 1 } });
  figure.patch({ 'sigma.end': 20 });
  expect(figure.hints.shown?.of).toBe('400 neurons');
});

test('a torn sheet is told when it was measured in the end', () => {
  const figure = open('map');
  figure.patch({ 'sigma.end': 0.5 });
  const { received } = figure.lead;
  const frame = {
    samples: 100,
    step: 1,
    state: 'finished',
    layer: 0,
    n_layers: 1,
    learning: 0,
    values: [],
    winners: [],
  };
  const quality = { topographic_error: 0.5, quantization_error: 1, n: 1000 };
  const pace = { run: 1, view: 'codebook', sampled: true };
  received.take({ ...frame, samples: 90, state: 'running', quality }, pace);
  received.take({ ...frame, quality: null }, pace);
  figure.requestUpdate();
  expect(figure.hints.shown).toBe(null);
  received.take({ ...frame, quality }, pace);
  figure.requestUpdate();
  expect(figure.hints.shown).toMatchObject({ id: 'torn', set: { 'sigma.end': 1 } });
});

test('units that are idle are asked for once, when a run is over', async () => {
  const figure = open('map');
  const { lead } = figure;
  let asked = 0;
  const snapshot = async () => (asked++, { values: new Float32Array(400).fill(0).fill(9, 300) });
  lead.session = /** @type {any} */ ({ ...lead.session, snapshot });
  const quality = { topographic_error: 0.1, quantization_error: 1, n: 10000 };
  const frame = {
    samples: 100,
    state: 'finished',
    layer: 0,
    n_layers: 1,
    learning: 0,
    values: [],
    winners: [],
    quality,
  };
  lead.received.take({ ...frame, state: 'running' }, { run: 1, view: 'codebook' });
  lead.took();
  lead.received.take(frame, { run: 1, view: 'codebook' });
  lead.took();
  lead.took();
  await Promise.resolve();
  expect([asked, lead.received.hits?.length]).toEqual([1, 400]);
  // 900 samples are too few for 400 units.
  figure.requestUpdate();
  expect(figure.hints.shown).toBe(null);
  lead.received.hits = new Float32Array(400).fill(99, 300);
  figure.requestUpdate();
  expect(figure.hints.shown).toMatchObject({ id: 'idle-units', set: { init: 'samples' } });
});

test('pictures that are all alike are told as soon as they are brought', () => {
  const figure = open('map');
  figure.engine = /** @type {any} */ ({ supply: () => {} });
  const split = { n: 8, shards: [] };
  const manifest = { name: 'own-41', title: 'gray', classes: [], train: split, test: split };
  const shape = { height: 2, width: 2, channels: 1 };
  const supply = (/** @type {number} */ last) => ({
    name: `own-41-${last}`,
    manifest: /** @type {any} */ ({ ...manifest, ...shape }),
    train: new Uint8Array(32).fill(40).fill(last, 31),
    test: new Uint8Array(32),
  });
  figure.useOwn(supply(44));
  expect(figure.hints.shown).toMatchObject({ id: 'alike', set: {} });
  figure.useOwn(supply(200));
  expect(figure.hints.shown).toBe(null);
});

test('settings that mend are told in the page’s words', () => {
  expect(wordsOf('map', { 'sigma.end': 0.5 })).toBe('begin again with σ at the end 0.5');
  expect(wordsOf('map', { init: 'samples', 'sigma.hold': null })).toBe(
    'begin again with first weights random samples, σ free',
  );
});
