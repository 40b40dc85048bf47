import { expect, test, vi } from 'vitest';

vi.mock('./worker.js?worker&url', () => ({ default: 'https://cdn.example/assets/worker-1.js' }));
const { dataPlace } = await import('./data-place.js');
const { dataUrl } = await import('./spawn.js');
const { isCrossOrigin } = await import('./start.js');

test('only another origin needs the blob', () => {
  expect(isCrossOrigin('https://cdn.example/w.js', 'https://blog.example')).toBe(true);
  expect(isCrossOrigin('https://blog.example/w.js', 'https://blog.example')).toBe(false);
  expect(isCrossOrigin('https://blog.example/w.js', 'null')).toBe(true);
  expect(isCrossOrigin('blob:https://blog.example/1', 'https://blog.example')).toBe(false);
});

test('the data lie where the page says', () => {
  dataPlace.url = 'https://data.example/of/som/';
  expect(dataUrl()).toBe('https://data.example/of/som/');
  dataPlace.url = '';
});

test('the data lie beside the scripts, wherever the page is', () => {
  expect(dataUrl()).toBe('https://cdn.example/data/');
});
