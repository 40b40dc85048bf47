/**
 * What a figure can be saved as, and the door for a run that was saved.
 */

import { css, html, nothing } from 'lit';

/** @typedef {'picture' | 'charts' | 'courses' | 'record' | 'weights' | 'run' | 'film' | 'page'} Format */

/**
 * @typedef {object} Saving
 * @property {(format: Format) => void} save
 * @property {(file: File) => void} open
 * @property {() => void} look  the menu is opened
 * @property {string | null} film  the ending of films that this browser records; null: none
 * @property {boolean} filming
 */

/**
 * @param {{ending: string | null, filming: boolean}} film
 * @returns {[Format, string, string, string][]} with a name, an ending, and what it is for
 */
const formats = ({ ending, filming }) => [
  ['picture', 'picture', 'PNG', 'of what you see'],
  ['charts', 'charts', 'SVG', 'sharp at any size'],
  ...(ending ? [filmFormat(ending, filming)] : []),
  ['page', 'page', 'HTML', 'the figure at rest, for a slide or a reader without network'],
  ['courses', 'curves', 'CSV', 'every point that was measured'],
  ['record', 'settings', 'JSON', 'with the device and what was measured'],
  ['weights', 'weights', 'NPZ', 'for numpy.load'],
  ['run', 'run', 'safetensors', 'to go on with another day; Python reads it as well'],
];

/** @param {string} ending @param {boolean} filming @returns {[Format, string, string, string]} */
function filmFormat(ending, filming) {
  const name = { webm: 'WebM', mp4: 'MP4' }[ending] ?? ending;
  return filming
    ? ['film', 'stop the film', name, 'and save it']
    : ['film', 'film', name, 'from now on, until you stop it'];
}

/**
 * @param {{opened: boolean}} figure  whether its runs have begun: before that there is nothing learned
 * @param {Saving} saving
 */
export function saveMenu({ opened }, { save, open, look, film, filming }) {
  const needsRun = new Set(['weights', 'run', 'courses']);
  return html`<details class="menu" name="som-lab-menu" @toggle=${look} @keydown=${close} @focusout=${leave}>
    <summary class="text">${filming ? html`<span class="filming"></span>filming` : 'save'}</summary>
    <div class="panel">
      <ul>
        ${formats({ ending: film, filming }).map(
          ([format, name, ending, words]) =>
            html`<li>
              <button
                ?disabled=${needsRun.has(format) && !opened}
                @click=${(/** @type {Event} */ event) => {
                  shut(event);
                  save(format);
                }}
              >
                <b>${name}</b> <span class="soft">${ending}</span>
                <span class="soft words">${words}</span>
              </button>
            </li>`,
        )}
      </ul>
      ${opened ? nothing : html`<p class="soft">Curves, weights and runs can be saved once it has begun.</p>`}
      <label class="open">
        <b>open a run</b> <span class="soft words">that was saved here; or drop its file on the figure</span>
        <input
          type="file"
          accept=".safetensors"
          @change=${(/** @type {Event} */ event) => chosen(event, open)}
        />
      </label>
    </div>
  </details>`;
}

/** @param {Event} event */
const menuOf = ({ currentTarget }) =>
  /** @type {Element} */ (currentTarget).closest('details') ?? document.createElement('details');

/** @param {Event} event */
function shut(event) {
  menuOf(event).open = false;
}

/** @param {KeyboardEvent} event */
function close(event) {
  const menu = menuOf(event);
  if (event.key !== 'Escape' || !menu.open) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
  event.stopPropagation();
}

/** It closes when the focus goes elsewhere. @param {FocusEvent} event */
function leave(event) {
  const menu = menuOf(event);
  if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
}

/** @param {Event} event @param {(file: File) => void} open */
function chosen(event, open) {
  const input = /** @type {HTMLInputElement} */ (event.target);
  const file = input.files?.[0];
  input.value = '';
  shut(event);
  if (file) open(file);
}

export const saveMenuStyles = css`
  .menu {
    position: relative;
  }
  .menu summary {
    list-style: none;
    cursor: pointer;
  }
  .menu summary::-webkit-details-marker {
    display: none;
  }
  .menu summary::after {
    content: ' ▾';
    color: var(--soft);
  }
  .menu .panel {
    position: absolute;
    z-index: 5;
    bottom: calc(100% + 6px);
    left: -12px;
    width: min(440px, calc(100vw - 48px));
    padding: 8px;
    background: var(--paper);
    border: 1px solid var(--line);
    border-radius: 10px;
    box-shadow: var(--shadow);
  }
  .menu ul {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .menu li button,
  .menu .open {
    display: grid;
    grid-template-columns: 104px 76px minmax(0, 1fr);
    gap: 0 8px;
    align-items: baseline;
    width: 100%;
    padding: 7px 8px;
    border-radius: 6px;
    text-align: left;
  }
  .menu .open {
    grid-template-columns: 104px minmax(0, 1fr);
    margin-top: 4px;
    cursor: pointer;
    position: relative;
  }
  .menu li button:hover:not(:disabled),
  .menu .open:hover {
    background: var(--well);
  }
  .menu li button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  .menu p {
    margin: 2px 8px 6px;
  }
  .menu .open::before {
    content: '';
    position: absolute;
    inset: -3px 8px auto;
    border-top: 1px solid var(--line);
  }
  .menu b {
    font-weight: 600;
  }
  .menu input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .menu .open:focus-within {
    outline: 2.5px solid var(--accent);
  }
  .filming {
    display: inline-block;
    width: 9px;
    height: 9px;
    margin-right: 6px;
    border-radius: 50%;
    background: #c62828;
  }
  /* Between the edges of the figure, above its footer. */
  .narrow .menu {
    position: static;
  }
  .narrow .menu .panel {
    left: 0;
    right: 0;
    width: auto;
  }
  .narrow .menu li button,
  .narrow .menu .open {
    grid-template-columns: 92px minmax(0, 1fr);
    padding: 10px 8px;
  }
  .narrow .menu li .words {
    grid-column: 1 / -1;
  }
`;
