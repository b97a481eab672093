/** A map of at most `most` entries that drops by itself what is old: an entry stays at least until half of `most` were set after it. */
export type RecentMap<Key, Value> = Readonly<{
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
  clear(): void;
}>;

/**
 * Two generations: when the young one is half of `most`, it becomes the old one and the old one goes as a whole. Dropping
 * the oldest of one Map entry by entry would walk past every entry dropped before it.
 */
export function createRecentMap<Key, Value>(most: number): RecentMap<Key, Value> {
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, value) {
      if (young.size >= most / 2 && !young.has(key)) {
        old = young;
        young = new Map();
      }
      young.set(key, value);
    },
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    clear() {
      young.clear();
      old.clear();
    },
  };
}
