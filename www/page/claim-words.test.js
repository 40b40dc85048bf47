import { expect, test } from 'vitest';
import { loadExperiments } from '../catalogue/experiments.js';
import { countsOf, countsText, grouped, titled, usual } from './claim-words.js';

/** @import { SummaryClaim } from '../catalogue/recorded.js' */

const experiments = await loadExperiments();

/** @param {Partial<SummaryClaim>} parts @returns {SummaryClaim} */
const claim = (parts) => ({
  experiment: 'threshold',
  dataset: 'mnist',
  says: '',
  by: 'note',
  verdict: 'agrees',
  figures: '',
  seeds: 10,
  passes: 10,
  ...parts,
});

test('claims of the note are counted by their verdicts, ours apart', () => {
  const claims = [
    claim({}),
    claim({}),
    claim({ verdict: 'disagrees' }),
    claim({ verdict: 'within the noise' }),
    claim({ verdict: null }),
    claim({ by: 'ours' }),
  ];
  const counts = countsOf(claims);
  expect(counts).toEqual({ note: 5, agrees: 2, disagrees: 1, noise: 1, open: 1, ours: 1 });
  expect(countsText(counts)).toBe(
    'Of 5 claims of the note, 2 hold, 1 does not, 1 is within the noise and 1 is open. 1 more is ours.',
  );
  expect(countsText(countsOf([claim({})]))).toBe(
    'Of 1 claim of the note, 1 holds, 0 do not and 0 are within the noise.',
  );
});

test('a claim counts once, on the pictures of its figure', () => {
  const agent = claim({ experiment: 'cartpole', dataset: null });
  const strange = claim({ experiment: 'gone', dataset: 'mnist' });
  expect(usual([claim({}), claim({ dataset: 'cifar10' }), agent, strange], experiments)).toEqual([
    claim({}),
    agent,
  ]);
});

test('claims stand by experiment in the order of the page, the note’s first', () => {
  const ours = claim({ by: 'ours', says: 'b' });
  const groups = grouped([claim({ experiment: 'cartpole' }), ours, claim({ says: 'a' })], experiments);
  expect(groups.map(({ experiment }) => experiment.id)).toEqual(['threshold', 'cartpole']);
  expect(groups[0].claims.map(({ says }) => says)).toEqual(['a', 'b']);
});

test('figures have the titles of their variants', () => {
  const text = titled(experiments.threshold, 'tau-0 98.71 %, tau-0.5 98.63 %, other 3');
  expect(text).toBe('τ = 0: 98.71 %, τ = 0.5: 98.63 %, other 3');
});
