import { expect } from 'chai';
import {
  CAMPAIGN_ACTIONS,
  CAMPAIGN_STATUSES,
  CAMPAIGN_TRANSITIONS,
  campaignStep,
  checkCampaign,
} from '../../shared/domain/campaign.ts';
import { allowedActions } from '../../shared/domain/transitions.ts';
import { aCampaign } from '../support/plans.ts';

describe('a campaign', () => {
  it('takes exactly these steps', () => {
    const steps = CAMPAIGN_STATUSES.flatMap((status) =>
      CAMPAIGN_ACTIONS.map((action) => [status, action, campaignStep(status, action)] as const),
    );
    const taken = steps.flatMap(([from, action, step]) =>
      step.kind === 'ok' ? [`${from} ${action} ${step.status}`] : [],
    );
    expect(taken).to.deep.equal([
      'draft activate active',
      'draft cancel canceled',
      'active pause paused',
      'active complete completed',
      'active cancel canceled',
      'paused resume active',
      'paused complete completed',
      'paused cancel canceled',
    ]);
  });

  it('says what is allowed when it refuses a step', () => {
    const refused = campaignStep('draft', 'pause');
    expect(refused).to.deep.equal({
      kind: 'refused',
      issue: {
        severity: 'error',
        code: 'step_not_allowed',
        message: "This campaign is draft, so it can't take the step “pause”. Possible now: “activate”, “cancel”.",
        path: 'status',
      },
    });
    const atEnd = campaignStep('completed', 'pause');
    expect(atEnd.kind === 'refused' && atEnd.issue.message).to.contain('no step is possible');
    expect(allowedActions(CAMPAIGN_TRANSITIONS, 'active')).to.deep.equal(['pause', 'complete', 'cancel']);
  });

  it('is fine as the sample has it', () => {
    expect(checkCampaign(aCampaign())).to.deep.equal([]);
  });

  it('names every wrong field at once', () => {
    const wrong = aCampaign({
      budgetCents: 0,
      currency: 'usd',
      commissionBasisPoints: 10_000,
      timeZone: 'Philly',
      startDay: '2026-02-29',
    });
    expect(checkCampaign(wrong).map(({ code, path }) => `${code} ${path}`)).to.deep.equal([
      'budget_not_positive budgetCents',
      'unknown_currency currency',
      'commission_out_of_range commissionBasisPoints',
      'unknown_zone timeZone',
      'not_a_day startDay',
    ]);
  });

  it('may have the smallest budget and any commission that leaves something', () => {
    const fine = [{ budgetCents: 1 }, { commissionBasisPoints: 0 }, { commissionBasisPoints: 9_999 }];
    for (const fields of fine) expect(checkCampaign(aCampaign(fields)), JSON.stringify(fields)).to.deep.equal([]);
    const wrong = [
      { budgetCents: -1 },
      { budgetCents: 0.5 },
      { commissionBasisPoints: -1 },
      { commissionBasisPoints: 0.5 },
    ];
    for (const fields of wrong) expect(checkCampaign(aCampaign(fields)).length, JSON.stringify(fields)).to.equal(1);
    expect(checkCampaign(aCampaign({ endDay: 'later' })).map(({ path }) => path)).to.deep.equal(['endDay']);
  });

  it('lasts at least a day: the end is the first day without it', () => {
    const oneDay = { startDay: '2024-02-29', endDay: '2024-03-01' };
    expect(checkCampaign(aCampaign(oneDay))).to.deep.equal([]);
    const none = checkCampaign(aCampaign({ startDay: '2026-11-01', endDay: '2026-11-01' }));
    expect(none.map(({ code }) => code)).to.deep.equal(['ends_before_start']);
  });
});
