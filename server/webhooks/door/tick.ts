/**
 * Waits for the next tick of a clock that only runs while somebody waits: all who come within `ms` go on together.
 * Example: `const tick = createTick(2); await tick();`
 */
export function createTick(ms: number): () => Promise<void> {
  let next: Promise<void> | null = null;
  return () => {
    next ??= new Promise((resolve) => {
      setTimeout(() => {
        next = null;
        resolve();
      }, ms);
    });
    return next;
  };
}
