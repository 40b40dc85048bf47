/**
 * What the page has asked of a session beside the stream of frames, until it can be answered.
 */

/** @import { Dataset } from './datasets.js' */
/** @import { PageMessage, WorkerMessage } from './protocol.js' */

/**
 * @typedef {object} Question
 * @property {(data: Dataset) => boolean} ready  whether what it needs has arrived
 * @property {(session: any) => Promise<any>} ask
 * @property {(answer: any) => void} answer  null where there is none
 */

export class Questions {
  constructor() {
    /** @type {Question[]} */
    this.open = [];
  }

  /** @param {Question} question */
  add(question) {
    this.open.push(question);
  }

  /**
   * @param {any} session
   * @param {Dataset} data
   */
  async answer(session, data) {
    for (const question of this.open.splice(0)) {
      if (!question.ready(data)) this.open.push(question);
      else question.answer(await answerOf(question, session));
    }
  }

  /** Nobody will answer what is still open. */
  forget() {
    for (const question of this.open.splice(0)) question.answer(null);
  }
}

/**
 * @param {Question} question
 * @param {any} session
 */
async function answerOf({ ask }, session) {
  try {
    return await ask(session);
  } catch {
    return null;
  }
}

/**
 * Whole pictures of the data set, as soon as they are here.
 * @param {import('./protocol.js').SplitName} split
 * @param {Uint32Array} indices
 * @param {(pictures: import('./protocol.js').Strip | null) => void} answer
 * @returns {Question}
 */
export function forPictures(split, indices, answer) {
  const last = indices.reduce((most, index) => Math.max(most, index), 0);
  return {
    // What will never be here is refused by the session.
    ready: ({ loaded, manifest }) => last < loaded[split] || last >= (manifest?.[split].n ?? 0),
    ask: (session) => session.pictures(split, indices),
    answer,
  };
}

/**
 * What the page asks in a message.
 * @param {Extract<PageMessage, {type: 'pictures' | 'ascend' | 'drive' | 'contents'}>} message
 * @param {(message: WorkerMessage) => void} post
 * @returns {Question}
 */
export function questionOf(message, post) {
  const { session, id } = message;
  const ready = () => true;
  switch (message.type) {
    case 'pictures':
      return forPictures(message.split, message.indices, (pictures) =>
        post({ type: 'pictures', session, id, pictures }),
      );
    case 'ascend':
      return {
        ready,
        ask: (net) => net.ascend(message.options),
        answer: (ascended) => post({ type: 'ascend', session, id, ascended }),
      };
    case 'drive':
      return {
        ready,
        ask: async (agent) => agent.drive(message.request),
        answer: (driven) => post({ type: 'drive', session, id, driven }),
      };
    case 'contents':
      return {
        ready,
        ask: async (run) => ({ tensors: await run.tensors(), checkpoint: await run.checkpoint() }),
        answer: (contents) => post({ type: 'contents', session, id, contents }),
      };
  }
}
