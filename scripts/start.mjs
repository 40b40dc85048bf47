// `npm start`: sets up what is missing and serves the page. Arguments go to Vite: npm start -- --port 8080 --host

import { join } from 'node:path';
import { must, root, script } from './lib/process.mjs';
import { setup } from './setup.mjs';

await script(async () => {
  await setup();
  console.log('\nServing the page. Ctrl+C ends it.');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  await must('The server ended.', process.execPath, [vite, ...process.argv.slice(2)]);
});
