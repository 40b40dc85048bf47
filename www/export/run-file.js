/**
 * A figure's runs as one file, to go on with another day: safetensors, with all that was learned under the names of the
 * runs, the bytes that each goes on from, and the settings and courses as metadata.
 */

import { bytesOf } from './npy.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';

/** @import { Contents } from '../engine/protocol.js' */
/** @import { Entry } from './safetensors.js' */

/**
 * @typedef {object} SavedRun
 * @property {string} name  of its variant
 * @property {any[]} points  of its course
 * @property {Uint8Array} checkpoint
 */

/**
 * @typedef {object} RunFile
 * @property {string} experiment
 * @property {string} settings  as a link has them after '#'
 * @property {SavedRun[]} runs
 */

const FORMAT = 'som-lab-run-1';
const CHECKPOINT = 'checkpoint';
const OTHER = 'This safetensors file holds no runs of SOM Lab: save one with “save”, “run”.';

/**
 * @param {{experiment: string, settings: string, lab: string}} about  `lab`: the command that trains the same
 * @param {{name: string, points: any[], contents: Contents}[]} runs
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function writeRunFile(about, runs) {
  const entries = runs.flatMap(({ name, contents: { tensors, checkpoint } }) => {
    /** @type {Entry[]} */
    const learned = tensors.map((tensor) => ({
      name: `${name}/${tensor.name}`,
      dtype: 'F32',
      shape: [...tensor.shape],
      bytes: bytesOf(tensor.values),
    }));
    const shape = [checkpoint.length];
    return [
      ...learned,
      { name: `${name}/${CHECKPOINT}`, dtype: /** @type {const} */ ('U8'), shape, bytes: checkpoint },
    ];
  });
  // Floats first: where they begin stays a multiple of four.
  entries.sort((a, b) => Number(a.dtype === 'U8') - Number(b.dtype === 'U8'));
  const courses = JSON.stringify(runs.map(({ name, points }) => ({ name, points })));
  return writeSafetensors(entries, { format: FORMAT, ...about, runs: courses });
}

/**
 * @param {Uint8Array} bytes
 * @returns {RunFile}
 * @throws {Error} in a sentence, where it is none
 */
export function readRunFile(bytes) {
  const { entries, metadata } = readSafetensors(bytes);
  const { format, experiment, settings } = metadata;
  if (!format?.startsWith('som-lab-run')) throw new Error(OTHER);
  if (format !== FORMAT)
    throw new Error('This file is of another version of SOM Lab, whose runs are not read.');
  const runs = coursesOf(metadata.runs).map(({ name, points }) => {
    const saved = entries.find((entry) => entry.name === `${name}/${CHECKPOINT}`);
    return { name, points, checkpoint: saved?.bytes.slice() };
  });
  const whole = runs.every(({ name, points, checkpoint }) => name && Array.isArray(points) && checkpoint);
  if (runs.length === 0 || !whole || typeof experiment !== 'string' || typeof settings !== 'string') {
    throw new Error('This file is damaged: a run in it has nothing to go on from.');
  }
  return { experiment, settings, runs: /** @type {SavedRun[]} */ (runs) };
}

/** @param {string} text @returns {{name: string, points: any[]}[]} */
function coursesOf(text) {
  try {
    const courses = JSON.parse(text);
    return Array.isArray(courses) ? courses : [];
  } catch {
    return [];
  }
}
