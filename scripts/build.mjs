// `npm run build`: the site and the widget → dist/, to be hosted anywhere.

import { join } from 'node:path';
import { must, root, script } from './lib/process.mjs';
import { setup } from './setup.mjs';

await script(async () => {
  await setup();
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await must('The site could not be built; Vite says why above.', process.execPath, [vite, 'build']);
});
