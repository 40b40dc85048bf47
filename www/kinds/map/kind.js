/**
 * Maps and stacks of maps.
 */

import { html, nothing } from 'lit';
import { wordsOf } from '../../catalogue/datasets.js';
import '../../input/som-lab-input.js';
import { sampleCounts } from '../../panels/counts.js';
import { evidence } from './evidence.js';
import { factsOfMap } from './facts.js';
import { record } from './record.js';
import { MapRun } from './run.js';
import { curves, side } from './side.js';
import { summaryOf } from './summary.js';
import { courseOfMap, readUnits, unitTable } from './tables.js';

/** @type {import('../index.js').Model} */
export const map = {
  Run: MapRun,
  words: ({ dataset }) => wordsOf(dataset),
  facts: factsOfMap,
  panels: {
    evidence,
    side: (figure) => {
      if (figure.runs.length === 1) return side(figure);
      return figure.record.page.measures ? html`<div class="side">${curves(figure)}</div>` : nothing;
    },
    counts: sampleCounts,
    summary: summaryOf,
    read: readUnits,
    table: unitTable,
    course: courseOfMap,
    record,
  },
  repetition: null,
  length: { key: 'epochs', one: 'pass', many: 'passes' },
  lattices: { refused: [], because: '' },
  labelled: false,
  gpu: true,
  upload: true,
  keepsProbe: true,
  beside: true,
  alt: (title, pictures) => `A finished map of ${title} ${pictures}`,
  seed: 'The same seed gives the same run, weight by weight.',
};
