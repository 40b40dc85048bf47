/**
 * What stands on several canvases as one picture.
 */

import { theme } from '../style/theme.js';

/**
 * All canvases below an element, where they stand in it, but for the marks that come and go.
 * @param {HTMLElement} place
 * @param {HTMLCanvasElement} [out]  to draw on; it keeps its size if that is right
 * @returns {HTMLCanvasElement}
 */
export function composed(place, out = document.createElement('canvas')) {
  const ratio = globalThis.devicePixelRatio || 1;
  const box = place.getBoundingClientRect();
  const [width, height] = [box.width, box.height].map((n) => Math.round(n * ratio));
  if (out.width !== width || out.height !== height) Object.assign(out, { width, height });
  const context = out.getContext('2d');
  if (!context) return out;
  context.fillStyle = theme().paper;
  context.fillRect(0, 0, out.width, out.height);
  for (const canvas of canvasesIn(place)) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    if (canvas.width === 0 || canvas.height === 0 || width === 0 || !canvas.checkVisibility()) continue;
    const [x, y, w, h] = [left - box.left, top - box.top, width, height].map((n) => Math.round(n * ratio));
    context.imageSmoothingEnabled = canvas.width > w;
    context.drawImage(canvas, x, y, w, h);
  }
  return out;
}

/**
 * @param {ParentNode} root
 * @returns {HTMLCanvasElement[]}
 */
function canvasesIn(root) {
  return [...root.querySelectorAll('*')].flatMap((element) => {
    if (element instanceof HTMLCanvasElement) return element.classList.contains('marks') ? [] : [element];
    return element.shadowRoot ? canvasesIn(element.shadowRoot) : [];
  });
}
