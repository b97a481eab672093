import { expect } from 'chai';
import fc from 'fast-check';
import { responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import { plannedLine } from '../../../shared/domain/allocation/scenarios/planned-line.ts';
import type {
  OpponentSpend,
  ScenarioInputs,
  ScenarioLine,
  WhatIf,
} from '../../../shared/domain/allocation/scenarios/scenario.ts';
import { standSideBySide } from '../../../shared/domain/allocation/scenarios/side-by-side.ts';
import { solveScenario, type ScenarioAnswer } from '../../../shared/domain/allocation/scenarios/solve-scenario.ts';
import type { Channel } from '../../../shared/domain/plan.ts';
import { line, mm, V5 } from './support.ts';

const WEEKS = ['2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26'] as const;
const LAST = '2026-10-26';

/** A line of the plan with the same dollars in each of the four weeks. */
function planned(id: string, channel: Channel, weeklyDollars: number): ScenarioLine {
  const weeks = WEEKS.map((weekStart) => ({ weekStart, cents: weeklyDollars * 100 }));
  return { id, name: `The ${id}`, channel, plannedCents: weeklyDollars * 400, weeks };
}

const inputs: ScenarioInputs = {
  request: { budgetCents: 5_000_000, goal: { kind: 'maximize_response' }, lines: V5 },
  lines: [planned('search', 'search', 3_000), planned('social', 'social', 3_000), planned('tv', 'linear_tv', 6_500)],
  opponent: [],
};

function answerOf(given: ScenarioInputs, changes: readonly WhatIf[]): ScenarioAnswer {
  const result = solveScenario(given, changes);
  if (result.kind === 'refused') throw new Error(result.issues.map(({ message }) => message).join(' '));
  return result;
}

/** What the others spend on a channel in each week, in dollars. */
const everyWeek = (channel: Channel, dollars: number): readonly OpponentSpend[] =>
  WEEKS.map((weekStart) => ({ channel, weekStart, cents: dollars * 100 }));

describe('a scenario', () => {
  it('without changes is the best split itself, its weeks in the plan’s pattern', () => {
    const answer = answerOf(inputs, []);
    expect(answer.allocations.map(({ cents }) => cents)).to.deep.equal([1_129_052, 967_590, 2_903_358]);
    expect(answer.proof.status).to.equal('optimal');
    expect(answer.byWeek).to.equal(false);
    // $11,290.52 over four even weeks is $2,822.63 each.
    expect(answer.allocations[0]!.weeks.map(({ cents }) => cents)).to.deep.equal([282_263, 282_263, 282_263, 282_263]);
    // 900 × 12/18 + 700 × 12/21 + 2,200 × 26/71.
    expect(answer.plannedResponse).to.be.closeTo(600 + 400 + (2_200 * 26) / 71, 1e-9);
  });

  it('leaves the money of lines that were not sent where it is, and counts it to the whole budget', () => {
    const [, ...lines] = V5;
    const held = { ...inputs, request: { ...inputs.request, budgetCents: 3_800_000, lines } };
    const answer = answerOf(held, [{ kind: 'budget_change', basisPoints: 1_000 }]);
    // $38,000.00 and $12,000.00 held are $50,000.00; a tenth more is $55,000.00, of which $43,000.00 is split.
    expect(answer.heldCents).to.equal(1_200_000);
    expect(answer.totalCents).to.equal(4_300_000);
    const refused = solveScenario(held, [{ kind: 'budget', cents: 1_100_000 }]);
    expect(refused.kind === 'refused' && refused.issues[0]).to.include({
      code: 'budget_below_held',
      path: 'changes.0',
    });
  });

  it('prices a channel: what cost $100 costs $110', () => {
    const byChannel = answerOf(inputs, [{ kind: 'price', basisPoints: 1_000, channels: ['linear_tv'] }]);
    const byLine = answerOf(inputs, [{ kind: 'price', basisPoints: 1_000, lineIds: ['tv'] }]);
    expect(byChannel).to.deep.equal(byLine);
    expect(byChannel.response).to.be.below(answerOf(inputs, []).response);
    const nobody = solveScenario(inputs, [{ kind: 'price', basisPoints: 1_000, channels: ['ooh'] }]);
    expect(nobody.kind === 'refused' && nobody.issues[0]!.code).to.equal('price_of_nothing');
  });

  it('loses a week: a quarter of each curve goes, the money moves to the other weeks, what lay in it is lost', () => {
    const answer = answerOf(inputs, [{ kind: 'lost_week', weekStart: LAST }]);
    expect(answer.byWeek).to.equal(true);
    for (const one of answer.allocations) {
      expect(one.weeks.map(({ weekStart }) => weekStart)).to.deep.equal(WEEKS.slice(0, 3));
      expect(one.weeks.reduce((sum, { cents }) => sum + cents, 0)).to.equal(one.cents);
    }
    // Three of four weeks with three of four dollars bring three quarters: the plan’s 600 + 400 + 805.63.
    expect(answer.plannedResponse).to.be.closeTo(0.75 * (1_000 + (2_200 * 26) / 71), 1e-9);
    const never = solveScenario(inputs, [{ kind: 'lost_week', weekStart: '2026-12-07' }]);
    expect(never.kind === 'refused' && never.issues[0]!.code).to.equal('week_unknown');
  });

  it('gives nothing to a line that ran in the lost week only, and says so', () => {
    const [search, social, tv] = inputs.lines;
    const once = { ...tv!, weeks: [{ weekStart: LAST, cents: 2_600_000 }] };
    const answer = answerOf({ ...inputs, lines: [search!, social!, once] }, [{ kind: 'lost_week', weekStart: LAST }]);
    expect(answer.allocations[2]).to.include({ cents: 0, state: 'off' });
    expect(answer.issues.map(({ code }) => code)).to.deep.equal(['all_weeks_lost']);
  });

  it('is refused with every reason when the constraints clash, naming lines by their names', () => {
    const clash = { minCents: 2_000_000, maxCents: 1_000_000 };
    const request = { ...inputs.request, lines: V5.map((one) => ({ ...one, ...clash })) };
    const result = solveScenario({ ...inputs, request }, []);
    const messages = result.kind === 'refused' ? result.issues.map(({ message }) => message) : [];
    for (const name of ['The search', 'The social', 'The tv'])
      expect(messages.some((message) => message.startsWith(`Line "${name}" must take at least $20,000.00`))).to.equal(
        true,
      );
  });
});

describe('an opponent’s spend', () => {
  it('is the half-saturation of each week and channel: the share won is ours ÷ (ours + theirs)', () => {
    const one: ScenarioInputs = {
      request: { budgetCents: 2_600_000, goal: { kind: 'maximize_response' }, lines: [V5[2]!] },
      lines: [planned('tv', 'linear_tv', 6_500)],
      opponent: [],
    };
    const answer = answerOf(one, [{ kind: 'opponent', spend: everyWeek('linear_tv', 20_000) }]);
    // A quarter of 2,200 each week, won by 6,500 ÷ (6,500 + 20,000).
    expect(answer.response).to.be.closeTo((4 * 550 * 6_500) / 26_500, 1e-9);
    expect(answer.plannedResponse).to.be.closeTo(answer.response, 1e-9);
    expect(answer.allocations[0]!.weeks.map(({ cents }) => cents)).to.deep.equal([650_000, 650_000, 650_000, 650_000]);
  });

  it('is met once by all lines of a channel together', () => {
    const spend = everyWeek('ctv', 20_000);
    const whole: ScenarioInputs = {
      request: { budgetCents: 2_600_000, goal: { kind: 'maximize_response' }, lines: [mm('a', 2_200, 45_000)] },
      lines: [planned('a', 'ctv', 6_500)],
      opponent: [],
    };
    const halves: ScenarioInputs = {
      request: { ...whole.request, lines: [mm('a', 1_100, 22_500), mm('b', 1_100, 22_500)] },
      lines: [planned('a', 'ctv', 3_250), planned('b', 'ctv', 3_250)],
      opponent: [],
    };
    const apart = answerOf(halves, [{ kind: 'opponent', spend }]);
    expect(apart.response).to.be.closeTo(answerOf(whole, [{ kind: 'opponent', spend }]).response, 1e-9);
    expect(apart.proof.status).to.equal('optimal');
  });

  it('moves money away from where it is heavy, within the bounds of the line', () => {
    const heavy = [{ channel: 'linear_tv', weekStart: LAST, cents: 20_000_000 }] as const;
    const answer = answerOf(inputs, [{ kind: 'opponent', spend: heavy }]);
    const [before] = answerOf(inputs, []).allocations.slice(2);
    expect(answer.allocations[2]!.cents).to.be.below(before!.cents);
    const weeks = answer.allocations[2]!.weeks.map(({ cents }) => cents);
    expect(weeks[3]).to.be.below(weeks[0]!);
    expect(answer.totalCents).to.equal(5_000_000);
    // Without a bound the line gets less than $28,000.00; the bound holds over its weeks together.
    const bound = { ...inputs.request, lines: [V5[0]!, V5[1]!, { ...V5[2]!, minCents: 2_800_000 }] };
    const kept = answerOf({ ...inputs, request: bound }, [{ kind: 'opponent', spend: heavy }]);
    expect(kept.allocations[2]).to.include({ cents: 2_800_000, state: 'at_minimum' });
    expect(kept.response).to.be.at.most(answer.response);
  });

  it('is what was seen unless something else is said, times the change', () => {
    const seen = { ...inputs, opponent: everyWeek('linear_tv', 20_000) };
    const said = answerOf(inputs, [{ kind: 'opponent', spend: everyWeek('linear_tv', 30_000) }]);
    expect(answerOf(seen, [{ kind: 'opponent', changeBasisPoints: 5_000 }])).to.deep.equal(said);
    const unknown = solveScenario(inputs, [{ kind: 'opponent' }]);
    expect(unknown.kind === 'refused' && unknown.issues[0]!.code).to.equal('opponent_unknown');
  });

  it('can’t be weighed on a curve without a ceiling, and meets a line bought in steps as a whole: both are said', () => {
    const lines = [
      line('search', { kind: 'log', scale: 300, offsetCents: 200_000 }),
      { ...V5[2]!, stepCents: 250_000 },
    ];
    const given = { ...inputs, request: { ...inputs.request, lines } };
    const spend = [...everyWeek('search', 9_000), ...everyWeek('linear_tv', 20_000)];
    const answer = answerOf(given, [{ kind: 'opponent', spend }]);
    expect(answer.issues.map(({ code }) => code)).to.deep.equal(['curve_without_ceiling', 'weeks_together']);
    // Four weeks of $20,000.00 are a half-saturation of $80,000.00.
    const tv = answer.allocations[1]!;
    expect(tv.cents % 250_000).to.equal(0);
    expect(tv.response).to.be.closeTo((2_200 * tv.cents) / (tv.cents + 8_000_000), 1e-9);
  });

  it('never helps, places every cent, and the same inputs give the same answer', () => {
    const row = fc.record({
      channel: fc.constantFrom<Channel>('search', 'social', 'linear_tv'),
      weekStart: fc.constantFrom(...WEEKS),
      cents: fc.integer({ min: 1, max: 5_000_000 }),
    });
    const quiet = answerOf(inputs, []).response;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.integer({ min: 0, max: 20_000 }), (spend, bp) => {
        const answer = answerOf(inputs, [{ kind: 'opponent', spend }]);
        expect(answer.totalCents).to.equal(5_000_000);
        expect(answer.response).to.be.at.most(quiet * (1 + 1e-6));
        expect(answer.response).to.be.at.least(answer.plannedResponse * (1 - 1e-9));
        const more = answerOf(inputs, [{ kind: 'opponent', spend, changeBasisPoints: bp }]);
        expect(more.response).to.be.at.most(answer.response * (1 + 1e-6));
        const again = JSON.parse(JSON.stringify(inputs)) as ScenarioInputs;
        expect(answerOf(again, [{ kind: 'opponent', spend }])).to.deep.equal(answer);
      }),
      { numRuns: 60 },
    );
  });
});

