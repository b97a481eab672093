import { expect } from 'chai';
import fc from 'fast-check';
import { brokenRules } from '../../../shared/domain/linear-model.ts';
import { placementBound } from '../../../shared/domain/placement/placement-bound.ts';
import { placementModel } from '../../../shared/domain/placement/placement-model.ts';
import { placementCost, placementTables } from '../../../shared/domain/placement/placement-state.ts';
import type { HeldSpot, PlacementCell, PlacementInput } from '../../../shared/domain/placement/placement.ts';
import { placeSpots } from '../../../shared/domain/placement/place-spots.ts';
import { replanSpots } from '../../../shared/domain/placement/replan-spots.ts';
import { seededRandom } from '../../../shared/domain/rotation/seeded-random.ts';

/** `days` days of `halfHours` half hours from 20:00. */
function week(days: number, halfHours: number, soldOut: readonly string[] = []): PlacementCell[] {
  return Array.from({ length: days * halfHours }, (_, at) => {
    const [day, halfHour] = [Math.floor(at / halfHours), at % halfHours];
    const key = `${day}/${halfHour}`;
    return { key, day, halfHour, minute: day * 1440 + 1200 + halfHour * 30, avails: soldOut.includes(key) ? 0 : 3 };
  });
}
const keysOf = (cells: readonly PlacementCell[]): string[] => cells.map(({ key }) => key);
const daysOf = (answer: ReturnType<typeof placeSpots>): number[] =>
  answer.placed.map(({ cellKey }) => Number(cellKey.split('/')[0])).sort((a, b) => a - b);

