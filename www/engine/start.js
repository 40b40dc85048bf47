/**
 * Starts a worker, from whatever origin its module came.
 *
 * A page may not start a worker from another origin's address, but a small blob module of its
 * own that imports that address is allowed.
 */

/**
 * @param {string} url
 * @param {string} pageOrigin
 * @returns {boolean}
 */
export function isCrossOrigin(url, pageOrigin) {
  const { origin, protocol } = new URL(url);
  return protocol !== 'blob:' && protocol !== 'data:' && origin !== pageOrigin;
}

/**
 * @param {string} url  of a module
 * @param {string} name  for the tools of a developer
 * @returns {Worker}
 */
export function spawn(url, name) {
  const options = /** @type {WorkerOptions} */ ({ type: 'module', name });
  if (!isCrossOrigin(url, location.origin)) return new Worker(url, options);
  const source = new Blob([`import ${JSON.stringify(url)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(source);
  const worker = new Worker(blobUrl, options);
  worker.addEventListener('message', () => URL.revokeObjectURL(blobUrl), { once: true });
  return worker;
}
