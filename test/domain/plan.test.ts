import { expect } from 'chai';
import {
  CHANNELS,
  PLAN_ACTIONS,
  PLAN_STATUSES,
  channelGroup,
  isPlanEditable,
  lineBudgetCents,
  lineSpotCostCents,
  nextVersion,
  planBudgetCents,
  planSealText,
  planStep,
  type Plan,
} from '../../shared/domain/plan.ts';
import { aFlight, aLine, aTvLine } from '../support/plans.ts';

const plan: Plan = {
  id: 'pln_1',
  campaignId: 'cmp_1',
  number: 1,
  version: '1.0',
  status: 'draft',
  lines: [aLine(), aTvLine()],
};

describe('a plan', () => {
  it('takes exactly these steps', () => {
    const taken = PLAN_STATUSES.flatMap((status) =>
      PLAN_ACTIONS.flatMap((action) => {
        const step = planStep(status, action);
        return step.kind === 'ok' ? [`${status} ${action} ${step.status}`] : [];
      }),
    );
    expect(taken).to.deep.equal([
      'draft submit in_review',
      'in_review return draft',
      'in_review approve approved',
      'approved supersede superseded',
    ]);
    expect(PLAN_STATUSES.filter((status) => isPlanEditable({ status }))).to.deep.equal(['draft']);
  });

  it('adds up its flights, without the canceled ones', () => {
    const line = aLine({
      flights: [
        aFlight({ id: 'a', budgetCents: 100 }),
        aFlight({ id: 'b', budgetCents: 20 }),
        aFlight({ id: 'c', budgetCents: 3, status: 'canceled' }),
      ],
    });
    expect(lineBudgetCents(line)).to.equal(120);
    expect(planBudgetCents({ lines: [line, aTvLine()] })).to.equal(400_120);
    expect(planBudgetCents({ lines: [] })).to.equal(0);
  });

  it('prices a TV spot on gross, whatever basis its rate is quoted on', () => {
    const netCpp = { kind: 'cpp', amountMicros: 42_500_000, basis: 'net' } as const;
    expect(lineSpotCostCents(aTvLine(), 1_500)).to.equal(40_000); // 8.0 × $50.00
    expect(lineSpotCostCents(aTvLine({ rate: netCpp }), 1_500)).to.equal(40_000); // $42.50 ÷ .85 = $50.00
    const flat = { kind: 'flat', amountMicros: 340_000_000, basis: 'net' } as const;
    expect(lineSpotCostCents(aTvLine({ rate: flat }), 1_500)).to.equal(40_000); // $340.00 ÷ .85
    const byThousand = { kind: 'cpm', amountMicros: 10_000_000, basis: 'gross' } as const;
    expect(lineSpotCostCents(aTvLine({ rate: byThousand }), 1_500)).to.equal(undefined);
    expect(lineSpotCostCents(aLine(), 1_500)).to.equal(undefined);
  });

  it('groups its channels', () => {
    expect(CHANNELS.filter((channel) => channelGroup(channel) === 'tv')).to.deep.equal(['linear_tv']);
    expect(CHANNELS.filter((channel) => channelGroup(channel) === 'digital')).to.deep.equal([
      'ctv',
      'olv',
      'display',
      'social',
      'search',
      'streaming_audio',
    ]);
  });

  it('counts its versions', () => {
    expect(nextVersion('1.0')).to.equal('1.1');
    expect(nextVersion('1.9')).to.equal('1.10');
    expect(() => nextVersion('one')).to.throw(RangeError, 'like 1.0');
  });

  it('is sealed by its content: not by status, hash, undefined fields or the order they were written in', () => {
    const text = planSealText(plan);
    expect(planSealText({ ...plan, status: 'approved', hash: 'abc' })).to.equal(text);
    const reordered = Object.fromEntries(Object.entries(plan).toReversed()) as unknown as Plan;
    expect(planSealText(reordered)).to.equal(text);
    expect(planSealText({ ...plan, lines: [{ ...aLine(), demo: undefined }, aTvLine()] })).to.equal(text);
    const started = aLine({ flights: [aFlight({ status: 'active' })] });
    expect(planSealText({ ...plan, lines: [started, aTvLine()] })).to.equal(text);
    const aCentMore = aLine({ flights: [aFlight({ budgetCents: 5_000_001 })] });
    expect(planSealText({ ...plan, lines: [aCentMore, aTvLine()] })).not.to.equal(text);
    expect(planSealText({ ...plan, lines: [aTvLine(), aLine()] })).not.to.equal(text);
  });
});
