// `npm run package`: the site and, from it, the npm package → dist-package/, where `npm pack` makes its file.

import { join } from 'node:path';
import { layOut } from './lib/package.mjs';
import { must, root, script } from './lib/process.mjs';

await script(async () => {
  await must('The site could not be built; why, stands above.', process.execPath, [
    join(root, 'scripts/build.mjs'),
  ]);
  layOut(join(root, 'dist'), join(root, 'dist-package'));
  console.log('dist-package/ holds the package: `cd dist-package && npm pack` makes its file.');
});
