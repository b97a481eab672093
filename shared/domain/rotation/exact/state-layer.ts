/**
 * The distinct states after one more slot, each with its cheapest way there. A state is one number per creative (airings
 * done × 4096 + slots since the last); states are found by open addressing over flat arrays.
 */
export class StateLayer {
  readonly #width: number;
  #digits: Uint32Array;
  #cost: Float64Array;
  #parent: Int32Array;
  #place: Uint8Array;
  #table: Int32Array;
  size = 0;

  constructor(width: number, capacity = 64) {
    this.#width = width;
    this.#digits = new Uint32Array(capacity * width);
    this.#cost = new Float64Array(capacity);
    this.#parent = new Int32Array(capacity);
    this.#place = new Uint8Array(capacity);
    this.#table = new Int32Array(capacity * 2).fill(-1);
  }

  digit(state: number, at: number): number {
    return this.#digits[state * this.#width + at] ?? 0;
  }

  cost(state: number): number {
    return this.#cost[state] ?? Infinity;
  }

  parent(state: number): number {
    return this.#parent[state] ?? -1;
  }

  place(state: number): number {
    return this.#place[state] ?? 0;
  }

  /** Adds a state, or keeps the cheaper way to one already there. */
  offer(digits: Uint32Array, cost: number, parent: number, place: number): void {
    if (this.size * 2 >= this.#table.length) this.#grow();
    const found = this.#find(digits, 0);
    let state = this.#table[found] ?? -1;
    if (state >= 0 && cost >= (this.#cost[state] ?? Infinity)) return;
    if (state < 0) {
      state = this.size;
      this.size += 1;
      this.#table[found] = state;
      this.#digits.set(digits, state * this.#width);
    }
    this.#cost[state] = cost;
    this.#parent[state] = parent;
    this.#place[state] = place;
  }

  /** Lets go of what only the next layer needed; the way back stays. */
  compact(): void {
    this.#digits = new Uint32Array(0);
    this.#table = new Int32Array(0);
    this.#cost = this.#cost.slice(0, this.size);
    this.#parent = this.#parent.slice(0, this.size);
    this.#place = this.#place.slice(0, this.size);
  }

  #find(digits: Uint32Array, from: number): number {
    let hash = 2_166_136_261;
    for (let at = 0; at < this.#width; at += 1) hash = Math.imul(hash ^ (digits[from + at] ?? 0), 16_777_619);
    hash ^= hash >>> 15;
    const mask = this.#table.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const state = this.#table[place] ?? -1;
      if (state < 0 || this.#same(state, digits, from)) return place;
    }
  }

  #same(state: number, digits: Uint32Array, from: number): boolean {
    const base = state * this.#width;
    for (let at = 0; at < this.#width; at += 1) if (this.#digits[base + at] !== digits[from + at]) return false;
    return true;
  }

  #grow(): void {
    const digits = new Uint32Array(this.#digits.length * 2);
    digits.set(this.#digits);
    const cost = new Float64Array(this.#cost.length * 2);
    cost.set(this.#cost);
    const parent = new Int32Array(this.#parent.length * 2);
    parent.set(this.#parent);
    const chosen = new Uint8Array(this.#place.length * 2);
    chosen.set(this.#place);
    this.#table = new Int32Array(this.#table.length * 2).fill(-1);
    [this.#digits, this.#cost, this.#parent, this.#place] = [digits, cost, parent, chosen];
    for (let state = 0; state < this.size; state += 1) this.#table[this.#find(digits, state * this.#width)] = state;
  }
}
