import { expect } from 'chai';
import fc from 'fast-check';
import { buyRules } from '../../shared/domain/buying/buy-rules.ts';
import { buyValue, vehicleLines } from '../../shared/domain/buying/buy-value.ts';
import { type BuyInput, mostSpots } from '../../shared/domain/buying/buying.ts';
import { placementCost, placementTables } from '../../shared/domain/placement/placement-state.ts';
import type { PlacementInput } from '../../shared/domain/placement/placement.ts';
import { createSolverPool, type SolverPool } from '../../server/solvers/solver-pool.ts';

/** The best value over every buy that keeps the rules; −Infinity when there is none. */
function bestBuyByTrying(input: BuyInput): number {
  const rules = buyRules(input);
  const most = input.lines.map((line) => mostSpots(line, input.stopDay));
  const vehicles = vehicleLines(input, most);
  const spots = input.lines.map(() => 0);
  let best = -Infinity;
  const go = (at: number): void => {
    const line = input.lines[at];
    if (!line) {
      const holds = rules.every((rule) => {
        const used = rule.lines.reduce((sum, own, place) => sum + (rule.amounts[place] ?? 0) * (spots[own] ?? 0), 0);
        return used >= rule.lower && used <= rule.upper;
      });
      if (holds) best = Math.max(best, buyValue(input, vehicles, spots));
      return;
    }
    for (let count = line.lockedSpots ?? 0; count <= (most[at] ?? 0); count += 1) {
      const isTooFew = count > 0 && line.lockedSpots === undefined && count < (line.minimumWhenUsed ?? 0);
      if (isTooFew) continue;
      spots[at] = count;
      go(at + 1);
    }
    spots[at] = 0;
  };
  go(0);
  return best;
}

/** The least cost over every way to put the spots into cells or miss them. */
function leastPlacementByTrying(input: PlacementInput): number {
  const tables = placementTables(input);
  const demandOf = tables.demandSpots.flatMap((spots, demand) => Array.from({ length: spots }, () => demand));
  const cellOf: number[] = [];
  let least = Infinity;
  const apart = (cell: number): boolean =>
    cellOf.every((other) => {
      if (other < 0) return true;
      const gap = Math.abs((tables.cellMinute[other] ?? 0) - (tables.cellMinute[cell] ?? 0));
      return other !== cell && gap >= tables.separation;
    });
  const go = (): void => {
    if (cellOf.length === demandOf.length) {
      least = Math.min(least, placementCost(tables, demandOf, cellOf));
      return;
    }
    for (const cell of [-1, ...(tables.demandCells[demandOf[cellOf.length] ?? 0] ?? [])]) {
      if (cell >= 0 && !apart(cell)) continue;
      cellOf.push(cell);
      go();
      cellOf.pop();
    }
  };
  go();
  return least;
}

const line = fc.record({
  station: fc.constantFrom('WAAA', 'WBBB'),
  daypart: fc.constantFrom('prime', 'early news'),
  week: fc.constantFrom('2026-10-05', '2026-10-12'),
  ratingHundredths: fc.integer({ min: 1, max: 900 }),
  costCents: fc.integer({ min: 1_000, max: 50_000 }),
  avails: fc.integer({ min: 0, max: 3 }),
  minimumWhenUsed: fc.constantFrom(undefined, 2),
  lockedSpots: fc.constantFrom(undefined, undefined, undefined, 1),
});
const buys = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 5 }),
  budgetCents: fc.integer({ min: 20_000, max: 300_000 }),
  cap: fc.integer({ min: 3_000, max: 10_000 }),
  floor: fc.integer({ min: 0, max: 2_000 }),
  minimum: fc.integer({ min: 0, max: 900 }),
  reach: fc.boolean(),
});
const VEHICLES = ['WAAA', 'WBBB'].flatMap((station, at) =>
  ['prime', 'early news'].map((daypart, part) => ({ station, daypart, alpha: 0.4 + 0.3 * at, beta: 0.9 + part })),
);

describe('The exact solvers, against trying everything', () => {
  let pool: SolverPool;
  before(() => {
    pool = createSolverPool({ threads: 1 });
  });
  after(() => pool.close());

  it('buys the most, or refuses exactly when there is no buy', () =>
    fc.assert(
      fc.asyncProperty(buys, async ({ lines, budgetCents, cap, floor, minimum, reach }) => {
        const input: BuyInput = {
          lines: lines.map((own, at) => ({ ...own, id: `l${at}`, lengthSeconds: 30 })),
          budgetCents,
          goal: reach ? { kind: 'reach', vehicles: VEHICLES } : { kind: 'rating_points' },
          stations: [{ station: 'WAAA', maximumShareBasisPoints: cap }],
          dayparts: [{ daypart: 'prime', minimumShareBasisPoints: floor }],
          weeks: [{ week: '2026-10-12', minimumHundredths: minimum, maximumHundredths: 2_500 }],
        };
        const best = bestBuyByTrying(input);
        const result = await pool.buy(input);
        if (result.kind === 'refused') {
          expect(best).to.equal(-Infinity);
          expect(result.issues.every(({ code }) => code === 'buy_infeasible')).to.equal(true);
          expect(result.issues).to.not.be.empty;
          return;
        }
        expect(result.answer.value)
          .to.be.at.least(best * (1 - 1.01e-4))
          .and.at.most(best + 1e-9);
        expect(result.bound).to.be.at.least(best - 1e-6);
        expect(result.status).to.equal('optimal');
      }),
      { numRuns: 80 },
    )).timeout(60_000);

  it('places at the least cost', () => {
    const weeks = fc.record({
      minutes: fc.uniqueArray(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 7 }),
      demands: fc.array(fc.record({ spots: fc.integer({ min: 1, max: 2 }), from: fc.integer({ min: 0, max: 2 }) }), {
        minLength: 1,
        maxLength: 2,
      }),
      separationMinutes: fc.constantFrom(15, 40, 1_500),
    });
    return fc.assert(
      fc.asyncProperty(weeks, async ({ minutes, demands, separationMinutes }) => {
        const cells = minutes.map((at) => {
          const [day, halfHour] = [Math.floor(at / 3), at % 3];
          return { key: String(at), day, halfHour, minute: day * 1_440 + halfHour * 30 };
        });
        const input: PlacementInput = {
          cells,
          separationMinutes,
          demands: demands.map(({ spots, from }, at) => ({
            key: `d${at}`,
            spots,
            cellKeys: cells.filter(({ halfHour }) => halfHour >= from).map(({ key }) => key),
          })),
        };
        const result = await pool.place(input);
        if (result.kind === 'refused') throw new Error('refused');
        expect(result.answer.cost).to.equal(leastPlacementByTrying(input));
        expect(result.status).to.equal('optimal');
        expect(result.bound).to.be.at.most(result.answer.cost);
      }),
      { numRuns: 80 },
    );
  }).timeout(60_000);
});
