import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../../shared/contracts/plans.ts';
import { Segmented } from '../../parts/fields/segmented.tsx';
import { RowsSkeleton } from '../../parts/notices/notices.tsx';
import { PageHead } from '../../parts/page/page-head.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { useMay } from '../../people/session.ts';
import { usePlanEditor } from '../../plans/editor/plan-editor.ts';
import { aimWords } from '../goals/split-goal.ts';
import { wishesOf } from '../scenarios/scenario-model.ts';
import { groupHolds, type Wishes } from '../split-model.ts';
import { SplitTable } from '../table/split-table.tsx';
import { BandTable } from '../why/band-table.tsx';
import { BAND_ID, RestsOn } from '../why/rests-on.tsx';
import { LeftOut, PeopleBasis, SplitRefused } from '../why/split-notes.tsx';
import { SplitActions } from './split-actions.tsx';
import { SplitControls } from './split-controls.tsx';
import { SplitHeadline } from './split-headline.tsx';
import { useSplit, type Split } from './use-split.ts';
import classes from '../split.module.css';

const ScenariosView = lazy(() =>
  import('../scenarios/scenarios-view.tsx').then((module) => ({ default: module.ScenariosView })),
);

/** The desk where the budget is split: wishes above, lines with their curves, the chosen curve and what it rests on below. */
export function SplitDesk(props: {
  campaign: CampaignResponse;
  plan: PlanResponse;
  /** What was wished on the plan this one revises: lines keep their ids. */
  kept: Wishes | null;
  onRevised: (wishes: Wishes) => void;
}) {
  const { campaign, plan } = props;
  const mayEdit = useMay('edit');
  const search = useSearch({ from: '/signed-in/campaigns/$campaignId/split' });
  const navigate = useNavigate({ from: '/campaigns/$campaignId/split' });
  const editor = usePlanEditor(plan);
  const desk = useSplit({ campaign, plan, lines: editor.lines, kept: props.kept });
  const [chosenId, setChosenId] = useState<string | null>(() => plan.lines[0]?.id ?? null);
  const { unit, word, level, population, isEstimating, split, standing, goal, body, answer, hasBenchmarks } = desk;
  const isScenarios = search.view === 'scenarios';
  const show = (view: 'desk' | 'scenarios') =>
    void navigate({
      search: ({ unit, aim, want, value }) => ({
        ...{ unit, aim, want, value },
        ...(view === 'scenarios' ? { view } : {}),
      }),
      replace: true,
    });
  const showsBands = desk.hasBands && !answer.error;
  return (
    <>
      <PageHead
        title="Budget split"
        tab={`Split of ${campaign.name}`}
        note={`${aimWords(goal.aim, unit).choice}: ${word}, over plan ${plan.version}`}
        actions={
          mayEdit && (
            <SplitActions
              {...{ campaign, plan, editor, isScenarios }}
              edits={desk.edits}
              isReady={desk.isSettled && !answer.error}
              onRevised={() => props.onRevised(desk.wishes)}
            />
          )
        }
      />
      <div className={classes.views}>
        <Segmented
          label="What to show"
          value={isScenarios ? 'scenarios' : 'desk'}
          options={[
            { value: 'desk', label: 'This split' },
            { value: 'scenarios', label: 'Scenarios' },
          ]}
          onChange={show}
        />
      </div>
      {isScenarios && (
        <Suspense fallback={<RowsSkeleton rows={8} height={30} />}>
          <ScenariosView
            {...{ campaign, plan, editor, body, word }}
            responseNow={standing.response}
            answer={answer.data}
            desk={{ unit, level, population, isEstimating }}
            onLoad={(scenario) => {
              if (scenario.desk) {
                desk.setLevel(scenario.desk.level);
                desk.setPopulation(scenario.desk.population);
                desk.setEstimating(scenario.desk.isEstimating);
              }
              desk.setWishes(wishesOf(scenario));
              void navigate({ search: { unit: scenario.desk?.unit ?? search.unit }, replace: true });
            }}
          />
        </Suspense>
      )}
      <div className={classes.stack} hidden={isScenarios}>
        <SplitHeadline
          answer={answer.data}
          goal={goal}
          standing={standing}
          budgetCents={body.budgetCents ?? 0}
          changed={desk.edits.length}
        />
        <Panel>
          <SplitControls campaign={campaign} lines={editor.lines} desk={desk} />
          {answer.error && <SplitRefused error={answer.error} lines={editor.lines} />}
        </Panel>
        {showsBands && <RestsOn lines={split.lines} bands={desk.bands} people={population} unitWord={word} />}
        <Panel flush>
          <SplitTable
            lines={split.lines}
            answer={answer.error ? undefined : answer.data}
            {...{ level }}
            wishes={desk.wishes}
            proposed={desk.proposed}
            holds={groupHolds(body, answer.data)}
            mostCents={scaleOf(desk)}
            unitWord={word}
            chosenId={chosenId}
            onChoose={setChosenId}
            onWish={desk.setWish}
          />
        </Panel>
        {showsBands && (
          <div id={BAND_ID} className={classes.anchor}>
            <Panel
              title="If the curves are off"
              note="the same split under low, middle and high curves: where they agree, it is safe whatever the truth"
              flush
            >
              <BandTable split={split} answers={desk.bands} unitWord={word} />
            </Panel>
          </div>
        )}
        {(hasBenchmarks || split.left.length > 0) && (
          <Panel title="What else it rests on">
            <ul className={classes.basis}>
              {hasBenchmarks && <PeopleBasis campaign={campaign} people={population} />}
              <LeftOut left={split.left} />
            </ul>
          </Panel>
        )}
      </div>
    </>
  );
}

/** Where the sliders of all lines end, in cents: whole thousands of dollars with room above the most of any line. */
function scaleOf({ split, proposed }: Pick<Split, 'split' | 'proposed'>): number {
  const amounts = split.lines.map(({ line }) => Math.max(line.budgetCents, proposed.get(line.id) ?? 0));
  return Math.ceil((Math.max(1, ...amounts) * 1.3) / 100_000) * 100_000;
}
