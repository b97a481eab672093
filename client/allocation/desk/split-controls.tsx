import { Button, NumberInput, Switch } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { CampaignResponse } from '../../../shared/contracts/campaigns.ts';
import type { LineResponse } from '../../../shared/contracts/plans.ts';
import { AmountField } from '../../parts/fields/amount-field.tsx';
import { Segmented } from '../../parts/fields/segmented.tsx';
import { GoalBar } from '../goals/goal-bar.tsx';
import { firstWishes, hasNoCurves, type GroupId } from '../split-model.ts';
import classes from '../split.module.css';
import { GroupLimits } from './group-limits.tsx';
import type { Split } from './use-split.ts';

/** What is asked of the split: its goal, the money, the groups' limits, and which curves count. */
export function SplitControls(props: { campaign: CampaignResponse; lines: readonly LineResponse[]; desk: Split }) {
  const { campaign, lines, desk } = props;
  const { wishes, setWishes, split, hasBenchmarks } = desk;
  const navigate = useNavigate({ from: '/campaigns/$campaignId/split' });
  return (
    <>
      <GoalBar
        goal={desk.goal}
        isEstimated={hasBenchmarks}
        onGoal={(change) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true })}
      />
      <div className={classes.controls}>
        <AmountField
          label={desk.goal.aim === 'most' ? 'Budget to split, $' : 'At most, $'}
          w={150}
          cents={wishes.budgetCents}
          onCents={(cents) => setWishes({ ...wishes, budgetCents: cents ?? campaign.budgetCents })}
        />
        <GroupLimits
          groups={[...new Set(split.lines.map((one) => one.group))]}
          wishes={wishes}
          onGroup={(id: GroupId, wish) => setWishes({ ...wishes, groups: { ...wishes.groups, [id]: wish } })}
        />
        {desk.unit === desk.planUnit && !hasNoCurves(lines) && (split.left.length > 0 || desk.isEstimating) && (
          <Switch
            label="Estimate missing curves"
            checked={desk.isEstimating}
            mb={8}
            onChange={(event) => desk.setEstimating(event.currentTarget.checked)}
          />
        )}
        {hasBenchmarks && (
          <NumberInput
            label="People in the market"
            w={150}
            thousandSeparator=","
            min={1_000}
            hideControls
            value={desk.population}
            onChange={(value) => Number(value) >= 1_000 && desk.setPopulation(Math.round(Number(value)))}
          />
        )}
        {desk.hasBands && (
          <Segmented
            label="Which curves"
            value={desk.level}
            options={[
              { value: 'low', label: 'Low' },
              { value: 'middle', label: 'Middle' },
              { value: 'high', label: 'High' },
            ]}
            onChange={desk.setLevel}
          />
        )}
        <Button variant="default" ml="auto" onClick={() => setWishes(firstWishes(lines, campaign.budgetCents))}>
          Start over
        </Button>
      </div>
    </>
  );
}
