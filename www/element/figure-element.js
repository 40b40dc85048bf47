/**
 * What a page can read of a figure, and what it can have it do.
 */

import { LitElement } from 'lit';
import { parseSettings } from '../settings/hash.js';
import { actsAtRest } from '../settings/setting.js';
import { isTraining } from '../settings/state.js';
import { Figure } from './figure.js';

export class FigureElement extends LitElement {
  constructor() {
    super();
    this.figure = new Figure({
      requestUpdate: () => this.requestUpdate(),
      turned: () => this.turned(),
      emit: (name, detail) =>
        this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })),
    });
  }

  /** The runs go on with other settings. */
  turned() {}

  get runs() {
    return this.figure.runs;
  }
  get phase() {
    return this.figure.phase;
  }
  get frame() {
    return this.figure.lead.frame;
  }
  get step() {
    return this.frame?.step ?? 0;
  }
  get samples() {
    return this.frame?.samples ?? 0;
  }
  get samplesPerSecond() {
    return this.figure.lead.pace?.samples_per_second ?? 0;
  }
  get quality() {
    return this.figure.lead.quality;
  }
  get backend() {
    return this.figure.info;
  }
  get config() {
    const { state, wanted } = this.figure.lead;
    return { dataset: state.dataset, ...wanted.config };
  }
  get course() {
    return this.figure.lead.points;
  }

  play() {
    this.figure.play();
  }
  pause() {
    this.figure.pause();
  }
  advance() {
    this.figure.step();
  }
  restart() {
    this.figure.reset();
  }

  /** Begins again with the settings that the hint asks for, as a link in the text does. */
  mend() {
    const { hints } = this.figure;
    const settings = Object.entries(hints.shown?.set ?? {}).map(([key, value]) => `${key}=${value}`);
    hints.dismiss();
    this.apply(settings.join('&'));
    this.restart();
  }

  /**
   * Applies settings as they stand in a link, such as "lattice=ring&cols=48", and lets the map learn on if they concern its learning.
   * @param {string} settings
   */
  apply(settings) {
    const { figure } = this;
    const { patch, problems } = parseSettings(figure.experiment, settings, figure.state);
    figure.patch(patch);
    if (problems.length > 0) figure.tell(problems.join(' '));
    // To look at a map in another way is no reason to train it, nor is another light on a network that has learned.
    const over = this.phase === 'finished';
    const learns = (/** @type {string} */ key) => isTraining(key) && !(over && actsAtRest(figure.kind, key));
    if (!figure.lead.session || Object.keys(patch).some(learns)) figure.play();
  }
}
