/**
 * What has come back of an agent's run: its newest frame, and what outlives a frame.
 */

import { joined } from '../course.js';

/** @import { AgentFrame, AgentPace, EpisodePoint, Portrait, StateSheet } from '../../engine/agent-protocol.js' */

export class AgentRunState {
  constructor() {
    /** @type {AgentFrame | null} */
    this.frame = null;
    /** @type {AgentPace | null} */
    this.pace = null;
    this.forget();
  }

  forget() {
    this.frame = null;
    this.pace = null;
    /** @type {EpisodePoint[]} a new array whenever there is a new episode */
    this.course = [];
    /** @type {StateSheet | null} the newest there is; none without a map of what the agent sees */
    this.sheet = null;
    /** @type {Portrait | null} */
    this.portrait = null;
  }

  /** The course, by the name that every kind has for it. */
  get points() {
    return this.course;
  }

  /**
   * @param {AgentFrame} frame
   * @param {AgentPace} pace
   */
  take(frame, pace) {
    if (this.pace && pace.run !== this.pace.run) this.forget();
    this.frame = frame;
    this.pace = pace;
    this.course = joined(this.course, frame);
    this.sheet = frame.sheet ?? this.sheet;
    this.portrait = frame.portrait ?? this.portrait;
  }
}
