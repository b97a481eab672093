/** A heap of open branches, highest bound first. */
export type Bounded = Readonly<{ bound: number }>;

/** Adds a branch. */
export function pushBranch<B extends Bounded>(open: B[], branch: B): void {
  open.push(branch);
  let at = open.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (open[parent]!.bound >= branch.bound) break;
    open[at] = open[parent]!;
    at = parent;
  }
  open[at] = branch;
}

/** Removes the branch with the highest bound, `open[0]`. */
export function popBranch(open: Bounded[]): void {
  const last = open.pop()!;
  if (open.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= open.length) break;
    if (child + 1 < open.length && open[child + 1]!.bound > open[child]!.bound) child += 1;
    if (open[child]!.bound <= last.bound) break;
    open[at] = open[child]!;
    at = child;
  }
  open[at] = last;
}
