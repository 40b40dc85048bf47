/**
 * Settings by dotted keys, as `lab --set` has them: `sigma.start`, `hidden.0.mask`, and `hidden.*.mask` for all items of
 * a list. Trees are never changed; what is not there stays so.
 */

/** @typedef {any} Tree  a configuration, or a part of one */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isBranch = (value) => typeof value === 'object' && value !== null;

/**
 * @param {Tree} tree
 * @param {string} key
 * @returns {any} undefined: there is nothing
 */
export function get(tree, key) {
  let at = tree;
  for (const part of key.split('.')) {
    if (!isBranch(at) || !Object.hasOwn(at, part)) return undefined;
    at = at[part];
  }
  return at;
}

/**
 * The tree with another value under a key.
 * @template {Tree} T
 * @param {T} tree
 * @param {string} key
 * @param {unknown} value
 * @returns {T}
 */
export function put(tree, key, value) {
  const [head, ...rest] = key.split('.');
  if (head === '*' && Array.isArray(tree)) {
    return /** @type {any} */ (
      tree.map((item) => (rest.length > 0 ? put(item, rest.join('.'), value) : value))
    );
  }
  if (!isBranch(tree) || !Object.hasOwn(tree, head)) return tree;
  const inner = rest.length > 0 ? put(tree[head], rest.join('.'), value) : value;
  if (!Array.isArray(tree)) return { ...tree, [head]: inner };
  return /** @type {any} */ (tree.with(Number(head), inner));
}

/**
 * @template {Tree} T
 * @param {T} tree
 * @param {Record<string, unknown>} settings  by key, applied in their order
 */
export const putAll = (tree, settings) =>
  Object.entries(settings).reduce((now, [key, value]) => put(now, key, value), tree);

/**
 * Every setting that is not a branch, in order.
 * @param {Tree} tree
 * @param {string} [above]
 * @returns {[string, unknown][]}
 */
export function leaves(tree, above = '') {
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = above ? `${above}.${name}` : name;
    return isBranch(value) ? leaves(value, key) : [/** @type {[string, unknown]} */ ([key, value])];
  });
}

/**
 * Where `tree` differs from `from`: leaf by leaf, and lists of another length as a whole.
 * @param {Tree} tree
 * @param {Tree} from
 * @param {string} [above]
 * @returns {[string, unknown][]}
 */
export function differences(tree, from, above = '') {
  return Object.entries(tree).flatMap(([name, value]) => {
    const key = above ? `${above}.${name}` : name;
    const other = from?.[name];
    if (!isBranch(value))
      return Object.is(value, other) ? [] : [/** @type {[string, unknown]} */ ([key, value])];
    if (Array.isArray(value) && value.length !== other?.length) {
      return [/** @type {[string, unknown]} */ ([key, value])];
    }
    return differences(value, other, key);
  });
}

/**
 * Whether a key that may have stars speaks of another.
 * @param {string} pattern
 * @param {string} key
 */
export function covers(pattern, key) {
  const [parts, of] = [pattern.split('.'), key.split('.')];
  return (
    parts.length <= of.length && parts.every((part, i) => part === of[i] || part === '*' || of[i] === '*')
  );
}
