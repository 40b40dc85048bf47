/**
 * The kinds of models that the worker runs: the module of each, the data that its first picture waits for, its runner.
 */

import { AgentRunner } from './agent-runner.js';
import { MapRunner } from './map-runner.js';
import { NetRunner } from './net-runner.js';

/**
 * @typedef {object} EngineKind
 * @property {() => Promise<any>} load  its module: the class `Engine`, whose surface is the same in all
 * @property {import('./datasets.js').Haste} haste
 * @property {new (opening: any, post: (message: import('./protocol.js').WorkerMessage) => void) => import('./runner.js').Runner<any, any, any>} Runner
 */

/** @type {Record<import('./protocol.js').Kind, EngineKind>} */
export const KINDS = {
  map: {
    async load() {
      const module = await import('../pkg/som_lab.js');
      await module.default({ module_or_path: new URL('../pkg/som_lab_bg.wasm', import.meta.url) });
      return module.Engine;
    },
    // A map is measured on what is here.
    haste: 'train',
    Runner: MapRunner,
  },
  net: {
    async load() {
      const module = await import('../pkg/net/som_lab.js');
      await module.default({ module_or_path: new URL('../pkg/net/som_lab_bg.wasm', import.meta.url) });
      return module.Engine;
    },
    // A network's first evaluation waits for the whole test set.
    haste: 'test',
    Runner: NetRunner,
  },
  agent: {
    async load() {
      const module = await import('../pkg/agent/som_lab.js');
      await module.default({ module_or_path: new URL('../pkg/agent/som_lab_bg.wasm', import.meta.url) });
      return module.Engine;
    },
    haste: 'train',
    Runner: AgentRunner,
  },
};