describe('Placing spots in a week', () => {
  it('puts three spots on Monday, Wednesday and Friday, at three different half hours', () => {
    const cells = week(5, 3);
    const answer = placeSpots({
      cells,
      demands: [{ key: 'x', spots: 3, cellKeys: keysOf(cells) }],
      separationMinutes: 15,
    });
    expect(daysOf(answer)).to.deep.equal([0, 2, 4]);
    expect(new Set(answer.placed.map(({ cellKey }) => cellKey.split('/')[1])).size).to.equal(3);
    expect([answer.cost, answer.status]).to.deep.equal([0, 'optimal']);
  });

  it('spreads ten spots over five days two by two: 5 × 10 for the line, 5 × 1 for the station', () => {
    const cells = week(5, 10);
    const answer = placeSpots({
      cells,
      demands: [{ key: 'x', spots: 10, cellKeys: keysOf(cells) }],
      separationMinutes: 15,
    });
    expect(daysOf(answer)).to.deep.equal([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    expect([answer.cost, answer.status]).to.deep.equal([55, 'optimal']);
  });

  it('never uses a sold-out half hour', () => {
    const cells = week(2, 2, ['0/0', '0/1', '1/0']);
    const answer = placeSpots({
      cells,
      demands: [{ key: 'x', spots: 1, cellKeys: keysOf(cells) }],
      separationMinutes: 15,
    });
    expect(answer.placed).to.deep.equal([{ demandKey: 'x', cellKey: '1/1' }]);
  });

  it('says how many spots were missed and why', () => {
    const cells = week(1, 3);
    const demands = [
      { key: 'close', spots: 3, cellKeys: keysOf(cells) },
      { key: 'nowhere', spots: 1, cellKeys: [] },
    ];
    const answer = placeSpots({ cells, demands, separationMinutes: 60 });
    // Three half hours an hour apart hold two spots: 20:00 and 21:00.
    expect(answer.missed).to.deep.equal([
      { demandKey: 'close', spots: 1, reason: 'separation' },
      { demandKey: 'nowhere', spots: 1, reason: 'no_open_cell' },
    ]);
  });

  it('knows that a missed spot also takes its price of unevenness with it', () => {
    // Seven half hours for 5 + 3 spots: one miss 1,000, and 4 + 3 spots in one half hour: 4 × (6 + 3) = 36 (5 + 2: 44).
    const cells = week(7, 1);
    const demands = [5, 3].map((spots, at) => ({ key: String(at), spots, cellKeys: keysOf(cells) }));
    const answer = placeSpots({ cells, demands, separationMinutes: 90 });
    expect(answer.lowerBound).to.be.at.most(1_036);
    expect(answer.cost).to.be.at.least(answer.lowerBound);
  });

  it('keeps spots apart in true minutes when the clock is set back: 01:30 comes twice on 2026-11-01', () => {
    // 01:00 daylight time, 01:30 daylight time, then 01:00 and 01:30 standard time, an hour later each.
    const minutes = [0, 30, 60, 90];
    const cells = minutes.map((minute, at) => ({ key: String(at), day: 0, halfHour: at % 2, minute }));
    const answer = placeSpots({
      cells,
      demands: [{ key: 'x', spots: 2, cellKeys: ['1', '3'] }],
      separationMinutes: 60,
    });
    expect(answer.missed).to.be.empty;
    const tight = placeSpots({ cells, demands: [{ key: 'x', spots: 2, cellKeys: ['1', '3'] }], separationMinutes: 61 });
    expect(tight.missed).to.have.length(1);
  });

  it('stays clear of spots that are already ordered, also of the week next door', () => {
    const cells = week(1, 3);
    const held: HeldSpot[] = [{ minute: 1200 + 60 - 10 }];
    const answer = placeSpots({
      cells,
      demands: [{ key: 'x', spots: 1, cellKeys: ['0/1', '0/2'] }],
      separationMinutes: 15,
      held,
    });
    expect(answer.placed).to.deep.equal([{ demandKey: 'x', cellKey: '0/1' }]);
  });

  it('counts ordered spots of the line as part of its week', () => {
    const cells = week(2, 2);
    const held: HeldSpot[] = [{ minute: 1200, day: 0, halfHour: 0, demandKey: 'x' }];
    const answer = placeSpots({
      cells,
      demands: [{ key: 'x', spots: 1, cellKeys: keysOf(cells) }],
      separationMinutes: 15,
      held,
    });
    expect(answer.placed).to.deep.equal([{ demandKey: 'x', cellKey: '1/1' }]);
  });
});

const weeks = fc.record({
  soldOut: fc.uniqueArray(fc.integer({ min: 0, max: 34 }), { maxLength: 20 }),
  demands: fc.array(fc.record({ spots: fc.integer({ min: 0, max: 6 }), from: fc.integer({ min: 0, max: 4 }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  separationMinutes: fc.constantFrom(0, 15, 45, 90),
  held: fc.array(fc.integer({ min: 0, max: 34 }), { maxLength: 2 }),
  seed: fc.integer(),
});
type Week = typeof weeks extends fc.Arbitrary<infer T> ? T : never;

function inputOf({ soldOut, demands, separationMinutes, held }: Week): PlacementInput {
  const all = week(7, 5);
  const cells = week(
    7,
    5,
    soldOut.map((at) => all[at]?.key ?? ''),
  );
  return {
    cells,
    separationMinutes,
    demands: demands.map(({ spots, from }, at) => ({
      key: `d${at}`,
      spots,
      cellKeys: keysOf(cells.filter(({ halfHour }) => halfHour >= from)),
    })),
    held: held.map((at) => {
      const { day = 0, halfHour = 0, minute = 0 } = all[at] ?? {};
      return { day, halfHour, minute, demandKey: 'd0' };
    }),
  };
}

describe('Every placement', () => {
  it('holds all rules, counts every spot once, and costs at least the bound', () => {
    fc.assert(
      fc.property(weeks, (given) => {
        const input = inputOf(given);
        const answer = placeSpots(input, { random: seededRandom(given.seed), shakes: 3 });
        const minutes = new Map(input.cells.map((cell) => [cell.key, cell]));
        const times = [...answer.placed.map(({ cellKey }) => minutes.get(cellKey)?.minute ?? 0)];
        const all = [...times, ...(input.held ?? []).map(({ minute }) => minute)];
        for (const [at, time] of times.entries()) {
          all.forEach((other, place) => {
            if (place !== at) expect(Math.abs(other - time)).to.be.at.least(input.separationMinutes);
          });
        }
        for (const { cellKey } of answer.placed) expect(minutes.get(cellKey)?.avails).to.be.above(0);
        for (const { key, spots } of input.demands) {
          const placed = answer.placed.filter(({ demandKey }) => demandKey === key).length;
          const missed = answer.missed.find(({ demandKey }) => demandKey === key)?.spots ?? 0;
          expect(placed + missed).to.equal(spots);
        }
        expect(answer.cost).to.be.at.least(answer.lowerBound);
      }),
      { numRuns: 150 },
    );
  });

  it('is a feasible solution of the exact model at the same cost', () => {
    fc.assert(
      fc.property(weeks, (given) => {
        const input = inputOf(given);
        const tables = placementTables(input);
        const answer = placeSpots(input);
        const { model, read } = placementModel(tables);
        const values = modelValues(model, input, answer);
        expect(brokenRules(model, values).filter((name) => / at |^apart|^spots of/.test(name))).to.deep.equal([]);
        const cells = read(values);
        const demandOf = input.demands.flatMap(({ spots }, at) => Array.from({ length: spots }, () => at));
        expect(placementCost(tables, demandOf, cells)).to.equal(answer.cost);
        expect(placementBound(tables)).to.equal(answer.lowerBound);
      }),
      { numRuns: 60 },
    );
  });
});

/** The yes-or-no part of a model's solution for a placement. */
function modelValues(
  model: ReturnType<typeof placementModel>['model'],
  input: PlacementInput,
  answer: ReturnType<typeof placeSpots>,
): Float64Array {
  const index = new Map(input.cells.map(({ key }, at) => [key, at]));
  const wanted = new Map<string, number>();
  for (const { demandKey, cellKey } of answer.placed) {
    const name = `${demandKey} at ${index.get(cellKey)}`;
    wanted.set(name, (wanted.get(name) ?? 0) + 1);
  }
  for (const { demandKey, spots } of answer.missed) wanted.set(`${demandKey} missed`, spots);
  return Float64Array.from(model.columns, ({ name }) => wanted.get(name) ?? 0);
}

describe('Planning a week again after a pre-emption', () => {
  const cells = week(5, 3);
  const demandCells = { x: keysOf(cells), narrow: ['1/0'] };
  const spot = (spotId: string, cellKey: string, demandKey = 'x') => ({ spotId, cellKey, demandKey });

  it('finds the lost spot another place and moves nobody', () => {
    const current = [spot('a', '0/0'), spot('b', '2/1'), spot('c', '4/2')];
    const input = {
      cells,
      demandCells,
      current,
      lostSpotIds: ['b'],
      closedCellKeys: ['2/0', '2/1', '2/2'],
      separationMinutes: 15,
    };
    const answer = replanSpots(input);
    expect(answer.moved).to.deep.equal([]);
    expect(answer.missedSpotIds).to.deep.equal([]);
    expect(answer.placed.map(({ spotId }) => spotId)).to.deep.equal(['b']);
    expect(answer.placed[0]?.cellKey).to.match(/^[13]\/1$/);
  });

  it('moves one other spot when only that makes room', () => {
    const current = [spot('a', '1/0'), spot('n', '1/0', 'narrow')];
    const input = { cells, demandCells, current, lostSpotIds: ['n'], closedCellKeys: [], separationMinutes: 15 };
    const answer = replanSpots(input);
    expect(answer.placed).to.deep.equal([{ spotId: 'n', cellKey: '1/0' }]);
    expect(answer.moved.map(({ spotId, fromCellKey }) => [spotId, fromCellKey])).to.deep.equal([['a', '1/0']]);
  });

  it('leaves a locked spot alone and reports the lost one as missed', () => {
    const current = [{ ...spot('a', '1/0'), locked: true }, spot('n', '1/0', 'narrow')];
    const input = { cells, demandCells, current, lostSpotIds: ['n'], closedCellKeys: [], separationMinutes: 15 };
    expect(replanSpots(input)).to.deep.equal({ placed: [], moved: [], missedSpotIds: ['n'] });
  });
});
