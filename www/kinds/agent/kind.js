/**
 * Agents that learn to act in a world of their own.
 */

import { html, nothing } from 'lit';
import { aroundMedian } from '../../math/course.js';
import { compact, count } from '../../math/format.js';
import { pacing, rateText } from '../../panels/counts.js';
import { agentEvidence } from './evidence.js';
import { AgentRun } from './run.js';
import { AgentRunState } from './run-state.js';
import { agentSummary } from './summary.js';
import { courseOfAgent } from './tables.js';

/** @import { DatasetWords } from '../../catalogue/datasets.js' */
/** @import { Environment } from '../../engine/agent-protocol.js' */
/** @typedef {import('../../element/figure.js').Figure<AgentRun>} Figure */

const CART = { subject: 'A cart and a pole', title: 'a pole on a cart', menu: 'cart and pole' };
const PENDULUM = { subject: 'A pendulum', title: 'a pendulum', menu: 'pendulum' };
/** @type {Record<Environment, Pick<DatasetWords, 'subject' | 'title' | 'menu'>>} */
const WORLDS = { cartpole_v0: CART, cartpole_v1: CART, pendulum: PENDULUM };

/** An agent learns from the steps that it makes. @param {Environment} environment @returns {DatasetWords} */
const wordsOf = (environment) => ({
  ...WORLDS[environment],
  one: 'step',
  many: 'steps',
  served: false,
  ink: false,
  labelled: false,
  strip: [],
});

/** Runs whose episodes are short get through them sooner. @param {Figure} figure */
function counts(figure) {
  const frames = figure.runs.flatMap(({ frame }) => frame ?? []);
  const over = frames.map(({ episode }) => episode);
  const [first, last] = [Math.min(...over), Math.max(...over)];
  const range = first === last ? count(first) : `${count(first)}–${count(last)}`;
  const paces = pacing(figure) ? figure.runs.map((run) => run.pace) : null;
  const sum = (/** @type {'steps_per_second' | 'gradient_steps_per_second'} */ rate) =>
    paces?.reduce((all, pace) => all + (pace?.[rate] ?? 0), 0);
  return html`<span
      >episode <b>${frames.length > 0 ? range : 0}</b> of
      ${count(frames[0]?.episodes ?? figure.state.config.episodes)}</span
    >
    <span><b>${compact(frames.reduce((most, { step }) => Math.max(most, step), 0))}</b> steps</span>
    <span><b>${rateText(sum('steps_per_second'))}</b> steps/s</span>
    <span><b>${rateText(sum('gradient_steps_per_second'))}</b> gradient steps/s</span>`;
}

/** @type {import('../index.js').Model} */
export const agent = {
  Run: AgentRun,
  words: ({ config }) => wordsOf(config.environment),
  facts: () => ({}),
  panels: {
    evidence: agentEvidence,
    side: () => nothing,
    counts,
    summary: agentSummary,
    read: async () => null,
    table: () => nothing,
    course: courseOfAgent,
    record: ({ name, course, frame }) => ({
      variant: name,
      course,
      solved_at: frame?.solved_at ?? null,
      efforts: [...(frame?.efforts ?? [])],
    }),
  },
  // Nothing is seen of a repetition but its course.
  repetition: {
    request: { sheet: false, portrait: false },
    State: AgentRunState,
    x: 'episode',
    around: aroundMedian,
    // Ranks of fewer are rarely clear.
    seeds: 10,
    share: ({ episode, episodes }) => episode / episodes,
    words: {
      why: 'Agents are moody: other first weights and other starts, another story. How much do they vary?',
      band: 'median and quartiles',
    },
  },
  length: { key: 'episodes', one: 'episode', many: 'episodes' },
  lattices: { refused: ['hexagonal'], because: 'A mask has no' },
  labelled: false,
  gpu: false,
  upload: false,
  keepsProbe: false,
  beside: false,
  alt: (title) => `Agents that have learned to balance ${title}`,
  seed: 'The same seed gives the same first weights, the same starts of episodes, and the same choices.',
};
