import { expect } from 'chai';
import fc from 'fast-check';
import {
  openDispute,
  stepDispute,
  type Dispute,
  type DisputeStep,
} from '../../../shared/domain/reconciliation/dispute.ts';

const BY = { at: 1_000, by: 'Robin' };
const file = { kind: 'file', name: 'invoice.pdf', reference: 'mail of Nov 9' } as const;
const opened = openDispute({ claimedCents: 2_000, note: 'It did not air.', evidence: [file] }, BY);

const after = (steps: readonly DisputeStep[]): Dispute => {
  let dispute = opened;
  for (const step of steps) {
    const stepped = stepDispute(dispute, step, BY);
    if (stepped.kind === 'refused') throw new Error(stepped.issue.code);
    dispute = stepped.dispute;
  }
  return dispute;
};
const refusal = (dispute: Dispute, step: DisputeStep): string => {
  const stepped = stepDispute(dispute, step, BY);
  return stepped.kind === 'refused' ? stepped.issue.code : 'done';
};

describe('a dispute with a station', () => {
  it('is opened, answered and settled with a credit, and keeps its history', () => {
    const settled = after([
      { action: 'answered', note: 'Half of it.' },
      { action: 'settled', creditCents: 1_000, note: 'Agreed.' },
    ]);
    expect(settled).to.include({ status: 'settled', creditCents: 1_000 });
    expect(settled.history.map(({ action, creditCents }) => [action, creditCents])).to.deep.equal([
      ['opened', null],
      ['answered', null],
      ['settled', 1_000],
    ]);
  });

  it('credits no more than it claims, to the cent', () => {
    expect(refusal(opened, { action: 'settled', creditCents: 2_000, note: '' })).to.equal('done');
    expect(refusal(opened, { action: 'settled', creditCents: 2_001, note: '' })).to.equal('credit_above_claim');
  });

  it('takes no more evidence or answers once settled, until it is reopened; then nothing is owed', () => {
    const settled = after([{ action: 'settled', creditCents: 500, note: 'Agreed.' }]);
    expect(refusal(settled, { action: 'evidence', evidence: file, note: '' })).to.equal('dispute_settled');
    expect(refusal(settled, { action: 'answered', note: 'No.' })).to.equal('dispute_settled');
    expect(refusal(opened, { action: 'reopened', note: '' })).to.equal('dispute_open');
    const again = after([
      { action: 'settled', creditCents: 500, note: 'Agreed.' },
      { action: 'reopened', note: 'They took it back.' },
    ]);
    expect(again).to.include({ status: 'open', creditCents: null });
  });

  it('owes a credit exactly while it is settled, and forgets no step', () => {
    const step = fc.oneof(
      fc.constant<DisputeStep>({ action: 'answered', note: 'a' }),
      fc.constant<DisputeStep>({ action: 'reopened', note: 'b' }),
      fc.constant<DisputeStep>({ action: 'evidence', evidence: file, note: 'c' }),
      fc
        .integer({ min: 0, max: 3_000 })
        .map((creditCents): DisputeStep => ({ action: 'settled', creditCents, note: 'd' })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        let dispute = opened;
        let taken = 1;
        for (const one of steps) {
          const stepped = stepDispute(dispute, one, BY);
          if (stepped.kind === 'refused') continue;
          dispute = stepped.dispute;
          taken += 1;
        }
        expect(dispute.history).to.have.lengthOf(taken);
        expect(dispute.creditCents !== null).to.equal(dispute.status === 'settled');
        expect(dispute.creditCents ?? 0).to.be.at.most(dispute.claimedCents);
      }),
    );
  });
});
