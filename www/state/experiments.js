/**
 * What the page says about each experiment: its title, what the note reports, its words.
 */

/**
 * @typedef {object} Experiment
 * @property {string} title  what the pictures do here
 * @property {string} note  what the research note shows, in one sentence
 */

/** @type {Record<string, Experiment>} */
export const EXPERIMENTS = {
  map: {
    title: 'sorting themselves',
    note: 'The research note shows such a map as a grid of its weights and gives no figures.',
  },
};

/**
 * @typedef {object} DatasetWords
 * @property {string} title
 * @property {string} subject
 * @property {string} many
 * @property {number} height
 * @property {number} width
 * @property {number} channels
 * @property {boolean} ink  gray pictures that may be drawn as ink on paper
 */

/** @type {Record<import('../engine/protocol.js').DatasetName, DatasetWords>} */
export const DATASETS = {
  mnist: {
    title: 'MNIST',
    subject: 'Handwritten digits',
    many: 'digits',
    height: 28,
    width: 28,
    channels: 1,
    ink: true,
  },
  cifar10: {
    title: 'CIFAR-10',
    subject: 'Small photographs',
    many: 'photos',
    height: 32,
    width: 32,
    channels: 3,
    ink: false,
  },
  colors: {
    title: 'random colors',
    subject: 'Random colors',
    many: 'colors',
    height: 1,
    width: 1,
    channels: 3,
    ink: false,
  },
};

/**
 * The number of features of a picture, and the one in its middle.
 * @param {import('../engine/protocol.js').DatasetName} dataset
 */
export function features(dataset) {
  const { height, width, channels } = DATASETS[dataset];
  const middle = (Math.floor(height / 2) * width + Math.floor(width / 2)) * channels;
  return { n: height * width * channels, middle };
}

/**
 * @param {import('../engine/protocol.js').DatasetName} dataset
 * @param {number} component
 * @returns {string} for example "row 14, column 9, red"
 */
export function componentName(dataset, component) {
  const { width, channels, height } = DATASETS[dataset];
  const channel = channels === 3 ? ['red', 'green', 'blue'][component % 3] : '';
  const pixel = Math.floor(component / channels);
  if (height * width === 1) return channel;
  const place = `row ${Math.floor(pixel / width) + 1}, column ${(pixel % width) + 1}`;
  return channel ? `${place}, ${channel}` : place;
}
