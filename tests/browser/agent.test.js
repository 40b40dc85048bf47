// Agents on the built site, in real browsers: they live on the CPU, whatever graphics there are.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from './open.js';

/** @import { AgentRun } from '../../www/kinds/agent/run.js' */
/** @import { SomLab } from '../../www/element/som-lab.js' */

describe.each(/** @type {const} */ (['chromium-cpu', 'firefox-webgpu']))('agents in %s', (kind) => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /** Finds elements through the shadows of others. */
  const FIND = `
    const lab = document.querySelector('som-lab');
    const runs = lab.runs;
    const stage = lab.renderRoot.querySelector('som-lab-agent-stage');
    const world = stage?.renderRoot.querySelector('som-lab-agent-world');
    const part = (name) => world.renderRoot.querySelector(name);`;

  /** @param {string} expression  over `lab`, its `runs`, and `part`s of its world */
  const read = (expression) => opened.page.evaluate(`(() => { ${FIND} return ${expression}; })()`);

  /** @param {string} condition */
  const until = (condition) =>
    opened.page.waitForFunction(`(() => { ${FIND} return ${condition}; })()`, {
      timeout: 100_000,
      polling: 50,
    });

  beforeAll(async () => {
    opened = await open(kind, 'dist', 'playground.html#cartpole&episodes=90&seed=1');
  });
  afterAll(() => opened?.close());

  test('four agents learn without any pictures, and some get much better', async () => {
    await until(`lab.phase === 'finished' && runs.every(({ course }) => course.length === 90)`);
    const gains = await opened.page.$eval('som-lab', (lab) => {
      const runs = /** @type {AgentRun[]} */ (/** @type {unknown} */ (/** @type {SomLab} */ (lab).runs));
      const mean = (/** @type {AgentRun['course']} */ points) =>
        points.reduce((sum, { episode_return }) => sum + episode_return, 0) / points.length;
      return runs.map(({ course }) => mean(course.slice(-10)) / mean(course.slice(0, 10)));
    });
    expect(gains).toHaveLength(4);
    expect(Math.max(...gains)).toBeGreaterThan(3);
    expect(await read('lab.backend.backend')).toBe('cpu');
    expect(await read('runs[0].manifest')).toBe(null);
  });

  test('the map of states has a hundred carts, and its mark follows the one that moves', async () => {
    await until(`part('som-lab-cart-sheet').sheet?.states.length === 400`);
    await until(`part('som-lab-cart-sheet').bmu >= 0`);
    const colors = await read(`(() => {
      const canvas = part('som-lab-cart-sheet').renderRoot.querySelector('canvas');
      const context = canvas.getContext('2d');
      const [w, h] = [canvas.width / 10, canvas.height / 10];
      const tiles = Array.from({ length: 100 }, (_, i) =>
        context.getImageData((i % 10) * w + 0.2 * w, Math.floor(i / 10) * h + 0.2 * h, 0.6 * w, 0.6 * h).data);
      // A cart on its ground: each tile has darker and lighter places.
      return tiles.filter((tile) => new Set(tile.filter((_, i) => i % 4 === 0)).size > 3).length;
    })()`);
    expect(colors).toBe(100);
    const before = await read(`part('som-lab-cart-sheet').bmu`);
    await read(`part('som-lab-cart').dispatchEvent(new CustomEvent('nudge', { detail: { force: 60 } }))`);
    await until(`part('som-lab-cart-sheet').bmu !== ${before}`);
  });

  test('keys push the cart, and the agent takes over again', async () => {
    await read(
      `[...world.renderRoot.querySelectorAll('button')].find(({ innerText }) => /play/.test(innerText)).click()`,
    );
    await until(`world.drive.playing && part('som-lab-cart').playing`);
    await until(`world.drive.ending === null && world.drive.playback.effort === 0`);
    await opened.page.keyboard.down('ArrowRight');
    await until(`world.drive.playback.effort === 10`);
    await until(`part('som-lab-cart').state[1] > 0.3 || world.drive.ending !== null`);
    await opened.page.keyboard.up('ArrowRight');
    await until(`world.drive.effort === 0`);
    await read(
      `[...world.renderRoot.querySelectorAll('button')].find(({ innerText }) => /hand/.test(innerText)).click()`,
    );
    await until(`!world.drive.playing && Math.abs(world.drive.playback.effort) === 10`);
    // The figure has its own use for that key: nothing of it was stepped.
    expect(await read(`runs.map(({ course }) => course.length)`)).toEqual([90, 90, 90, 90]);
  });

  test('a pendulum is shown with its torques', async () => {
    await opened.page.evaluate(() => (location.hash = 'pendulum&episodes=5&seed=1'));
    await until(`lab.experiment === 'pendulum' && lab.phase === 'finished'`);
    await until(`part('som-lab-action-map')?.efforts.length === 5`);
    expect(await read(`part('som-lab-cart-sheet')`)).toBe(null);
    expect(await read(`runs.map(({ course }) => course.length)`)).toEqual([5, 5]);
  });

  test('a lesson is run at a word of the article', async () => {
    await opened.page.goto(new URL('index.html', opened.page.url()).href);
    await opened.page.$eval('som-try[experiment="lesson-v1"]', (word) =>
      /** @type {HTMLElement} */ (word).click(),
    );
    await opened.page.waitForFunction(
      () => {
        const lab = /** @type {SomLab} */ (document.querySelector('som-lab[experiment^="lesson"]'));
        const runs = /** @type {AgentRun[]} */ (/** @type {unknown} */ (lab.runs));
        return (
          lab.experiment === 'lesson-v1' && runs.length === 2 && runs.every(({ course }) => course.length > 3)
        );
      },
      { timeout: 30_000, polling: 100 },
    );
  });

  test('nothing was complained about', () => {
    expect(opened.complaints).toEqual([]);
  });
});
