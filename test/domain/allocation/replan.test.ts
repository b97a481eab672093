import { expect } from 'chai';
import fc from 'fast-check';
import { gainOfMoves, replan, type LineInFlight } from '../../../shared/domain/allocation/planning/replan.ts';
import { responseAt } from '../../../shared/domain/allocation/curves/response.ts';
import { V5 } from './support.ts';

const planned = { search: 1_129_052, social: 967_590, tv: 2_903_358 } as const;
const spent = { search: 434_251, social: 200_000, tv: 1_116_676 } as const;

function inFlight(change: Partial<Record<'search' | 'social' | 'tv', Partial<LineInFlight>>> = {}): LineInFlight[] {
  return V5.map(({ id, curve }) => {
    const key = id as keyof typeof planned;
    return { id, curve, plannedCents: planned[key], spentCents: spent[key], committedCents: 0, ...change[key] };
  });
}

describe('re-planning in flight', () => {
  it('R1: on plan and nothing changed, keeps the same totals and moves nothing', () => {
    const result = replan({ lines: inFlight(), thresholdBasisPoints: 0 });
    if (result.kind === 'infeasible') throw new Error('infeasible');
    expect(result.kind).to.equal('kept');
    expect(result.moves).to.deep.equal([]);
    expect(result.proposal.allocations.map((each) => each.cents)).to.deep.equal(Object.values(planned));
  });

  it('R3: search already at $13,000 takes 1,709.48 from the others: 9,331.53 and 27,668.47', () => {
    const result = replan({ lines: inFlight({ search: { spentCents: 1_300_000 } }), thresholdBasisPoints: 50 });
    if (result.kind === 'infeasible') throw new Error('infeasible');
    expect(result.kind).to.equal('required');
    expect(result.proposal.allocations.map((each) => each.cents)).to.deep.equal([1_300_000, 933_153, 2_766_847]);
    expect(result.proposal.response).to.be.closeTo(1809.767793, 5e-7);
    // Keeping the plan means taking the $1,709.48 from the others by the room they have; the proposal takes it where it costs least.
    expect(result.lines.reduce((sum, each) => sum + each.keptCents, 0)).to.equal(5_000_000);
    expect(result.moves.map(({ fromId, toId, cents }) => [fromId, toId, cents])).to.deep.equal([
      ['social', 'search', 34_437],
      ['tv', 'search', 136_511],
    ]);
    expect(result.unavoidable).to.be.below(0);
    expect(result.moves.reduce((sum, { gain }) => sum + gain, 0)).to.be.closeTo(result.gain + result.unavoidable, 1e-9);
  });

  it('moves what a line can no longer deliver to the others', () => {
    // TV can deliver $10,000.00 more: 11,166.76 + 10,000 = 21,166.76, so 7,866.82 looks for another place.
    const result = replan({ lines: inFlight({ tv: { deliverableCents: 1_000_000 } }), thresholdBasisPoints: 50 });
    if (result.kind === 'infeasible') throw new Error('infeasible');
    expect(result.kind).to.equal('proposed');
    expect(result.proposal.allocations[2]!.cents).to.equal(2_116_676);
    expect(result.proposal.allocations[2]!.state).to.equal('at_maximum');
    expect(result.moves.reduce((sum, { cents }) => sum + cents, 0)).to.equal(786_682);
    // What TV can't deliver does nothing there, so moving it costs nothing: the gain is all that the others add.
    const added = responseAt(V5[0]!.curve, result.lines[0]!.proposedCents) - responseAt(V5[0]!.curve, planned.search);
    const more = responseAt(V5[1]!.curve, result.lines[1]!.proposedCents) - responseAt(V5[1]!.curve, planned.social);
    expect(result.gain).to.be.closeTo(added + more, 1e-9);
  });

  it('leaves money where it is planned when no line can deliver it', () => {
    const full = { search: { deliverableCents: 694_801 }, social: { deliverableCents: 767_590 } };
    const result = replan({
      lines: inFlight({ ...full, tv: { deliverableCents: 1_000_000 } }),
      thresholdBasisPoints: 0,
    });
    if (result.kind === 'infeasible') throw new Error('infeasible');
    expect(result).to.include({ kind: 'kept', gain: 0, undeliverableCents: 786_682 });
    expect(result.lines.map((line) => line.proposedCents)).to.deep.equal(Object.values(planned));
  });

  it('proposes only above the threshold, as moves whose gains add up', () => {
    const lines = inFlight({ search: { plannedCents: 629_052 }, tv: { plannedCents: 3_403_358 } });
    const result = replan({ lines, thresholdBasisPoints: 10 });
    if (result.kind !== 'proposed') throw new Error(result.kind);
    const total = (cents: readonly number[]) => cents.reduce((sum, each) => sum + each, 0);
    expect(result.moves).to.have.length(1);
    expect(result.moves[0]).to.include({ fromId: 'tv', toId: 'search', cents: 500_000 });
    expect(total(result.moves.map((move) => move.gain))).to.be.closeTo(result.gain, 1e-12);
    const high = Math.ceil(result.gainBasisPoints) + 1;
    const kept = replan({ lines, thresholdBasisPoints: high });
    if (kept.kind === 'infeasible') throw new Error('infeasible');
    expect(kept).to.include({ kind: 'kept', gain: result.gain });
    expect(kept.moves).to.deep.equal([]);
    const withCurves = result.lines.map((line, i) => ({ ...line, curve: V5[i]!.curve }));
    expect(gainOfMoves(withCurves, result.moves)).to.be.closeTo(result.gain, 1e-9);
    expect(gainOfMoves(withCurves, [])).to.equal(0);
  });

  it('says what can no longer hold when floors are over the budget', () => {
    const result = replan({ lines: inFlight({ tv: { spentCents: 5_000_000 } }), thresholdBasisPoints: 0 });
    if (result.kind !== 'infeasible') throw new Error(result.kind);
    expect(result.issues[0]!.code).to.equal('minimums_over_budget');
  });

  it('is idempotent: a proposal followed is kept, whatever was spent on the way', () => {
    const part = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(fc.tuple(part, part, part), fc.tuple(part, part, part), fc.nat(4_000_000), (done, later, extra) => {
        const lines = inFlight().map((line, i) => ({
          ...line,
          plannedCents: line.plannedCents + (i === 0 ? extra : 0),
          spentCents: Math.floor((line.plannedCents * done[i]!) / 100),
        }));
        const first = replan({ lines, thresholdBasisPoints: 0 });
        if (first.kind === 'infeasible') throw new Error('infeasible');
        const followed = lines.map((line, i) => {
          const plannedCents = first.proposal.allocations[i]!.cents;
          const spentCents = line.spentCents + Math.floor(((plannedCents - line.spentCents) * later[i]!) / 100);
          return { ...line, plannedCents, spentCents };
        });
        const second = replan({ lines: followed, thresholdBasisPoints: 0 });
        if (second.kind === 'infeasible') throw new Error('infeasible');
        expect(second.kind).to.equal('kept');
        expect(second.proposal.allocations.map((each) => each.cents)).to.deep.equal(
          followed.map((line) => line.plannedCents),
        );
      }),
      { numRuns: 60 },
    );
  });
});
