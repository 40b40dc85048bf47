/**
 * Every error a visitor can meet: what happened in one sentence, and what to do next.
 * The kinds are stable; those of the engine come from Rust, the others are the page's own.
 */

/** @typedef {{kind: string, message: string, field?: string}} Failure  `field`: the key of the setting in error */
/** @typedef {{kind: string, sentence: string, next: string}} Explanation */

/** @type {Record<string, {sentence: string, next: string}>} */
const TEXTS = {
  config: {
    sentence: 'This setting cannot be used.',
    next: 'The run goes on with the settings it had; choose another value.',
  },
  data: {
    sentence: 'The pictures could not be read.',
    next: 'What the map has learned is kept; reload the page to fetch them again, or choose other data.',
  },
  input: {
    sentence: 'This could not be read as a picture.',
    next: 'What was running goes on; bring other files.',
  },
  gpu: {
    sentence: 'The graphics processor stopped answering.',
    next: 'Try again, or switch to the CPU under ⓘ.',
  },
  checkpoint: {
    sentence: 'The saved state does not fit this run.',
    next: 'The run starts afresh from the same settings and seed.',
  },
  internal: {
    sentence: 'The engine stopped for a reason we did not foresee.',
    next: 'Try again; your settings are kept.',
  },
  network: {
    sentence: 'The pictures did not arrive.',
    next: 'Check your connection and try again; your settings are kept.',
  },
  worker: {
    sentence: 'The engine could not be started in the background.',
    next: 'Reload the page; if a strict content policy is in place, it must allow workers of this site.',
  },
  wasm: {
    sentence: 'This page is not allowed to run WebAssembly.',
    next: "A site that embeds us must add 'wasm-unsafe-eval' to the script-src of its content policy.",
  },
  protocol: {
    sentence: 'Two different versions of this page met in your browser.',
    next: 'Reload the page.',
  },
  unsupported: {
    sentence: 'This browser lacks something the figure needs.',
    next: 'A current Chrome, Edge, Firefox or Safari runs it.',
  },
};

/**
 * @param {Partial<Failure>} failure
 * @returns {Explanation}
 */
export function explain(failure) {
  const known = Object.hasOwn(TEXTS, failure.kind ?? '') ? TEXTS[failure.kind ?? ''] : undefined;
  const text = known ?? TEXTS.internal;
  const detail = (failure.message ?? '').trim();
  return {
    kind: known ? String(failure.kind) : 'internal',
    sentence: detail || text.sentence,
    next: text.next,
  };
}

/**
 * Whatever was thrown, as {kind, message}.
 * @param {unknown} thrown
 * @param {string} [kind] used where the thrown thing names none
 * @returns {Failure}
 */
export function failureOf(thrown, kind = 'internal') {
  if (typeof thrown === 'object' && thrown !== null) {
    const message = 'message' in thrown ? String(thrown.message) : '';
    if ('kind' in thrown && typeof thrown.kind === 'string') {
      const field = 'field' in thrown && typeof thrown.field === 'string' ? { field: thrown.field } : {};
      return { kind: thrown.kind, message, ...field };
    }
    if (isWasmRefusal(thrown, message)) return { kind: 'wasm', message: '' };
    return { kind, message };
  }
  return { kind, message: thrown === undefined ? '' : String(thrown) };
}

/**
 * @param {object} thrown
 * @param {string} message
 */
function isWasmRefusal(thrown, message) {
  const name = 'name' in thrown ? String(thrown.name) : '';
  return name === 'CompileError' && /content security|unsafe-eval|csp/i.test(message);
}
