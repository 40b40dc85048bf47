/** All stages, by the names that the catalogue gives them; each is fetched with the first figure that it draws. */

/** @type {Record<string, () => Promise<unknown>>} */
const LOADERS = {
  'som-lab-agent-stage': () => import('./agent/agent-stage.js'),
  'som-lab-csom-stage': () => import('./csom/csom-stage.js'),
  'som-lab-filters-stage': () => import('./filters/filters-stage.js'),
  'som-lab-map-stage': () => import('./map/map-stage.js'),
  'som-lab-net-stage': () => import('./net/net-stage.js'),
  'som-lab-patches-stage': () => import('./patches/patches-stage.js'),
  'som-lab-ring-stage': () => import('./ring/ring-stage.js'),
  'som-lab-stack-stage': () => import('./stack/stack-stage.js'),
};

/** @param {string} tag  as a record's `page.stage` has it */
export const loadStage = (tag) => LOADERS[tag]();

/** Tags of all stages. */
export const STAGES = Object.keys(LOADERS);
