/** Small pictures of a data set, read once it is open: to choose from, or to turn through. */

/** @import { ReactiveController, ReactiveControllerHost } from 'lit' */
/** @import { Strip } from '../../engine/protocol.js' */
/** @typedef {import('../../kinds/live-run.js').LiveRun<any, any>} AnyRun */

/** @implements {ReactiveController} */
export class StripController {
  /** @param {ReactiveControllerHost} host */
  constructor(host) {
    this.host = host;
    /** @type {Strip | null} */
    this.strip = null;
    /** The data set that the strip is of, or was asked of. */
    this.of = '';
    host.addController(this);
  }

  hostConnected() {}

  /**
   * @param {AnyRun} run
   * @param {string} of  the data set; another one is read again
   * @param {number[]} images  of the test set
   */
  async read(run, of, images) {
    if (!run.manifest || !run.session || of === this.of) return;
    this.of = of;
    this.strip = null;
    const strip = await run.pictures('test', images);
    if (of !== this.of) return;
    if (!strip) this.of = '';
    this.strip = strip;
    this.host.requestUpdate();
  }
}
