import { Button, NumberInput, Switch } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowsExchange, IconCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { PlanResponse } from '../../../shared/contracts/plans.ts';
import { AmountField } from '../../parts/fields/amount-field.tsx';
import { Segmented } from '../../parts/fields/segmented.tsx';
import { sayDone } from '../../parts/notices/announce.ts';
import { RowsSkeleton } from '../../parts/notices/notices.tsx';
import { PageHead } from '../../parts/page/page-head.tsx';
import { Panel } from '../../parts/page/panel.tsx';
import { useMay } from '../../people/session.ts';
import { usePlanEditor } from '../../plans/editor/plan-editor.ts';
import { usePlanStep } from '../../plans/editor/plan-steps.ts';
import { BandTable, useBandAnswers } from '../why/band-table.tsx';
import { GoalBar } from '../goals/goal-bar.tsx';
import { aimWords, allocationGoal, goalOf, UNITS, unitOfPlan } from '../goals/split-goal.ts';
import { GroupLimits } from './group-limits.tsx';
import {
  allocationBody,
  firstWishes,
  groupHolds,
  hasNoCurves,
  splitEdits,
  splitLines,
  standingOf,
  wishOf,
  type BandLevel,
  type GroupId,
  type Wish,
  type Wishes,
} from '../split-model.ts';
import { BAND_ID, RestsOn } from '../why/rests-on.tsx';
import { wishesOf } from '../scenarios/scenario-model.ts';
import { allocationQuery, curvesQuery } from '../split-queries.ts';
import { SplitHeadline } from './split-headline.tsx';
import { LeftOut, PeopleBasis, SplitRefused } from '../why/split-notes.tsx';
import { SplitTable } from '../table/split-table.tsx';
import classes from '../split.module.css';

const ScenariosView = lazy(() =>
  import('../scenarios/scenarios-view.tsx').then((module) => ({ default: module.ScenariosView })),
);

