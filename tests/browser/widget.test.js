// What the element fetches and when, and what becomes of it when a page moves it, or takes it away.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { serve } from '../../scripts/lib/browsers.mjs';
import { builtSite } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */

const site = builtSite();
/** @type {import('puppeteer-core').Page} */
let page;
/** Names of files, without their hashes. @type {string[]} */
let asked;
/** What may not arrive. @type {RegExp | null} */
let missing;
/** @type {string[]} */
let thrown;
beforeEach(async () => {
  [asked, thrown, missing] = [[], [], null];
  page = await site.browser.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  // At rest: no figure starts by itself.
  await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  page.on('pageerror', (error) => thrown.push(String(error)));
  page.on('request', (request) => {
    const [name] = new URL(request.url()).pathname.split('/').slice(-1);
    asked.push(name.replace(/-[\w-]{8}(\.\w+)$/, '$1'));
    if (!missing) return;
    if (missing.test(name)) void request.abort();
    else void request.continue();
  });
});
afterEach(async () => {
  await page.close();
  expect(thrown).toEqual([]);
});

/** @param {string} condition  an expression over `lab`, the figure of that experiment */
const until = (condition, experiment = 'map') =>
  page.waitForFunction(
    `(() => { const lab = document.querySelector('som-lab[experiment="${experiment}"]'); return ${condition}; })()`,
    { timeout: 60_000, polling: 50 },
  );

/** @param {(lab: SomLab) => unknown} act */
const on = (act, experiment = 'map') =>
  page.$eval(`som-lab[experiment="${experiment}"]`, /** @type {any} */ (act));

describe('the article', () => {
  test('fetches what is near, and nothing of other kinds', async () => {
    await page.goto(site.server.url);
    await until('lab.hasAttribute("ready") && lab.shadowRoot.querySelector(".evidence")');
    await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
    const posters = asked.filter((name) => name.endsWith('.webp'));
    expect(posters.length).toBeLessThan(3);
    expect(posters).toContain('map.webp');
    expect(asked).toEqual(expect.arrayContaining(['maps.js', 'map-stage.js']));
    expect(asked.filter((name) => /^(dense|agents|(net|agent|stack|csom)-stage)\.js$/.test(name))).toEqual(
      [],
    );
    expect(asked.filter((name) => /worker|wasm/.test(name))).toEqual([]);
  });

  test('words act on a figure that has not come, and bring it', async () => {
    await page.goto(site.server.url);
    expect(await on((lab) => [lab.phase, lab.runs.length, lab.figure], 'order')).toEqual(['poster', 0, null]);
    await page.$eval('som-try[for="order"]', (word) => /** @type {HTMLElement} */ (word).click());
    await until('lab.frame && lab.config.bias === "before_mask"', 'order');
  });

  test('shows a sentence and a way on where a figure does not arrive', async () => {
    missing = /^(kind|map-stage)-/;
    await page.setRequestInterception(true);
    await page.goto(site.server.url);
    const card = 'lab.shadowRoot.querySelector("[role=alert]")';
    await until(`${card}?.innerText.includes('did not arrive')`);
    const again = () => on((lab) => lab.renderRoot.querySelector('button')?.click());
    await again();
    await until(`${card}?.innerText.includes('reload')`);
    expect(await on((lab) => [lab.phase, lab.renderRoot.querySelector('button')?.innerText])).toEqual([
      'poster',
      'Reload the page',
    ]);
    await page.reload();
    await until(`${card}?.innerText.includes('try again')`);
    missing = /^$/;
    await again();
    await until('lab.hasAttribute("ready") && lab.shadowRoot.querySelector(".evidence")');
  });

  test('hands the focus from the poster over to the figure', async () => {
    await page.goto(site.server.url);
    await page.$eval('som-lab[experiment="sparse"]', (lab) =>
      lab.shadowRoot?.querySelector('button')?.focus(),
    );
    await until(
      'lab.hasAttribute("ready") && lab.shadowRoot.activeElement?.matches(".cover .primary")',
      'sparse',
    );
  });
});

