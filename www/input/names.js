/** @param {string} path  with '/' between folders */
export const baseName = (path) => path.slice(path.lastIndexOf('/') + 1);
