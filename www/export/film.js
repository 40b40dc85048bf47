/**
 * A film of what a stage shows: every picture that is drawn goes on one canvas, whose stream is recorded.
 */

/** What browsers record, the best first. */
const TYPES = [
  ['video/webm;codecs=vp9', 'webm'],
  ['video/webm;codecs=vp8', 'webm'],
  ['video/mp4', 'mp4'],
];
const BITS_PER_SECOND = 8_000_000;
/** A film is over after this time, in ms: what it has so far lies in memory. */
const LONGEST = 120_000;

/** How this browser would write a film: type and ending; null where it cannot. */
export const filmType = () =>
  ('MediaRecorder' in globalThis && TYPES.find(([type]) => MediaRecorder.isTypeSupported(type))) || null;

export class Film {
  /**
   * @param {(canvas: HTMLCanvasElement) => void} draw  what is seen now
   * @param {() => void} over  it has become too long
   */
  constructor(draw, over) {
    const [type, ending] = /** @type {string[]} */ (filmType());
    this.ending = ending;
    this.draw = draw;
    this.canvas = document.createElement('canvas');
    draw(this.canvas);
    /** @type {Blob[]} */
    this.parts = [];
    this.recorder = new MediaRecorder(this.canvas.captureStream(30), {
      mimeType: type,
      videoBitsPerSecond: BITS_PER_SECOND,
    });
    this.recorder.ondataavailable = ({ data }) => this.parts.push(data);
    this.recorder.start(1000);
    this.timer = setTimeout(over, LONGEST);
  }

  /** Something new is on the screen. */
  frame() {
    this.draw(this.canvas);
  }

  /** @returns {Promise<Blob>} */
  stop() {
    clearTimeout(this.timer);
    this.frame();
    return new Promise((resolve) => {
      this.recorder.onstop = () => resolve(new Blob(this.parts, { type: this.recorder.mimeType }));
      // The last picture needs a moment to get into the stream.
      setTimeout(() => this.recorder.stop(), 150);
    });
  }
}
