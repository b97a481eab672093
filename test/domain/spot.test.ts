import { expect } from 'chai';
import fc from 'fast-check';
import {
  SPOT_ACTIONS,
  SPOT_STATUSES,
  changeSpot,
  holdsSlot,
  isSpotLive,
  isSpotOwed,
  spotStep,
  type Spot,
  type SpotAction,
} from '../../shared/domain/spot.ts';
import { aSpot } from '../support/plans.ts';

const at = Date.parse('2026-10-20T12:00:00Z');

function after(spot: Spot, ...actions: SpotAction[]): Spot {
  return actions.reduce((current, action) => {
    const changed = changeSpot(current, { action, at, by: 'usr_buyer' });
    if (changed.kind === 'refused') throw new Error(changed.issue.message);
    return changed.spot;
  }, spot);
}

const jobs = (spot: Spot) => spot.actions.map(({ kind, status }) => `${kind} ${status}`);

describe('a spot', () => {
  it('takes exactly these steps', () => {
    const taken = SPOT_STATUSES.flatMap((status) =>
      SPOT_ACTIONS.flatMap((action) => {
        const step = spotStep(status, action);
        return step.kind === 'ok' ? [`${status} ${action} ${step.status}`] : [];
      }),
    );
    expect(taken).to.deep.equal([
      'planned order ordered',
      'planned cancel canceled',
      'planned move planned',
      'planned assign planned',
      'ordered decline planned',
      'ordered confirm confirmed',
      'ordered cancel canceled',
      'ordered move ordered',
      'ordered assign ordered',
      'confirmed traffic trafficked',
      'confirmed air aired',
      'confirmed preempt preempted',
      'confirmed miss missed',
      'confirmed cancel canceled',
      'confirmed move confirmed',
      'confirmed assign confirmed',
      'trafficked traffic trafficked',
      'trafficked air aired',
      'trafficked preempt preempted',
      'trafficked miss missed',
      'trafficked cancel canceled',
      'trafficked move confirmed',
      'trafficked assign confirmed',
      'aired preempt preempted',
      'aired miss missed',
      'preempted reinstate confirmed',
      'preempted make_good made_good',
      'preempted credit credited',
      'missed air aired',
      'missed make_good made_good',
      'missed credit credited',
    ]);
  });

  it('writes each step into its history and raises its revision', () => {
    const spot = aSpot();
    const changed = after(spot, 'order', 'confirm');
    expect(changed).to.include({ status: 'confirmed', rev: 3 });
    expect(changed.history).to.deep.equal([
      { at, from: 'planned', to: 'ordered', action: 'order', by: 'usr_buyer' },
      { at, from: 'ordered', to: 'confirmed', action: 'confirm', by: 'usr_buyer' },
    ]);
    expect(spot).to.deep.equal(aSpot());
  });

  it('is not changed by a step that is refused', () => {
    const refused = changeSpot(aSpot(), { action: 'air', at, by: 'job' });
    expect(refused.kind === 'refused' && refused.issue.message).to.equal(
      "This spot is planned, so it can't take the step “air”. Possible now: “order”, “cancel”, “move”, “assign”.",
    );
  });

  it('settles its jobs as life goes', () => {
    const confirmed = after(aSpot(), 'order', 'confirm');
    expect(jobs(confirmed)).to.deep.equal(['traffic pending', 'air pending', 'asrun pending']);
    expect(jobs(after(confirmed, 'traffic', 'air'))).to.deep.equal(['traffic done', 'air done', 'asrun done']);
    expect(jobs(after(confirmed, 'air'))).to.deep.equal(['traffic canceled', 'air done', 'asrun done']);
    expect(jobs(after(confirmed, 'preempt'))).to.deep.equal(['traffic canceled', 'air canceled', 'asrun canceled']);
    expect(jobs(after(confirmed, 'cancel'))).to.deep.equal(['traffic canceled', 'air canceled', 'asrun canceled']);
  });

  it('opens its jobs again when a pre-empted spot is reinstated', () => {
    const back = after(aSpot(), 'order', 'confirm', 'traffic', 'preempt', 'reinstate');
    expect(back.status).to.equal('confirmed');
    expect(jobs(back)).to.deep.equal(['traffic done', 'air pending', 'asrun pending']);
  });

  it('taken for aired and then pre-empted or missed has not aired, and airs again when reinstated', () => {
    const aired = after(aSpot(), 'order', 'confirm', 'traffic', 'air');
    expect(jobs(after(aired, 'miss'))).to.deep.equal(['traffic done', 'air missed', 'asrun done']);
    expect(jobs(after(aired, 'miss', 'air'))).to.deep.equal(['traffic done', 'air done', 'asrun done']);
    expect(jobs(after(aired, 'preempt'))).to.deep.equal(['traffic done', 'air canceled', 'asrun canceled']);
    expect(jobs(after(aired, 'preempt', 'reinstate'))).to.deep.equal(['traffic done', 'air pending', 'asrun pending']);
  });

  it('thought missed is mended by a late as-run', () => {
    const missed = after(aSpot(), 'order', 'confirm', 'traffic', 'miss');
    expect(jobs(missed)).to.deep.equal(['traffic done', 'air missed', 'asrun missed']);
    const aired = after(missed, 'air');
    expect(aired.status).to.equal('aired');
    expect(jobs(aired)).to.deep.equal(['traffic done', 'air done', 'asrun done']);
  });

  it('counts while it is meant to air, and is owed while dropped without an answer', () => {
    expect(SPOT_STATUSES.filter(isSpotLive)).to.deep.equal(['planned', 'ordered', 'confirmed', 'trafficked']);
    expect(SPOT_STATUSES.filter(isSpotOwed)).to.deep.equal(['preempted', 'missed']);
  });

  it('keeps its slot when it is dropped, not when it is canceled or stands in for another', () => {
    expect(SPOT_STATUSES.filter((status) => !holdsSlot({ status }))).to.deep.equal(['canceled']);
    expect(holdsSlot({ status: 'confirmed', makegoodFor: 'spt_dropped' })).to.equal(false);
    expect(holdsSlot({ status: 'preempted', makegoodFor: null })).to.equal(true);
  });

  it('tells one unbroken story whatever is tried', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SPOT_ACTIONS), { maxLength: 60 }), (tries) => {
        const end = tries.reduce((spot, action) => {
          const changed = changeSpot(spot, { action, at, by: 'x' });
          return changed.kind === 'ok' ? changed.spot : spot;
        }, aSpot());
        expect(end.rev).to.equal(1 + end.history.length);
        const path = ['planned', ...end.history.map(({ to }) => to)];
        expect(end.history.map(({ from }) => from)).to.deep.equal(path.slice(0, -1));
        expect(end.status).to.equal(path.at(-1));
        const open = end.actions.filter(({ kind, status }) => kind !== 'traffic' && status === 'pending').length;
        expect(open).to.equal(isSpotLive(end.status) ? 2 : 0);
      }),
      { numRuns: 2_000 },
    );
  });
});
