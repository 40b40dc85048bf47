/**
 * Fetches what a figure needs and nothing else: its record says of which kind its runs are, and which stage draws them.
 */

import { loadExperiment } from '../catalogue/experiments.js';
import { kindOf } from '../catalogue/index.js';
import { loadKind } from '../kinds/index.js';
import { loadStage } from '../stages/index.js';

/**
 * @param {string} id  of an experiment
 * @returns {Promise<typeof import('./figure-view.js').FigureView>} rejects where something did not arrive
 */
export async function loadFigure(id) {
  const stage = loadExperiment(id).then(({ page }) => loadStage(page.stage));
  const [{ FigureView }] = await Promise.all([import('./figure-view.js'), loadKind(kindOf(id)), stage]);
  return FigureView;
}
