/** What the bench uses of ml-som, which brings no types. */
declare module 'ml-som' {
  export default class SOM {
    constructor(
      x: number,
      y: number,
      options: { fields: number; iterations: number; learningRate: number; torus: boolean },
    );
    train(samples: number[][]): void;
  }
}
