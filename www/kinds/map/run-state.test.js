import { expect, test } from 'vitest';
import { MapRunState } from './run-state.js';

/** @import { Frame, MapPace as Pace } from '../../engine/protocol.js' */

/** @param {Partial<Frame>} [parts] */
const frame = (parts) =>
  /** @type {Frame} */ ({
    step: 1,
    samples: 100,
    layer: 0,
    n_layers: 1,
    learning: 0,
    values: new Float32Array(),
    quality: null,
    rebuilt: null,
    winners: new Uint32Array(),
    ...parts,
  });

/** @param {Partial<Pace>} [parts] */
const pace = (parts) => /** @type {Pace} */ ({ run: 1, view: 'codebook', sampled: true, ...parts });

/** @param {object} [parts] */
const rebuilt = (parts) =>
  /** @type {any} */ ({ source: 'test', image: 4, psnr: 20, bmus: new Uint32Array(9), ...parts });

test('what is measured and rebuilt outlives the frame that brought it', () => {
  const run = new MapRunState();
  const quality = /** @type {any} */ ({ quantization_error: 2, topographic_error: 0, n: 10 });
  run.take(frame({ quality, rebuilt: rebuilt(), winners: Uint32Array.of(5) }), pace());
  run.take(frame({ samples: 200 }), pace());
  expect(run.quality).toBe(quality);
  expect(run.rebuilt?.image).toBe(4);
  expect([...run.winners]).toEqual([5]);
  expect(run.course.points).toHaveLength(1);
});

test('a new run forgets the old one', () => {
  const run = new MapRunState();
  run.take(frame({ rebuilt: rebuilt() }), pace());
  run.take(frame({ samples: 0 }), pace({ run: 2 }));
  expect([run.rebuilt, run.psnrs, run.course.points]).toEqual([null, [], []]);
});

test('the PSNR is followed as long as it is that of one picture', () => {
  const run = new MapRunState();
  run.take(frame({ rebuilt: rebuilt() }), pace());
  run.take(frame({ rebuilt: rebuilt({ psnr: 21 }) }), pace());
  run.take(frame({ samples: 300, rebuilt: rebuilt({ psnr: 23 }) }), pace());
  expect(run.psnrs).toEqual([
    { samples: 100, psnr: 21 },
    { samples: 300, psnr: 23 },
  ]);
  run.take(frame({ samples: 300, rebuilt: rebuilt({ image: 5, psnr: 30 }) }), pace());
  expect(run.psnrs).toEqual([{ samples: 300, psnr: 30 }]);
  run.take(frame({ samples: 300, rebuilt: rebuilt({ image: 5, psnr: Infinity }) }), pace());
  expect(run.psnrs).toEqual([]);
});

test('a stack is measured by its last layer, as soon as that learns', () => {
  const run = new MapRunState();
  const quality = /** @type {any} */ ({ quantization_error: 2, topographic_error: 0, n: 10 });
  run.take(frame({ quality, n_layers: 2, layer: 0 }), pace());
  run.take(frame({ quality, n_layers: 2, layer: 1 }), pace());
  run.take(frame({ quality, n_layers: 2, layer: 0, learning: 1 }), pace());
  expect([run.quality, run.course.points]).toEqual([null, []]);
  run.take(frame({ quality, n_layers: 2, layer: 1, learning: 1 }), pace());
  expect(run.quality).toBe(quality);
});
