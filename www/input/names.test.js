import { expect, test } from 'vitest';
import { classesOf, isHeldOut, isJunk, naturalOrder } from './names.js';

test('files are in the order of people', () => {
  const names = ['view10.png', 'view2.png', 'b/1.png', 'a/10.png', 'a/9.png', 'View1.png'];
  expect([...names].sort(naturalOrder)).toEqual([
    'a/9.png',
    'a/10.png',
    'b/1.png',
    'View1.png',
    'view2.png',
    'view10.png',
  ]);
});

test.each(['.DS_Store', 'a/.hidden/b.png', '__MACOSX/a/._b.png', 'a/Thumbs.db', 'desktop.ini'])(
  '%s is nobody’s picture',
  (path) => {
    expect(isJunk(path)).toBe(true);
    expect(isJunk('a.b/c d.png')).toBe(false);
  },
);

test('folders are classes where there are two and everything lies in one', () => {
  expect(classesOf(['pets/dog/1.png', 'pets/cat/1.png', 'pets/dog/2.png'])).toEqual({
    classes: ['cat', 'dog'],
    labels: [1, 0, 1],
  });
  const none = { classes: [], labels: [] };
  expect(classesOf(['pets/cat/1.png', 'pets/cat/2.png'])).toEqual(none);
  expect(classesOf(['pets/cat/1.png', 'pets/dog/2.png', 'pets/3.png'])).toEqual(none);
  expect(classesOf(['1.png', '2.png'])).toEqual(none);
  expect(classesOf(['train/cat/1.png', 'train/dog/1.png', 'test/cat/2.png']).classes).toEqual(['cat', 'dog']);
});

test('test sets are known by their names', () => {
  expect(['t10k-images-idx3-ubyte', 'test_batch.bin', 'x_test.npy', 'valid/1.png'].every(isHeldOut)).toBe(
    true,
  );
  expect(['train-images-idx3-ubyte', 'contest/1.png', 'greatest.npy'].some(isHeldOut)).toBe(false);
});
