type Place = Readonly<{ name: string; x: number; y: number }>;

/**
 * One label for points that lie on each other: the first of them carries all names, the others none (empty).
 * Example: Plan and A within the tolerance → "Plan, A" and "".
 */
export function sharedNames(
  places: readonly Place[],
  tolerance: Readonly<{ x: number; y: number }>,
): ReadonlyMap<string, string> {
  const groups: Place[][] = [];
  for (const place of places) {
    const near = groups.find(
      ([first]) => first && Math.abs(first.x - place.x) < tolerance.x && Math.abs(first.y - place.y) < tolerance.y,
    );
    if (near) near.push(place);
    else groups.push([place]);
  }
  return new Map(
    groups.flatMap((group) =>
      group.map(({ name }, index): [string, string] => [
        name,
        index === 0 ? group.map((one) => one.name).join(', ') : '',
      ]),
    ),
  );
}
