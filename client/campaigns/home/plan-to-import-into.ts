import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import { planResponseSchema, type PlanResponse } from '../../../shared/contracts/plans.ts';
import { call } from '../../api/call.ts';
import { keepPlan, startPlan } from '../../plans/editor/plan-steps.ts';

/**
 * The version a file may be imported into: the campaign's latest, or its first, made empty. An approved one takes the import as a
 * revision. @throws Error naming what to do where the latest version waits for approval.
 */
export async function planToImportInto(
  campaign: Pick<CampaignResponse, 'id' | 'name' | 'latestPlanId'>,
): Promise<PlanResponse> {
  const { id, name, latestPlanId } = campaign;
  if (!latestPlanId) return startPlan(id);
  const plan = await call({ path: `/api/v1/plans/${latestPlanId}`, answer: planResponseSchema });
  keepPlan(plan);
  if (plan.status === 'in_review')
    throw new Error(`Plan ${plan.version} of ${name} is in review, so its lines are fixed: return it to draft first.`);
  return plan;
}