const SETTLE_MS = 120;

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
  const isScenarios = search.view === 'scenarios';
  const show = (view: 'desk' | 'scenarios') =>
    void navigate({
      search: ({ unit, aim, want, value }) => ({
        ...{ unit, aim, want, value },
        ...(view === 'scenarios' ? { view } : {}),
      }),
      replace: true,
    });
  const editor = usePlanEditor(plan);
  const planUnit = unitOfPlan(campaign);
  const unit = search.unit ?? planUnit ?? 'impressions';
  const word = UNITS[unit].plural;
  const [population, setPopulation] = useState(campaign.peopleInMarket);
  const { commissionBasisPoints } = campaign;
  const [level, setLevel] = useState<BandLevel>('middle');
  const [wishes, setWishes] = useState(() => props.kept ?? firstWishes(plan.lines, campaign.budgetCents));
  const [chosenId, setChosenId] = useState<string | null>(() => plan.lines[0]?.id ?? null);
  const [isEstimating, setEstimating] = useState(() => hasNoCurves(plan.lines));
  const learned = useQuery(curvesQuery(campaign.id, plan.id, { unit, people: population, isEstimating })).data;
  const split = useMemo(
    () => splitLines(editor.lines, { unit, planUnit, population, isEstimating, commissionBasisPoints, learned }),
    [editor.lines, unit, planUnit, population, isEstimating, commissionBasisPoints, learned],
  );
  const standing = useMemo(() => standingOf(split, level), [split, level]);
  const goal = useMemo(() => goalOf(search, campaign, standing), [search, campaign, standing]);
  const asked = useMemo((): Wishes => ({ ...wishes, goal: allocationGoal(goal) }), [wishes, goal]);
  const [settled] = useDebouncedValue(asked, SETTLE_MS);
  const body = useMemo(() => allocationBody(split, settled, level), [split, settled, level]);
  const answer = useQuery(allocationQuery(body));
  const revise = usePlanStep(plan, () => {
    props.onRevised(wishes);
    sayDone('The new draft is on the desk with your pins and limits; look again, then apply.');
  });

  const bands = useBandAnswers(split, settled);
  const allocations = new Map(answer.data?.allocations.map((one) => [one.id, one]));
  const proposed = new Map(
    split.lines.map(({ line }) => [
      line.id,
      wishOf(wishes, line.id).pinnedCents ?? allocations.get(line.id)?.cents ?? line.budgetCents,
    ]),
  );
  const edits = splitEdits(editor.lines, proposed, campaign);
  const mostCents =
    Math.max(1, ...split.lines.map(({ line }) => Math.max(line.budgetCents, proposed.get(line.id) ?? 0))) * 1.3;
  const most = Math.ceil(mostCents / 100_000) * 100_000;
  const hasBenchmarks = split.lines.some((one) => one.source === 'benchmark');
  const hasBands = hasBenchmarks || split.lines.some(({ forecast }) => forecast !== undefined);
  const setWish = (id: string, change: Partial<Wish>) =>
    setWishes((before) => ({ ...before, lines: { ...before.lines, [id]: { ...wishOf(before, id), ...change } } }));
  const isSettled = settled === asked && !answer.isFetching;
  const apply = () => {
    editor.apply('Apply the split', edits);
    sayDone('The split is in the plan. One undo takes it back.');
  };
  return (
    <>
      <PageHead
        title="Budget split"
        tab={`Split of ${campaign.name}`}
        note={`${aimWords(goal.aim, unit).choice}: ${word}, over plan ${plan.version}`}
        actions={
          mayEdit && (
            <>
              {campaign.approvedPlanId !== null && (
                <Button
                  variant="default"
                  leftSection={<IconArrowsExchange size={16} />}
                  renderRoot={(props) => (
                    <Link
                      to="/campaigns/$campaignId/pacing"
                      params={{ campaignId: campaign.id }}
                      hash="replan"
                      {...props}
                    />
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
              {plan.status === 'draft' && !isScenarios ? (
                <Button
                  leftSection={<IconCheck size={16} />}
                  disabled={edits.length === 0 || !isSettled || Boolean(answer.error)}
                  loading={editor.saveState === 'saving'}
                  onClick={apply}
                >
                  Apply to the plan
                </Button>
              ) : (
                plan.status === 'approved' && (
                  <Button loading={revise.isPending} onClick={() => revise.mutate('revise')}>
                    Revise the plan to apply
                  </Button>
                )
              )}
            </>
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
                setLevel(scenario.desk.level);
                setPopulation(scenario.desk.population);
                setEstimating(scenario.desk.isEstimating);
              }
              setWishes(wishesOf(scenario));
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
          changed={edits.length}
        />
        <Panel>
          <GoalBar
            goal={goal}
            isEstimated={hasBenchmarks}
            onGoal={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
          />
          <div className={classes.controls}>
            <AmountField
              label={goal.aim === 'most' ? 'Budget to split, $' : 'At most, $'}
              w={150}
              cents={wishes.budgetCents}
              onCents={(cents) => setWishes({ ...wishes, budgetCents: cents ?? campaign.budgetCents })}
            />
            <GroupLimits
              groups={[...new Set(split.lines.map((one) => one.group))]}
              wishes={wishes}
              onGroup={(id: GroupId, wish) => setWishes({ ...wishes, groups: { ...wishes.groups, [id]: wish } })}
            />
            {unit === planUnit && !hasNoCurves(editor.lines) && (split.left.length > 0 || isEstimating) && (
              <Switch
                label="Estimate missing curves"
                checked={isEstimating}
                mb={8}
                onChange={(event) => setEstimating(event.currentTarget.checked)}
              />
            )}
            {hasBenchmarks && (
              <NumberInput
                label="People in the market"
                w={150}
                thousandSeparator=","
                min={1_000}
                hideControls
                value={population}
                onChange={(value) => Number(value) >= 1_000 && setPopulation(Math.round(Number(value)))}
              />
            )}
            {hasBands && (
              <Segmented
                label="Which curves"
                value={level}
                options={[
                  { value: 'low', label: 'Low' },
                  { value: 'middle', label: 'Middle' },
                  { value: 'high', label: 'High' },
                ]}
                onChange={setLevel}
              />
            )}
            <Button
              variant="default"
              ml="auto"
              onClick={() => setWishes(firstWishes(editor.lines, campaign.budgetCents))}
            >
              Start over
            </Button>
          </div>
          {answer.error && <SplitRefused error={answer.error} lines={editor.lines} />}
        </Panel>
        {hasBands && !answer.error && <RestsOn lines={split.lines} bands={bands} people={population} unitWord={word} />}
        <Panel flush>
          <SplitTable
            lines={split.lines}
            answer={answer.error ? undefined : answer.data}
            {...{ wishes, proposed, level }}
            holds={groupHolds(body, answer.data)}
            mostCents={most}
            unitWord={word}
            chosenId={chosenId}
            onChoose={setChosenId}
            onWish={setWish}
          />
        </Panel>
        {hasBands && !answer.error && (
          <div id={BAND_ID} className={classes.anchor}>
            <Panel
              title="If the curves are off"
              note="the same split under low, middle and high curves: where they agree, it is safe whatever the truth"
              flush
            >
              <BandTable split={split} answers={bands} unitWord={word} />
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
