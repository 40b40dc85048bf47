/**
 * Tells its host when somebody comes near, early enough for what has to be fetched.
 */

/** @import { ReactiveController, ReactiveControllerHost } from 'lit' */

const AHEAD = '1000px';

/** @implements {ReactiveController} */
export class NearController {
  /**
   * @param {ReactiveControllerHost & Element} host
   * @param {() => void} approached
   */
  constructor(host, approached) {
    this.near = false;
    this.observer = new IntersectionObserver(
      (entries) => {
        this.near = entries[entries.length - 1].isIntersecting;
        if (this.near) approached();
      },
      { rootMargin: AHEAD },
    );
    this.host = host;
    host.addController(this);
  }

  hostConnected() {
    this.observer.observe(this.host);
  }

  hostDisconnected() {
    this.observer.disconnect();
  }
}
