import { expect, test } from 'vitest';
import { loadExperiments } from '../catalogue/experiments.js';
import { STAGES } from './index.js';

test('every stage that a record asks for can be fetched, and each is asked for', async () => {
  const asked = Object.values(await loadExperiments()).map(({ page }) => page.stage);
  expect([...new Set(asked)].sort()).toEqual(STAGES);
});