describe('scenarios side by side', () => {
  const seen = { ...inputs, opponent: everyWeek('linear_tv', 20_000).slice(0, 2) };
  const scenario = (id: string, given: ScenarioInputs, changes: readonly WhatIf[]) => ({
    id,
    inputs: given,
    changes,
    answer: answerOf(given, changes),
  });

  it('foot to the cent and say what each would change in the plan', () => {
    const table = standSideBySide(seen.lines, seen.opponent, [
      scenario('scn_a', seen, []),
      scenario('scn_b', seen, [{ kind: 'budget', cents: 6_000_000 }]),
    ]);
    expect(table.plan.totalCents).to.equal(5_000_000);
    table.scenarios.forEach((one, column) => {
      const sum = table.lines.reduce((cents, row) => cents + (row.cells[column]?.cents ?? 0), 0);
      expect(sum).to.equal(one.totalCents);
    });
    // $11,290.52 less the plan’s $12,000.00.
    expect(table.lines[0]!.cells[0]).to.include({ cents: 1_129_052, differenceCents: -70_948 });
    // $50,000.00 ÷ 1,813.125968 = $27.576683.
    expect(table.scenarios[0]!.costPerResponseMicros).to.equal(27_576_683);
  });

  it('are four at most', () => {
    const five = Array.from({ length: 5 }, (_, index) => scenario(`scn_${index}`, seen, []));
    expect(standSideBySide(seen.lines, [], five.slice(1)).scenarios).to.have.length(4);
    expect(() => standSideBySide(seen.lines, [], five)).to.throw(RangeError, 'Up to 4');
  });

  it('keep lines that only one side knows', () => {
    const [search, social] = seen.lines;
    const table = standSideBySide(
      [search!, social!, planned('radio', 'radio', 100)],
      [],
      [scenario('scn_a', seen, [])],
    );
    expect(table.lines.map(({ id, planCents }) => [id, planCents])).to.deep.equal([
      ['search', 1_200_000],
      ['social', 1_200_000],
      ['radio', 40_000],
      ['tv', null],
    ]);
    expect(table.lines[2]!.cells).to.deep.equal([null]);
    expect(table.lines[3]!.cells[0]).to.include({ differenceCents: null });
  });

  it('show our share of voice in the weeks the others were seen, and no share elsewhere', () => {
    const table = standSideBySide(seen.lines, seen.opponent, [
      scenario('scn_a', seen, [{ kind: 'opponent', changeBasisPoints: 10_000 }]),
    ]);
    // $12,500.00 beside $20,000.00 is 12.5 ÷ 32.5; twice as much in the scenario.
    expect(table.plan.voice[0]!.share).to.be.closeTo(12.5 / 32.5, 1e-12);
    expect(table.plan.voice[2]).to.include({ theirsCents: null, share: null });
    expect(table.scenarios[0]!.voice[0]!.theirsCents).to.equal(4_000_000);
  });
});

describe('a planned line', () => {
  it('lies in the weeks its flights run, canceled ones left out', () => {
    const flight = { id: 'flt_a', budgetCents: 30_000, pattern: { kind: 'even' }, hardStop: true } as const;
    const run = { ...flight, startDay: '2026-10-05', endDay: '2026-10-26', status: 'draft' } as const;
    const gone = { ...flight, id: 'flt_b', startDay: '2026-11-02', endDay: '2026-11-09', status: 'canceled' } as const;
    const kept = plannedLine({ id: 'lin_a', name: 'A', channel: 'ctv', flights: [run, gone] });
    expect(kept.weeks).to.deep.equal(WEEKS.slice(0, 3).map((weekStart) => ({ weekStart, cents: 10_000 })));
    expect(kept.plannedCents).to.equal(30_000);
    expect(responseAt({ kind: 'linear', perDollar: 1 }, kept.plannedCents)).to.equal(300);
  });
});
