import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconShoppingCart } from '@tabler/icons-react';
import { useState } from 'react';
import type { CampaignResponse } from '../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../shared/contracts/plans.ts';
import { sayDone } from '../parts/notices/announce.ts';
import { Refused } from '../parts/notices/refused.tsx';
import { PageHead } from '../parts/page/page-head.tsx';
import { Panel } from '../parts/page/panel.tsx';
import { useMay } from '../people/session.ts';
import { usePlanEditor } from '../plans/editor/plan-editor.ts';
import { usePlanStep } from '../plans/editor/plan-steps.ts';
import { RunProgress, RunTrouble } from '../spots/runs/run-progress.tsx';
import { useSolverRun } from '../spots/runs/run-queries.ts';
import { instant, money } from '../words/format.ts';
import { BuyAnswer } from './buy-answer.tsx';
import { BuyForm } from './buy-form.tsx';
import { buyableLines, buyEdits, buyRequest, firstRules } from './buy-rules.ts';
import classes from './buying.module.css';

const nothing = () => undefined;

/** The desk of a buy: the rules above, then the answer with its proof; applying it is one click and one undo. */
export function BuyDesk({ campaign, plan }: { campaign: CampaignResponse; plan: PlanResponse }) {
  const mayEdit = useMay('edit');
  const editor = usePlanEditor(plan);
  const lines = buyableLines(editor.lines, campaign);
  const [rules, setRules] = useState(() => firstRules(lines));
  // The last answer about this plan is there after a reload too.
  const runner = useSolverRun(
    campaign.id,
    'buy',
    nothing,
    ({ planId, status }) => planId === plan.id && status === 'done',
  );
  const revise = usePlanStep(plan, nothing);
  const { run } = runner;
  const answer = run?.buy && run.planId === plan.id ? run.buy : undefined;
  const edits = answer ? buyEdits(answer, editor.lines) : [];
  const isDraft = plan.status === 'draft';
  const apply = () => {
    editor.apply('Buy spots', edits);
    sayDone('The spots bought are in the plan. One undo takes them back.');
  };
  return (
    <>
      <PageHead
        title="Buy spots"
        tab={`Buy of ${campaign.name}`}
        note={`Most worth for the money, over the TV lines of plan ${plan.version}`}
        actions={
          mayEdit && (
            <>
              {isDraft && (
                <Button
                  variant="default"
                  leftSection={<IconArrowBackUp size={16} />}
                  disabled={!editor.canUndo}
                  onClick={editor.undo}
                >
                  Undo{editor.undoLabel ? `: ${editor.undoLabel.toLowerCase()}` : ''}
                </Button>
              )}
              {isDraft && answer && (
                <Button
                  leftSection={<IconCheck size={16} />}
                  disabled={edits.length === 0}
                  loading={editor.saveState === 'saving'}
                  onClick={apply}
                >
                  {edits.length === 0 ? 'In the plan' : 'Apply to the plan'}
                </Button>
              )}
              {plan.status === 'approved' && (
                <Button variant="default" loading={revise.isPending} onClick={() => revise.mutate('revise')}>
                  Revise the plan to apply
                </Button>
              )}
            </>
          )
        }
      />
      <div className={classes.stack}>
        <BuyForm lines={lines} rules={rules} onRules={setRules} />
        {mayEdit && (
          <Panel title="The buy">
            {runner.isRunning ? (
              <RunProgress run={run} onCancel={runner.cancel} />
            ) : (
              <div className={classes.run}>
                <Button
                  leftSection={<IconShoppingCart size={16} />}
                  variant={answer ? 'default' : 'filled'}
                  onClick={() => runner.start({ kind: 'buy', planId: plan.id, buy: buyRequest(rules) })}
                >
                  {answer ? 'Buy again' : 'Find the best buy'}
                </Button>
                <span className="quiet">Nothing changes until the answer is applied to the plan.</span>
              </div>
            )}
            {!runner.isRunning && run && !run.buy && (
              <div className={classes.trouble}>
                <strong>{run.status === 'refused' ? 'No buy keeps all of these rules:' : 'There is no answer.'}</strong>
                <RunTrouble run={run} />
              </div>
            )}
            <Refused error={runner.error} />
          </Panel>
        )}
        {answer && run && !runner.isRunning && (
          <BuyAnswer
            answer={answer}
            lines={lines}
            note={`worked out ${instant(run.startedAt, campaign.timeZone)} for ${run.startedBy}, with ${money(answer.budgetCents)}`}
          />
        )}
      </div>
    </>
  );
}
