/**
 * Which key means what, while the figure has the focus or the pointer.
 */

/** @typedef {'toggle' | 'step' | 'reset'} Action */

/** @type {Record<string, Action>} */
const KEYS = { ' ': 'toggle', ArrowRight: 'step', r: 'reset', R: 'reset' };

/** Controls that need these keys themselves. */
const OWN_KEYS = new Set(['INPUT', 'SELECT', 'TEXTAREA']);
const OWN_SPACE = new Set(['BUTTON', 'A', 'SUMMARY']);

/**
 * @param {KeyboardEvent} event
 * @returns {Action | null}
 */
export function actionOf(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return null;
  const action = KEYS[event.key];
  if (!action || (event.repeat && action !== 'step')) return null;
  const target = event.composedPath()[0];
  const tag = target instanceof Element ? target.tagName : '';
  if (OWN_KEYS.has(tag)) return null;
  if (event.key === ' ' && OWN_SPACE.has(tag)) return null;
  return action;
}
