/**
 * <som-lab-map-stage>: one map, in one view at a time.
 */

import { html } from 'lit';
import { unitText } from '../shared/unit-text.js';
import { viewCaption, viewChooser } from '../../panels/views.js';
import { baseStyles } from '../../style/base-styles.js';
import '../shared/map-canvas.js';
import { Stage } from '../shared/stage.js';
import { stageStyles } from '../shared/stage-styles.js';

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
