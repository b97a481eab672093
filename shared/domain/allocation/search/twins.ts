import type { Problem } from '../engine/problem.ts';

/** For every line, the other lines of its group with the same curve and the same allowed spends. */
export function twinsOf(problem: Problem): readonly (readonly number[])[] {
  const families = new Map<string, number[]>();
  const { kind, a, b, c, h } = problem.columns;
  const { first, last, step, zero, groupOf } = problem;
  const all: number[][] = [];
  for (let i = 0; i < problem.count; i += 1) {
    const key = [
      kind[i],
      a[i],
      b[i],
      c[i],
      h[i],
      first[i],
      last[i],
      step[i],
      zero[i],
      groupOf[i],
      i === problem.slack,
    ].join();
    const family = families.get(key) ?? [];
    families.set(key, family);
    family.push(i);
    all.push(family);
  }
  return all.map((family, i) => (family.length === 1 ? [] : family.filter((other) => other !== i)));
}
