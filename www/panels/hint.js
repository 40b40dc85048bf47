/**
 * What somebody who knows maps would say of the figure, and the settings that mend it.
 */

import { html, nothing } from 'lit';
import { settingOf } from '../settings/setting.js';
import { closeIcon } from '../style/icons.js';

/** @import { Kind, Settings } from '../catalogue/experiments.js' */

/**
 * Below all that moves, so that nothing makes room for it while the runs learn.
 * @param {import('../element/figure.js').Figure<any>} figure
 * @param {{mend: () => void, dismiss: () => void}} act
 */
export function hint({ kind, hints: { shown } }, { mend, dismiss }) {
  // The place is there before the sentence, or screen readers miss it.
  return html`<div class="hint">
    <p role="status">
      ${shown ? html`${shown.of ? html`<b>${shown.of}</b>: ` : nothing}${shown.says}` : nothing}
    </p>
    ${
      shown
        ? html`${
              Object.keys(shown.set).length > 0
                ? html`<button class="text" @click=${mend}>${wordsOf(kind, shown.set)}</button>`
                : nothing
            }
            <button class="close" aria-label="Dismiss this hint" title="Dismiss" @click=${dismiss}>
              ${closeIcon}
            </button>`
        : nothing
    }
  </div>`;
}

/**
 * @param {Kind} kind
 * @param {Settings} set
 * @returns {string} for example "begin again with σ at the end 0.5"
 */
export function wordsOf(kind, set) {
  const words = Object.entries(set).map(([key, value]) => {
    const setting = settingOf(kind, key);
    const text = value === null ? 'free' : (setting?.text(value) ?? String(value));
    const [, word] = setting?.choices?.find(([choice]) => choice === text) ?? [];
    const name = setting?.name ?? key;
    return `${name[0].toLowerCase()}${name.slice(1)} ${word ?? text}`;
  });
  return `begin again with ${words.join(', ')}`;
}
