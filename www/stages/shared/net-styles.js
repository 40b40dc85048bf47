import { css } from 'lit';
import { coursesStyles } from './courses-styles.js';
import { meterStyles } from './meter.js';
import { probeStyles } from './probe.js';

/** What figures of networks share: the courses, a heading, the image that is asked about, the meter. */
export const netStyles = [
  coursesStyles,
  probeStyles,
  meterStyles,
  css`
    .heading {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      gap: 0 28px;
      margin-top: 18px;
      padding-top: 12px;
      border-top: 1px solid var(--line);
    }
    .heading .views {
      min-width: 0;
      max-width: 100%;
    }
    .freeze {
      display: flex;
      gap: 16px;
      margin-left: auto;
    }
    h4 {
      display: flex;
      justify-content: space-between;
      align-items: center;
      gap: 8px;
      min-height: 20px;
      font: 600 13px/20px var(--sans);
    }
    h4 .text {
      font-weight: 400;
    }
    h4.name {
      justify-content: flex-start;
      white-space: nowrap;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    :host([narrow]) .heading {
      gap: 0 16px;
    }
    :host([narrow]) .heading .views {
      margin-bottom: 4px;
    }
  `,
];
