/** Creatives by the letters of the published cases, in count order. */
const [R, B, W, G] = [0, 1, 2, 3];

export type RotationVector = Readonly<{
  id: number;
  counts: readonly number[];
  free: number;
  /** Slot (from 1) and creative, with the optimum when these are fixed. */
  fixed?: readonly (readonly [number, number])[];
  withFixed?: number;
}>;

/** Proved optima of the ISCI rotator cases (Bollapragada, Bussieck and Mallik 2004); fixed slots as in the published set. */
export const ROTATION_VECTORS: readonly RotationVector[] = [
  {
    id: 1,
    counts: [5, 3],
    free: 2.6667,
    fixed: [
      [6, B],
      [8, R],
    ],
    withFixed: 3,
  },
  {
    id: 2,
    counts: [4, 2, 2],
    free: 0,
    fixed: [
      [1, R],
      [2, B],
      [3, W],
    ],
    withFixed: 2,
  },
  {
    id: 3,
    counts: [5, 3, 2],
    free: 2.3333,
    fixed: [
      [1, B],
      [2, W],
    ],
    withFixed: 2.3333,
  },
  {
    id: 4,
    counts: [6, 3, 2],
    free: 3,
    fixed: [
      [1, B],
      [5, W],
      [6, B],
    ],
    withFixed: 6,
  },
  {
    id: 5,
    counts: [6, 4, 2],
    free: 3,
    fixed: [
      [1, R],
      [3, B],
    ],
    withFixed: 3,
  },
  {
    id: 6,
    counts: [4, 3, 3, 2],
    free: 2,
    fixed: [
      [2, R],
      [3, R],
      [4, B],
      [6, W],
    ],
    withFixed: 5,
  },
  {
    id: 7,
    counts: [6, 4, 4],
    free: 4.6667,
    fixed: [
      [1, R],
      [6, B],
      [14, W],
    ],
    withFixed: 5,
  },
  {
    id: 8,
    counts: [6, 5, 4],
    free: 4.25,
    fixed: [
      [1, B],
      [4, W],
      [7, R],
    ],
    withFixed: 5.25,
  },
  {
    id: 9,
    counts: [8, 3, 3, 2],
    free: 3.3333,
    fixed: [
      [1, R],
      [3, W],
      [5, G],
    ],
    withFixed: 4,
  },
  {
    id: 10,
    counts: [7, 6, 4],
    free: 5.3929,
    fixed: [
      [1, B],
      [2, B],
      [15, W],
    ],
    withFixed: 7.7738,
  },
  {
    id: 11,
    counts: [8, 7, 5],
    free: 5.7857,
    fixed: [
      [1, W],
      [5, R],
      [10, B],
    ],
    withFixed: 7.7857,
  },
  {
    id: 12,
    counts: [8, 7, 3, 2],
    free: 7.1667,
    fixed: [
      [1, W],
      [5, R],
      [10, B],
      [20, G],
    ],
    withFixed: 8.4524,
  },
  {
    id: 13,
    counts: [5, 5, 5, 4, 1],
    free: 3,
    fixed: [
      [2, R],
      [10, R],
      [17, B],
    ],
    withFixed: 3,
  },
  {
    id: 14,
    counts: [8, 6, 6, 5],
    free: 6.7917,
    fixed: [
      [1, R],
      [6, G],
      [25, W],
    ],
    withFixed: 8.2083,
  },
  {
    id: 15,
    counts: [7, 6, 5, 4, 3],
    free: 8.4643,
    fixed: [
      [1, R],
      [5, R],
      [6, G],
      [25, W],
    ],
    withFixed: 9.1071,
  },
  { id: 16, counts: [10, 8, 7, 5], free: 9.25 },
  { id: 17, counts: [9, 7, 6, 5, 3], free: 10.0952 },
  { id: 18, counts: [17, 10, 8, 5], free: 13.7059 },
  { id: 19, counts: [16, 15, 14], free: 6.2232 },
  { id: 20, counts: [25, 13, 12], free: 3.6795 },
  { id: 21, counts: [21, 16, 13], free: 19.495 },
  { id: 22, counts: [26, 12, 10, 2], free: 14.4487 },
  { id: 23, counts: [25, 23, 12], free: 22.8 },
];

/** Best known before, not proved. Case 24 is proved by our exact search. */
export const OPEN_VECTORS: readonly RotationVector[] = [
  { id: 24, counts: [27, 25, 14, 9], free: 32.754 },
  { id: 25, counts: [33, 25, 21, 15, 6], free: 42.9654 },
];

/** 250 slots: the best seen, and what a weighted counter gives. */
export const LARGE_VECTOR = { counts: [75, 50, 50, 38, 25, 12], best: 104.83, weightedCounter: 158.03 } as const;
