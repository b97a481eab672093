import type { BuyInput, BuyLine } from '../../shared/domain/buying/buying.ts';
import type { PlacementCell } from '../../shared/domain/placement/placement.ts';
import type { Random } from '../../shared/domain/rotation/rotation.ts';

/** Eastern dayparts: half hours of a broadcast day that starts at 05:00, weekdays only or not, and a usual rating. */
export const DAYPARTS = [
  { name: 'early morning', from: 0, to: 8, weekdays: true, ratingHundredths: 120 },
  { name: 'daytime', from: 8, to: 22, weekdays: true, ratingHundredths: 140 },
  { name: 'early fringe', from: 22, to: 24, weekdays: true, ratingHundredths: 230 },
  { name: 'early news', from: 24, to: 28, weekdays: false, ratingHundredths: 420 },
  { name: 'prime access', from: 28, to: 30, weekdays: false, ratingHundredths: 480 },
  { name: 'prime', from: 30, to: 36, weekdays: false, ratingHundredths: 650 },
  { name: 'late news', from: 36, to: 38, weekdays: false, ratingHundredths: 380 },
  { name: 'late fringe', from: 38, to: 42, weekdays: false, ratingHundredths: 160 },
] as const;

export const STATIONS = Array.from({ length: 20 }, (_, at) => `ST${String(at + 1).padStart(2, '0')}`);
export const WEEKS = Array.from({ length: 13 }, (_, at) =>
  new Date(Date.UTC(2026, 7, 3 + 7 * at)).toISOString().slice(0, 10),
);

/** 20 stations × 8 dayparts × 13 weeks = 2,080 lines; the budget buys about 5,000 spots. */
export function planInstance(random: Random): BuyInput {
  const lines: BuyLine[] = [];
  for (const station of STATIONS) {
    const strength = 0.4 + 1.2 * random();
    const price = 0.8 + 0.4 * random();
    for (const daypart of DAYPARTS) {
      const own = 0.8 + 0.4 * random();
      for (const week of WEEKS) {
        const rating = Math.max(5, Math.round(daypart.ratingHundredths * strength * (0.9 + 0.2 * random())));
        const costCents = Math.round(rating * 55 * price * own * (0.95 + 0.1 * random())) + 500;
        const avails = 1 + Math.floor(random() * 9);
        const minimumWhenUsed = random() < 0.2 ? 2 : undefined;
        lines.push({
          id: `${station}/${daypart.name}/${week}`,
          station,
          daypart: daypart.name,
          week,
          lengthSeconds: 30,
          ratingHundredths: rating,
          costCents,
          avails: Math.max(avails, minimumWhenUsed ?? 1),
          minimumWhenUsed,
        });
      }
    }
  }
  const budgetCents = 95_000_000;
  return {
    lines,
    budgetCents,
    goal: { kind: 'rating_points' },
    weeks: WEEKS.map((week) => ({ week, minimumHundredths: 60_000, maximumHundredths: 200_000 })),
    stations: STATIONS.map((station) => ({ station, maximumShareBasisPoints: 900 })),
    dayparts: [
      { daypart: 'prime', minimumShareBasisPoints: 1500, maximumShareBasisPoints: 3500 },
      { daypart: 'early news', minimumShareBasisPoints: 1000 },
      { daypart: 'late fringe', maximumShareBasisPoints: 1000 },
    ],
  };
}

/** The half hours of a station's week; one in ten is sold out. Minutes count from the first broadcast day's 05:00. */
export function weekCells(random: Random): readonly PlacementCell[] {
  return Array.from({ length: 7 * 42 }, (_, at) => {
    const day = Math.floor(at / 42);
    const halfHour = at % 42;
    return {
      key: `${day}/${halfHour}`,
      day,
      halfHour,
      minute: day * 1440 + halfHour * 30,
      avails: random() < 0.1 ? 0 : 2,
    };
  });
}

/** Keys of the half hours a daypart covers. */
export function daypartCells(cells: readonly PlacementCell[], name: string): readonly string[] {
  const daypart = DAYPARTS.find((part) => part.name === name);
  if (!daypart) return [];
  return cells
    .filter(({ day, halfHour }) => halfHour >= daypart.from && halfHour < daypart.to && (!daypart.weekdays || day < 5))
    .map(({ key }) => key);
}
