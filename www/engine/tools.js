/**
 * The engine's tools, a module of its own that is fetched when it is first asked for: file formats, the turntable,
 * the check of the device.
 */

/** @typedef {typeof import('../pkg/tools/som_lab.js')} Tools */

/** @type {Promise<Tools> | null} */
let loading = null;

/** @returns {Promise<Tools>} */
export function tools() {
  loading ??= load().catch((thrown) => {
    loading = null;
    throw {
      kind: 'network',
      message: `A part of the engine could not be fetched (${String(thrown?.message ?? thrown)}).`,
    };
  });
  return loading;
}

async function load() {
  const module = await import('../pkg/tools/som_lab.js');
  await module.default({ module_or_path: new URL('../pkg/tools/som_lab_bg.wasm', import.meta.url) });
  return module;
}
