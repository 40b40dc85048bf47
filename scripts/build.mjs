// `npm run build`: the site and the widget → dist/, to be hosted anywhere.

import { join } from 'node:path';
import { must, root, script } from './lib/process.mjs';
import { setup } from './setup.mjs';

await script(async () => {
  await setup();
  const build = join(root, 'scripts/build-site.mjs');
  await must('The site could not be built; why, stands above.', process.execPath, [build]);
});
