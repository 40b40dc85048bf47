/**
 * Saves what a figure shows and has learned, in the formats of panels/save-menu.js, and opens runs that were saved. What
 * writes them is fetched when it is asked for.
 */

import { experimentOf, loadExperiment } from '../catalogue/experiments.js';
import { commandLine, download, linkTo, playground, record } from '../panels/share.js';
import { experimentIn, fromHash, toHash } from '../settings/hash.js';
import { settingOf } from '../settings/setting.js';
import { flat } from '../settings/state.js';

/** @import { Format } from '../panels/save-menu.js' */
/** @import { Film } from '../export/film.js' */
/** @import { Contents } from '../engine/protocol.js' */
/** @import { Stage } from '../stages/shared/stage.js' */
/** @import { Chart } from '../charts/plot.js' */

/**
 * The figure on the page; `shell` is what the page knows of it.
 * @typedef {object} Host
 * @property {import('./figure.js').Figure<any>} figure
 * @property {ParentNode} renderRoot
 * @property {{stateInAddress: boolean, experiment: string, updateComplete: Promise<unknown>}} shell
 * @property {string} summary
 * @property {() => void} requestUpdate
 * @property {(text: string) => void} say
 */

const RUN = '.safetensors';
/** Larger files hold no runs of ours; a browser could not take them either. */
const LARGEST = 512e6;
const UNTAKEN =
  'Nothing here takes this file: drop a saved run anywhere on the figure, a picture where the figure says so.';
const NOTHING = 'There is nothing to save yet: press play first.';

/** @param {unknown} thrown */
const sentenceOf = (thrown) => (thrown instanceof Error ? thrown.message : String(thrown));

