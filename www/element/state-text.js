/** A figure's state as others hand it over: a text such as a link has after '#', or an object of its two parts. */

/** @typedef {{experiment: string, settings: string}} SavedState  `settings`: what a link has after '#', experiment first */

/**
 * @param {Partial<SavedState> | string} state  the settings may leave out the experiment
 * @param {string} experiment  where the state names none
 * @returns {SavedState}
 * @throws {TypeError} where it is no state
 */
export function stateOf(state, experiment) {
  const given = typeof state === 'string' ? { settings: state } : state;
  const { settings = '', experiment: named } = given ?? {};
  if (
    given === null ||
    typeof given !== 'object' ||
    typeof settings !== 'string' ||
    !/^(string|undefined)$/.test(typeof named)
  ) {
    throw new TypeError(
      'A state is an object {experiment, settings}, or the text that a link has after “#”.',
    );
  }
  const parts = settings.replace(/^#/, '').split('&').filter(Boolean);
  const head = parts[0]?.includes('=') === false ? decoded(parts.shift() ?? '') : undefined;
  const id = named ?? head ?? experiment;
  return { experiment: id, settings: [encodeURIComponent(id), ...parts].join('&') };
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
