/**
 * The kinds of settings: what a value may be, how it is read from text, and what to say when it will not do.
 */

/** @typedef {string | number | boolean | null} Value */
/**
 * @typedef {object} Property
 * @property {string} label
 * @property {Value} initial
 * @property {(text: string) => Value | undefined} parse  undefined: not possible
 * @property {string} demand  the sentence for a value that is not possible
 * @property {[string, string][]} [choices]  value and its name
 * @property {string} [nothing]  the word for null, where that is possible
 * @property {number} [min]
 * @property {number} [max]
 * @property {number | 'any'} [step]
 */

/**
 * @param {string} label
 * @param {[string, string][]} choices
 * @param {string} initial
 * @returns {Property}
 */
export function choice(label, choices, initial) {
  const names = choices.map(([, name]) => name);
  return {
    label,
    initial,
    choices,
    parse: (text) => (choices.some(([value]) => value === text) ? text : undefined),
    demand: `${label} can be ${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}.`,
  };
}

/**
 * Two values, one of them true; each has a name of its own.
 * @param {string} label
 * @param {[string, string]} names  of false and of true
 * @param {boolean} initial
 * @returns {Property}
 */
export function flag(label, [no, yes], initial) {
  return {
    label,
    initial,
    choices: [
      ['false', no],
      ['true', yes],
    ],
    parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
    demand: `${label} can be true or false.`,
  };
}

/**
 * @param {string} label
 * @param {number} min
 * @param {number} max
 * @param {number} initial
 * @returns {Property}
 */
export function integer(label, min, max, initial) {
  return {
    label,
    initial,
    min,
    max,
    step: 1,
    parse: (text) => {
      const value = /^\s*\d+\s*$/.test(text) ? Number(text) : NaN;
      return value >= min && value <= max ? value : undefined;
    },
    demand: `${label} must be a whole number from ${min} to ${max}.`,
  };
}

/**
 * @param {string} label
 * @param {number} min
 * @param {number} max
 * @param {number} initial
 * @returns {Property}
 */
export function real(label, min, max, initial) {
  return {
    label,
    initial,
    min,
    max,
    step: 'any',
    parse: (text) => {
      const value = text.trim() === '' ? NaN : Number(text);
      return value >= min && value <= max ? value : undefined;
    },
    demand: `${label} must be a number from ${min} to ${max}.`,
  };
}

/**
 * A property that may be absent, under a word of its own.
 * @param {Property} property
 * @param {string} word
 * @param {Value} initial
 * @returns {Property}
 */
export function optional(property, word, initial) {
  return {
    ...property,
    initial,
    nothing: word,
    parse: (text) => (text === word ? null : property.parse(text)),
  };
}
