/**
 * Starts a worker, from whatever origin its module came.
 *
 * A page may not start a worker from another origin's address, but a small blob module of its
 * own that imports that address is allowed. A sandboxed frame is of no origin at all, whatever its address says.
 */

/**
 * @param {string} url
 * @param {string} pageOrigin  "null" in a sandboxed frame
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
  if (!isCrossOrigin(url, globalThis.origin)) return new Worker(url, options);
  const code = `import ${JSON.stringify(url)};`;
  // A blob of no origin may not be fetched as a module; an address that holds the code may.
  if (globalThis.origin === 'null')
    return new Worker(`data:text/javascript,${encodeURIComponent(code)}`, options);
  const source = new Blob([code], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(source);
  const worker = new Worker(blobUrl, options);
  worker.addEventListener('message', () => URL.revokeObjectURL(blobUrl), { once: true });
  return worker;
}
