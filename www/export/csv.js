/**
 * Courses of runs as comma-separated values (RFC 4180).
 */

/** @typedef {Record<string, number | string | boolean | null | undefined>} Row */

/** @param {Row[string]} value */
function cell(value) {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {Row[]} rows
 * @returns {string} with a column for every key that any row has, in the order in which they come up
 */
export function csvOf(rows) {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const lines = [keys, ...rows.map((row) => keys.map((key) => row[key]))];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/**
 * A row for every point of every course.
 * @param {{name: string, seed: number, points: Record<string, any>[]}[]} courses
 * @returns {Row[]}
 */
export function rowsOf(courses) {
  const single = (/** @type {[string, any]} */ [, value]) => typeof value !== 'object' || value === null;
  return courses.flatMap(({ name, seed, points }) =>
    points.map((point) => ({ run: name, seed, ...Object.fromEntries(Object.entries(point).filter(single)) })),
  );
}
