import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { expect, test } from 'vitest';

/** Each folder imports from itself and from those after it. */
const FOLDERS =
  'package page element kinds stages panels export input engine charts canvas settings catalogue style math generated'.split(
    ' ',
  );

/** What may be loaded from outside these folders: the engine, as it was built, and by tests their references. */
const BUILT = /^(pkg|\.\.\/tests\/reference)\//;

/**
 * Values that are still imported the other way, by files that are being rewritten.
 * @type {string[]}
 */
const VALUES = [];

/**
 * Types that may be imported the other way: of the figure and its runs, which panels and stages are handed, and of
 * what the engine says. `engine/*protocol.js` go when generated/types.d.ts takes their place.
 * @type {RegExp[]}
 */
const TYPES = [
  /^kinds\/\S+ element\/figure\.js$/,
  /^(panels|stages)\/\S+ (element\/figure|kinds\/(live-run|study|(map|net|agent)\/run))\.js$/,
  /^(canvas|catalogue|charts|math|settings)\/\S+ engine\/(net-)?protocol\.js$/,
];

const ROOT = import.meta.dirname;
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => file.endsWith('.js') && !/^(pkg|public)\//.test(file))
  .sort();

/** @param {string} file */
const folderOf = (file) => file.split('/')[0];

/**
 * What a file imports: static and dynamic imports are values; `@import` and `import('…')` in comments are types.
 * @param {string} file
 */
function importsOf(file) {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const comments = [...source.matchAll(/\/\*\*.*?\*\//gs)].map(([text]) => text).join('\n');
  const code = source.replace(/\/\*\*.*?\*\//gs, '');
  const paths = (/** @type {string} */ text) =>
    [
      ...text.matchAll(
        /(?:\bfrom|\bimport|\bimport\(|new URL\()\s*['"](\.[^'"]+\.(?:js|json|css)(?:\?\w+)?)['"]/g,
      ),
    ].map(([, path]) =>
      normalize(join(dirname(file), path.replace(/\?.*$/, '')))
        .split(sep)
        .join('/'),
    );
  return { values: paths(code), types: paths(comments) };
}

const imports = new Map(files.map((file) => [file, importsOf(file)]));
const pairs = (/** @type {'values' | 'types'} */ of) =>
  [...imports].flatMap(([from, found]) => found[of].map((to) => ({ from, to, text: `${from} ${to}` })));

/** @param {{from: string, to: string}} pair  both below one of the folders */
const backwards = ({ from, to }) =>
  from.includes('/') && FOLDERS.indexOf(folderOf(to)) < FOLDERS.indexOf(folderOf(from));

test('every file lies in one of the folders, and imports nothing from elsewhere', () => {
  const strangers = files.filter((file) => file.includes('/') && !FOLDERS.includes(folderOf(file)));
  expect(strangers).toEqual([]);
  const outside = pairs('values').filter(({ to }) => !FOLDERS.includes(folderOf(to)) && !BUILT.test(to));
  expect(outside.map(({ text }) => text)).toEqual([]);
});

test('values are imported one way', () => {
  const found = pairs('values').filter((pair) => backwards(pair) && !BUILT.test(pair.to));
  expect(found.map(({ text }) => text).filter((text) => !VALUES.includes(text))).toEqual([]);
});

test('types are imported one way', () => {
  const found = pairs('types').filter((pair) => backwards(pair) && !BUILT.test(pair.to));
  expect(found.map(({ text }) => text).filter((text) => !TYPES.some((one) => one.test(text)))).toEqual([]);
});

test('a stage knows no other stage', () => {
  const stageOf = (/** @type {string} */ file) => /^stages\/([^/]+)\//.exec(file)?.[1];
  const found = [...pairs('values'), ...pairs('types')].filter(({ from, to }) => {
    const [own, other] = [stageOf(from), stageOf(to)];
    return own && other && other !== own && other !== 'shared';
  });
  expect(found.map(({ text }) => text)).toEqual([]);
});

test('files import each other in no circle', () => {
  /** @type {Map<string, 'open' | 'done'>} */
  const seen = new Map();
  /** @type {string[]} */
  const circles = [];
  const visit = (/** @type {string} */ file, /** @type {string[]} */ way) => {
    if (seen.get(file) === 'open') circles.push([...way.slice(way.indexOf(file)), file].join(' > '));
    if (seen.has(file)) return;
    seen.set(file, 'open');
    for (const to of imports.get(file)?.values ?? []) visit(to, [...way, file]);
    seen.set(file, 'done');
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test('imports are found at all', () => {
  expect(imports.get('stages/shared/map-canvas.js')?.values).toContain('canvas/map.js');
  expect(imports.get('stages/shared/map-canvas.js')?.types).toContain('engine/protocol.js');
  expect(imports.get('engine/kinds.js')?.values.some((path) => BUILT.test(path))).toBe(true);
});
