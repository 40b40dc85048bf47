/**
 * What has come back of a network's run: its newest frame, and what outlives a frame.
 */

import { joined } from '../course.js';

/** @import { Layer, Pace } from '../../engine/protocol.js' */
/** @import { CoursePoint, Filters, NetFrame, Probed } from '../../engine/net-protocol.js' */

export class NetRunState {
  constructor() {
    /** @type {NetFrame | null} */
    this.frame = null;
    /** @type {Pace | null} */
    this.pace = null;
    this.forget();
  }

  forget() {
    this.frame = null;
    this.pace = null;
    /** @type {CoursePoint[]} a new array whenever there is a new point */
    this.course = [];
    /** @type {Probed | null} the newest there is */
    this.probed = null;
    this.#turn();
  }

  /** The course, by the name that every kind has for it. */
  get points() {
    return this.course;
  }

  /** Nothing is known of the layer that is looked at. */
  #turn() {
    /** @type {Layer | null} its map, the newest there is */
    this.map = null;
    /** @type {Filters | null} */
    this.filters = null;
    /** @type {{codebook: number | null, filters: number | null}} */
    this.organization = { codebook: null, filters: null };
    /** Test images by unit of its map; empty before there are any. @type {Uint32Array} */
    this.hits = new Uint32Array();
  }

  /**
   * @param {NetFrame} frame
   * @param {Pace} pace
   */
  take(frame, pace) {
    if (this.pace && pace.run !== this.pace.run) this.forget();
    if (this.frame && this.frame.layer !== frame.layer) this.#turn();
    this.frame = frame;
    this.pace = pace;
    this.course = joined(this.course, frame);
    this.map = frame.map ?? this.map;
    this.filters = frame.filters ?? this.filters;
    const { codebook, filters } = frame.organization;
    this.organization = {
      codebook: codebook ?? this.organization.codebook,
      filters: filters ?? this.organization.filters,
    };
    if (frame.hits.length > 0) this.hits = frame.hits;
    if (frame.probe) this.probed = frame.probe;
  }
}
