/**
 * <som-lab-map-stage>: one map, in one view at a time.
 */

import { html } from 'lit';
import { unitText } from '../controls/summary.js';
import { viewCaption, viewChooser } from '../controls/views.js';
import { baseStyles } from '../element/base-styles.js';
import './map-canvas.js';
import { Stage } from './stage.js';
import { stageStyles } from './stage-styles.js';

export class MapStage extends Stage {
  static styles = [baseStyles, stageStyles];

  render() {
    const { figure } = this;
    const [run] = this.runs;
    return html`${viewChooser(figure)}
      <div class="stage">
        <som-lab-map
          .frame=${run.frame}
          view=${run.pace?.view ?? 'codebook'}
          ?ink=${figure.pictures.ink}
          text=${unitText(run)}
          .classes=${run.manifest?.classes ?? []}
          .range=${run.range}
          .hovered=${run.hovered}
          .pinned=${run.pinned}
          @look=${(/** @type {CustomEvent} */ event) => run.look(event.detail)}
        ></som-lab-map>
        <slot name="cover"></slot>
      </div>
      ${viewCaption(figure, run)}`;
  }
}

customElements.define('som-lab-map-stage', MapStage);
