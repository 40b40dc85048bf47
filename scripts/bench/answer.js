// The worker's end of the bench: calls come in by name, one at a time, and their results go out.

/** @param {Record<string, (...args: any[]) => unknown>} calls */
export function answer(calls) {
  self.onmessage = async ({ data: { name, args } }) => {
    try {
      self.postMessage({ result: await calls[name](...args) });
    } catch (error) {
      self.postMessage({
        error: error instanceof Error ? `${error}\n${error.stack}` : JSON.stringify(error),
      });
    }
  };
}
