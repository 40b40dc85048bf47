// Figures as a visitor has them: what each trains in its first minute from the click, pictures, probes and evaluations
// included, beside what its engine does when nobody looks (no picture is drawn after the first, and nothing is evaluated
// before the end).

import { serve } from '../lib/browsers.mjs';

/** @import { Bench, Call } from '../bench.mjs' */

const SECONDS = 60;
/** At least so much of the engine's rate should be left. */
const LEAST = 0.85;
const EXPERIMENTS = [
  'map',
  'patches',
  'stack',
  'fc-two-sigmas',
  'order',
  'filters',
  'cnn',
  'csom',
  'threshold',
  'sparse',
];
const [FIGURE, ENGINE] = ['figure', 'engine alone'];

/**
 * One minute of an experiment, in the page.
 * @param {{alone: boolean, seconds: number}} how
 */
async function minute({ alone, seconds }) {
  const lab = /** @type {import('../../www/element/som-lab.js').SomLab} */ (
    document.querySelector('som-lab')
  );
  const begun = () => lab.runs.every((run) => run.frame);
  const until = async (/** @type {() => boolean} */ condition) => {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  lab.apply('speed=max' + (alone && 'evaluations' in (lab.config ?? {}) ? '&evaluations=1' : ''));
  lab.play();
  await until(begun);
  const start = performance.now();
  const first = lab.runs.map(({ frame }) => frame?.samples ?? 0);
  if (alone) {
    // Without a word from the page, a worker sends no further picture.
    for (const { session } of lab.runs) Object.assign(/** @type {object} */ (session), { ack() {} });
  }
  const ends = () => lab.runs.every((run) => run.phase === 'finished');
  await until(() => performance.now() - start >= 1000 * seconds || ends());
  const taken = (performance.now() - start) / 1000;
  const marks = await Promise.all(lab.runs.map(({ session }) => session?.mark()));
  const seen = marks.map((mark, i) => (mark?.samples ?? 0) - first[i]);
  const { step } = lab;
  lab.pause();
  const samples = seen.reduce((sum, n) => sum + n, 0);
  return { per_second: samples / taken, ...(alone ? {} : { steps: step }) };
}

/**
 * @param {Pick<typeof import('../lib/browsers.mjs'), 'launch'>} browsers
 * @param {import('../lib/browsers.mjs').BrowserKind} kind
 */
async function open({ launch }, kind) {
  const site = await serve('dist');
  const browser = await launch(kind);
  /** @type {Call} */
  const call = async (experiment, alone) => {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    await page.setViewport({ width: 1280, height: 1000 });
    // Nothing starts by itself.
    await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await page.goto(`${site.url}playground.html#${experiment}`);
    await page.waitForFunction(() =>
      document.querySelector('som-lab')?.shadowRoot?.querySelector('.transport'),
    );
    const figures = await page.evaluate(minute, { alone: alone === true, seconds: SECONDS });
    await page.close();
    return figures;
  };
  const close = async () => {
    await browser.close();
    site.close();
  };
  return { call, close, version: await browser.version() };
}

/** @type {Bench} */
export const figures = {
  n: 0,
  open,
  cold: true,
  figures: {
    per_second: `samples a second over ${SECONDS} s, of all runs of a figure together`,
    steps: `steps of the first run after ${SECONDS} s`,
  },
  rows: EXPERIMENTS.map((id) => ({ title: id, calls: { [FIGURE]: [id, false], [ENGINE]: [id, true] } })),
  goals: EXPERIMENTS.map((title) => ({
    title,
    contestant: FIGURE,
    figure: 'per_second',
    over: ENGINE,
    least: LEAST,
  })),
};
