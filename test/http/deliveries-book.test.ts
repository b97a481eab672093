import { expect } from 'chai';
import fc from 'fast-check';
import { systemClock } from '../../server/clock.ts';
import { createDaysModel } from '../../server/deliveries/days.model.ts';
import { createFactsModel } from '../../server/deliveries/facts.model.ts';
import { createTotalsBook } from '../../server/deliveries/ledger/book-totals.ts';
import { createDayKeeper } from '../../server/deliveries/ledger/day-keeper.ts';
import { storedFactOf, type StoredFact } from '../../server/deliveries/ledger/fact.ts';
import { createRecount } from '../../server/deliveries/ledger/recount.ts';
import { createReportedFacts } from '../../server/deliveries/reported-facts.ts';
import { ZERO_METRICS, addMetrics, type Metrics } from '../../shared/domain/delivery/metrics.ts';
import { MEASUREMENT_WINDOWS } from '../../shared/domain/delivery/report-row.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

/** A report of one row: which day, hour, window and revision, and one of two opinions on the number. */
const reports = fc.array(
  fc.record({
    placement: fc.constantFrom('ctv', 'ctv|b', 'radio'),
    day: fc.integer({ min: 1, max: 2 }),
    hour: fc.option(fc.integer({ min: 12, max: 13 }), { nil: null, freq: 3 }),
    window: fc.constantFrom(...MEASUREMENT_WINDOWS),
    revision: fc.integer({ min: 0, max: 3 }),
    opinion: fc.constantFrom(0, 0, 0, 1),
    /** Which of two processes takes it, and how many reports it waits for. */
    process: fc.constantFrom(0, 1),
    isTogether: fc.boolean(),
  }),
  { minLength: 1, maxLength: 25 },
);
type Report = (typeof reports extends fc.Arbitrary<infer T> ? T : never)[number];

