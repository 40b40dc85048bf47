/** What leads to a figure again; `settings` is what a link has after '#', the experiment first. */
export interface SavedState {
  experiment: string;
  settings: string;
}

export type Saved = 'picture' | 'charts' | 'courses' | 'record' | 'weights' | 'run' | 'page';
export type Phase = 'poster' | 'loading' | 'running' | 'waiting' | 'paused' | 'finished' | 'error';

/** <som-lab>: a figure. */
export interface SomLab extends HTMLElement {
  experiment: string;
  settings: string;
  autostart: boolean;
  stateInAddress: boolean;
  timeline: boolean;
  poster: string;
  posterNarrow: string;

  readonly phase: Phase;
  /** Of the first run, as are the following. */
  readonly step: number;
  readonly samples: number;
  readonly samplesPerSecond: number;
  readonly quality: Record<string, unknown> | null;
  readonly backend: Record<string, unknown> | null;
  readonly config: Record<string, unknown> | null;
  readonly course: readonly Record<string, unknown>[];
  readonly frame: Record<string, unknown> | null;
  /** All that stand side by side. */
  readonly runs: readonly { readonly name: string }[];
  readonly updateComplete: Promise<unknown>;

  play(): void;
  pause(): void;
  /** One step. */
  advance(): void;
  restart(): void;
  /** Settings as they stand in a link, such as "lattice=ring&cols=48". */
  apply(settings: string): void;
  getState(): SavedState;
  /** What cannot be used is told in the figure. @throws {TypeError} where it is no state */
  setState(state: Partial<SavedState> | string): void;
  /** Without a download; null: there is nothing to save yet. */
  save(format: Saved): Promise<Blob | null>;
  /** A run that `save('run')` made; resolves with whether it was opened. */
  open(file: Blob & { name?: string }): Promise<boolean>;
}

export interface SomLabEvents {
  'som-lab:ready': CustomEvent<Record<string, unknown>>;
  'som-lab:frame': CustomEvent<{ run: string; step: number; samples: number } & Record<string, unknown>>;
  'som-lab:state': CustomEvent<{ running: boolean }>;
  'som-lab:error': CustomEvent<{ kind: string; message: string }>;
}

export interface Options {
  /** The address of som-lab.js; if not given, dist/som-lab.js beside the package's module. */
  src?: string;
  /** The folder of the data, if not data/ beside som-lab.js; one for all figures of a page. */
  dataUrl?: string;
  experiment?: string;
  settings?: string;
  autostart?: boolean;
  stateInAddress?: boolean;
  timeline?: boolean;
  poster?: string;
  posterNarrow?: string;
}

/** Puts a figure at the end of an element; resolves when its methods are there. */
export function mount(place: Element | string, options?: Options): Promise<SomLab>;

declare global {
  interface HTMLElementTagNameMap {
    'som-lab': SomLab;
  }
  interface HTMLElementEventMap extends SomLabEvents {}
}
