/**
 * Styles of an element, set one by one: a strict content security policy refuses them in an attribute.
 *
 *   html`<i ${styled({ '--series': color, width: '3px' })}></i>`
 */

import { noChange } from 'lit';
import { Directive, PartType, directive } from 'lit/directive.js';

/** @typedef {Record<string, string | number>} Styles  properties as CSS writes them, custom ones included */

class Styled extends Directive {
  /** @param {import('lit/directive.js').PartInfo} info */
  constructor(info) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error('Styles are for an element: <i ${styled({…})}>.');
    /** @type {Styles} */
    this.before = {};
  }

  /** @param {Styles} styles */
  render(styles) {
    void styles;
    return noChange;
  }

  /**
   * @param {import('lit/directive.js').ElementPart} part
   * @param {[Styles]} styles
   */
  update({ element }, [styles]) {
    const { style } = /** @type {HTMLElement} */ (element);
    for (const name of Object.keys(this.before)) if (!(name in styles)) style.removeProperty(name);
    for (const [name, value] of Object.entries(styles)) {
      if (this.before[name] !== value) style.setProperty(name, String(value));
    }
    this.before = styles;
    return noChange;
  }
}

export const styled = directive(Styled);
