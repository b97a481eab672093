import type { CreativeApproval } from '../../shared/domain/creative/creative.ts';
import type { EditContext } from '../campaigns/campaigns.service.ts';
import type { Clock } from '../clock.ts';
import { Refusal, refuse } from '../refusal.ts';
import type { CreativeEdits } from './creative-edits.ts';
import type { CreativeView, CreativeViews } from './creative-view.ts';
import type { CreativesModel } from './creatives.model.ts';
import { standingOf, toRules } from './domain-creative.ts';

const APPROVAL_STEPS: Readonly<
  Record<'submit' | 'approve' | 'reject', Readonly<Partial<Record<CreativeApproval, CreativeApproval>>>>
> = {
  submit: { draft: 'in_review', rejected: 'in_review' },
  approve: { draft: 'approved', in_review: 'approved' },
  reject: { in_review: 'rejected', approved: 'rejected' },
};

export type ApprovalInput = Readonly<{
  model: Pick<CreativesModel, 'rulesOf'>;
  edits: Pick<CreativeEdits, 'get' | 'change' | 'publish'>;
  views: Pick<CreativeViews, 'todayOf'>;
  clock: Clock;
}>;

/** The way of a creative from draft over review to approval, and back. */
export function createApproval({ model, edits, views, clock }: ApprovalInput) {
  return {
    /** Submit, approve or reject. A testimonial is not approved without a signed release. */
    async step(
      id: string,
      step: keyof typeof APPROVAL_STEPS,
      note: string | null,
      context: EditContext,
    ): Promise<CreativeView> {
      const before = await edits.get(id);
      const status = APPROVAL_STEPS[step][before.approval.status];
      if (!status) {
        const message = `${before.title} is ${before.approval.status.replace('_', ' ')}, so it can't take the step “${step}”.`;
        throw refuse('conflict', 'step_not_allowed', message, 'approval');
      }
      if (status === 'approved') {
        const { issues } = standingOf(
          { ...before, approval: { ...before.approval, status } },
          toRules(await model.rulesOf(before.campaignId)),
          await views.todayOf(before.campaignId),
        );
        const blocking = issues.filter(({ code }) => /^(release_(missing|unsigned)|disclaimer_|ad_id_)/.test(code));
        if (blocking.length > 0) throw new Refusal('conflict', blocking);
      }
      const approval = { status, by: context.actor.name, at: clock.now(), note };
      const after = await edits.change(before, { approval }, context);
      return edits.publish(
        step === 'submit' ? 'submitted' : `${step}ed`.replace('approveed', 'approved'),
        { before, after },
        context,
      );
    },
  };
}
