/** A heap of lines by rate, best first; equal rates go to the smaller index (lines are sorted by id: that is the named tie-break). */
export type RateHeap = Readonly<{
  push: (line: number, rate: number) => void;
  /** The best line, or −1 when empty. */
  peek: () => number;
  peekRate: () => number;
  pop: () => void;
  /** Gives the best line a new rate. */
  replaceTop: (rate: number) => void;
}>;

/** Makes an empty heap for up to `capacity` lines. */
export function makeRateHeap(capacity: number): RateHeap {
  const line = new Int32Array(capacity);
  const rate = new Float64Array(capacity);
  let size = 0;
  const before = (l: number, r: number, at: number) => r > rate[at]! || (r === rate[at]! && l < line[at]!);
  function sink(l: number, r: number): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && before(line[child + 1]!, rate[child + 1]!, child)) child += 1;
      if (before(l, r, child)) break;
      line[at] = line[child]!;
      rate[at] = rate[child]!;
      at = child;
    }
    line[at] = l;
    rate[at] = r;
  }
  return {
    push(l, r) {
      let at = size;
      size += 1;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!before(l, r, parent)) break;
        line[at] = line[parent]!;
        rate[at] = rate[parent]!;
        at = parent;
      }
      line[at] = l;
      rate[at] = r;
    },
    peek: () => (size === 0 ? -1 : line[0]!),
    peekRate: () => (size === 0 ? -Infinity : rate[0]!),
    pop() {
      size -= 1;
      if (size > 0) sink(line[size]!, rate[size]!);
    },
    replaceTop: (r) => sink(line[0]!, r),
  };
}