describe('The book of totals', () => {
  let app: TestApp;
  let runs = 0;
  before(async () => {
    app = await startTestApp();
  });
  after(() => app.stop());

  const factsOf = (sourceId: string, given: readonly Report[]): readonly StoredFact[] =>
    given.map(({ placement, day, hour, window, revision, opinion }, index) => {
      const spendMicros = 1_000_000 + (hour ?? 50) * 1_000 + revision * 10 + opinion;
      const period = hour === null ? { day: `2026-10-0${day}` } : { hour: `2026-10-0${day}T${hour}:00:00Z` };
      const none = { clicks: 0, completedViews: 0, conversions: 0, conversionValueMicros: 0, grpHundredths: 0 };
      const row = { rowId: `r${index}`, kind: 'total', impressions: 1, ...period, ...none } as const;
      const origin = { attemptId: `att-${index}`, index: 0, at: 1_000 + index };
      return storedFactOf({ sourceId, timeZone: 'UTC' }, { ...row, placement, window, revision, spendMicros }, origin);
    });

  /** Two processes over one store, each with a memory of its own. */
  const openBooks = () => {
    const facts = createFactsModel(app.connection);
    const days = createDaysModel(app.connection);
    const books = [0, 1].map(() => {
      const keeper = createDayKeeper({ facts, days, clock: systemClock, onChanged: () => {} });
      return createTotalsBook({ facts, keeper });
    });
    return { facts, days, books };
  };

  it('keeps each fact once and ends in the newest, whatever the order, the repeats and the races of two processes', async () => {
    await fc.assert(
      fc.asyncProperty(reports, async (given) => {
        const sourceId = `src_book${(runs += 1)}`;
        const { facts, days, books } = openBooks();
        const sent = factsOf(sourceId, given);
        const settled: { fact: StoredFact; kind: string }[] = [];
        let together: Promise<unknown>[] = [];
        for (const [index, fact] of sent.entries()) {
          const report = given[index];
          const book = books[report?.process ?? 0];
          if (!book) throw new Error('There are two books.');
          together.push(book([fact]).then(([one]) => settled.push({ fact, kind: one?.kind ?? '' })));
          if (report?.isTogether) continue;
          await Promise.all(together);
          together = [];
        }
        await Promise.all(together);

        const listed: StoredFact[] = [];
        const range = { from: `${sourceId}|`, to: `${sourceId}}` };
        const reported = createReportedFacts({ facts, days });
        for (let after: string | undefined; ;) {
          const page = await reported.listRange('total', { ...range, after }, 3);
          listed.push(...page);
          after = page.at(-1)?.id;
          if (page.length < 3) break;
        }
        // One fact for each identity, and it is the one whose sender was told "stored".
        const identities = [...new Set(sent.map(({ id }) => id))].toSorted();
        expect(listed.map(({ id }) => id)).to.deep.equal(identities);
        const stored = settled.filter(({ kind }) => kind === 'stored').map(({ fact }) => fact.attemptId);
        expect(stored.toSorted()).to.deep.equal(listed.map(({ attemptId }) => attemptId).toSorted());
        // Everybody else was told whether the numbers agree with it.
        const known = new Map(listed.map((fact) => [fact.id, fact]));
        for (const { fact, kind } of settled) {
          if (kind === 'stored') continue;
          const isSame = known.get(fact.id)?.measures.spendMicros === fact.measures.spendMicros;
          expect(kind).to.equal(isSame ? 'duplicate' : 'quarantined');
        }
        // The days are the newest of the listed facts, counted here in the plainest way.
        const states = new Map((await days.listRange(range, 100)).map((state) => [state.id, state.totals]));
        expect(Object.fromEntries(states)).to.deep.equal(plainTotals(listed));
        const recount = await createRecount({ facts, days, clock: systemClock })(sourceId);
        expect(recount).to.deep.equal({
          days: states.size,
          facts: identities.length,
          repaired: 0,
          adjustmentMismatches: 0,
        });
        // Sent once more, as after a crash: each fact's own sender is told the same, and nothing changes.
        const [book] = books;
        if (!book) throw new Error('There are two books.');
        const again = await Promise.all(sent.map((fact) => book([fact])));
        for (const [index, fact] of sent.entries()) {
          if (stored.includes(fact.attemptId)) expect(again[index]?.[0]?.kind).to.equal('stored');
        }
        const unchanged = new Map((await days.listRange(range, 100)).map((state) => [state.id, state.totals]));
        expect(Object.fromEntries(unchanged)).to.deep.equal(Object.fromEntries(states));
      }),
      { numRuns: 60 },
    );
  });

  it('finds and repairs a day that was changed behind its back', async () => {
    const sourceId = `src_book${(runs += 1)}`;
    const { facts, days, books } = openBooks();
    const base = {
      placement: 'ctv',
      day: 1,
      hour: null,
      window: 'final',
      opinion: 0,
      process: 0,
      isTogether: false,
    } as const;
    const [first, second] = factsOf(sourceId, [
      { ...base, revision: 1 },
      { ...base, revision: 2 },
    ]);
    if (!first || !second) throw new Error('Two facts were made.');
    await books[0]?.([first]);
    // Somebody keeps the second beside its day without folding it in.
    await facts.insert('total', [second]);
    const recount = createRecount({ facts, days, clock: systemClock });
    expect(await recount(sourceId)).to.include({ facts: 2, repaired: 1 });
    expect((await days.findByIds([first.dayId]))[0]?.totals.spendMicros).to.equal(second.measures.spendMicros);
    expect(await recount(sourceId)).to.deep.equal({ days: 1, facts: 2, repaired: 0, adjustmentMismatches: 0 });
  });
});

/** Per grain the newest revision of the latest window; a whole-day total stands for its hours. */
function plainTotals(facts: readonly StoredFact[]): Record<string, Metrics> {
  const totals: Record<string, Metrics> = {};
  const rank = ({ window, revision }: StoredFact) => MEASUREMENT_WINDOWS.indexOf(window) * 1_000 + revision;
  for (const dayId of new Set(facts.map((fact) => fact.dayId))) {
    const ofDay = facts.filter((fact) => fact.dayId === dayId);
    const grains = [...new Set(ofDay.map(({ grain }) => grain))];
    const counting = grains.includes('-') ? ['-'] : grains;
    totals[dayId] = counting
      .map((grain) => ofDay.filter((fact) => fact.grain === grain).toSorted((a, b) => rank(b) - rank(a))[0])
      .reduce((sum, fact) => (fact ? addMetrics(sum, fact.measures) : sum), ZERO_METRICS);
  }
  return totals;
}
