import { Button } from '@mantine/core';
import { IconArrowBackUp, IconArrowsExchange, IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PlanEdit, PlanResponse } from '../../../shared/contracts/plans.ts';
import { sayDone } from '../../parts/notices/announce.ts';
import type { PlanEditor } from '../../plans/editor/plan-editor.ts';
import { usePlanStep } from '../../plans/editor/plan-steps.ts';

/** What can be done with the split: apply it to a draft, take that back, or first make an approved plan a draft again. */
export function SplitActions(props: {
  campaign: CampaignResponse;
  plan: PlanResponse;
  editor: PlanEditor;
  edits: readonly PlanEdit[];
  /** False while there is no answer to apply. */
  isReady: boolean;
  /** Scenarios are applied from their own view. */
  isScenarios: boolean;
  onRevised: () => void;
}) {
  const { campaign, plan, editor } = props;
  const revise = usePlanStep(plan, () => {
    props.onRevised();
    sayDone('The new draft is on the desk with your pins and limits; look again, then apply.');
  });
  const apply = () => {
    editor.apply('Apply the split', props.edits);
    sayDone('The split is in the plan. One undo takes it back.');
  };
  return (
    <>
      {campaign.approvedPlanId !== null && (
        <Button
          variant="default"
          leftSection={<IconArrowsExchange size={16} />}
          renderRoot={(props) => (
            <Link to="/campaigns/$campaignId/pacing" params={{ campaignId: campaign.id }} hash="replan" {...props} />
          )}
        >
          Re-plan from actuals
        </Button>
      )}
      {plan.status === 'draft' && (
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          disabled={!editor.canUndo}
          onClick={editor.undo}
        >
          Undo{editor.undoLabel ? `: ${editor.undoLabel.toLowerCase()}` : ''}
        </Button>
      )}
      {plan.status === 'draft' && !props.isScenarios && (
        <Button
          leftSection={<IconCheck size={16} />}
          disabled={props.edits.length === 0 || !props.isReady}
          loading={editor.saveState === 'saving'}
          onClick={apply}
        >
          Apply to the plan
        </Button>
      )}
      {plan.status === 'approved' && (
        <Button loading={revise.isPending} onClick={() => revise.mutate('revise')}>
          Revise the plan to apply
        </Button>
      )}
    </>
  );
}
