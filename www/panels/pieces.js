/**
 * What stands around a figure's stage, by what its runs train.
 */

import { html, nothing } from 'lit';
import { evidence } from './evidence.js';
import { netEvidence } from './net-evidence.js';
import { netSummary } from './net-summary.js';
import { courseOfNet } from './net-tables.js';
import { mapRecord, netRecord } from './record.js';
import { curves, side } from './side.js';
import { summaryOf } from './summary.js';
import { courseOfMap, readUnits, unitTable } from './tables.js';

/** @typedef {import('../element/figure.js').Figure<any>} Figure */

/**
 * @typedef {object} Pieces
 * @property {(figure: Figure) => unknown} evidence  what the note says beside what was measured
 * @property {(figure: Figure) => unknown} side  beside or below the stage
 * @property {(run: any, pictures: string) => string} summary  a run in words, for those who do not see it
 * @property {(run: any) => Promise<any>} read  what its tables need beyond the course
 * @property {(run: any, read: any, title: string) => unknown} table  of what was read, `title` its run where there are several
 * @property {(run: any, title: string) => unknown} course  as a table
 * @property {(run: any) => object} record  of a run, to be saved
 */

/** @type {Record<import('../engine/protocol.js').Kind, Pieces>} */
const PIECES = {
  map: {
    evidence,
    side: (figure) => {
      if (figure.runs.length === 1) return side(figure);
      return figure.words.page.measures ? html`<div class="side">${curves(figure)}</div>` : nothing;
    },
    summary: summaryOf,
    read: readUnits,
    table: unitTable,
    course: courseOfMap,
    record: mapRecord,
  },
  net: {
    evidence: netEvidence,
    side: () => nothing,
    summary: netSummary,
    read: async () => null,
    table: () => nothing,
    course: courseOfNet,
    record: netRecord,
  },
};

/** @param {Figure} figure */
export const piecesOf = (figure) => PIECES[figure.kind];
