/**
 * Networks whose layers are masked by maps.
 */

import { html, nothing } from 'lit';
import { wordsOf } from '../../catalogue/datasets.js';
import { sampleCounts } from '../../panels/counts.js';
import { aroundMean } from '../../math/course.js';
import { large } from '../../math/format.js';
import { netEvidence } from './evidence.js';
import { factsOfNet } from './facts.js';
import { NetRun } from './run.js';
import { NetRunState } from './run-state.js';
import { netSummary } from './summary.js';
import { courseOfNet } from './tables.js';

/** And what all networks together have multiplied and added, maps included. @param {import('../index.js').Figure} figure */
function counts(figure) {
  const macs = /** @type {NetRun[]} */ (figure.runs).reduce((sum, { frame }) => {
    return frame ? sum + frame.samples * (frame.macs_per_image + frame.som_macs_per_image) : sum;
  }, 0);
  return html`${sampleCounts(figure)}<span
      title="multiply–accumulate operations of the training, all networks and their maps"
      ><b>${large(macs)}</b> MACs</span
    >`;
}

/** @type {import('../index.js').Model} */
export const net = {
  Run: NetRun,
  words: ({ dataset }) => wordsOf(dataset),
  facts: factsOfNet,
  panels: {
    evidence: netEvidence,
    side: () => nothing,
    counts,
    summary: netSummary,
    read: async () => null,
    table: () => nothing,
    course: courseOfNet,
    record: ({ name, course, organization, frame }) => ({
      variant: name,
      course,
      organization,
      layers: frame?.layers ?? [],
    }),
  },
  // Nothing is seen of a repetition but its course.
  repetition: {
    request: { layer: 0, maps: false, filters: false, probe: null },
    State: NetRunState,
    x: 'samples',
    around: aroundMean,
    seeds: 5,
    share: ({ samples, samples_total }) => samples / Math.max(1, samples_total),
    words: {
      why: 'Other first weights, another order of pictures: other numbers. How much do they vary?',
      band: 'mean ± standard deviation',
    },
  },
  length: { key: 'epochs', one: 'pass', many: 'passes' },
  lattices: { refused: ['hexagonal'], because: 'A mask has no' },
  labelled: true,
  gpu: true,
  upload: false,
  // A network sees pictures of one shape only.
  keepsProbe: false,
  beside: false,
  alt: (title, pictures) => `Networks that have learned ${title} ${pictures}`,
  seed: 'The same seed gives the same first weights and the same order of pictures.',
};
