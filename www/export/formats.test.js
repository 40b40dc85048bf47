import { expect, test } from 'vitest';
import { csvOf, rowsOf } from './csv.js';
import { npyOf, npzOf } from './npy.js';
import { pageFile } from './page-file.js';

test('curves are rows, and odd cells are quoted', () => {
  const rows = rowsOf([
    { name: 'a, b', seed: 1, points: [{ samples: 10, test_accuracy: 0.5, layers: [1] }] },
    { name: 'say "c"', seed: 2, points: [{ samples: 20, loss: null }] },
  ]);
  expect(csvOf(rows)).toBe(
    'run,seed,samples,test_accuracy,loss\r\n"a, b",1,10,0.5,\r\n"say ""c""",2,20,,\r\n',
  );
  expect(csvOf([])).toBe('\r\n');
});

test('a tensor is the file that numpy.save writes', () => {
  const file = npyOf({ shape: Uint32Array.of(2, 3), values: Float32Array.of(0, 1, 2, 3, 4, 5) });
  const text = String.fromCharCode(...file.subarray(0, 128));
  expect(text.slice(0, 10)).toBe('\x93NUMPY\x01\x00\x76\x00');
  expect(text.slice(10).trimEnd()).toBe("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }");
  expect(text.at(-1)).toBe('\n');
  expect(new Float32Array(file.slice(128).buffer)).toEqual(Float32Array.of(0, 1, 2, 3, 4, 5));
  const vector = npyOf({ shape: Uint32Array.of(1), values: Float32Array.of(9) });
  expect(String.fromCharCode(...vector.subarray(10, 80))).toContain("'shape': (1,), }");
});

test('several tensors are a ZIP', async () => {
  const tensor = { name: 'weights', shape: Uint32Array.of(1), values: Float32Array.of(9) };
  const bytes = new Uint8Array(await (await npzOf([{ name: 'cnn.weights', tensor }])).arrayBuffer());
  expect(String.fromCharCode(...bytes.subarray(0, 2))).toBe('PK');
  expect(String.fromCharCode(...bytes)).toContain('cnn.weights.npy');
});

test('a page holds everything, and no words become tags', () => {
  const page = pageFile({
    title: 'A <map> & more',
    picture: 'data:image/png;base64,AA',
    alt: 'a "map"',
    charts: '<svg></svg>',
    sentences: ['τ < 0.5'],
    settings: [['σ, at first', '10']],
    link: 'https://host/playground.html#map&seed=1',
    command: 'lab map --seed 1',
    made: 'Made today.',
  });
  expect(page).toContain('<title>A &lt;map&gt; &amp; more · SOM Lab</title>');
  expect(page).toContain('alt="a &quot;map&quot;"');
  expect(page).toContain('<p>τ &lt; 0.5</p>');
  expect(page).toContain('<svg></svg>');
  expect(page).toContain('href="https://host/playground.html#map&amp;seed=1"');
  expect(page).not.toMatch(/(src|href)="https?:\/\/(?!host)/);
});
