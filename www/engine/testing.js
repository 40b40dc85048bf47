/**
 * Workers for tests of the page's side of the engine.
 */

import { vi } from 'vitest';
import { VERSION } from './protocol.js';

/** A worker that only remembers what it was told. */
export class FakeWorker {
  constructor() {
    /** @type {any[]} */
    this.heard = [];
    this.terminate = vi.fn();
    /** @type {(event: {data: unknown}) => void} */
    this.onmessage = () => {};
    /** @type {(event: any) => void} */
    this.onerror = () => {};
  }
  /** @param {any} message */
  postMessage(message) {
    this.heard.push(message);
  }
  /** @param {object} message */
  say(message) {
    this.onmessage({ data: { v: VERSION, ...message } });
  }
  types() {
    return this.heard.map(({ type }) => type);
  }
  /** @param {string} type */
  told(type) {
    return this.heard.filter((message) => message.type === type);
  }
}
