/**
 * What file names tell: their order, what is no visitor's file, which class a picture is of, which ones are held out.
 */

/** @param {string} path */
export const baseName = (path) => path.slice(path.lastIndexOf('/') + 1);

/** @param {string} path */
export const foldersOf = (path) => path.split('/').slice(0, -1);

const JUNK = new Set(['__macosx', 'thumbs.db', 'ehthumbs.db', 'desktop.ini', '@eadir']);

/**
 * Files that systems leave in folders, and hidden ones.
 * @param {string} path
 */
export function isJunk(path) {
  return path.split('/').some((part) => part.startsWith('.') || JUNK.has(part.toLowerCase()));
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/**
 * As people count: view2 before view10, folder by folder.
 * @param {string} a
 * @param {string} b
 */
export function naturalOrder(a, b) {
  const [x, y] = [a.split('/'), b.split('/')];
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const order = collator.compare(x[i], y[i]);
    if (order !== 0) return order;
  }
  return x.length - y.length || (a < b ? -1 : Number(a > b));
}

const MOST_CLASSES = 100;

/**
 * Sub-folders as classes, where every picture lies directly in one of at least two.
 * @param {string[]} paths
 * @returns {{classes: string[], labels: number[]}} empty where there are none
 */
export function classesOf(paths) {
  const shared = sharedFolders(paths);
  const names = paths.map((path) => foldersOf(path).slice(shared).at(-1));
  const classes = [...new Set(names)].filter((name) => name !== undefined).sort(naturalOrder);
  if (names.includes(undefined) || classes.length < 2 || classes.length > MOST_CLASSES) {
    return { classes: [], labels: [] };
  }
  return { classes, labels: names.map((name) => classes.indexOf(/** @type {string} */ (name))) };
}

/**
 * How many folders all paths have in common.
 * @param {string[]} paths
 */
function sharedFolders(paths) {
  const [first = [], ...others] = paths.map(foldersOf);
  const differs = first.findIndex((part, i) => others.some((folders) => folders[i] !== part));
  return differs < 0 ? first.length : differs;
}

const HELD_OUT = /(^|[^a-z])(t10k|test|val|valid|validation)([^a-z]|$)/i;

/**
 * Whether a file or a folder on the way to it is called a test set.
 * @param {string} path
 */
export const isHeldOut = (path) => HELD_OUT.test(path);
