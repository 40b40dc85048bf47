// What a visitor sees of a convolution with a map of patches, with a real engine behind it: the winners of all
// positions, the mask that they throw, and one position close up.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maskAt, maskOf } from '../../www/canvas/positions.js';
import { open } from './open.js';

/** @import { SomLab } from '../../www/element/som-lab.js' */

const SMALL =
  'net_layers=4x5c5p2&net_threshold=0.5&net_epochs=0.1&net_evaluations=2&speed=max&backend=cpu&image=1';

describe('a figure of CSOM', () => {
  /** @type {Awaited<ReturnType<typeof open>>} */
  let opened;

  /**
   * What an expression over `lab`, `run` (the one with the map), `stage` and `all` comes to.
   * @param {string} expression
   */
  const scene = (expression) => `(() => {
    const lab = document.querySelector('som-lab');
    const [cnn, run] = lab.runs;
    const stage = lab.renderRoot.querySelector(lab.figure?.record.page.stage);
    const all = (selector) => [...stage.renderRoot.querySelectorAll(selector)];
    return ${expression};
  })()`;
  /** @param {string} expression */
  const read = (expression) => /** @type {Promise<any>} */ (opened.page.evaluate(scene(expression)));
  /** @param {string} condition */
  const until = (condition) =>
    opened.page.waitForFunction(scene(condition), { timeout: 100_000, polling: 100 });
  /** The texts of some elements. @param {string} selector */
  const texts = (selector) => read(`all('${selector}').map((element) => element.textContent.trim())`);

  beforeAll(async () => {
    opened = await open('chromium-cpu', 'dist', `playground.html#csom&${SMALL}`);
    await until(
      'lab.phase === "finished" && lab.runs.every(({ probed, filters }) => probed && filters) && run.map && stage.viewModel?.field',
    );
  });
  afterAll(async () => await opened?.close());

  /** What the engine says of the map of the first layer. */
  const seen = () =>
    read(`(() => {
      const { units, mask, maps, activations, pos_rows, pos_cols, out_rows, out_cols } = run.probed.layers[0];
      const { frame, map, state } = run;
      const picture = stage.probe.shown;
      return {
        units: [...units], mask: [...mask], maps: [...maps], activations: [...activations],
        pos_rows, pos_cols, out_rows, out_cols, sigma: frame.sigma_forward, threshold: state.config.threshold,
        tiles: [...map.tiles], rgba: [...picture.rgba], width: picture.width,
      };
    })()`);

  test('draws the mask that the engine computes with', async () => {
    const { units, mask, sigma, threshold } = await seen();
    const shape = { lattice: /** @type {const} */ ('rectangle'), rows: 4, cols: 5 };
    expect(units).toHaveLength(24 * 24);
    for (let filter = 0; filter < 20; filter++) {
      const light = maskAt(units, maskOf(shape, filter, sigma, threshold));
      const mean = light.reduce((sum, value) => sum + value, 0) / light.length;
      expect(mask[filter]).toBeCloseTo(mean, 4);
    }
  });

  test('shows as the winner the unit that is most like the patch', async () => {
    const { units, tiles, rgba, width, pos_cols } = await seen();
    const patch = (/** @type {number} */ place, /** @type {number} */ i) =>
      rgba[4 * ((Math.floor(place / pos_cols) + Math.floor(i / 5)) * width + (place % pos_cols) + (i % 5))];
    const weight = (/** @type {number} */ unit, /** @type {number} */ i) =>
      tiles[4 * ((5 * Math.floor(unit / 5) + Math.floor(i / 5)) * 25 + 5 * (unit % 5) + (i % 5))];
    for (const place of [0, 100, 200, 250, 300, 310, 320, 400, 575]) {
      const distances = Array.from({ length: 20 }, (_, unit) =>
        Math.sqrt(
          Array.from({ length: 25 }, (_, i) => (patch(place, i) - weight(unit, i)) ** 2).reduce(
            (a, b) => a + b,
          ),
        ),
      );
      // The pictures of the units are rounded to whole levels, 25 of them.
      expect(distances[units[place]]).toBeLessThanOrEqual(Math.min(...distances) + 5);
    }
  });

  test('shows answers as large as the engine says they are', async () => {
    const { maps, activations, out_rows, out_cols } = await seen();
    expect([out_rows, out_cols]).toEqual([12, 12]);
    for (let filter = 0; filter < 20; filter++) {
      const own = Array.from({ length: 144 }, (_, i) => maps[i * 20 + filter]);
      expect(Math.max(...own)).toBeCloseTo(activations[filter], 4);
    }
  });

  test('has the filters of both networks beside the codebook, each with its organization', async () => {
    expect(await texts('.sheets h4')).toEqual([
      'CNN: the filters',
      'CSOM: the filters',
      'CSOM: the map’s codebook',
    ]);
    expect(await texts('.measure p')).toEqual(
      [0, 1, 2].map(() => expect.stringMatching(/^organization -?\d\.\d\d$/)),
    );
    expect(await texts('.rest')).toEqual([expect.stringMatching(/^The map (is learning|came to rest)/)]);
  });

  test('answers the pointer at once, without the engine', async () => {
    const moved = await read(`(async () => {
      const picture = all('.positions som-lab-picture')[0];
      const box = picture.getBoundingClientRect();
      const before = stage.viewModel.place;
      const asked = [];
      const { session } = run;
      for (const name of ['setView', 'probe', 'configure']) {
        const own = session[name].bind(session);
        session[name] = (...all) => { asked.push(name); return own(...all); };
      }
      const begin = performance.now();
      picture.canvas.dispatchEvent(new PointerEvent('pointermove', {
        clientX: box.left + box.width * 0.5, clientY: box.top + box.height * 0.2, bubbles: true, composed: true,
      }));
      await stage.updateComplete;
      await picture.updateComplete;
      const took = performance.now() - begin;
      return { before, place: stage.viewModel.place, took, asked };
    })()`);
    expect(moved.place).not.toBe(moved.before);
    expect(moved.took).toBeLessThan(100);
    expect(moved.asked).toEqual([]);
  });

  test('is walked over and kept with the keys, and says what is there', async () => {
    await read(`all('.positions som-lab-picture')[0].canvas.focus()`);
    const before = await read('stage.viewModel.place');
    const { keyboard } = opened.page;
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await until(`stage.selection.place.pinned === ${before + 25}`);
    const said = await read('stage.spoken');
    expect(said).toMatch(
      /^Row \d+, column \d+ is won by the unit in row [1-4], column [1-5]\. \d+ of 20 filters are/,
    );
    await until(`all('p.sr').some(({ textContent }) => textContent === ${JSON.stringify(said)})`);
    const [marked, winner] = await read(
      `[all('.sheet.map-csom som-lab-map')[0].hovered, stage.viewModel.winner]`,
    );
    expect(marked).toBe(winner);
    await keyboard.press('Escape');
    await until('stage.selection.place.pinned === null');
  });

  test('lets a filter be kept, and shows where it is lit and where it answers', async () => {
    await read(`all('input[name=cover]')[1].click()`);
    await read(`all('.sheet.filters-csom som-lab-map')[0].canvases[0].focus()`);
    await opened.page.keyboard.press('ArrowRight');
    await opened.page.keyboard.press('Enter');
    await until('stage.selection.filter.pinned !== null && stage.viewModel.shown !== null');
    expect(await texts('.caption > span:first-child')).toEqual([
      expect.stringMatching(
        /^How much of CSOM’s filter in row \d, column \d is let through: [\d.]+% on average/,
      ),
    ]);
    await read(`all('input[name=cover]')[2].click()`);
    await until(`all('.positions h4')[0].textContent === 'Where a filter answers'`);
    expect(await read('stage.viewModel.shown.values.length')).toBe(144);
  });

  test('complains about nothing', () => {
    expect(opened.complaints).toEqual([]);
  });
});
