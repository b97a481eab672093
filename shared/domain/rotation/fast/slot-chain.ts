/**
 * A sequence whose slots each know the slot before and after with the same creative (−1 and the number of slots where there
 * is none), so that pricing a swap looks at neighbours instead of searching for them.
 * Example: 0,1,0 → slot 0 has no slot before it and slot 2 after it.
 */
export class SlotChain {
  readonly sequence: Int16Array;
  readonly #before: Int32Array;
  readonly #after: Int32Array;
  readonly #gapCost: Float64Array;
  readonly #slots: number;

  /** `gapCost` is the cost of a gap by `creative × (slots + 1) + gap`. */
  constructor(start: Int16Array, gapCost: Float64Array, creatives: number) {
    this.sequence = Int16Array.from(start);
    this.#slots = start.length;
    this.#gapCost = gapCost;
    this.#before = new Int32Array(start.length).fill(-1);
    this.#after = new Int32Array(start.length).fill(start.length);
    const last = new Int32Array(creatives).fill(-1);
    start.forEach((creative, slot) => {
      const low = last[creative] ?? -1;
      this.#before[slot] = low;
      if (low >= 0) this.#after[low] = slot;
      last[creative] = slot;
    });
  }

  /** Change of cost when the creative of slot i goes to the later slot j, which another creative holds. */
  moveRight(i: number, j: number): number {
    const creative = this.sequence[i] ?? 0;
    const low = this.#before[i] ?? -1;
    const high = this.#after[i] ?? this.#slots;
    const old = this.#around(creative, low, i, high);
    if (high > j) return this.#around(creative, low, j, high) - old;
    const removed = this.#across(creative, low, high) - old;
    const newHigh = this.#next(creative, j);
    const newLow = this.#previous(creative, j);
    return removed + this.#around(creative, newLow, j, newHigh) - this.#across(creative, newLow, newHigh);
  }

  /** Change of cost when the creative of slot j goes to the earlier slot i, which another creative holds. */
  moveLeft(j: number, i: number): number {
    const creative = this.sequence[j] ?? 0;
    const low = this.#before[j] ?? -1;
    const high = this.#after[j] ?? this.#slots;
    const old = this.#around(creative, low, j, high);
    if (low < i) return this.#around(creative, low, i, high) - old;
    const removed = this.#across(creative, low, high) - old;
    const newHigh = this.#next(creative, i);
    const newLow = this.#previous(creative, i);
    return removed + this.#around(creative, newLow, i, newHigh) - this.#across(creative, newLow, newHigh);
  }

  /** Swaps the creatives of two slots. */
  swap(i: number, j: number): void {
    const a = this.sequence[i] ?? 0;
    const b = this.sequence[j] ?? 0;
    this.#unlink(i);
    this.#unlink(j);
    this.sequence[i] = b;
    this.sequence[j] = a;
    this.#link(i);
    this.#link(j);
  }

  #unlink(slot: number): void {
    const low = this.#before[slot] ?? -1;
    const high = this.#after[slot] ?? this.#slots;
    if (low >= 0) this.#after[low] = high;
    if (high < this.#slots) this.#before[high] = low;
    this.sequence[slot] = -1;
  }

  #link(slot: number): void {
    const creative = this.sequence[slot] ?? 0;
    const low = this.#previous(creative, slot);
    const high = this.#next(creative, slot);
    this.#before[slot] = low;
    this.#after[slot] = high;
    if (low >= 0) this.#after[low] = slot;
    if (high < this.#slots) this.#before[high] = slot;
  }

  #previous(creative: number, slot: number): number {
    const { sequence } = this;
    let at = slot - 1;
    while (at >= 0 && sequence[at] !== creative) at -= 1;
    return at;
  }

  #next(creative: number, slot: number): number {
    const { sequence } = this;
    const slots = this.#slots;
    let at = slot + 1;
    while (at < slots && sequence[at] !== creative) at += 1;
    return at;
  }

  /** Cost of the two gaps around a slot; a neighbour outside the sequence has no gap. */
  #around(creative: number, low: number, slot: number, high: number): number {
    const base = creative * (this.#slots + 1);
    const cost = this.#gapCost;
    return (low >= 0 ? (cost[base + slot - low] ?? 0) : 0) + (high < this.#slots ? (cost[base + high - slot] ?? 0) : 0);
  }

  #across(creative: number, low: number, high: number): number {
    if (low < 0 || high >= this.#slots) return 0;
    return this.#gapCost[creative * (this.#slots + 1) + high - low] ?? 0;
  }
}
