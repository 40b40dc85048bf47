import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SomLab } from '../element/som-lab.js';
import { customProperties } from '../style/theme.js';
import manifest from './custom-elements.json';
import { mount } from './mount.js';

const [{ declarations }] = manifest.modules;
const [element] = declarations;
const names = (/** @type {{name: string}[]} */ all) => all.map(({ name }) => name).sort();
const text = (/** @type {string} */ path) => readFileSync(new URL(path, import.meta.url), 'utf8');
const declared = text('./som-lab.d.ts');
const head = text('../element/som-lab.js').split(' */')[0];

/** Not for other pages: what the browser calls, and what our own modules look into. */
const OURS = /^(constructor|\w+Callback|renderRoot|view|figure|picture)$/;

test('the manifest has every attribute, property and method of the class, and so have the types', () => {
  expect(names(element.attributes)).toEqual([...SomLab.observedAttributes].sort());
  const known = Object.getOwnPropertyNames(SomLab.prototype).filter((name) => !OURS.test(name));
  const fields = element.attributes.flatMap(({ fieldName }) => fieldName ?? []);
  const members = element.members.filter((member) => !('static' in member));
  expect(names(members)).toEqual([...new Set([...known, ...fields])].sort());
  for (const { name, kind } of members) {
    expect(declared).toMatch(new RegExp(`^  (readonly )?${name}${kind === 'method' ? '\\(' : ':'}`, 'm'));
  }
  const own = members.filter(
    ({ name }) => known.includes(name) && name !== 'updateComplete' && name !== 'posterNarrow',
  );
  for (const { name } of [...element.attributes, ...own]) expect(head).toMatch(new RegExp(`\`${name}[\`(]`));
});

test('the manifest has every event, part and color', () => {
  const sources = [
    'element/figure-view',
    'element/poster-card',
    'panels/poster',
    'panels/transport',
    'panels/footer',
  ];
  const parts = sources.flatMap((path) =>
    [...text(`../${path}.js`).matchAll(/\bpart(?:="|: ')(\w+)["']/g)].map(([, part]) => part),
  );
  expect(names(element.cssParts)).toEqual([...new Set(parts)].sort());
  expect(names(element.events)).toEqual(
    [...new Set(head.match(/som-lab:\w+/g))].filter((name) => name !== 'som-lab:not').sort(),
  );
  for (const { name } of element.events) expect(declared).toContain(`'${name}': CustomEvent<`);
  const colors = customProperties('light').match(/--som-lab-[\w-]+/g) ?? [];
  expect(names(element.cssProperties)).toEqual([...colors].sort());
});

test('a server may import mount, and is told where it belongs', async () => {
  await expect(mount('#place')).rejects.toThrow('call it in the browser');
});
