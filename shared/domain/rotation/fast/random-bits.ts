import type { Random } from '../rotation.ts';

/**
 * A fast generator of small whole numbers (xorshift with 32 bits) for inner loops, started from one number of the generator
 * handed in, so that the same seed still gives the same answer.
 * Example: `new RandomBits(seededRandom(7)).below(6)` is always the same of 0 to 5.
 */
export class RandomBits {
  #state: number;

  constructor(random: Random) {
    this.#state = 1 + Math.floor(random() * 4_294_967_294);
  }

  /** A whole number from 0 up to, not including, `size`, which is at most 65,536. */
  below(size: number): number {
    let state = this.#state | 0;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#state = state;
    return ((state >>> 16) * size) >>> 16;
  }
}
