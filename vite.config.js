/// <reference types="vitest/config" />
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { site } from './scripts/lib/site.mjs';

/** @param {string} path below www/ */
const www = (path) => fileURLToPath(new URL(`www/${path}`, import.meta.url));

/**
 * What is fetched as one, with all that it imports: the element with its poster, what every figure needs whatever its
 * kind, and what several stages share. The rest follows from who imports it.
 */
const PARTS = [
  { name: 'element', test: /element\/som-lab/ },
  {
    name: 'figure',
    test: /element\/figure-view|kinds\/[^/]+$|panels\/(counts|radios|rest)|canvas\/(cells|layout|marks|pixels|pointing|size)|stages\/shared\/stage|math\/lattice|input\/names/,
  },
  { name: 'plot', test: /charts\/(plot|curve|recorded-band)\.js/ },
  { name: 'sheets', test: /stages\/shared\/(map-canvas|unit-text)|panels\/views|math\/(features|turn)/ },
  { name: 'pictures', test: /stages\/shared\/(picture|strip)/ },
];

export default defineConfig({
  root: www(''),
  cacheDir: '../node_modules/.vite',
  // Relative addresses: the built site runs in any folder of any host.
  base: './',
  // Where the site will be: `SITE=https://… npm run build`.
  plugins: [site(process.env.SITE)],
  worker: { format: 'es' },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'esnext',
    // The engine stays a file of its own: as base64 it would be a third larger and could not compile while it streams.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // The widget keeps its name, for other sites embed it by its address.
      input: ['index.html', 'playground.html', 'embed.html', 'som-lab.js'].map(www),
      output: {
        entryFileNames: ({ name }) => (name === 'som-lab' ? 'som-lab.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: PARTS.map((part, i) => ({ ...part, priority: PARTS.length - i })) },
      },
    },
  },
  server: { cors: true },
  test: {
    projects: [
      { test: { name: 'unit', root: www(''), include: ['**/*.test.js', '../scripts/**/*.test.js'] } },
      {
        test: {
          name: 'browser',
          root: fileURLToPath(new URL('tests/browser/', import.meta.url)),
          include: ['*.test.js'],
          // Each browser wants the whole machine, and a software GPU takes its time.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
