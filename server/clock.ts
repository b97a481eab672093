/** Tells the time; the only way any part of the server learns it. Tests freeze it. */
export type Clock = { now(): number };

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is told to move: for tests, stories and simulations. */
export function frozenClock(startAt: number): Clock & { set(at: number): void; advance(milliseconds: number): void } {
  let at = startAt;
  return {
    now: () => at,
    set(next) {
      at = next;
    },
    advance(milliseconds) {
      at += milliseconds;
    },
  };
}