export class Saving {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    /** @type {Film | null} */
    this.film = null;
    /** How this browser writes films; known once it has been asked. @type {string | null} */
    this.filmEnding = null;
  }

  get stage() {
    const { figure, renderRoot } = this.host;
    return /** @type {Stage | null} */ (renderRoot.querySelector(figure.record.page.stage));
  }

  /** @param {string} ending */
  #name(ending) {
    const { experiment, state, lead } = this.host.figure;
    const step = lead.frame?.step ?? null;
    const parts = ['som', experiment, state.dataset, 'step', step].filter((part) => part !== null);
    return `${parts.join('-')}.${ending}`;
  }

  /** @param {Format} format */
  async save(format) {
    try {
      const [blob, ending] = (await this.make(format)) ?? [];
      if (blob && ending) download(blob, this.#name(ending));
      else if (format !== 'film') this.host.say(NOTHING);
    } catch (thrown) {
      this.host.say(`It could not be saved: ${sentenceOf(thrown)}`);
    }
  }

  /**
   * What the figure is saved as, with the ending of its name. A film begins, or ends and is there.
   * @param {Format} format
   * @returns {Promise<[Blob | null, string] | null>} null, or a blob of null: there is nothing to save yet
   * @throws {Error} in a sentence
   */
  async make(format) {
    const { figure } = this.host;
    const text = (/** @type {string} */ words, /** @type {string} */ type) => new Blob([words], { type });
    switch (format) {
      case 'picture':
        return [(await this.stage?.toBlob()) ?? null, 'png'];
      case 'record':
        return [record(figure), 'json'];
      case 'charts':
        return [text(await this.#charts(), 'image/svg+xml'), 'svg'];
      case 'courses':
        return [text(await this.#csv(), 'text/csv'), 'csv'];
      case 'page':
        return [text(await this.#page(), 'text/html'), 'html'];
      case 'weights':
        return [await this.#weights(), 'npz'];
      case 'run':
        return [await this.#run(), 'safetensors'];
      case 'film':
        return this.#toggleFilm();
    }
  }

  /** All charts of the figure, as they are now. */
  async #charts() {
    const { svgOf } = await import('../charts/svg.js');
    const plots = within(this.host.renderRoot, 'som-lab-plot');
    const charts = plots.map(
      (plot) => /** @type {{chart: Chart | null}} */ (/** @type {unknown} */ (plot)).chart,
    );
    return svgOf(charts.filter((chart) => chart !== null));
  }

  async #csv() {
    const { csvOf, rowsOf } = await import('../export/csv.js');
    const { runs, study, state } = this.host.figure;
    const { seed } = state.config;
    const own = runs.map(({ name, points }) => ({ name, seed, points }));
    const repeated = [...(study?.results ?? [])].filter(([other]) => other !== seed);
    const others = repeated.flatMap(([other, courses]) =>
      Object.entries(courses).map(([name, points]) => ({ name, seed: other, points })),
    );
    return csvOf(rowsOf([...own, ...others]));
  }

  /**
   * What each run has come to; null where one has not begun.
   * @returns {Promise<{name: string, points: any[], contents: Contents}[] | null>}
   */
  async #contents() {
    const { runs } = this.host.figure;
    const all = await Promise.all(
      runs.map(async ({ name, points, session }) => ({ name, points, contents: await session?.contents() })),
    );
    return all.some(({ contents }) => !contents) ? null : /** @type {any} */ (all);
  }

  async #weights() {
    const { npzOf } = await import('../export/npy.js');
    const all = await this.#contents();
    if (!all) return null;
    const prefix = (/** @type {string} */ name) => (all.length > 1 ? `${name}.` : '');
    return npzOf(
      all.flatMap(({ name, contents }) =>
        contents.tensors.map((tensor) => ({ name: prefix(name) + tensor.name, tensor })),
      ),
    );
  }

  async #run() {
    const { writeRunFile } = await import('../export/run-file.js');
    const { experiment, state } = this.host.figure;
    const lab = commandLine(this.host.figure);
    const about = { experiment, settings: toHash(experiment, state), lab };
    const all = await this.#contents();
    return all && new Blob([writeRunFile(about, all)]);
  }

  async #page() {
    const { pageFile } = await import('../export/page-file.js');
    const { figure, summary } = this.host;
    const { record: experiment, kind, pictures, info, state } = figure;
    const settings = Object.entries(flat(state)).flatMap(([key, value]) => {
      const setting = settingOf(kind, key);
      const text = value === null ? 'none' : setting?.text(value);
      return setting && text !== undefined ? [/** @type {[string, string]} */ ([setting.name, text])] : [];
    });
    const picture = await this.stage?.toBlob();
    const made = `Made ${new Date().toISOString().slice(0, 10)}${info ? ` on ${info.adapter}` : ''}, seed ${state.config.seed}.`;
    return pageFile({
      title: `${pictures.subject}, ${experiment.page.headline}`,
      picture: picture ? await dataAddress(picture) : '',
      alt: summary,
      charts: await this.#charts(),
      sentences: [`The note: ${experiment.note}`, summary],
      settings,
      link: playground(figure),
      command: commandLine(figure),
      made,
    });
  }

  /** @returns {Promise<[Blob, string] | null>} */
  async #toggleFilm() {
    const { film, host } = this;
    if (film) {
      this.film = null;
      const blob = await film.stop();
      host.requestUpdate();
      return [blob, film.ending];
    }
    const { Film: Made } = await import('../export/film.js');
    const { stage } = this;
    if (!stage) return null;
    this.film = new Made(
      (canvas) => stage.drawOn(canvas),
      () => void this.save('film'),
    );
    if (!host.figure.running) host.figure.play();
    host.requestUpdate();
    return null;
  }

  /** The figure goes away: a film of it would stand still, and is let go. */
  leave() {
    void this.film?.stop();
    this.film = null;
  }

  /** Something new is on the screen. */
  drawn() {
    this.film?.frame();
  }

  /** Asks how this browser writes films, once somebody looks. */
  async look() {
    const film = await import('../export/film.js').catch(() => null);
    this.filmEnding = film?.filmType()?.[1] ?? null;
    this.host.requestUpdate();
  }

  /**
   * Goes on with a run that was saved; what is wrong with the file is told, and nothing that runs is lost.
   * @param {Blob & {name?: string}} file
   * @returns {Promise<boolean>} whether it was opened
   */
  async open(file) {
    try {
      if (file.size > LARGEST) throw new Error('This file is too large to hold a run of SOM Lab.');
      const { readRunFile } = await import('../export/run-file.js');
      await this.#go(readRunFile(new Uint8Array(await file.arrayBuffer())));
      return true;
    } catch (thrown) {
      this.host.say(`${file.name ?? 'The run'} was not opened. ${sentenceOf(thrown)}`);
      return false;
    }
  }

  /** @param {import('../export/run-file.js').RunFile} saved */
  async #go({ experiment, settings, runs }) {
    const { host } = this;
    await loadExperiment(experiment);
    const found = experimentIn(settings) === experiment ? fromHash(settings) : null;
    if (!found || found.problems.length > 0) {
      throw new Error(`Its settings do not fit this version. ${found?.problems.join(' ') ?? ''}`);
    }
    if (experiment !== host.figure.experiment) await this.#turnTo(experiment, settings);
    host.figure.restore(found.state, runs);
    if (host.shell.stateInAddress) history.replaceState(history.state, '', linkTo(host.figure, true));
  }

  /** @param {string} experiment @param {string} settings */
  async #turnTo(experiment, settings) {
    const { figure, shell } = this.host;
    if (shell.stateInAddress) {
      const turned = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
      location.hash = settings;
      await turned;
      await shell.updateComplete;
    }
    if (shell.experiment !== experiment) {
      const { menu } = experimentOf(experiment).page;
      throw new Error(`It is a run of the figure “${menu}”: drop it there, or in the playground.`);
    }
    if (figure.experiment !== experiment) throw new Error('Its figure did not arrive.');
  }

  /** A file that is dropped, before anybody else hears of it: a run is opened. @param {DragEvent} event */
  drop(event) {
    const [file, ...more] = event.dataTransfer?.files ?? [];
    if (!file || more.length > 0 || !file.name.endsWith(RUN)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void this.open(file);
  }

  /** A drop that nobody has taken: left to itself, a browser would show the file in place of the page. @param {DragEvent} event */
  refuse(event) {
    const { host } = this;
    if (event.defaultPrevented || host.figure.model.upload || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    host.say(UNTAKEN);
  }
}

/** All elements of a name, in shadow trees as well. @param {ParentNode} root @param {string} name @returns {Element[]} */
function within(root, name) {
  return [...root.querySelectorAll('*')].flatMap((element) => [
    ...(element.localName === name ? [element] : []),
    ...(element.shadowRoot ? within(element.shadowRoot, name) : []),
  ]);
}

/** @param {Blob} blob @returns {Promise<string>} */
function dataAddress(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
