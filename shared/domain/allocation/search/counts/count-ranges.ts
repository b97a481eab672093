import type { Problem } from '../../engine/problem.ts';
import type { OnOff } from './count-bound.ts';

/** For each group, how many of the open lines in it and in the groups inside it are on: at least and at most. */
export type CountRanges = Readonly<{ least: Int32Array; most: Int32Array }>;

/** Asked for at every price, so kept as long as the tree lives. */
const keptBelow = new WeakMap<Problem['groups'], (readonly number[])[]>();

/** The lines of a group and of the groups inside it. */
export function linesBelow(groups: Problem['groups'], g: number): readonly number[] {
  let kept = keptBelow.get(groups);
  if (!kept) keptBelow.set(groups, (kept = []));
  return (kept[g] ??= [...groups[g]!.lines, ...groups[g]!.children.flatMap((child) => linesBelow(groups, child))]);
}

/**
 * Ranges as narrow as money and nesting make them: a group that must take more than its lines off can hold needs lines on, one whose
 * maximum pays for two minimum flights has at most two on, and what groups inside it need or allow, it needs or allows. Null when
 * counts or money can't hold together. Example: at least $2,500.00 where off lines hold $0.00 → at least one is on.
 */
export function tightenRanges(lines: OnOff, ranges: CountRanges): CountRanges | null {
  const least = ranges.least.slice();
  const most = ranges.most.slice();
  const rooms = roomsOf(lines);
  // What a group learns from those around it changes what it tells them.
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = [...least, ...most].join();
    if (!learnFromInside(lines, rooms, least, most) || !learnFromAround(lines, least, most)) return null;
    if ([...least, ...most].join() === before) break;
  }
  return { least, most };
}

const MOST_ROUNDS = 6;

/** What a group holds with its open lines off, at least and at most, and what each of them adds when on, smallest and roomiest first. */
type Room = Readonly<{ base: number; top: number; firsts: readonly number[]; lasts: readonly number[]; own: number }>;

function roomsOf({ on, off, free }: OnOff): readonly Room[] {
  const { groups } = on.problem;
  return groups.map(({ lines }, g) => {
    const firsts: number[] = [];
    const lasts: number[] = [];
    let [base, top, own] = [0, 0, 0];
    for (const i of linesBelow(groups, g)) {
      const resting = free[i] ? off : on;
      base += resting.base[i]!;
      top += resting.top[i]!;
      if (!free[i]) continue;
      firsts.push(on.base[i]! - off.base[i]!);
      lasts.push(Math.max(0, on.top[i]! - off.top[i]!));
    }
    for (const i of lines) own += free[i]!;
    return { base, top, firsts: firsts.sort((p, q) => p - q), lasts: lasts.sort((p, q) => q - p), own };
  });
}

/** Narrows from the leaves up, by counts and by money; false when they can't hold together. */
function learnFromInside(
  { on, off, free }: OnOff,
  rooms: readonly Room[],
  least: Int32Array,
  most: Int32Array,
): boolean {
  const { groups, upward } = on.problem;
  const low = new Float64Array(groups.length);
  const high = new Float64Array(groups.length);
  for (const g of upward) {
    const { lines, children, low: atLeast, high: atMost } = groups[g]!;
    const { base, top, firsts, lasts, own } = rooms[g]!;
    least[g] = Math.max(least[g]!, sumOver(children, least));
    most[g] = Math.min(most[g]!, sumOver(children, most) + own, firsts.length);
    let [smallest, largest, k] = [base, top, 0];
    const turnOn = () => {
      smallest += firsts[k]!;
      largest += lasts[k]!;
      k += 1;
    };
    // The k smallest lines on hold the least that a count of k can, the k roomiest the most.
    while (k < firsts.length && (k < least[g]! || largest < atLeast)) turnOn();
    if (largest < atLeast || smallest > atMost) return false;
    least[g] = Math.max(least[g]!, k);
    let [inner, outer] = [sumOver(children, low), sumOver(children, high)];
    for (const i of lines) {
      const resting = free[i] ? off : on;
      inner += resting.base[i]!;
      outer += most[g] === 0 ? resting.top[i]! : Math.max(on.top[i]!, resting.top[i]!);
    }
    low[g] = Math.max(smallest, inner, atLeast);
    while (k < firsts.length && k < most[g]! && smallest + firsts[k]! <= atMost) turnOn();
    most[g] = Math.min(most[g]!, k);
    high[g] = Math.min(largest, outer, atMost);
    if (least[g]! > most[g]! || low[g]! > high[g]!) return false;
  }
  return true;
}

/** Narrows each group by what the group around it leaves to it; false when that is nothing. */
function learnFromAround({ on }: OnOff, least: Int32Array, most: Int32Array): boolean {
  const { groups } = on.problem;
  for (let g = 0; g < groups.length; g += 1) {
    const { children, lines } = groups[g]!;
    const needed = sumOver(children, least);
    const allowed = sumOver(children, most) + lines.length;
    for (const child of children) {
      const [atLeast, atMost] = [least[child]!, most[child]!];
      most[child] = Math.min(atMost, most[g]! - (needed - atLeast));
      least[child] = Math.max(atLeast, least[g]! - (allowed - atMost));
      if (least[child]! > most[child]!) return false;
    }
  }
  return true;
}

function sumOver(members: readonly number[], values: ArrayLike<number>): number {
  return members.reduce((sum, g) => sum + values[g]!, 0);
}
