/**
 * The shapes of the kernels' tiles that suited an adapter, kept by the browser so that they are measured once.
 */

const STORE = 'som-lab-shapes';

/** A cache keeps answers under addresses; nobody asks for this one. @param {string} key */
const address = (key) => `https://som-lab.invalid/${encodeURIComponent(key)}`;

/**
 * @param {string} key
 * @returns {Promise<string>} empty where nothing is kept, or may be
 */
export async function keptShapes(key) {
  try {
    const kept = await (await caches.open(STORE)).match(address(key));
    return (await kept?.text()) ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {string} key
 * @param {string} shapes
 */
export async function keepShapes(key, shapes) {
  try {
    await (await caches.open(STORE)).put(address(key), new Response(shapes));
  } catch {
    // Next time they are measured again.
  }
}
