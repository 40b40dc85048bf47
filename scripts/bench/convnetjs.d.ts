/** What the bench uses of convnetjs, which brings no types. */
declare module 'convnetjs' {
  class Vol {
    constructor(sx: number, sy: number, depth: number, value: number);
    w: Float64Array;
  }
  class Net {
    makeLayers(layers: Record<string, string | number>[]): void;
    forward(x: Vol): Vol;
  }
  class Trainer {
    constructor(net: Net, options: { method: string; batch_size: number });
    train(x: Vol, target: number | { dim: number; val: number }): { loss: number };
  }
  const convnetjs: { Vol: typeof Vol; Net: typeof Net; Trainer: typeof Trainer };
  export default convnetjs;
}