describe('a page of another origin, which names a release', () => {
  /** @type {Awaited<ReturnType<typeof serve>>} */
  let blog;

  beforeAll(async () => {
    blog = await serve('tests/browser/fixtures');
  });
  afterAll(() => blog?.close());
  beforeEach(async () => {
    const widget = encodeURIComponent(`${site.server.url}som-lab.js?v=2`);
    await page.goto(`${blog.url}embed.html?widget=${widget}`);
    await until('lab.runs?.[0]?.session');
  });

  test('may move a figure, which goes on', async () => {
    await on((lab) => lab.play());
    await until('lab.phase === "running" && lab.step > 3');
    const moved = await on((lab) => {
      const [{ session }] = lab.runs;
      const place = document.body.appendChild(document.createElement('div'));
      place.append(lab);
      lab.remove();
      document.body.prepend(lab);
      return new Promise((done) =>
        setTimeout(() => done([lab.runs[0].session === session, lab.phase, lab.step]), 100),
      );
    });
    expect(moved).toEqual([true, 'running', expect.any(Number)]);
    const { 2: step } = /** @type {[boolean, string, number]} */ (moved);
    await until(`lab.step > ${step + 3}`);
  });

  test('may take figures away and bring them back: nobody works for what nobody sees', async () => {
    const gone = await on(async (first) => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const { engine } = /** @type {NonNullable<SomLab['figure']>} */ (first.figure);
      const labs = Array.from(
        { length: 10 },
        () => /** @type {SomLab} */ (document.createElement('som-lab')),
      );
      first.remove();
      for (const lab of labs) {
        lab.style.cssText = 'position: absolute; inset: 0 0 auto';
        lab.experiment = 'cartpole';
      }
      document.body.append(...labs);
      while (labs.some(({ runs }) => !runs[0]?.session)) await frame();
      const opened = engine.sessions.size;
      const answered = engine.workers.some(({ infos }) => infos.size > 0);
      for (const lab of labs) lab.remove();
      await frame();
      const left = [engine.sessions.size, engine.started === answered];
      document.body.append(...labs);
      return { opened, left };
    });
    expect(gone).toEqual({ opened: 40, left: [0, true] });
    await page.waitForFunction(() => {
      const labs = /** @type {SomLab[]} */ ([...document.querySelectorAll('som-lab')]);
      return labs.length === 10 && labs.every(({ phase }) => phase === 'paused');
    });
  });

  test('reads and sets its state, and saves and opens its run, by methods', async () => {
    const states = await on(async (lab) => {
      const until = async (/** @type {() => unknown} */ condition) => {
        while (!condition()) await new Promise((done) => setTimeout(done, 30));
      };
      lab.pause();
      lab.setState('rows=6&cols=5&seed=4&rows=99999&nonsense=1');
      lab.restart();
      lab.advance();
      await until(() => lab.step === 1 && /** @type {any} */ (lab.config).cols === 5);
      const [state, notice, session] = [lab.getState(), lab.figure?.notice, lab.runs[0].session];
      lab.setState({ experiment: 'nonsense', settings: '' });
      const kept = [lab.experiment, lab.runs[0].session === session, lab.figure?.notice];
      const picture = await lab.save('picture');
      const run = await lab.save('run');
      const refused = await lab.save(/** @type {any} */ ('film')).catch(String);
      lab.advance();
      await until(() => lab.step === 2);
      const bad = await lab.open(new Blob(['nonsense']));
      const opened = await lab.open(/** @type {Blob} */ (run));
      await until(() => lab.step === 1);
      lab.setState('cartpole&seed=7');
      const early = lab.getState();
      await until(() => lab.figure?.experiment === 'cartpole');
      await lab.updateComplete;
      return {
        state,
        notice,
        kept,
        types: [picture?.type, run?.size],
        refused,
        bad,
        opened,
        early,
        late: lab.getState(),
      };
    });
    const cartpole = { experiment: 'cartpole', settings: 'cartpole&seed=7' };
    expect(states).toMatchObject({
      state: { experiment: 'map', settings: expect.stringMatching(/^map&.*cols=5.*seed=4$/) },
      notice: expect.stringMatching(/^Not all of this state can be used.*nonsense/),
      kept: ['map', true, 'There is no experiment “nonsense”.'],
      types: ['image/png', expect.any(Number)],
      refused: expect.stringContaining('A figure is saved as picture, charts'),
      bad: false,
      opened: true,
      early: cartpole,
      late: cartpole,
    });
  });

  test('shows its parts and colors to the page’s style sheet', async () => {
    const seen = await on((lab) => {
      lab.style.setProperty('--som-lab-accent', 'rgb(1, 2, 3)');
      const parts = [...lab.renderRoot.querySelectorAll('[part]')].map((element) =>
        element.getAttribute('part'),
      );
      const word = lab.renderRoot.querySelector('footer .text');
      return [[...new Set(parts)].sort(), word && getComputedStyle(word).color];
    });
    const parts = ['controls', 'evidence', 'figure', 'footer', 'header', 'play', 'stage', 'transport'];
    expect(seen).toEqual([expect.arrayContaining(parts), 'rgb(1, 2, 3)']);
  });

  test('may set properties before there is an element, and call methods before it is on the page', async () => {
    const early = await page.evaluate(async () => {
      const lab = /** @type {SomLab} */ (document.createElement('som-lab'));
      lab.settings = 'rows=5&cols=4';
      lab.play();
      document.body.prepend(lab);
      const before = lab.phase;
      while (lab.step < 2) await new Promise((done) => setTimeout(done, 50));
      return [before, lab.phase, /** @type {any} */ (lab.config).rows, lab.config?.dataset];
    });
    // A small map may be ahead of the pictures that have arrived.
    expect(early).toEqual(['poster', expect.stringMatching(/^(running|waiting)$/), 5, 'mnist']);
  });
});
