/** How wide an element is, in CSS pixels: it is drawn again whenever that changes. */

/** @import { LitElement, ReactiveController } from 'lit' */

/** @implements {ReactiveController} */
export class SizeController {
  /** @param {LitElement} host */
  constructor(host) {
    this.host = host;
    this.width = 0;
    this.observer = new ResizeObserver(([entry]) => {
      if (entry.contentRect.width === this.width) return;
      this.width = entry.contentRect.width;
      host.requestUpdate();
    });
    host.addController(this);
  }

  hostConnected() {
    this.observer.observe(this.host);
  }

  hostDisconnected() {
    this.observer.disconnect();
  }
}
